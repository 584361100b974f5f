//! Thumbnails of the doors: small still drawings of their stages.

use leptos::prelude::*;

/// The thumbnail of a door; a plain one for a door that has none yet.
#[component]
pub fn Thumb(slug: &'static str) -> impl IntoView {
    let drawing = match slug {
        "states" => states().into_any(),
        "sched" => sched().into_any(),
        _ => plain().into_any(),
    };
    view! { <svg class="thumb" viewBox="0 0 140 62" aria-hidden="true">{drawing}</svg> }
}

fn states() -> impl IntoView {
    view! {
        <circle class="thumb-line" cx="26" cy="28" r="11"/>
        <circle class="thumb-run" cx="70" cy="28" r="11"/>
        <circle class="thumb-line" cx="114" cy="28" r="11"/>
        <path class="thumb-bold" d="M37 28H58"/>
        <path class="thumb-line" d="M81 28H103"/>
        <path class="thumb-line" d="M64 38Q46 56 32 38"/>
    }
}

fn sched() -> impl IntoView {
    let block = |x: u32, hue: u32| view! { <rect class=format!("thumb-p{hue}") x=x y="6" width="22" height="14" rx="2.5"/> };
    view! {
        {[(8, 1), (32, 2), (56, 3), (80, 1), (104, 4)].map(|(x, hue)| block(x, hue)).collect_view()}
        <rect class="thumb-p1" x="8" y="27" width="22" height="5" rx="2"/>
        <rect class="thumb-line" x="20" y="36" width="34" height="5" rx="2"/>
        <rect class="thumb-p3" x="56" y="45" width="22" height="5" rx="2"/>
        <rect class="thumb-line" x="32" y="54" width="58" height="5" rx="2"/>
    }
}

fn plain() -> impl IntoView {
    view! {
        <rect class="thumb-line" x="20" y="18" width="30" height="26" rx="3"/>
        <rect class="thumb-line" x="90" y="18" width="30" height="26" rx="3"/>
        <path class="thumb-bold" d="M50 31H90"/>
    }
}
