//! Paints a scene as SVG. Each place, arrow and thing keeps its element from step to step.

use super::animate::Moving;
use super::patterns::{baseline, hem};
use super::{Eye, size};
use crate::figure::{
    Anchor, Arrow, ArrowKind, Counter, Gauge, Label, Place, Rect, Scene, Thing, Tone, beats, measure,
};
use crate::text::{Lang, plain};
use crate::ui::session::Session;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use web_sys::Element;

/// Pictures are not drawn larger than this: in a hall, and the narrow composition on a tablet.
const MOST_SCALE: (f64, f64) = (1.9, 1.4);
/// Nor smaller: words could not be read. In a narrower stage the lab composes the picture anew.
const LEAST_SCALE: f64 = 0.8;
/// A stage narrower than this is given the narrow picture.
const CRAMPED: f64 = 790.0;

/// A scene, following its figure.
pub fn view(scene: Memo<Scene>, eye: Eye) -> impl IntoView {
    let node = NodeRef::<Div>::new();
    let size = size::of(node);
    // Words keep their size when the picture shrinks.
    let small = Memo::new(move |_| {
        let scale = scene.with(|scene| {
            let across = size.get().0 / scene.width.max(1) as f64;
            across.min(size.get().1 / scene.height.max(1) as f64)
        });
        if scale > 0.0 { (1.0 / scale).clamp(1.0, 1.0 / LEAST_SCALE) } else { 1.0 }
    });
    let frame = Memo::new(move |_| scene.with(|scene| (scene.width, scene.height)));
    let box_of = move || format!("0 0 {} {}", frame.get().0, frame.get().1);
    let height = move |scale: f64| format!("{}px", frame.get().1 as f64 * scale);
    let most = move || height(if frame.get().0 < CRAMPED as i32 { MOST_SCALE.1 } else { MOST_SCALE.0 });
    let shape = move || format!("{} / {}", frame.get().0, frame.get().1);
    Effect::new(move |_| {
        let width = size.get().0;
        if let Some(session) = use_context::<Session>().filter(|_| width > 0.0) {
            session.cramped.set(width < CRAMPED);
        }
    });
    let label = move || plain(scene.read().label.get(eye.lang.get()));
    animate(scene, node, eye);
    let title = Memo::new(move |_| plain(scene.read().title.get(eye.lang.get())));
    view! {
        <Show when=move || !title.read().is_empty()><h2 class="scene-title">{title}</h2></Show>
        <div
            class="scene"
            node_ref=node
            style:aspect-ratio=shape
            style:min-height=move || height(LEAST_SCALE)
            style:max-height=most
        >
            <svg
                viewBox=box_of
                role="img"
                aria-label=label
                style=("--small", move || small.get().to_string())
            >
                <For each=move || ids(scene, |s| &s.places, |p| &p.id) key=Clone::clone children=move |id| place(scene, id, eye)/>
                {move || scene.read().counters.iter().map(|one| counter(one, eye.lang.get())).collect_view()}
                {move || scene.read().gauges.iter().map(|one| gauge(one, eye.lang.get())).collect_view()}
                <For each=move || ids(scene, |s| &s.arrows, |a| &a.id) key=Clone::clone children=move |id| arrow(scene, id, small, eye)/>
                {move || scene.read().labels.iter().map(|one| label_view(one, eye.lang.get())).collect_view()}
                <For each=move || things(scene) key=Clone::clone children=move |key| thing(scene, key, eye)/>
            </svg>
        </div>
    }
}

fn ids<T>(scene: Memo<Scene>, list: fn(&Scene) -> &Vec<T>, id: fn(&T) -> &String) -> Vec<String> {
    scene.with(|scene| list(scene).iter().map(|one| id(one).clone()).collect())
}

/// Which thing, and whether its ghost. Ghosts come last, so that the thing itself is found first.
type Key = (bool, String);

fn things(scene: Memo<Scene>) -> Vec<Key> {
    let mut keys: Vec<Key> = scene
        .with(|scene| scene.spots().iter().map(|spot| (spot.thing.ghost, spot.thing.id.clone())).collect());
    keys.sort_by_key(|(ghost, _)| *ghost);
    keys
}

#[derive(Clone, Debug, PartialEq, Default)]
struct DrawnPlace {
    place: Place,
    vacant: Vec<Rect>,
    crowd: Option<(usize, Rect)>,
}

