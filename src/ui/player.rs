//! The clock of autoplay, the address that follows the steps, and what follows the screen.

use super::pace::{Speed, dwell};
use super::prefs::{self, Motion};
use super::session::{NARROW, Session};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

/// Advances the run while it plays; each step stays as long as its caption takes to read.
pub fn keep_time(session: Session) {
    Effect::new(move |_: Option<Option<Timeout>>| {
        if !session.playing.get() {
            return None;
        }
        let (frame, lang, speed) = (session.frame.read(), session.lang.get(), session.speed.get());
        let animated = session.motion.get() == Motion::Full;
        let wait = dwell(frame.story.caption.get(lang), lang, speed, animated);
        Some(Timeout::new(wait, move || advance(session)))
    });
}

fn advance(session: Session) {
    let (step, steps) = (session.step.get_untracked(), session.run.get_untracked().len());
    if step == steps {
        return session.playing.set(false);
    }
    let events_only = session.speed.get_untracked().reaches(Speed::EVENTS);
    session.go(if events_only { session.event_from(step, true) } else { step + 1 });
    if session.step.get_untracked() == steps {
        session.playing.set(false);
    }
}

/// Keeps the address and the title of the page up to date.
pub fn keep_address(session: Session) {
    Effect::new(move |_| {
        session.step.track();
        session.view.track();
        session.refresh_address();
    });
}

/// Follows the width of the screen.
pub fn keep_width(session: Session) {
    let Some(query) = window().match_media(NARROW).ok().flatten() else {
        return;
    };
    let changed = Closure::<dyn Fn()>::new(move || session.narrow.set(prefs::media(NARROW)));
    query.set_onchange(Some(changed.as_ref().unchecked_ref()));
    changed.forget();
}
