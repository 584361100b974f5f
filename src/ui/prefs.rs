//! What the reader prefers, kept in the browser. Where storage is denied, preferences last as long as the page.

use crate::text::Lang;
use leptos::prelude::window;
use web_sys::Storage;

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark words on light.
    Light,
    /// Light words on dark.
    Dark,
}

/// Whether things move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Movement {
    /// Steps are animated.
    Full,
    /// Steps appear at once; the trace carries the change.
    Reduced,
}

/// How the stage passes from what it shows to what it is given next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// One step forward: cause, move, settle.
    Full,
    /// Back, or over several steps: a short cross-fade.
    Fade,
    /// At once: reduced motion, fast play, a held key, another run.
    Still,
}

impl Theme {
    /// In preferences and in `data-theme`.
    pub fn code(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The theme of a code.
    pub fn of_code(code: &str) -> Option<Theme> {
        [Theme::Light, Theme::Dark].into_iter().find(|theme| theme.code() == code)
    }

    /// The stored one, or else the system's.
    pub fn preferred() -> Theme {
        let system = if media("(prefers-color-scheme: dark)") { Theme::Dark } else { Theme::Light };
        read("theme").and_then(|code| Theme::of_code(&code)).unwrap_or(system)
    }
}

impl Movement {
    /// In preferences and in `data-motion`.
    pub fn code(self) -> &'static str {
        match self {
            Movement::Full => "full",
            Movement::Reduced => "reduced",
        }
    }

    /// The stored one, or else the system's.
    pub fn preferred() -> Movement {
        match read("motion").as_deref() {
            Some("full") => Movement::Full,
            Some("reduced") => Movement::Reduced,
            _ if media("(prefers-reduced-motion: reduce)") => Movement::Reduced,
            _ => Movement::Full,
        }
    }
}

/// The stored language, or else the first of the browser's that the app speaks.
pub fn lang() -> Lang {
    let stored = read("lang").and_then(|code| Lang::from_code(&code));
    let spoken =
        || window().navigator().languages().iter().find_map(|tag| Lang::from_code(&tag.as_string()?));
    stored.or_else(spoken).unwrap_or_default()
}

/// Does the browser match a media query now?
pub fn media(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|list| list.matches())
}

/// A stored preference.
pub fn read(key: &str) -> Option<String> {
    storage()?.get_item(&format!("osviz.{key}")).ok().flatten()
}

/// Stores a preference; where storage is denied, it is forgotten with the page.
pub fn write(key: &str, value: &str) {
    if let Some(storage) = storage() {
        storage.set_item(&format!("osviz.{key}"), value).ok();
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}