fn place(scene: Memo<Scene>, id: String, eye: Eye) -> impl IntoView {
    let el = if id.contains(':') { id.clone() } else { format!("place:{id}") };
    let drawn = Memo::new(move |last: Option<&DrawnPlace>| {
        scene.with(|scene| match scene.place(&id) {
            Some(place) => {
                DrawnPlace { place: place.clone(), vacant: scene.vacant(place), crowd: scene.crowd(place) }
            }
            None => last.cloned().unwrap_or_default(),
        })
    });
    let ringed = {
        let el = el.clone();
        Memo::new(move |_| eye.hovered.is(&el) || eye.is_selected(&el))
    };
    // Is there more to know of it than the picture says?
    let known = {
        let el = el.clone();
        Memo::new(move |_| eye.run.read().inspect(1, &el).is_some())
    };
    // All classes in one: a class attribute that is set anew would drop those toggled beside it.
    let look = move || {
        let ring = if ringed.get() { " is-ringed" } else { "" };
        drawn.with(|drawn| {
            let dashed = if drawn.place.dashed { " is-dashed" } else { "" };
            let active = if drawn.place.active { " is-active" } else { "" };
            let lane = if drawn.place.lane { " is-lane" } else { "" };
            let known = if known.get() { " is-known" } else { "" };
            format!("place{dashed}{active}{ring}{lane}{known}{}", tint(drawn.place.tone))
        })
    };
    let kind = el.split(':').next().unwrap_or_default().to_string();
    let el = StoredValue::new(el);
    let choose = move |_| {
        if known.get_untracked() {
            eye.selected.set(Some(el.get_value()));
        }
    };
    view! {
        <g
            class=look
            data-el=el.get_value()
            data-kind=kind
            data-changed=move || drawn.with(|drawn| drawn.place.active).then_some("true")
            on:mouseenter=move |_| el.with_value(|id| eye.hovered.enter(id))
            on:mouseleave=move |_| eye.hovered.leave()
            on:click=choose
        >
            {move || drawn.with(|drawn| inside_place(drawn, eye.lang.get()))}
        </g>
    }
}

fn inside_place(drawn: &DrawnPlace, lang: Lang) -> impl IntoView + use<> {
    let Place { rect, title, corner, strip, .. } = &drawn.place;
    let vacant = drawn.vacant.iter().map(|slot| block(*slot, "slot", 6)).collect_view();
    let strip = strip.as_ref().map(|(words, tone)| {
        let at = Rect::new(rect.x + 12, rect.y + 26, rect.w - 24, 22);
        view! {
            <g class=format!("strip{}", tint(*tone))>
                {block(at, "strip-box", 5)}
                <text x=at.middle() y=at.y + 15 text-anchor="middle">{words.get(lang).to_string()}</text>
            </g>
        }
    });
    let crowd = drawn.crowd.map(|(count, slot)| {
        view! {
            <g class="crowd">
                {block(slot, "slot", 6)}
                <text x=slot.middle() y=slot.y as f64 + slot.h as f64 / 2.0 + 5.0 text-anchor="middle">
                    {format!("+{count}")}
                </text>
            </g>
        }
    });
    view! {
        {block(*rect, "place-box", 9)}
        {block(rect.grown(4), "ring", 13)}
        <text class="place-title" x=rect.x + 12 y=rect.y + 19>{title.get(lang).to_string()}</text>
        <text class="place-corner" x=rect.x + rect.w - 12 y=rect.y + 19 text-anchor="end">
            {corner.get(lang).to_string()}
        </text>
        {strip}
        {vacant}
        {crowd}
    }
}

fn arrow(scene: Memo<Scene>, id: String, small: Memo<f64>, eye: Eye) -> impl IntoView {
    let el = format!("arrow:{id}");
    let drawn = Memo::new(move |last: Option<&Arrow>| {
        let found = scene.with(|scene| scene.arrows.iter().find(|arrow| arrow.id == id).cloned());
        found.or_else(|| last.cloned()).unwrap_or_default()
    });
    let active = move || drawn.with(|arrow| arrow.active);
    view! {
        <g
            class=move || drawn.with(look_of_arrow)
            class:is-active=active
            data-el=el
            data-kind="arrow"
            data-changed=move || active().then_some("true")
        >
            <path
                d=move || drawn.with(Arrow::path)
                marker-end=move || drawn.with(head_of_arrow)
            />
            {move || {
                drawn.with(|arrow| {
                    let lang = eye.lang.get();
                    let ground = arrow.backing(lang, (12.0 * small.get()).max(13.5));
                    let ground = ground.map(|(x, y, width, height)| {
                        view! { <rect class="arrow-ground" x=x y=y width=width height=height/> }
                    });
                    let words = arrow.label.get(lang).to_string();
                    let badge = arrow.badge.map(|(number, (x, y))| {
                        view! {
                            <circle class="arrow-badge" cx=x cy=y r="12"/>
                            <text class="arrow-number" x=x y=y + 5 text-anchor="middle">{number}</text>
                        }
                    });
                    view! { {ground} {badge} {text("arrow-name", arrow.at, arrow.anchor, words)} }
                })
            }}
        </g>
    }
}

