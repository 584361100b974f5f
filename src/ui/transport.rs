//! The transport: buttons, the timeline with its marks, position and speed.

use super::chrome;
use super::icons::{self, Draw, Icon};
use super::marks::{Track, marks};
use super::pace::Speed;
use super::popover::{Item, Listbox};
use super::session::Session;
use crate::lab::Weight;
use crate::text;
use crate::text::Text;
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;
use std::fmt::Write;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::ResizeObserver;

/// The bar at the bottom.
#[component]
pub fn Transport() -> impl IntoView {
    let session = expect_context::<Session>();
    let first = move || session.step.get() <= 1;
    let last = move || session.step.get() >= session.run.read().len();
    let playing = move || session.playing.get();
    let play_name = move || session.word(&if playing() { chrome::PAUSE } else { chrome::PLAY });
    let position = move || {
        let (step, steps) = (session.step.get(), session.run.read().len());
        view! { <b>{step}</b> " / " {steps} }
    };
    view! {
        <div class="transport-region" role="region" aria-label=session.say(chrome::PLAYBACK)>
        <footer class="transport" role="group" aria-label=session.say(chrome::PLAYBACK)>
            <div class="transport-buttons">
                <Button word=chrome::FIRST icon=icons::FIRST class="transport-first" off=Signal::derive(first) press=move || { session.playing.set(false); session.go(1) }/>
                <Button word=chrome::PREVIOUS_EVENT icon=icons::PREVIOUS_EVENT class="transport-event" off=Signal::derive(first) press=move || session.event_by(false)/>
                <Button word=chrome::BACK icon=icons::BACK class="transport-step" off=Signal::derive(first) press=move || session.step_by(false)/>
                <button
                    type="button"
                    class="transport-button transport-play"
                    aria-label=play_name
                    title=play_name
                    on:click=move |_| session.play()
                >
                    <Draw icon=Signal::derive(move || if playing() { icons::PAUSE } else { icons::PLAY })/>
                </button>
                <Button word=chrome::FORWARD icon=icons::FORWARD class="transport-step" off=Signal::derive(last) press=move || session.step_by(true)/>
                <Button word=chrome::NEXT_EVENT icon=icons::NEXT_EVENT class="transport-event" off=Signal::derive(last) press=move || session.event_by(true)/>
            </div>
            <Timeline/>
            <p class="transport-position">
                <span>{position}</span>
                <span>"t = " {move || session.frame.read().clock.clone()}</span>
            </p>
            <SpeedPick/>
        </footer>
        </div>
    }
}

/// A button that stays in the tab order when it has nothing to do.
#[component]
fn Button(
    word: Text,
    icon: Icon,
    class: &'static str,
    off: Signal<bool>,
    press: impl Fn() + 'static,
) -> impl IntoView {
    let session = expect_context::<Session>();
    view! {
        <button
            type="button"
            class=format!("transport-button {class}")
            aria-label=session.say(word.clone())
            title=session.say(word)
            aria-disabled=move || off.get().then_some("true")
            on:click=move |_| if !off.get_untracked() { press() }
        >
            <Draw icon/>
        </button>
    }
}

#[component]
fn SpeedPick() -> impl IntoView {
    let session = expect_context::<Session>();
    let item = |speed: Speed| Item { id: speed.0.to_string(), name: speed.name(), ..Item::default() };
    let choose = move |id: String| {
        let chosen = Speed::ALL.into_iter().find(|speed| speed.0.to_string() == id);
        session.speed.set(chosen.unwrap_or(Speed::USUAL));
    };
    view! {
        <Listbox
            name="speed"
            label=Signal::derive(session.say(chrome::SPEED))
            items=Signal::stored(Speed::ALL.map(item).to_vec())
            chosen=Signal::derive(move || session.speed.get().0.to_string())
            shown=Signal::derive(move || session.speed.get().name())
            choose
        />
    }
}

