//! The address bar: read, and written without haste.

use crate::link::{Link, Start};
use crate::open::{self, Opened};
use gloo_timers::callback::Timeout;
use js_sys::Date;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// The least time between two changes of the address by stepping, in milliseconds.
const PAUSE: f64 = 250.;

/// Writes the address.
#[derive(Clone, Copy)]
pub struct Address {
    /// When it was last written, in milliseconds.
    last: StoredValue<f64>,
    /// What it was when last written or followed. When it is something else, the reader is on the way there.
    known: StoredValue<String>,
    waiting: StoredValue<Option<Timeout>, LocalStorage>,
}

impl Default for Address {
    fn default() -> Self {
        let known = StoredValue::new(current());
        Address { last: StoredValue::new(0.), known, waiting: StoredValue::new_local(None) }
    }
}

impl Address {
    /// A new situation: Back returns to the one before.
    pub fn push(self, link: &str) {
        self.waiting.set_value(None);
        if link != current() {
            self.last.set_value(Date::now());
            history().push_state_with_url(&JsValue::NULL, "", Some(link)).ok();
            self.known.set_value(current());
        }
    }

    /// Follows the reader, who has gone elsewhere: what was still to be written is forgotten.
    pub fn follow(self) {
        self.waiting.set_value(None);
        self.known.set_value(current());
    }

    /// The same situation at another step: at most four times a second, and always the last one.
    pub fn replace_soon(self, link: impl Fn() -> String + 'static) {
        let wait = (self.last.get_value() + PAUSE - Date::now()).clamp(0., PAUSE) as u32;
        let write = move || {
            self.last.set_value(Date::now());
            let (hash, now) = (link(), current());
            if hash != now && now == self.known.get_value() {
                history().replace_state_with_url(&JsValue::NULL, "", Some(&hash)).ok();
                self.known.set_value(current());
            }
        };
        self.waiting.set_value(Some(Timeout::new(wait, write)));
    }
}

/// The fragment of the address now, from `#` on.
pub fn current() -> String {
    window().location().hash().unwrap_or_default()
}

/// The fragment without what is no part of a link, and that: the theme (`th=dark`), and whether the presenter view
/// is asked for (`v=present`).
pub fn current_and_looks() -> (String, Option<String>, bool) {
    let hash = current();
    let Some((path, query)) = hash.split_once('?') else {
        return (hash, None, false);
    };
    let theme = query.split('&').find_map(|pair| pair.strip_prefix("th=")).map(String::from);
    let present = query.split('&').any(|pair| pair == PRESENT);
    let rest: Vec<&str> =
        query.split('&').filter(|pair| !pair.starts_with("th=") && *pair != PRESENT).collect();
    let joint = if rest.is_empty() { "" } else { "?" };
    (format!("{path}{joint}{}", rest.join("&")), theme, present)
}

const PRESENT: &str = "v=present";

/// The usual run of the lab that a fragment names, or of the first lab.
pub fn usual(hash: Option<&str>) -> Opened {
    let named = hash.and_then(|hash| hash.split(['/', '?']).nth(1)).unwrap_or_default();
    let lab = crate::labs::find(named).map_or_else(first, |_| named.to_string());
    let start = Start::Preset { id: None, fields: vec![] };
    let link = Link { lab, start, compare: None, step: None, lang: None, view: None };
    open::open(&link).expect("the first preset of a lab opens")
}

fn first() -> String {
    (crate::labs::LABS[0].doors)()[0].slug.into()
}

fn history() -> web_sys::History {
    window().history().expect("a page has a history")
}
