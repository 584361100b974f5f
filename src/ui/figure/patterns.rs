//! Hems, hatching and arrow heads, defined once for all pictures of a stage.
//!
//! Eight identities: plain, /, dots, |, \, =, grid, cross-hatch. The pattern lies on the lowest quarter of a
//! block, so that its name never stands on it.

use crate::figure::Hue;
use leptos::prelude::*;

/// The definitions, in a picture that takes no room.
#[component]
pub fn Patterns() -> impl IntoView {
    let hem = |(hue, lines): (Hue, &'static str)| {
        view! {
            <pattern id=format!("hem-{hue}") width="6" height="6" patternUnits="userSpaceOnUse">
                <path d=lines class="hem-line"/>
            </pattern>
        }
    };
    view! {
        <svg class="patterns" width="0" height="0" aria-hidden="true">
            <defs>
                {HEMS.into_iter().map(hem).collect_view()}
                <pattern id="hem-3" width="6" height="8" patternUnits="userSpaceOnUse">
                    <circle cx="3" cy="3" r="1.4" class="hem-dot"/>
                </pattern>
                <pattern id="hatched" width="5" height="5" patternUnits="userSpaceOnUse">
                    <path d="M-1 6L6 -1M-1 1L1 -1M4 6L6 4" class="hatch-line"/>
                </pattern>
                {head("arrow", "7", "6.5")}
                {head("arrow-active", "4.6", "6")}
                {head("arrow-cpu-copy", "4", "6")}
                {head("arrow-dma-copy", "4", "6")}
                {head("arrow-mapping", "5", "6")}
            </defs>
        </svg>
    }
}

const HEMS: [(Hue, &str); 6] = [
    (2, "M-1 7L7 -1M-1 1L1 -1M5 7L7 5"),
    (4, "M3 0V6"),
    (5, "M-1 -1L7 7M-1 5L1 7M5 -1L7 1"),
    (6, "M0 1.5H6M0 4.5H6"),
    (7, "M0 3H6M3 0V6"),
    (8, "M-1 7L7 -1M-1 -1L7 7"),
];

fn head(id: &'static str, size: &'static str, tip: &'static str) -> impl IntoView {
    view! {
        <marker
            id=id
            class=id
            viewBox="0 0 8 8"
            refX=tip
            refY="4"
            markerWidth=size
            markerHeight=size
            orient="auto-start-reverse"
        >
            <path d="M0 .5L7 4 0 7.5z"/>
        </marker>
    }
}

/// The hem of a block of this size whose corners are round by `radius`; nothing for a plain identity.
pub fn hem(hue: Hue, width: f64, height: f64, radius: f64) -> impl IntoView {
    let top = height * 0.76;
    let foot = height - top;
    let round = radius.min(width / 2.0).min(foot);
    let path = format!(
        "M0 0h{width}v{}a{round} {round} 0 0 1 -{round} {round}h-{}a{round} {round} 0 0 1 -{round} -{round}z",
        foot - round,
        width - 2.0 * round,
    );
    // The pattern begins where the hem does, so that its first row is whole.
    let place = format!("translate(0 {top})");
    (hue >= 2).then(|| view! { <path class="hem" transform=place d=path fill=format!("url(#hem-{hue})")/> })
}

/// The baseline of a name in a block: a little above the middle, clear of the hem.
pub fn baseline(height: f64, size: f64) -> f64 {
    height * 0.44 + size * 0.36
}