/// The look of an arrow: what moves along it, and whether anything has.
fn look_of_arrow(arrow: &Arrow) -> String {
    let ahead = arrow.kind != ArrowKind::Transition && !arrow.taken && !arrow.active;
    format!("arrow of-{}{}", arrow.kind.token(), if ahead { " is-ahead" } else { "" })
}

fn head_of_arrow(arrow: &Arrow) -> String {
    match arrow.kind {
        ArrowKind::Transition if arrow.active => "url(#arrow-active)".into(),
        ArrowKind::Transition => "url(#arrow)".into(),
        _ if !arrow.taken && !arrow.active => "none".into(),
        kind => format!("url(#arrow-{})", kind.token()),
    }
}

/// A number, its name, and a line in the look of the arrows it counts.
fn counter(counter: &Counter, lang: Lang) -> impl IntoView + use<> {
    let (x, y) = counter.at;
    let name = counter.name.get(lang).to_string();
    let left = x as f64 + measure::width(&counter.value, 24.0) * measure::BOLD + 8.0;
    let line = (counter.kind != ArrowKind::Transition).then(|| {
        let width = measure::width(&name, 13.0).min(64.0);
        view! { <path class="counter-line" d=format!("M{left} {}h{width}", y + 8)/> }
    });
    view! {
        <g
            class=format!("counter of-{}", counter.kind.token())
            data-el=format!("counter:{}", counter.id)
            data-changed=counter.changed.then_some("true")
        >
            <text class="counter-value" x=x y=y>{counter.value.clone()}</text>
            <text class="counter-name" x=left y=y - 1>{name}</text>
            {line}
        </g>
    }
}

fn label_view(label: &Label, lang: Lang) -> impl IntoView + use<> {
    let look = if label.faint { "label is-faint" } else { "label" };
    text(look, label.at, label.anchor, label.text.get(lang).to_string())
}

fn gauge(gauge: &Gauge, lang: Lang) -> impl IntoView + use<> {
    let Rect { x, y, w, h } = gauge.rect;
    let count = gauge.blocks.clamp(1, 40) as i32;
    let gap = if count > 1 && w / count > 6 { 4 } else { 0 };
    let width = (w - gap * (count - 1)) as f64 / count as f64;
    let filled = gauge.permille.min(1000) as f64 / 1000.0 * count as f64;
    let one = |index: i32| {
        let left = x as f64 + index as f64 * (width + gap as f64);
        let part = (filled - index as f64).clamp(0.0, 1.0) * width;
        view! {
            <rect class="gauge-box" x=left y=y width=width height=h rx="2"/>
            {(part > 0.0).then(|| view! { <rect class="gauge-fill" x=left y=y width=part height=h rx="2"/> })}
        }
    };
    view! {
        <g class="gauge" data-el=format!("gauge:{}", gauge.id) data-kind="gauge">
            <text x=x y=y - 8>{gauge.text.get(lang).to_string()}</text>
            {(0..count).map(one).collect_view()}
        </g>
    }
}

#[derive(Clone, Debug, PartialEq, Default)]
struct DrawnThing {
    thing: Thing,
    rect: Rect,
}

fn thing(scene: Memo<Scene>, (ghost, id): Key, eye: Eye) -> impl IntoView {
    let wanted = id.clone();
    let drawn = Memo::new(move |last: Option<&DrawnThing>| {
        scene.with(|scene| {
            let spots = scene.spots();
            let found = spots.iter().find(|spot| spot.thing.ghost == ghost && spot.thing.id == wanted);
            match found {
                Some(spot) => DrawnThing { thing: spot.thing.clone(), rect: spot.rect },
                None => last.cloned().unwrap_or_default(),
            }
        })
    });
    let kind = id.split(':').next().unwrap_or_default().to_string();
    let id = StoredValue::new(id);
    let look = Memo::new(move |_| {
        drawn.with(|drawn| (drawn.thing.name.clone(), drawn.thing.hue, drawn.rect.w, drawn.rect.h))
    });
    let changed = move || !ghost && drawn.with(|drawn| drawn.thing.changed);
    let marks = Memo::new(move |_| {
        id.with_value(|id| (changed(), !ghost && eye.is_selected(id), !ghost && eye.hovered.is(id)))
    });
    // All classes in one, as for places.
    let classes = move || {
        let (changed, selected, ringed) = marks.get();
        let named = [
            (ghost, " is-ghost"),
            (changed, " is-changed"),
            (selected, " is-selected"),
            (ringed, " is-ringed"),
        ];
        let marks: String = named.into_iter().filter(|(on, _)| *on).map(|(_, name)| name).collect();
        format!("thing hue-{}{marks}", look.get().1)
    };
    view! {
        <g
            class=classes
            data-el=id.get_value()
            data-kind=kind
            data-ghost=ghost.then_some("true")
            data-place=move || drawn.with(|drawn| drawn.thing.place.clone())
            data-index=move || drawn.with(|drawn| drawn.thing.slot)
            data-changed=move || changed().then_some("true")
            transform=move || drawn.with(|drawn| format!("translate({} {})", drawn.rect.x, drawn.rect.y))
            on:mouseenter=move |_| id.with_value(|id| eye.hovered.enter(id))
            on:mouseleave=move |_| eye.hovered.leave()
            on:click=move |_| eye.selected.set(Some(id.get_value()))
        >
            {move || {
                let (name, hue, w, h) = look.get();
                if ghost { outline(&name, w, h).into_any() } else { solid(&name, hue, w, h).into_any() }
            }}
        </g>
    }
}

