//! A lab: the frame around its stage.

use super::chrome;
use super::session::Session;
use super::side::{NotesShown, Side};
use super::stage::{Caption, Stage};
use super::tape::TapeShown;
use super::top_bar::TopBar;
use super::transport::Transport;
use super::variant_bar::VariantBar;
use crate::lab::Field;
use crate::text;
use crate::text::Text;
use leptos::prelude::*;

/// The page of a lab.
#[component]
pub fn LabPage() -> impl IntoView {
    let session = expect_context::<Session>();
    provide_context(NotesShown::new());
    view! {
        <div
            class="lab"
            class:is-presenting=move || session.presenting.get()
            class:is-wide=move || session.wide.get()
        >
            <TopBar/>
            <PresentHead/>
            <main class="main">
                <h1 class="visually-hidden">{move || session.word(&session.opened.read().door.title)}</h1>
                <VariantBar/>
                <Stage/>
                <TapeShown/>
                <Caption/>
            </main>
            <Side/>
            <Transport/>
        </div>
    }
}

/// The line above the stage in the presenter view.
#[component]
fn PresentHead() -> impl IntoView {
    let session = expect_context::<Session>();
    let preset = move || session.preset().map_or(chrome::OWN_SCENARIO, |card| card.title);
    let variant = move || {
        if let Some(pair) = session.run.read().pair() {
            return pair.names().iter().map(|name| session.word(name)).collect::<Vec<_>>().join(" ↔ ");
        }
        let form = session.form.get();
        let chosen = |field: &Field| {
            let choices = super::variant_bar::choices(field);
            choices
                .into_iter()
                .find(|choice| choice.id == field.value)
                .map(|choice| session.word(&choice.name))
        };
        let param = |field: &Field| {
            let (name, value) = (session.word(&field.name), &field.value);
            match chosen(field) {
                Some(word) => session.word(&text!("{name}: {word}", "{name}：{word}")),
                None => format!("{name} = {value}"),
            }
        };
        let params = form.params.iter().map(param);
        let comma = session.word(&Text::new(", ", "，"));
        chosen(&form.variant).into_iter().chain(params).collect::<Vec<_>>().join(&comma)
    };
    view! {
        <Show when=move || session.presenting.get()>
            <div class="present-head" role="region" aria-label=session.say(chrome::PRESENT)>
                <strong>{move || session.word(&session.opened.read().door.title)}</strong>
                <span>{move || session.word(&preset())}</span>
                <span>{variant}</span>
                <button type="button" class="present-leave" on:click=move |_| super::present::leave(session)>{session.say(chrome::LEAVE)}</button>
            </div>
        </Show>
    }
}
