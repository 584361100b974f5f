//! The home page, and the map of the machine that is also the lab switcher.

use super::chrome;
use super::icons::{Draw, SEARCH};
use super::prefs;
use super::search::{Found, search};
use super::session::{Dialog, Session};
use super::thumbs::Thumb;
use super::top_bar::HomeBar;
use crate::lab::{Band, Door, LabEntry, PresetCard};
use crate::labs::LABS;
use crate::link::Link;
use crate::open;
use crate::text::Text;
use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The home page.
#[component]
pub fn Home() -> impl IntoView {
    let session = expect_context::<Session>();
    let shortcut = move |word: Text, key: &'static str, dialog: Dialog| {
        view! {
            <li>
                <button type="button" class="home-open" on:click=move |_| session.dialog.set(Some(dialog))>
                    <span>{session.say(word)}</span><kbd>{key}</kbd>
                </button>
            </li>
        }
    };
    view! {
        <div class="home">
            <HomeBar/>
            <nav class="home-side" aria-label=session.say(chrome::FIND)>
                <Search id="search"/>
                <Continue/>
                <section class="home-section">
                    <h2>{session.say(chrome::OPEN)}</h2>
                    <ul class="home-list">
                        {shortcut(chrome::FILE_OR_LINK, "Ctrl O", Dialog::Open)}
                        {shortcut(chrome::KEYS, "?", Dialog::Help)}
                    </ul>
                </section>
            </nav>
            <main class="home-main" aria-label=session.say(chrome::MAP)>
                <Map/>
                <Scenarios/>
            </main>
        </div>
    }
}

/// The map: every lab where its mechanism happens.
#[component]
pub fn Map() -> impl IntoView {
    let bands = [
        (Band::User, "user", chrome::USER_SPACE, Some(chrome::RING_3)),
        (Band::Kernel, "kernel", chrome::KERNEL, Some(chrome::RING_0)),
        (Band::Hardware, "hw", chrome::HARDWARE, None),
    ];
    let band = |(band, class, name, ring)| view! { <BandView band class name ring/> };
    view! { <div class="map">{bands.into_iter().map(band).collect_view()}</div> }
}

#[component]
fn BandView(band: Band, class: &'static str, name: Text, ring: Option<Text>) -> impl IntoView {
    let session = expect_context::<Session>();
    let doors: Vec<Door> =
        LABS.iter().flat_map(|lab| (lab.doors)()).filter(|door| door.band == band).collect();
    let id = format!("band-{class}");
    let empty = doors.is_empty();
    let tiles = doors.into_iter().map(|door| view! { <li><Tile door/></li> }).collect_view();
    view! {
        <section class=format!("band band-{class}") class:is-empty=empty aria-labelledby=id.clone()>
            <h2 class="band-name" id=id.clone()>
                {session.say(name)} {ring.map(|ring| view! { <small aria-hidden="true">{session.say(ring)}</small> })}
            </h2>
            <ul class="band-tiles">{tiles}</ul>
        </section>
    }
}

#[component]
fn Tile(door: Door) -> impl IntoView {
    let session = expect_context::<Session>();
    let slug = door.slug;
    let recommended = slug == RECOMMENDED && prefs::read("last").is_none();
    let here =
        move || session.page.get() == super::session::Page::Lab && session.opened.read().door.slug == slug;
    view! {
        <a
            class="tile"
            class:is-here=here
            aria-current=move || here().then_some("page")
            href=format!("#/{slug}")
            on:click=move |_| session.dialog.set(None)
        >
            <Thumb slug/>
            <span class="tile-title">{session.say(door.title)}</span>
            {recommended.then(|| view! { <span class="tile-note">{session.say(chrome::START_HERE)}</span> })}
        </a>
    }
}

/// Every prepared scenario with what one sees in it, by lab and textbook.
#[component]
fn Scenarios() -> impl IntoView {
    let session = expect_context::<Session>();
    let link = move |slug: &'static str, card: PresetCard| {
        view! {
            <li>
                <a class="scenario" href=format!("#/{slug}?s={}", card.id)>
                    <strong>{session.say(card.title)}</strong>
                    <span>{session.say(card.aha)}</span>
                </a>
            </li>
        }
    };
    let group = move |slug: &'static str, cards: Vec<PresetCard>| {
        let name = cards[0].group.clone();
        let links = cards.into_iter().map(|card| link(slug, card)).collect_view();
        view! { <h3>{session.say(name)}</h3> <ul class="scenario-list">{links}</ul> }
    };
    let lab = move |lab: &LabEntry| {
        let Door { slug, title, .. } = (lab.doors)().swap_remove(0);
        let cards = (lab.presets)();
        let groups = cards.chunk_by(|one, next| one.group == next.group);
        let groups = groups.map(|cards| group(slug, cards.to_vec())).collect_view();
        let id = format!("scenarios-{slug}");
        view! { <section class="scenarios" aria-labelledby=id.clone()><h2 id=id.clone()>{session.say(title)}</h2> {groups}</section> }
    };
    LABS.iter().map(lab).collect_view()
}

