//! A lab: the frame around its stage.

use super::session::Session;
use crate::text::plain;
use leptos::prelude::*;

/// The page of a lab.
#[component]
pub fn LabPage() -> impl IntoView {
    let session = expect_context::<Session>();
    let caption = move || plain(session.frame.read().story.caption.get(session.lang.get()));
    view! {
        <div class="lab">
            <header class="top"><a class="brand" href="#/">"OS Visualizer"</a></header>
            <main class="main">
                <div class="stage"></div>
                <p class="caption" data-caption="">{caption}</p>
            </main>
            <aside class="side"></aside>
            <footer class="transport">
                <button on:click=move |_| session.go(session.step.get_untracked() - 1)>"◀"</button>
                <button on:click=move |_| session.go(session.step.get_untracked() + 1)>"▶"</button>
                {move || session.step.get()} " / " {move || session.run.read().len()}
            </footer>
        </div>
    }
}
