//! Fields of a scenario: words, numbers with a stepper, choices. What is refused is said beside the field and kept.

use super::chrome;
use super::popover::{focus_child, reveal};
use super::session::{Session, second_place};
use crate::lab::{Choice, Field, FieldKind};
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

/// An input that gives its words on Enter or when it is left, and takes them back on Esc.
#[component]
pub fn Entry(
    /// Where a refusal of its value is said.
    #[prop(into)]
    place: Signal<String>,
    /// Its accessible name.
    #[prop(into)]
    label: Signal<String>,
    /// What is in force.
    #[prop(into)]
    value: Signal<String>,
    /// Offer digits on a touch keyboard.
    #[prop(optional)]
    numeric: bool,
    /// Takes what was typed.
    #[prop(into)]
    commit: Callback<String>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let input = NodeRef::<html::Input>::new();
    let wrong = Memo::new(move |_| session.refused.read().contains_key(&*place.read()));
    Effect::new(move |_| {
        session.opened.track();
        let value = value.get();
        if let (Some(input), false) = (input.get(), wrong.get())
            && input.value() != value
        {
            input.set_value(&value);
        }
    });
    let give = move |input: &web_sys::HtmlInputElement| {
        let typed = input.value();
        if typed != value.get_untracked() || wrong.get_untracked() {
            commit.run(typed);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let Some(input) = input.get_untracked() else {
            return;
        };
        match event.key().as_str() {
            "Enter" => give(&input),
            "Escape" => {
                input.set_value(&value.get_untracked());
                session.refused.update(|refused| {
                    refused.remove(&place.get_untracked());
                });
                event.stop_propagation();
            }
            _ => {}
        }
    };
    view! {
        <input
            class="entry"
            type="text"
            autocomplete="off"
            spellcheck="false"
            inputmode=if numeric { "decimal" } else { "text" }
            node_ref=input
            aria-label=label
            aria-invalid=move || wrong.get().then_some("true")
            aria-describedby=move || wrong.get().then(|| wrong_id(&place.read()))
            on:change=move |_| if let Some(input) = input.get_untracked() { give(&input) }
            on:keydown=on_key
        />
    }
}

/// What was refused at a place, in words.
#[component]
pub fn Wrong(#[prop(into)] place: Signal<String>) -> impl IntoView {
    let session = expect_context::<Session>();
    let text = Memo::new(move |_| session.refused.read().get(&*place.read()).cloned());
    Effect::new(move |_| {
        if text.read().is_some() {
            let id = wrong_id(&place.read_untracked());
            request_animation_frame(move || reveal(&id));
        }
    });
    move || {
        text.get().map(|text| {
            view! {
                <p class="wrong" role="alert" id=wrong_id(&place.read())>
                    {session.quote(text)} " " <span class="wrong-more">{session.say(chrome::NOT_APPLIED)}</span>
                </p>
            }
        })
    }
}

/// The id of the words that say what is wrong at a place.
pub fn wrong_id(place: &str) -> String {
    format!("wrong-{}", place.replace('.', "-"))
}

/// Around controls of the second run of a comparison.
#[derive(Clone, Copy)]
pub struct OfSecond;

/// A field with its name, its control, and what is wrong with it.
#[component]
pub fn Control(#[prop(into)] field: Signal<Field>) -> impl IntoView {
    let session = expect_context::<Session>();
    let (id, kind) = field.with_untracked(|field| (field.id, field.kind.clone()));
    let value = Signal::derive(move || field.read().value.clone());
    let label = Signal::derive(move || session.word(&field.read().name));
    let second = use_context::<OfSecond>().is_some();
    let place = if second { second_place(id) } else { id.to_string() };
    let set = move |value: String| {
        session.set_field(second, id, value);
    };
    let class = if kind == FieldKind::Words { "control control-words" } else { "control" };
    let control = match kind {
        FieldKind::Words => view! { <Entry place=place.clone() label value commit=set/> }.into_any(),
        FieldKind::Number { min, max } => {
            view! { <Stepper place=place.clone() label value min max set/> }.into_any()
        }
        FieldKind::Choice(choices) => view! { <Select label value choices set/> }.into_any(),
    };
    view! {
        <div class=class title=move || session.word(&field.read().help)>
            <span class="control-name">{label}</span>
            {control}
            <Wrong place/>
        </div>
    }
}

/// A number between buttons that make it one less or one more.
#[component]
pub fn Stepper(
    place: String,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] value: Signal<String>,
    min: u64,
    max: u64,
    #[prop(into)] set: Callback<String>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let at = move |end: u64, up: bool| {
        let number = value.read().parse::<f64>().unwrap_or_default();
        if up { number >= end as f64 } else { number <= end as f64 }
    };
    let step = move |by: f64| {
        let next =
            (value.get_untracked().parse::<f64>().unwrap_or_default() + by).clamp(min as f64, max as f64);
        let next = format!("{}", (next * 1e6).round() / 1e6);
        if next != value.get_untracked() {
            set.run(next);
        }
    };
    let name = move |word: crate::text::Text| move || format!("{}: {}", label.read(), session.word(&word));
    view! {
        <span class="stepper">
            <button type="button" aria-label=name(chrome::LESS) aria-disabled=move || at(min, false).then_some("true") on:click=move |_| step(-1.)>"−"</button>
            <Entry place label value numeric=true commit=set/>
            <button type="button" aria-label=name(chrome::GREATER) aria-disabled=move || at(max, true).then_some("true") on:click=move |_| step(1.)>"+"</button>
        </span>
    }
}

