//! Charts over many runs: opened by the reader, computed point by point between frames, so that the page stays
//! responsive; a chart that is closed computes nothing.

use super::chrome;
use super::download::download;
use super::figure::ChartView;
use super::icons::{CHEVRON, Draw};
use super::session::Session;
use crate::lab::{Study, Values};
use crate::report::csv;
use crate::text;
use gloo_timers::callback::Timeout;
use js_sys::Date;
use leptos::prelude::*;

/// How long one slice of computing may last, in milliseconds: less than a frame.
const SLICE: f64 = 10.;

/// All studies of the scenario; one that is open stays open while the scenario changes.
#[component]
pub fn Studies() -> impl IntoView {
    let session = expect_context::<Session>();
    let studies = Memo::new(move |_| session.run.read().studies());
    let ids = Memo::new(move |_| studies.read().iter().map(|study| study.id).collect::<Vec<_>>());
    view! {
        <Show when=move || !ids.read().is_empty()>
            <section class="studies">
                <h3 class="metrics-title">{session.say(chrome::WHAT_IF)}</h3>
                <p class="studies-help">{session.say(chrome::WHAT_IF_HELP)}</p>
                <For each=move || ids.get() key=|id| *id let:id><One id studies/></For>
            </section>
        </Show>
    }
}

#[component]
fn One(id: &'static str, studies: Memo<Vec<Study>>) -> impl IntoView {
    let session = expect_context::<Session>();
    let study = Memo::new(move |last: Option<&Study>| {
        let found = studies.read().iter().find(|study| study.id == id).cloned();
        found.or_else(|| last.cloned()).unwrap_or_default()
    });
    let open = RwSignal::new(false);
    let computed = computed(session, study, open);
    let title = move || session.word(&study.read().title);
    view! {
        <div class="study" data-study=id data-points=move || computed.read().len().to_string()>
            <button
                type="button"
                class="study-open"
                aria-expanded=move || open.get().to_string()
                aria-controls=format!("study-{id}")
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <Draw icon=CHEVRON/>
                <span>{title}</span>
            </button>
            <div id=format!("study-{id}") role="region" aria-label=title hidden=move || !open.get()>
                <Show when=move || open.get()><Opened study computed/></Show>
            </div>
        </div>
    }
}

/// The points as they are computed; none while the study is closed, anew when the scenario changes.
fn computed(session: Session, study: Memo<Study>, open: RwSignal<bool>) -> RwSignal<Vec<Values>> {
    let computed = RwSignal::new(Vec::new());
    Effect::new(move |_| {
        session.run.track();
        open.track();
        computed.set(vec![]);
    });
    // The handle is kept until the next slice: a change of the scenario drops it, and with it the slice.
    Effect::new(move |_: Option<Option<Timeout>>| {
        session.run.track();
        let more = open.get() && computed.read().len() < study.read().points.len();
        more.then(|| Timeout::new(0, move || slice(session, study, computed)))
    });
    computed
}

/// Computes points until the slice is over, at least one.
fn slice(session: Session, study: Memo<Study>, computed: RwSignal<Vec<Values>>) {
    let (run, study) = (session.run.get_untracked(), study.get_untracked());
    let end = Date::now() + SLICE;
    let mut points = computed.get_untracked();
    while points.len() < study.points.len() {
        points.push(run.point(study.id, points.len()));
        if Date::now() >= end {
            break;
        }
    }
    computed.set(points);
}

#[component]
fn Opened(study: Memo<Study>, computed: RwSignal<Vec<Values>>) -> impl IntoView {
    let session = expect_context::<Session>();
    let chart = Memo::new(move |_| study.read().chart(&computed.read()));
    let (done, all) = (move || computed.read().len(), move || study.read().points.len());
    let over = Memo::new(move |_| done() == all());
    let save = move |_| {
        let study = study.get_untracked();
        let sheet = study.sheet(&computed.read_untracked());
        download(&format!("osviz-{}.csv", study.id), "text/csv", &csv(&[&sheet]));
    };
    let position = move || {
        let (done, all) = (done(), all());
        session.word(&text!("{done} of {all} runs", "已完成 {done} / {all} 次运行"))
    };
    view! {
        <p class="study-help">{move || session.word(&study.read().help)}</p>
        <ChartView chart lang=session.lang/>
        <div class="study-foot">
            <Show
                when=move || over.get()
                fallback=move || view! {
                    <progress max=all value=done aria-label=session.say(chrome::COMPUTING)></progress>
                    <span>{position}</span>
                }
            >
                <button type="button" class="button" on:click=save>{session.say(chrome::DOWNLOAD_CSV)}</button>
            </Show>
        </div>
    }
}
