//! Zero-copy: every copy on the way of a file from the disk to the network card.
//!
//! ```text
//! scenario ─▶ config ─▶ program (system calls) ─▶ machine ─▶ events ─▶ story, picture, inspect, metrics
//!                                                               └▶ timeline, report
//! ```
//!
//! Counts are never given: they follow from the program of each technique over the modelled parts.

mod access;
mod code;
pub mod config;
mod difference;
mod fields;
mod form;
mod inspect;
pub mod machine;
mod metrics;
mod names;
mod notes;
mod picture;
mod presets;
mod program;
mod report;
mod route;
pub mod scenario;
pub mod state;
mod story;
mod study;
#[cfg(test)]
mod tests;
mod timeline;

pub use machine::Zerocopy;
pub use scenario::Scenario;

use crate::figure::{Figure, Gantt, Table};
use crate::lab::{Band, Choice, Door, Edit, Form, Inspect, Lab, Look, Metrics, Moment, Preset, Problem};
use crate::lab::{Story, Study, Values, Weight};
use crate::report::Report;
use crate::sim::{Recording, Time};
use crate::text::Text;
use state::Event;
use std::sync::Arc;

impl Lab for Zerocopy {
    const ID: &'static str = "zerocopy";
    const RIVALS: Option<[&'static str; 2]> = Some(["read", "sendfile_sg"]);
    type Scenario = Scenario;

    fn doors() -> Vec<Door> {
        vec![Door {
            slug: "zerocopy",
            title: Text::new("Zero-copy", "零拷贝"),
            topic: Text::same("I/O"),
            band: Band::Kernel,
            view: "both",
            preset: "",
            words: Text::new(
                "sendfile splice mmap DMA scatter gather page cache socket buffer copy mode switch O_DIRECT",
                "零拷贝 页缓存 套接字缓冲区 模式切换 上下文切换 直接存储器访问 分散聚集 直接 I/O",
            ),
        }]
    }

    fn views() -> Vec<Choice> {
        vec![
            Choice { id: "both", name: Text::new("Both", "两者"), help: Text::default() },
            Choice { id: "copies", name: Text::new("Copies", "复制路径"), help: Text::default() },
            Choice { id: "tracks", name: Text::new("Timeline", "时间线"), help: Text::default() },
        ]
    }

    fn presets() -> Vec<Preset<Scenario>> {
        presets::presets()
    }
    fn start(scenario: &Scenario) -> Result<Self, Problem> {
        Ok(Zerocopy::new(Arc::new(config::config(scenario)?)))
    }
    fn weight(event: &Event) -> Weight {
        match event {
            Event::Arrived(.., piece) | Event::Copied(.., piece) if !piece.last => Weight::Minor,
            Event::Arrived(..)
            | Event::Copied(..)
            | Event::Sent(_)
            | Event::Died
            | Event::Failed(..)
            | Event::Altered(_)
            | Event::Parted(_)
            | Event::Denied
            | Event::Shared(_) => Weight::Key,
            Event::Called(_)
            | Event::Slept
            | Event::Referred(..)
            | Event::Returned(..)
            | Event::GaveUp
            | Event::Interrupted(..)
            | Event::Repeated(_)
            | Event::Served(_)
            | Event::Warned
            | Event::Truncated(_)
            | Event::Noticed(_)
            | Event::Submitted(_)
            | Event::Polled
            | Event::Dropped(..) => Weight::Event,
            _ => Weight::Minor,
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
    fn timeline(scenario: &Scenario, run: &Recording<Self>) -> Gantt {
        timeline::timeline(scenario, run)
    }
    fn report(scenario: &Scenario, run: &Recording<Self>) -> Report {
        report::report(scenario, run)
    }
    fn studies(scenario: &Scenario) -> Vec<Study> {
        study::studies(scenario)
    }
    fn point(scenario: &Scenario, study: &str, index: usize) -> Values {
        study::point(scenario, study, index)
    }
    fn difference(a: &Moment<'_, Self>, b: &Moment<'_, Self>, names: &[Text; 2]) -> Option<Text> {
        difference::difference(a, b, names)
    }
    fn clock(now: Time) -> Option<String> {
        Some(names::clock(now))
    }
    fn notes(scenario: &Scenario) -> Vec<Text> {
        notes::notes(scenario)
    }
    fn form(scenario: &Scenario) -> Form {
        form::form(scenario)
    }
    fn edit(scenario: &Scenario, _: usize, edit: &Edit) -> Result<Scenario, Problem> {
        form::edit(scenario, edit)
    }
    fn forks(_: &Scenario) -> Vec<usize> {
        vec![]
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn schema() -> serde_json::Value {
        serde_json::to_value(schemars::schema_for!(Scenario)).expect("a schema is JSON")
    }
}