fn solid(name: &str, hue: u8, w: i32, h: i32) -> impl IntoView + use<> {
    let at = Rect::new(0, 0, w, h);
    let sizes: &[f64] = if h < 30 { &[12.0] } else { &[15.0, 13.0, 12.0] };
    let (size, name) = measure::fit(name, sizes, w as f64 - 4.0);
    let y = baseline(h as f64, size);
    view! {
        {block(at.grown(4), "ring", 10)}
        {block(at.grown(7), "ring-outer", 13)}
        {block(at, "thing-box", 6)}
        {hem(hue, w as f64, h as f64, 6.0)}
        <text x=at.middle() y=y text-anchor="middle" class=format!("size-{size}")>{name}</text>
    }
}

fn outline(name: &str, w: i32, h: i32) -> impl IntoView + use<> {
    let at = Rect::new(1, 1, w - 2, h - 2);
    let (size, name) = measure::fit(name, &[14.0, 12.0], w as f64 - 8.0);
    let y = h as f64 / 2.0 + size * 0.36;
    view! {
        {block(at, "thing-box", 6)}
        <text x=at.middle() y=y text-anchor="middle" class=format!("size-{size}")>{name}</text>
    }
}

fn block(at: Rect, class: &'static str, radius: i32) -> impl IntoView + use<> {
    view! { <rect class=class x=at.x y=at.y width=at.w height=at.h rx=radius/> }
}

fn text(class: &'static str, at: (i32, i32), anchor: Anchor, words: String) -> impl IntoView + use<> {
    let anchor = match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    view! { <text class=class x=at.0 y=at.1 text-anchor=anchor>{words}</text> }
}

fn tint(tone: Tone) -> String {
    if tone == Tone::Plain { String::new() } else { format!(" tone-{}", tone.token()) }
}

/// Cause, then move: the arrow appears while things stand where they were, then they go.
fn animate(scene: Memo<Scene>, node: NodeRef<Div>, eye: Eye) {
    Effect::new(move |before: Option<Scene>| {
        let now = scene.get();
        let Some(before) = before.filter(|_| eye.animator.may_move()) else { return now };
        let moves = beats::moves(&before, &now);
        let fresh: Vec<String> =
            now.arrows.iter().filter(|arrow| arrow.active).map(|arrow| arrow.id.clone()).collect();
        spawn_local(async move {
            // The elements are in their new places after this.
            tick().await;
            let Some(root) = node.try_get_untracked().flatten() else { return };
            let find = |id: &str| -> Option<Element> {
                let name = format!("[data-el=\"{}\"]:not([data-ghost])", id.replace(['"', '\\'], ""));
                root.query_selector(&name).ok().flatten()
            };
            for one in &moves {
                let Some(element) = find(&one.id) else { continue };
                let place = |(part, (x, y)): (f64, (f64, f64))| (part, format!("translate({x}px, {y}px)"));
                let moving = Moving {
                    property: "transform",
                    frames: one.keyframes().into_iter().map(place).collect(),
                    delay: beats::CAUSE,
                    duration: beats::travel(one.distance()),
                    easing: "cubic-bezier(.4, 0, .2, 1)",
                };
                eye.animator.start(&element, &moving);
            }
            for id in fresh {
                let Some(element) = find(&format!("arrow:{id}")) else { continue };
                let frames = vec![(0.0, "0".to_string()), (1.0, "1".to_string())];
                let moving = Moving {
                    property: "opacity",
                    frames,
                    delay: 0.0,
                    duration: beats::CAUSE,
                    easing: "linear",
                };
                eye.animator.start(&element, &moving);
            }
        });
        now
    });
}
