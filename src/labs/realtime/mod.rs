//! Real-time scheduling: periodic jobs, deadlines and locks on one CPU.
//!
//! ```text
//! scenario ─▶ config ─▶ machine ─▶ events ─▶ story, picture, inspect, metrics
//!               └▶ analysis ─▶ formulas       └▶ chronicle ─▶ timeline, report
//! form, edit, generate, presets: how a scenario is made
//! ```

pub mod analysis;
pub mod chronicle;
mod code;
pub mod config;
mod edit;
mod form;
mod formulas;
mod generate;
mod inspect;
pub mod machine;
mod metrics;
mod names;
mod notes;
mod picture;
mod presets;
mod report;
pub mod scenario;
mod story;
mod study;
#[cfg(test)]
mod tests;
mod timeline;

pub use machine::Realtime;
pub use scenario::Scenario;

use crate::figure::{Figure, Gantt, Table};
use crate::lab::{Band, Choice, Door, Edit, Form, Inspect, Lab, Look, Metrics, Moment, Preset, Problem};
use crate::lab::{Story, Study, Values, Weight};
use crate::report::Report;
use crate::sim::Recording;
use crate::text::Text;
use machine::Event;
use std::sync::Arc;

impl Lab for Realtime {
    const ID: &'static str = "realtime";
    const ALGORITHMS: &'static [&'static str] = &["rm", "dm", "edf"];
    type Scenario = Scenario;

    fn doors() -> Vec<Door> {
        vec![Door {
            slug: "realtime",
            title: Text::new("Real-time scheduling", "实时调度"),
            topic: Text::new("Processes", "进程"),
            band: Band::Kernel,
            view: "both",
            preset: "",
            words: Text::new(
                "rate monotonic RM RMS deadline monotonic DM EDF earliest deadline first periodic task hard soft deadline miss utilization Liu Layland response time analysis priority inversion inheritance ceiling Pathfinder",
                "实时 速率单调 截止时间单调 最早截止时间优先 最早截止期优先 EDF RMS 周期任务 硬实时 软实时 利用率 响应时间分析 优先级倒置 优先级反转 优先级继承 优先级天花板 火星探路者",
            ),
        }]
    }

    fn views() -> Vec<Choice> {
        vec![
            Choice { id: "both", name: Text::new("Both", "两者"), help: Text::default() },
            Choice { id: "states", name: Text::new("Jobs", "作业"), help: Text::default() },
            Choice { id: "gantt", name: Text::new("Gantt", "甘特图"), help: Text::default() },
        ]
    }

    fn presets() -> Vec<Preset<Scenario>> {
        presets::presets()
    }
    fn start(scenario: &Scenario) -> Result<Self, Problem> {
        Ok(Realtime::new(Arc::new(config::config(scenario)?)))
    }
    fn weight(event: &Event) -> Weight {
        match event {
            Event::Missed { .. } | Event::Aborted { .. } => Weight::Key,
            Event::Released { .. } | Event::Dispatched { .. } | Event::Locked { .. } | Event::Idled => {
                Weight::Minor
            }
            Event::Preempted { .. }
            | Event::Blocked { .. }
            | Event::Inherited { .. }
            | Event::Unlocked { .. }
            | Event::Finished { .. }
            | Event::Ended { .. } => Weight::Event,
        }
    }
    fn story(moment: &Moment<'_, Self>) -> Story {
        story::story(moment)
    }
    fn stage(moment: &Moment<'_, Self>, look: &Look) -> Vec<Figure> {
        picture::stage(moment, look)
    }
    fn table(moment: &Moment<'_, Self>) -> Table {
        picture::table(moment)
    }
    fn inspect(moment: &Moment<'_, Self>, id: &str) -> Option<Inspect> {
        inspect::inspect(moment, id)
    }
    fn metrics(moment: &Moment<'_, Self>) -> Metrics {
        metrics::metrics(moment)
    }
    fn timeline(_: &Scenario, run: &Recording<Self>) -> Gantt {
        timeline::timeline(run)
    }
    fn report(_: &Scenario, run: &Recording<Self>) -> Report {
        report::report(run)
    }
    fn studies(scenario: &Scenario) -> Vec<Study> {
        study::studies(scenario)
    }
    fn point(scenario: &Scenario, _: &str, index: usize) -> Values {
        study::point(scenario, index)
    }
    fn notes(scenario: &Scenario) -> Vec<Text> {
        notes::notes(scenario)
    }
    fn form(scenario: &Scenario) -> Form {
        form::form(scenario)
    }
    fn edit(scenario: &Scenario, _: usize, edit: &Edit) -> Result<Scenario, Problem> {
        edit::edit(scenario, edit)
    }
    /// Edits are made to the scenario as a whole: nothing that was seen is kept apart.
    fn forks(_: &Scenario) -> Vec<usize> {
        vec![]
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn schema() -> serde_json::Value {
        schemars::schema_for!(Scenario).to_value()
    }
}