/// A small list of choices.
#[component]
pub fn Select(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] value: Signal<String>,
    choices: Vec<Choice>,
    #[prop(into)] set: Callback<String>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let options = choices.into_iter().map(|choice| {
        let id = choice.id;
        view! {
            <option value=id selected=move || *value.read() == id title=session.say(choice.help)>{session.say(choice.name)}</option>
        }
    });
    view! {
        <select
            class="select"
            aria-label=label
            prop:value=value
            on:change=move |event| set.run(event_target_value(&event))
        >
            {options.collect_view()}
        </select>
    }
}

/// One of a few choices, side by side: one stop of the Tab key, arrow keys choose.
#[component]
pub fn Segments(
    /// Its class, beside `segments`.
    class: &'static str,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    #[prop(into)] set: Callback<String>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let group = NodeRef::<html::Div>::new();
    let on_key = move |event: KeyboardEvent| {
        let ids: Vec<&str> = choices.read_untracked().iter().map(|choice| choice.id).collect();
        let at = ids.iter().position(|id| *id == *value.read_untracked()).unwrap_or(0);
        let to = match event.key().as_str() {
            "ArrowRight" | "ArrowDown" => (at + 1) % ids.len(),
            "ArrowLeft" | "ArrowUp" => (at + ids.len() - 1) % ids.len(),
            "Home" => 0,
            "End" => ids.len() - 1,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        set.run(ids[to].to_string());
        if let Some(group) = group.get_untracked() {
            focus_child(&group, "[role=radio]", to);
        }
    };
    let segment = move |choice: Choice| {
        let id = choice.id;
        let chosen = move || *value.read() == id;
        view! {
            <button
                type="button"
                class="segment"
                role="radio"
                aria-checked=move || chosen().to_string()
                tabindex=move || if chosen() { "0" } else { "-1" }
                title=session.say(choice.help)
                on:click=move |_| set.run(id.to_string())
            >
                {session.say(choice.name)}
            </button>
        }
    };
    view! {
        <div class=format!("segments {class}") role="radiogroup" aria-label=label node_ref=group on:keydown=on_key>
            {move || choices.get().into_iter().map(segment).collect_view()}
        </div>
    }
}
