//! A dialog over the page. The browser keeps the focus inside and gives it back.

use super::chrome;
use super::icons::{CLOSE, Draw};
use super::session::{Dialog, Session};
use crate::text::Text;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement};

/// A dialog that is open while the session says so.
#[component]
pub fn Modal(
    /// Which one.
    which: Dialog,
    /// Its heading.
    title: Text,
    /// Its looks.
    class: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let dialog = NodeRef::<html::Dialog>::new();
    let shown = Memo::new(move |_| session.dialog.get() == Some(which));
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else {
            return;
        };
        match (shown.get(), dialog.open()) {
            (true, false) => {
                dialog.show_modal().expect("the dialog is on the page");
                request_animation_frame(move || focus_first(&dialog));
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let close = move || {
        if shown.get_untracked() {
            session.dialog.set(None);
        }
    };
    let on_backdrop = move |event: leptos::ev::MouseEvent| {
        let on_itself = event.target().is_some_and(|target| {
            dialog.get_untracked().is_some_and(|dialog| target.dyn_ref() == Some(&dialog))
        });
        if on_itself {
            close();
        }
    };
    let children = StoredValue::new(children);
    let heading = format!("{class}-title");
    let labelled = heading.clone();
    view! {
        <dialog
            class=format!("dialog {class}")
            node_ref=dialog
            aria-labelledby=labelled
            on:close=move |_| close()
            on:click=on_backdrop
        >
            <Show when=move || shown.get()>
                <div class="dialog-head">
                    <h2 id=heading.clone()>{session.say(title.clone())}</h2>
                    <button type="button" class="button-icon" aria-label=session.say(chrome::CLOSE) on:click=move |_| close()>
                        <Draw icon=CLOSE/>
                    </button>
                </div>
                <div class="dialog-body">{children.with_value(|children| children())}</div>
            </Show>
        </dialog>
    }
}

/// Focuses what a dialog is opened for, where it says so.
fn focus_first(dialog: &HtmlDialogElement) {
    let first = dialog.query_selector("[data-first]").ok().flatten();
    if let Some(first) = first.and_then(|first| first.dyn_into::<HtmlElement>().ok()) {
        first.focus().ok();
    }
}
