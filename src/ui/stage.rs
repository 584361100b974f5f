//! The stage in its card, and the strip below it that says what happened.

use super::chrome;
use super::field::{Segments, Select};

use super::figure::{FigureView, TableView};
use super::icons::{DIFFERENCE, Draw, TABLE};
use super::pace::Speed;
use super::say::Say;
use super::session::Session;
use leptos::ev::TouchEvent;
use leptos::prelude::*;

/// The card with the pictures, or with the table that says the same.
#[component]
pub fn Stage() -> impl IntoView {
    let session = expect_context::<Session>();
    // Both are read several times a step.
    let figures = Memo::new(move |_| session.frame.read().figures.clone());
    let table = Memo::new(move |_| session.run.read().table(session.step.get()));
    let hidden = move || if session.as_table.get() { "stage-table" } else { "visually-hidden" };
    view! {
        <section class="stage" class:is-table=move || session.as_table.get() aria-label=session.say(chrome::STAGE)>
            <div class="stage-figures" class:is-compared=move || session.is_comparing()>
                <FigureView
                    figures
                    run=session.run
                    lang=session.lang
                    motion=session.motion
                    selected=session.selected
                    zoom=session.zoom
                    seek=Callback::new(move |time| session.seek(time))
                />
            </div>
            <div class=hidden><TableView table lang=session.lang selected=session.selected seen=session.as_table/></div>
        </section>
    }
}

/// The instant, the sentence, and how to look at it.
#[component]
pub fn Caption() -> impl IntoView {
    let session = expect_context::<Session>();
    let caption = Signal::derive(move || session.frame.read().story.caption.clone());
    let live = move || {
        let fast = session.playing.get() && session.speed.get().reaches(Speed::MUTED);
        if fast { "off" } else { "polite" }
    };
    let cut = move || session.run.read().is_cut() && session.step.get() == session.run.read().len();
    let start = StoredValue::new(0);
    let on_start = move |event: TouchEvent| {
        start.set_value(event.touches().get(0).map_or(0, |touch| touch.client_x()));
    };
    let on_end = move |event: TouchEvent| {
        let moved = event.changed_touches().get(0).map_or(0, |touch| touch.client_x() - start.get_value());
        if moved.abs() > SWIPE {
            session.step_by(moved < 0);
        }
    };
    view! {
        <div class="caption" on:touchstart=on_start on:touchend=on_end>
            <span class="caption-time">"t = " {move || session.frame.read().clock.clone()}</span>
            <p class="caption-words" data-caption="" aria-live=live aria-atomic="true"><Say text=caption/></p>
            <Show when=move || session.is_comparing()>
                <button type="button" class="button caption-difference" on:click=move |_| session.next_difference()>
                    <Draw icon=DIFFERENCE/>
                    {session.say(chrome::NEXT_DIFFERENCE)}
                </button>
            </Show>
            <Show when=move || !session.narrow.get()><Views/></Show>
            <button
                type="button"
                class="button caption-panel"
                aria-expanded=move || session.panel.get().to_string()
                on:click=move |_| session.panel.update(|open| *open = !*open)
            >
                {session.say(chrome::SHOW_PANEL)}
            </button>
            <Trouble/>
            <Show when=cut><p class="caption-trouble">{session.say(chrome::CUT)}</p></Show>
        </div>
    }
}

/// How far a finger moves before it means a step, in pixels.
const SWIPE: i32 = 48;

/// Which view, and whether it is said as a table.
#[component]
pub fn Views() -> impl IntoView {
    let session = expect_context::<Session>();
    let choices = Memo::new(move |_| {
        let mut views = (session.opened.read().entry.views)();
        views.retain(|view| session.run.read().has_view(view.id));
        views
    });
    let label = Signal::derive(session.say(chrome::VIEW));
    // A view that is not offered shows the usual picture.
    let shown = Signal::derive(move || {
        let (views, view) = (choices.read(), session.view.get());
        let offered = views.iter().any(|one| one.id == view);
        views.first().filter(|_| !offered).map_or(view, |usual| usual.id.to_string())
    });
    let set = move |view: String| {
        session.motion.set(super::prefs::Motion::Still);
        session.view.set(view);
        session.refresh_address();
    };
    let pick = move || {
        let several = choices.read().len() > 1;
        several.then(|| {
            if session.narrow.get() {
                view! { <Select label value=shown choices=choices.get() set/> }.into_any()
            } else {
                view! { <Segments class="segments-view" label value=shown choices set/> }.into_any()
            }
        })
    };
    let toggle = move |_| session.as_table.update(|table| *table = !*table);
    view! {
        <div class="caption-views">
            {pick}
            <button
                type="button"
                class="button-icon"
                aria-pressed=move || session.as_table.get().to_string()
                aria-label=session.say(chrome::AS_TABLE)
                title=session.say(chrome::AS_TABLE)
                on:click=toggle
            >
                <Draw icon=TABLE/>
            </button>
        </div>
    }
}

/// Why a link could not be opened, and the link.
#[component]
fn Trouble() -> impl IntoView {
    let session = expect_context::<Session>();
    move || {
        session.trouble.get().map(|trouble| {
            view! {
                <div class="caption-trouble" role="status">
                    <span>{session.quote(trouble.text)} " " {session.say(chrome::SHOWING_USUAL)}</span>
                    <details>
                        <summary>{session.say(chrome::SHOW_LINK)}</summary>
                        <code>{trouble.link}</code>
                    </details>
                </div>
            }
        })
    }
}
