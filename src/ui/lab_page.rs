//! A lab: the frame around its stage.

use super::figure::FigureView;
use super::session::Session;
use super::words::Words;
use leptos::prelude::*;

/// The page of a lab.
#[component]
pub fn LabPage() -> impl IntoView {
    let session = expect_context::<Session>();
    let figures = Signal::derive(move || session.frame.read().figures.clone());
    let caption = Signal::derive(move || session.frame.read().story.caption.clone());
    view! {
        <div class="lab">
            <header class="top"><a class="brand" href="#/">"OS Visualizer"</a></header>
            <main class="main">
                <div class="stage">
                    <FigureView
                        figures
                        run=session.run
                        lang=session.lang
                        motion=session.motion
                        selected=session.selected
                    />
                </div>
                <p class="caption" data-caption="">
                    <Words text=caption lang=session.lang run=session.run selected=session.selected/>
                </p>
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
