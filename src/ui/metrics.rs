//! The tab of figures: what is known at this step, every total with its formula.

use super::chrome;
use super::download::download;
use super::figure::{ChartView, TableView};
use super::session::Session;
use super::studies::Studies;
use crate::figure::Chart;
use crate::lab::Total;
use crate::report::{Sheet, csv};
use leptos::prelude::*;
use serde_json::Value;

/// The figures up to the step shown.
#[component]
pub fn MetricsTab() -> impl IntoView {
    let session = expect_context::<Session>();
    let metrics = Memo::new(move |_| session.run.read().metrics(session.step.get()));
    let table = Signal::derive(move || metrics.read().table.clone());
    let total = move |total: Total| {
        view! {
            <dt>{session.say(total.name)}</dt>
            <dd><strong>{session.say(total.value)}</strong></dd>
            <dd class="total-formula">{session.say(total.formula)}</dd>
        }
    };
    let totals = move || metrics.get().totals.into_iter().map(total).collect_view();
    view! {
        <div class="metrics" class:is-compared=move || session.is_comparing()>
            <div class="scroll-x"><TableView table lang=session.lang selected=session.selected/></div>
            <Show when=move || !metrics.read().totals.is_empty()>
                <h3 class="metrics-title">{session.say(chrome::TOTALS)}</h3>
                <dl class="totals">{totals}</dl>
            </Show>
            <Charts charts=Signal::derive(move || metrics.read().charts.clone())/>
            <Studies/>
            <p class="metrics-save">
                <span>{session.say(chrome::WHOLE_RUN)}</span>
                <button type="button" class="button" on:click=move |_| save_csv(session)>{session.say(chrome::DOWNLOAD_CSV)}</button>
                <button type="button" class="button" on:click=move |_| save_json(session)>{session.say(chrome::DOWNLOAD_JSON)}</button>
            </p>
        </div>
    }
}

/// The charts; a chart stays while their number does.
#[component]
fn Charts(#[prop(into)] charts: Signal<Vec<Chart>>) -> impl IntoView {
    let session = expect_context::<Session>();
    let count = Memo::new(move |_| charts.read().len());
    let one = move |index: usize| {
        let chart = Memo::new(move |_| charts.read().get(index).cloned().unwrap_or_default());
        view! { <ChartView chart lang=session.lang/> }
    };
    move || (0..count.get()).map(one).collect_view()
}

fn name(session: Session, ending: &str) -> String {
    let opened = session.opened.read_untracked();
    let variant = session.form.read_untracked().variant.value.clone();
    let preset = opened.preset.clone().unwrap_or_else(|| "own".into());
    format!("osviz-{}-{variant}-{preset}.{ending}", opened.entry.id)
}

fn save_csv(session: Session) {
    let report = session.run.get_untracked().report();
    let first: Vec<&Sheet> = report.sheets.iter().take(1).collect();
    download(&name(session, "csv"), "text/csv", &csv(&first));
}

fn save_json(session: Session) {
    let report = Value::Object(session.run.get_untracked().report().json());
    download(&name(session, "json"), "application/json", &report.to_string());
}
