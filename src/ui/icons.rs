//! Icons: 16 pixels, drawn here.

use leptos::prelude::*;

/// An icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Icon {
    /// Strokes.
    lines: &'static str,
    /// Filled areas.
    fills: &'static str,
}

const fn lines(lines: &'static str) -> Icon {
    Icon { lines, fills: "" }
}

const fn fills(fills: &'static str) -> Icon {
    Icon { lines: "", fills }
}

const fn both(lines: &'static str, fills: &'static str) -> Icon {
    Icon { lines, fills }
}

/// CHEVRON
pub const CHEVRON: Icon = lines("M4.5 6.5L8 10l3.5-3.5");
/// SHARE
pub const SHARE: Icon = lines("M8 10V2M5 4.6L8 2l3 2.6M3 8v5.4h10V8");
/// PRESENT
pub const PRESENT: Icon = lines(
    "M2.8 2.6h10.4a1 1 0 0 1 1 1v6.2a1 1 0 0 1-1 1H2.8a1 1 0 0 1-1-1V3.6a1 1 0 0 1 1-1zM8 10.8v2.6M5 13.6h6",
);
/// COMPARE
pub const COMPARE: Icon = lines("M2.2 3.2h4.6v9.6H2.2zM9.2 3.2h4.6v9.6H9.2z");
/// SWAP
pub const SWAP: Icon = lines("M2.5 5.5h10M9.5 2.5l3 3-3 3M13.5 10.5h-10M6.5 7.5l-3 3 3 3");
/// DIFFERENCE
pub const DIFFERENCE: Icon =
    both("M2 8h8M7 4.5L10.5 8 7 11.5", "M13 6.4a1.6 1.6 0 1 0 0 3.2a1.6 1.6 0 1 0 0-3.2z");
/// WHOLE
pub const WHOLE: Icon = lines("M2.5 3v10M13.5 3v10M4.8 8h6.4M6.8 5.8L4.6 8l2.2 2.2M9.2 5.8L11.4 8l-2.2 2.2");
/// MOON
pub const MOON: Icon = lines("M13.5 9.6A5.8 5.8 0 0 1 6.4 2.5a5.8 5.8 0 1 0 7.1 7.1z");
/// SUN
pub const SUN: Icon = lines(
    "M8 5a3 3 0 1 0 0 6a3 3 0 1 0 0-6zM8 1v1.4M8 13.6V15M1 8h1.4M13.6 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1",
);
/// MORE
pub const MORE: Icon = fills(
    "M3 6.6a1.4 1.4 0 1 0 0 2.8a1.4 1.4 0 1 0 0-2.8zM8 6.6a1.4 1.4 0 1 0 0 2.8a1.4 1.4 0 1 0 0-2.8zM13 6.6a1.4 1.4 0 1 0 0 2.8a1.4 1.4 0 1 0 0-2.8z",
);
/// MAP
pub const MAP: Icon = lines(
    "M2 3a1 1 0 0 1 1-1h3a1 1 0 0 1 1 1v3a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1zM9 3a1 1 0 0 1 1-1h3a1 1 0 0 1 1 1v3a1 1 0 0 1-1 1h-3a1 1 0 0 1-1-1zM2 10a1 1 0 0 1 1-1h3a1 1 0 0 1 1 1v3a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1zM9 10a1 1 0 0 1 1-1h3a1 1 0 0 1 1 1v3a1 1 0 0 1-1 1h-3a1 1 0 0 1-1-1z",
);
/// SEARCH
pub const SEARCH: Icon = lines("M7 2.4a4.6 4.6 0 1 0 0 9.2a4.6 4.6 0 1 0 0-9.2zM10.5 10.5L14 14");
/// WARN
pub const WARN: Icon = both("M8 2.2L14.4 13.4H1.6zM8 6.6v3.2", "M8 11.1a.6.6 0 1 0 0 1.2a.6.6 0 1 0 0-1.2z");
/// CLOSE
pub const CLOSE: Icon = lines("M3.5 3.5l9 9M12.5 3.5l-9 9");
/// FIRST
pub const FIRST: Icon = both("M2 3v10", "M14 3.5L9 8l5 4.5zM8.5 3.5L3.5 8l5 4.5z");
/// PREVIOUS_EVENT
pub const PREVIOUS_EVENT: Icon =
    both("M14 8H6M9 4.5L5.5 8 9 11.5", "M2.8 6.4a1.6 1.6 0 1 0 0 3.2a1.6 1.6 0 1 0 0-3.2z");
/// BACK
pub const BACK: Icon = both("M3.5 3v10", "M12 3L6 8l6 5z");
/// PLAY
pub const PLAY: Icon = fills("M4.5 2.6v10.8a.6.6 0 0 0 .9.5l8.6-5.4a.6.6 0 0 0 0-1L5.4 2.1a.6.6 0 0 0-.9.5z");
/// PAUSE
pub const PAUSE: Icon = fills("M4 2.5h2.6v11H4zM9.4 2.5H12v11H9.4z");
/// FORWARD
pub const FORWARD: Icon = both("M12.5 3v10", "M4 3l6 5-6 5z");
/// NEXT_EVENT
pub const NEXT_EVENT: Icon =
    both("M2 8h8M7 4.5L10.5 8 7 11.5", "M13.2 6.4a1.6 1.6 0 1 0 0 3.2a1.6 1.6 0 1 0 0-3.2z");
/// UP
pub const UP: Icon = lines("M8 13V3M4 6.6L8 3l4 3.6");
/// DOWN
pub const DOWN: Icon = lines("M8 3v10M4 9.4L8 13l4-3.6");
/// ADD
pub const ADD: Icon = lines("M8 3v10M3 8h10");
/// WIDE
pub const WIDE: Icon = lines("M1.5 8h13M4.5 5l-3 3 3 3M11.5 5l3 3-3 3");
/// TABLE
pub const TABLE: Icon = lines("M2 3.5h12v9H2zM2 6.8h12M2 9.8h12M6.5 3.5v9");

/// Draws an icon; it is decoration, its name stands beside it or on its button.
#[component]
pub fn Draw(#[prop(into)] icon: Signal<Icon>) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
            <path d=move || icon.get().lines/>
            <path class="icon-fill" d=move || icon.get().fills/>
        </svg>
    }
}

/// The mark of the product.
#[component]
pub fn Logo() -> impl IntoView {
    view! {
        <svg class="logo" viewBox="0 0 20 20" aria-hidden="true">
            <rect x="1" y="2" width="11" height="4" rx="1"/>
            <rect class="logo-middle" x="5" y="8" width="9" height="4" rx="1"/>
            <rect x="10" y="14" width="9" height="4" rx="1"/>
        </svg>
    }
}
