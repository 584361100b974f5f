//! Thumbnails of the doors: small still drawings of their stages.

use leptos::prelude::*;

/// The thumbnail of a door; a plain one for a door that has none yet.
#[component]
pub fn Thumb(slug: &'static str) -> impl IntoView {
    let drawing = match slug {
        "states" => states().into_any(),
        "sched" => sched().into_any(),
        "realtime" => realtime().into_any(),
        "memory" => memory().into_any(),
        "fault" => fault().into_any(),
        "replace" => replace().into_any(),
        "segments" => segments().into_any(),
        "cow" => cow().into_any(),
        "zerocopy" => zerocopy().into_any(),
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

/// Jobs between their releases and deadlines, one of them late.
fn realtime() -> impl IntoView {
    view! {
        <rect class="thumb-p1" x="12" y="12" width="22" height="12" rx="2.5"/>
        <rect class="thumb-p1" x="72" y="12" width="22" height="12" rx="2.5"/>
        <rect class="thumb-p3" x="36" y="38" width="34" height="12" rx="2.5"/>
        <rect class="thumb-p3" x="96" y="38" width="16" height="12" rx="2.5"/>
        <path class="thumb-bold" d="M12 26V7l-3 5M12 7l3 5M72 26V7l-3 5M72 7l3 5M12 52V33l-3 5M12 33l3 5"/>
        <rect class="thumb-fault" x="99" y="37" width="14" height="14" rx="2.5"/>
    }
}

/// An address in its fields, and the way through the tables to a frame.
fn memory() -> impl IntoView {
    view! {
        <rect class="thumb-area" x="10" y="8" width="34" height="10" rx="2.5"/>
        <rect class="thumb-mark" x="46" y="8" width="34" height="10" rx="2.5"/>
        <rect class="thumb-line" x="82" y="8" width="48" height="10" rx="2.5"/>
        <rect class="thumb-line" x="20" y="27" width="22" height="28" rx="2.5"/>
        <rect class="thumb-line" x="58" y="27" width="22" height="28" rx="2.5"/>
        <rect class="thumb-area" x="98" y="33" width="32" height="16" rx="2.5"/>
        <path class="thumb-bold" d="M42 41H58M80 41H98"/>
    }
}

/// A page that is not there, and the way from the disk to it.
fn fault() -> impl IntoView {
    let page = |index: u32| {
        let look = if index == 2 { "thumb-fault" } else { "thumb-line" };
        view! { <rect class=look x=12 + 20 * index y="8" width="16" height="20" rx="2.5"/> }
    };
    view! {
        {(0..5).map(page).collect_view()}
        <rect class="thumb-area" x="100" y="38" width="30" height="16" rx="2.5"/>
        <path class="thumb-way" d="M100 46H60V30"/>
    }
}

/// The clock: pages in a ring and a hand.
fn replace() -> impl IntoView {
    let frame =
        |(x, y): (u32, u32)| view! { <rect class="thumb-page" x=x y=y width="16" height="12" rx="2.5"/> };
    view! {
        <circle class="thumb-line" cx="70" cy="31" r="21"/>
        {[(62, 4), (83, 25), (62, 46), (41, 25)].map(frame).collect_view()}
        <path class="thumb-bold" d="M70 31L82 22"/>
    }
}

/// A segment table, and the segments in memory.
fn segments() -> impl IntoView {
    view! {
        <rect class="thumb-page" x="12" y="16" width="40" height="12" rx="2.5"/>
        <rect class="thumb-page" x="12" y="32" width="40" height="12" rx="2.5"/>
        <rect class="thumb-line" x="96" y="6" width="32" height="50" rx="2.5"/>
        <rect class="thumb-one" x="99" y="10" width="26" height="12" rx="2.5"/>
        <rect class="thumb-two" x="99" y="34" width="26" height="18" rx="2.5"/>
        <path class="thumb-bold" d="M52 38H74V43H96"/>
    }
}

/// Two processes, one frame that both may only read.
fn cow() -> impl IntoView {
    view! {
        <rect class="thumb-one" x="12" y="10" width="28" height="16" rx="2.5"/>
        <rect class="thumb-two" x="12" y="38" width="28" height="16" rx="2.5"/>
        <path class="thumb-line" d="M40 18L96 30M40 46L96 34"/>
        <rect class="thumb-area" x="96" y="20" width="32" height="24" rx="2.5"/>
        <path class="thumb-bold" d="M107 31v-3a5 5 0 0 1 10 0v3M104 31h16v8h-16z"/>
    }
}

/// User space, kernel, hardware; the bytes pass below, and only their places are handed over.
fn zerocopy() -> impl IntoView {
    let lane = |(name, y): (&str, u32)| view! { <rect class=format!("thumb-{name}") x="8" y=y width="124" height="14" rx="2.5"/> };
    view! {
        {[("user", 5), ("kernel", 23), ("hw", 41)].map(lane).collect_view()}
        <path class="thumb-dma" d="M28 47V32"/>
        <path class="thumb-mapping" d="M31 30H109"/>
        <path class="thumb-dma" d="M112 32V47"/>
    }
}

fn plain() -> impl IntoView {
    view! {
        <rect class="thumb-line" x="20" y="18" width="30" height="26" rx="3"/>
        <rect class="thumb-line" x="90" y="18" width="30" height="26" rx="3"/>
        <path class="thumb-bold" d="M50 31H90"/>
    }
}