/// The slider over all steps, spaced by step. Marks of steps not yet seen are hollow.
#[component]
fn Timeline() -> impl IntoView {
    let session = expect_context::<Session>();
    let slider = NodeRef::<html::Div>::new();
    let width = width_of(slider);
    let steps = Memo::new(move |_| session.run.read().len());
    let track = Memo::new(move |_| Track { width: width.get(), steps: steps.get() });
    let key = Memo::new(move |_| session.untouched().map(|card| card.step).filter(|step| *step > 1));
    let all = Memo::new(move |_| marks(track.get(), session.run.read().weights(), key.get()));
    let paths = Memo::new(move |_| {
        let (mut seen, mut ahead) = (String::new(), String::new());
        let furthest = session.seen.get();
        for mark in all.read().iter() {
            draw(if mark.step <= furthest { &mut seen } else { &mut ahead }, mark.x, mark.weight);
        }
        (seen, ahead)
    });
    let forks = Memo::new(move |_| {
        let mut path = String::new();
        for step in session.run.read().forks() {
            let x = track.get().x(step.clamp(1, steps.get()));
            write!(path, "M{x:.1} 4v30").expect("a string takes it");
        }
        path
    });
    let here = move || track.get().x(session.step.get());
    let furthest = move || track.get().x(session.seen.get());
    let value_text = move || {
        let (frame, steps) = (session.frame.read(), steps.get());
        let (step, time, title) = (frame.step, &frame.clock, session.word(&frame.story.title));
        session.word(&text!(
            "Step {step} of {steps}, t = {time}: {title}",
            "第 {step} 步，共 {steps} 步，t = {time}：{title}"
        ))
    };
    let scrub = move |event: &PointerEvent| {
        if let Some(slider) = slider.get_untracked() {
            let x = f64::from(event.client_x()) - slider.get_bounding_client_rect().left();
            session.playing.set(false);
            session.go(track.get_untracked().step(x));
        }
    };
    let on_down = move |event: PointerEvent| {
        if event.button() != 0 {
            return;
        }
        if let Some(slider) = slider.get_untracked() {
            slider.set_pointer_capture(event.pointer_id()).ok();
            slider.focus().ok();
        }
        event.prevent_default();
        scrub(&event);
    };
    let on_move = move |event: PointerEvent| {
        let held =
            slider.get_untracked().is_some_and(|slider| slider.has_pointer_capture(event.pointer_id()));
        if held {
            scrub(&event);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        match (event.key().as_str(), event.shift_key()) {
            ("ArrowRight" | "ArrowUp", false) => session.step_by(true),
            ("ArrowLeft" | "ArrowDown", false) => session.step_by(false),
            ("ArrowRight", true) | ("PageUp", _) => session.event_by(true),
            ("ArrowLeft", true) | ("PageDown", _) => session.event_by(false),
            ("Home", _) => session.go(1),
            ("End", false) => session.go(session.seen.get_untracked()),
            ("End", true) => session.go(steps.get_untracked()),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    view! {
        <div
            class="timeline"
            node_ref=slider
            role="slider"
            tabindex="0"
            aria-label=session.say(chrome::TIMELINE)
            aria-valuemin="1"
            aria-valuemax=steps
            aria-valuenow=session.step
            aria-valuetext=value_text
            on:pointerdown=on_down
            on:pointermove=on_move
            on:keydown=on_key
        >
            <svg class="timeline-drawing" width=width height="44" aria-hidden="true">
                <path class="timeline-bar" d=move || format!("M{:.1} 30H{:.1}", track.get().x(1), track.get().x(steps.get()))/>
                <path class="timeline-seen" d=move || format!("M{:.1} 30H{:.1}", track.get().x(1), furthest())/>
                <path class="timeline-done" d=move || format!("M{:.1} 30H{:.1}", track.get().x(1), here())/>
                <path class="timeline-fork" d=forks/>
                <path class="timeline-ahead" d=move || paths.read().1.clone()/>
                <path class="timeline-past" d=move || paths.read().0.clone()/>
                <circle class="timeline-thumb" cx=here cy="30" r="8"/>
            </svg>
        </div>
    }
}

/// A tick, a diamond, or a large diamond.
fn draw(path: &mut String, x: f64, weight: Weight) {
    let written = match weight {
        Weight::Minor => write!(path, "M{x:.1} 11v7"),
        Weight::Event => write!(path, "M{x:.1} 9.5l4 4.5-4 4.5-4-4.5z"),
        Weight::Key => write!(path, "M{x:.1} 7l5.5 7-5.5 7-5.5-7z"),
    };
    written.expect("a string takes it");
}

/// The width of an element, in pixels, as it changes.
fn width_of(element: NodeRef<html::Div>) -> ReadSignal<f64> {
    let (width, set_width) = signal(0.);
    Effect::new(move |_| {
        let Some(element) = element.get() else {
            return;
        };
        let measure = {
            let element = element.clone();
            move || {
                set_width.try_set(f64::from(element.client_width()));
            }
        };
        measure();
        let changed = Closure::<dyn Fn()>::new(measure);
        let observer =
            ResizeObserver::new(changed.as_ref().unchecked_ref()).expect("a browser with resize observers");
        observer.observe(&element);
        let kept = StoredValue::new_local((observer, changed));
        on_cleanup(move || {
            kept.try_with_value(|(observer, _)| observer.disconnect());
        });
    });
    width
}