/// The door that a newcomer is shown first.
const RECOMMENDED: &str = "sched";

/// Longer runs are not recorded only to say how far the reader was.
const SHORT: usize = 20_000;

/// Where the reader was last.
#[component]
fn Continue() -> impl IntoView {
    let session = expect_context::<Session>();
    let last = prefs::read("last").and_then(|hash| {
        let beginning = open::begin(&Link::parse(&hash).ok()?).ok()?;
        Some((hash, beginning))
    });
    last.map(|(hash, mut opened)| {
        let preset = opened
            .preset
            .as_deref()
            .and_then(|id| (opened.entry.presets)().into_iter().find(|card| card.id == id));
        let preset = preset.map_or(chrome::OWN_SCENARIO, |card| card.title);
        let steps = opened.steps_within(SHORT);
        let step = opened.step.min(steps.unwrap_or(usize::MAX)).max(1);
        let place = Text {
            en: format!("{}, step {step}", preset.en).into(),
            zh: format!("{}，第 {step} 步", preset.zh).into(),
        };
        view! {
            <section class="home-section">
                <h2>{session.say(chrome::CONTINUE)}</h2>
                <a class="home-continue" href=hash>
                    <strong>{session.say(opened.door.title)}</strong>
                    <span>{session.say(place)}</span>
                    {steps.map(|steps| view! { <progress max=steps value=step aria-hidden="true"></progress> })}
                </a>
            </section>
        }
    })
}

/// A search box with its results below: arrows walk through them, Enter opens the first.
#[component]
pub fn Search(id: &'static str) -> impl IntoView {
    let session = expect_context::<Session>();
    let query = RwSignal::new(String::new());
    let list = NodeRef::<html::Ul>::new();
    let found = Memo::new(move |_| search(LABS, &query.read(), session.lang.get()));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(first) = found.get_untracked().first() {
            session.dialog.set(None);
            window().location().set_hash(&first.href).ok();
        }
    };
    let walk = move |event: KeyboardEvent| {
        let Some(list) = list.get_untracked() else {
            return;
        };
        let step = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        let links = list.query_selector_all("a").expect("a valid selector");
        let focus = document().active_element();
        let at = (0..links.length()).find(|index| links.item(*index).as_ref() == focus.as_deref());
        let next = at.map_or(if step > 0 { 0 } else { -1 }, |at| at as i32 + step);
        let target = match u32::try_from(next).ok().and_then(|index| links.item(index)) {
            Some(link) => link.dyn_into::<HtmlElement>().ok(),
            None if next < 0 => document().get_element_by_id(id).and_then(|box_| box_.dyn_into().ok()),
            None => None,
        };
        if let Some(target) = target {
            target.focus().ok();
        }
    };
    let one = move |found: Found| {
        view! {
            <li>
                <a href=found.href on:click=move |_| session.dialog.set(None)>
                    <strong>{session.say(found.title)}</strong>
                    <span>{session.say(found.help)}</span>
                </a>
            </li>
        }
    };
    let some = move || !query.read().trim().is_empty();
    view! {
        <div class="search" on:keydown=walk>
            <form class="search-box" role="search" on:submit=submit>
                <Draw icon=SEARCH/>
                <input
                    id=id
                    type="search"
                    data-first=""
                    autocomplete="off"
                    aria-label=session.say(chrome::SEARCH)
                    placeholder=session.say(chrome::SEARCH_HINT)
                    prop:value=query
                    on:input=move |event| query.set(event_target_value(&event))
                />
                <kbd aria-hidden="true">"/"</kbd>
            </form>
            <Show when=some>
                <ul class="search-found" node_ref=list aria-label=session.say(chrome::FOUND)>
                    {move || found.get().into_iter().map(one).collect_view()}
                </ul>
                <Show when=move || found.read().is_empty()>
                    <p class="empty" role="status">{session.say(chrome::NOT_FOUND)}</p>
                </Show>
            </Show>
        </div>
    }
}
