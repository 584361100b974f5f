//! The presenter view: the stage for a hall.

use super::session::{Page, Session};
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// Enters it: full screen where the browser allows, the panel closed; the step stays.
pub fn enter(session: Session) {
    if session.page.get_untracked() != Page::Lab {
        return;
    }
    session.dialog.set(None);
    session.panel.set(false);
    session.presenting.set(true);
    fill_screen();
}

/// Asks for the full screen. A browser may refuse (a remote's key is no gesture to all of them): the presenter
/// view then fills the window.
fn fill_screen() -> Option<()> {
    let page = document().document_element()?;
    let request = Reflect::get(&page, &"requestFullscreen".into()).ok()?.dyn_into::<Function>().ok()?;
    let answer = request.call0(&page).ok()?.dyn_into::<Promise>().ok()?;
    let refused = Closure::once_into_js(|_: JsValue| {});
    Reflect::get(&answer, &"catch".into())
        .ok()?
        .dyn_into::<Function>()
        .ok()?
        .call1(&answer, &refused)
        .ok()?;
    Some(())
}

/// Leaves it.
pub fn leave(session: Session) {
    session.presenting.set(false);
    if document().fullscreen_element().is_some() {
        document().exit_fullscreen();
    }
}

/// Leaves it with the full screen, which the browser's own Esc ends.
pub fn follow_screen(session: Session) {
    let ended = leptos::ev::Custom::<web_sys::Event>::new("fullscreenchange");
    window_event_listener(ended, move |_| {
        if document().fullscreen_element().is_none() {
            session.presenting.set(false);
        }
    });
}
