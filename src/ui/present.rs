//! The presenter view: the stage for a hall.

use super::session::{Page, Session};
use leptos::prelude::*;

/// Enters it: full screen where the browser allows, the panel closed; the step stays.
pub fn enter(session: Session) {
    if session.page.get_untracked() != Page::Lab {
        return;
    }
    session.dialog.set(None);
    session.panel.set(false);
    session.presenting.set(true);
    if let Some(page) = document().document_element() {
        page.request_fullscreen().ok();
    }
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
