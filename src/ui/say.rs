//! A text of a lab: words, emphasis and references to things on the stage.

use super::session::Session;
use super::words::Words;
use crate::text::Text;
use leptos::prelude::*;

/// The text in the reader's language.
#[component]
pub fn Say(#[prop(into)] text: Signal<Text>) -> impl IntoView {
    let session = expect_context::<Session>();
    view! { <Words text lang=session.lang run=session.run selected=session.selected/> }
}
