//! CPU scheduling and process states: one engine, five views.
//!
//! ```text
//! scenario ─▶ config ─▶ machine (act, io, policy, queue, fork) ─▶ events ─▶ story, picture, inspect, metrics
//!                                                                    └▶ timeline, report
//! form, edit, presets: how a scenario is made
//! ```

mod act;
pub mod burst;
mod cache;
pub mod chronicle;
pub mod code;
mod columns;
mod compact;
pub mod config;
mod crowd;
pub mod custom;
mod degree;
mod difference;
pub mod edit;
pub mod fair;
mod feedback_fields;
mod fields;
mod fork;
pub mod form;
pub mod generate;
pub mod import;
pub mod inspect;
mod io;
pub mod machine;
pub mod metrics;
mod migrate;
mod names;
pub mod notes;
pub mod picture;
mod policy;
pub mod presets;
mod queue;
pub mod report;
mod residence;
mod residence_fields;
mod rule_fields;
pub mod rules;
pub mod scenario;
mod smp;
mod smp_fields;
pub mod state;
pub mod story;
mod study;
#[cfg(test)]
mod tests;
mod ticks;
pub mod timeline;

pub use machine::Sched;
pub use scenario::Scenario;

use crate::figure::{Figure, Gantt, Table};
use crate::lab::{
    Band, Choice, Door, Edit, Form, Import, Inspect, Lab, Look, Metrics, Moment, Preset, Problem,
};
use crate::lab::{Story, Study, Values, Watch, Weight};
use crate::report::Report;
use crate::sim::{Recording, Time};
use crate::text::Text;
use state::Event;
use std::sync::Arc;

impl Lab for Sched {
    const ID: &'static str = "sched";
    const ALGORITHMS: &'static [&'static str] = &[
        "fcfs",
        "sjf",
        "srtn",
        "rr",
        "priority",
        "priority_rr",
        "hrrn",
        "mlfq",
        "lottery",
        "stride",
        "cfs",
        "eevdf",
        "multi_fcfs",
        "multi_sjf",
        "multi_srtn",
        "multi_rr",
        "multi_priority",
        "multi_priority_rr",
        "multi_hrrn",
        "multi_mlfq",
    ];
    const RIVALS: Option<[&'static str; 2]> = Some(["fcfs", "rr"]);
    type Scenario = Scenario;

    fn doors() -> Vec<Door> {
        let topic = Text::new("Processes", "进程");
        vec![
            Door {
                slug: "sched",
                title: Text::new("CPU scheduling", "CPU 调度"),
                topic: topic.clone(),
                band: Band::Kernel,
                view: "both",
                preset: "",
                words: Text::new(
                    "scheduler dispatcher time slice quantum preemption round robin FCFS SJF SRTF HRRN MLFQ lottery stride tickets CFS nice vruntime Linux proportional share Gantt long-term medium-term short-term admission degree of multiprogramming batch",
                    "调度 时间片 抢占 轮转 先来先服务 短作业优先 高响应比优先 多级反馈队列 彩票调度 步长调度 完全公平调度 比例份额 甘特图 高级调度 作业调度 中级调度 低级调度 进程调度 道数 多道批处理",
                ),
            },
            Door {
                slug: "states",
                title: Text::new("Process states", "进程状态"),
                topic,
                band: Band::Kernel,
                view: "states",
                preset: "",
                words: Text::new(
                    "new ready running waiting terminated suspended swapped out PCB context switch five-state seven-state model",
                    "新建 就绪 运行 等待 阻塞 终止 挂起 就绪挂起 阻塞挂起 静止就绪 静止阻塞 对换 PCB 上下文切换 五状态模型 七状态模型",
                ),
            },
        ]
    }

    fn views() -> Vec<Choice> {
        vec![
            Choice { id: "both", name: Text::new("Both", "两者"), help: Text::default() },
            Choice { id: "states", name: Text::new("States", "状态图"), help: Text::default() },
            Choice { id: "gantt", name: Text::new("Gantt", "甘特图"), help: Text::default() },
            Choice {
                id: "line",
                name: Text::new("Line", "数轴"),
                help: Text::new(
                    "The ready set as a number line of virtual time.",
                    "就绪集合：虚拟时间数轴。",
                ),
            },
            Choice {
                id: "tree",
                name: Text::new("Tree", "红黑树"),
                help: Text::new("The ready set as a red-black tree.", "就绪集合：红黑树。"),
            },
        ]
    }

    fn has_view(scenario: &Scenario, view: &str) -> bool {
        !matches!(view, "line" | "tree") || picture::virtually::has(scenario.policy)
    }

    fn presets() -> Vec<Preset<Scenario>> {
        presets::presets()
    }
    fn start(scenario: &Scenario) -> Result<Self, Problem> {
        Ok(Sched::new(Arc::new(config::config(scenario)?)))
    }
    fn weight(event: &Event) -> Weight {
        match event {
            Event::Arrived { .. }
            | Event::Admitted { .. }
            | Event::Dispatched { .. }
            | Event::Switched { .. }
            | Event::Idled { .. } => Weight::Minor,
            _ => Weight::Event,
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
    fn watch() -> Option<Box<dyn Watch<Self>>> {
        Some(Box::new(timeline::Watching::default()))
    }
    fn work(&self) -> u64 {
        self.config.specs.iter().fold(0, |sum, spec| sum.saturating_add(spec.cpu().0))
    }
    fn worked(&self) -> u64 {
        self.useful().0
    }
    fn report(scenario: &Scenario, run: &Recording<Self>) -> Report {
        report::report(scenario, run)
    }
    fn wait_until(&mut self, clock: Time) {
        self.now = clock;
    }
    fn difference(a: &Moment<'_, Self>, b: &Moment<'_, Self>, names: &[Text; 2]) -> Option<Text> {
        difference::difference(a, b, names)
    }
    fn studies(scenario: &Scenario) -> Vec<Study> {
        [study::studies(scenario), degree::studies(scenario)].concat()
    }
    fn point(scenario: &Scenario, id: &str, index: usize) -> Values {
        match id {
            "degree" | "degree-times" => degree::point(scenario, id, index),
            _ => study::point(scenario, id, index),
        }
    }
    fn notes(scenario: &Scenario) -> Vec<Text> {
        notes::notes(scenario)
    }
    fn form(scenario: &Scenario) -> Form {
        form::form(scenario)
    }
    fn edit(scenario: &Scenario, step: usize, edit: &Edit) -> Result<Scenario, Problem> {
        edit::edit(scenario, step, edit)
    }
    fn forks(scenario: &Scenario) -> Vec<usize> {
        edit::forks(scenario)
    }
    fn import(scenario: &Scenario, _: &str) -> Option<Box<dyn Import>> {
        Some(Box::new(import::Recorded::new(scenario)))
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn schema() -> serde_json::Value {
        serde_json::to_value(schemars::schema_for!(Scenario)).expect("a schema is JSON")
    }
}
