//! The memory lab: address translation, page faults, page replacement.
//!
//! ```text
//! scenario ─▶ machine ─▶ events ─▶ story, picture, inspect, metrics, timeline, report
//!               ├ replace/    frames under a policy, a string of references
//!               ├ paging/     address ─▶ TLB ─▶ tables ─▶ frames (of replace/), page faults
//!               ├ segments    segment table, segmented paging
//!               └ sums        table sizes, effective access time, aging counters
//! form, edit, presets: how a scenario is made;  rules: where books differ
//! ```

pub mod event;
mod fields;
pub mod machine;
mod mersenne;
pub mod notes;
pub mod paging;
mod plain;
mod plain_form;
pub mod presets;
pub mod replace;
pub mod rules;
pub mod scenario;
mod segment_picture;
pub mod segments;
mod sketch;
pub mod sums;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod translation_tests;
mod weights;
mod words;

pub use machine::Memory;
pub use scenario::Scenario;

use crate::figure::{Figure, Gantt, GanttMoment, Scene, Table};
#[cfg(not(target_arch = "wasm32"))]
use crate::lab::Case;
use crate::lab::{
    Band, Choice, Deed, Door, Edit, Form, Import, Inspect, Lab, Look, Metrics, Moment, Preset, Problem,
};
use crate::lab::{Story, Study, Values, Weight};
use crate::report::Report;
use crate::sim::{Machine, Recording, Scale, Time};
use crate::text;
use crate::text::Text;
use event::Event;

impl Lab for Memory {
    const ID: &'static str = "memory";
    const ALGORITHMS: &'static [&'static str] = &[
        "fifo",
        "lru",
        "opt",
        "clock",
        "second_chance",
        "nru",
        "enhanced_clock",
        "lfu",
        "mfu",
        "aging",
        "working_set",
        "ws_sets",
        "pff",
        "aging_counters",
        "paging",
        "multilevel",
        "tlb",
        "segmentation",
        "seg_paging",
        "paging_sizes",
        "eat",
    ];
    const RIVALS: Option<[&'static str; 2]> = Some(["fifo", "lru"]);
    type Scenario = Scenario;

    fn doors() -> Vec<Door> {
        let door = |slug, title, band, words| {
            let view = if slug == "memory" { "walk" } else { slug };
            let preset = if slug == "segments" { slug } else { "" };
            Door { slug, title, topic: Text::new("Memory", "内存"), band, view, preset, words }
        };
        vec![
            door(
                "memory",
                Text::new("Page tables and TLB", "页表和快表"),
                Band::Hardware,
                Text::new(
                    "address translation paging MMU TLB page directory multilevel CR3 segmentation EAT",
                    "地址变换 地址转换 分页 分段 段页式 快表 联想存储器 页目录 多级页表 有效访问时间 缺页",
                ),
            ),
            door(
                "fault",
                Text::new("Page faults", "缺页异常"),
                Band::Kernel,
                Text::new(
                    "page fault demand paging swap trap major minor write back",
                    "缺页中断 缺页异常 请求分页 对换 写回 调入",
                ),
            ),
            door(
                "replace",
                Text::new("Page replacement", "页面置换"),
                Band::Kernel,
                Text::new(
                    "OPT FIFO LRU Clock NRU second chance working set Belady thrashing fault rate",
                    "置换算法 最佳 先进先出 最近最久未使用 时钟 二次机会 工作集 Belady 异常 抖动 缺页率 物理块",
                ),
            ),
            door(
                "segments",
                Text::new("Segmentation", "分段"),
                Band::Hardware,
                Text::new(
                    "segment table base limit relocation stack grows down segmented paging protection",
                    "分段 段表 段页式 基址 界限 重定位 越界 段长 段号",
                ),
            ),
        ]
    }

    fn views() -> Vec<Choice> {
        let view = |id, name, help| Choice { id, name, help };
        vec![
            view(
                "walk",
                Text::new("Walk", "地址变换"),
                Text::new(
                    "Address bits, TLB, tables and frames of one access.",
                    "一次访问的地址位、快表、页表和页框。",
                ),
            ),
            view(
                "fault",
                Text::new("Fault", "缺页处理"),
                Text::new("What the kernel does on a page fault.", "缺页时内核做什么。"),
            ),
            view(
                "replace",
                Text::new("Replace", "页面置换"),
                Text::new(
                    "One column per access, and the policy's own view.",
                    "每次访问一列，以及算法自己的视角。",
                ),
            ),
            view(
                "segments",
                Text::new("Segments", "分段"),
                Text::new(
                    "Segment table, limit check and memory of one access.",
                    "一次访问的段表、越界检查和内存。",
                ),
            ),
            view(
                "frames",
                Text::new("Timeline", "时间线"),
                Text::new(
                    "Which page is in which frame, over the whole run.",
                    "整个运行中每个页框里是哪个页面。",
                ),
            ),
        ]
    }

    fn has_view(scenario: &Scenario, view: &str) -> bool {
        match (scenario, view) {
            (Scenario::Paging(paging), "fault" | "replace") => paging.loads_on_demand(),
            (Scenario::Paging(_), _) => view != "segments",
            (Scenario::Replace(_), "walk" | "fault" | "segments") => false,
            (Scenario::Segments(_) | Scenario::Sizes(_) | Scenario::Eat(_) | Scenario::Counters(_), _) => {
                !matches!(view, "walk" | "fault" | "replace")
            }
            _ => true,
        }
    }

    fn presets() -> Vec<Preset<Scenario>> {
        presets::presets()
    }

    fn start(scenario: &Scenario) -> Result<Self, Problem> {
        Memory::begin(scenario)
    }

    fn weight(event: &Event) -> Weight {
        event.weight()
    }

    fn story(moment: &Moment<'_, Self>) -> Story {
        match (moment.before, moment.now) {
            (Memory::Replace(before), Memory::Replace(now)) => {
                replace::story::story(before, now, moment.events)
            }
            (Memory::Paging(before), Memory::Paging(now)) => paging::story::story(before, now, moment.events),
            (_, Memory::Segments(now)) => plain::segment_story(now, moment.events),
            _ => plain::sum_story(moment.scenario),
        }
    }

    fn stage(moment: &Moment<'_, Self>, look: &Look) -> Vec<Figure> {
        match look.view.as_str() {
            "frames" => vec![Figure::Gantt(gantt(moment))],
            view => vec![Figure::Scene(scene(moment, view, look.narrow))],
        }
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        match (moment.before, moment.now) {
            (Memory::Replace(before), Memory::Replace(now)) => replace::inspect::table(before, now),
            (Memory::Paging(before), Memory::Paging(now)) => paging::inspect::table(before, now),
            (_, Memory::Segments(now)) => plain::segment_table(now),
            _ => plain::sum_table(&sheets(moment.scenario)),
        }
    }

    fn inspect(moment: &Moment<'_, Self>, id: &str) -> Option<Inspect> {
        match moment.now {
            Memory::Replace(now) => replace::inspect::inspect(now, id),
            Memory::Paging(now) => paging::inspect::inspect(now, id),
            Memory::Segments(now) => plain::inspect_segment(now, id),
            Memory::Sum(_) => plain::inspect_sum(&sheets(moment.scenario), id),
        }
    }

    fn deeds(moment: &Moment<'_, Self>, id: &str) -> Vec<Deed> {
        match (moment.scenario, moment.now) {
            (Scenario::Replace(study), Memory::Replace(now)) => replace::inspect::deeds(study, now, id),
            (Scenario::Paging(paging), Memory::Paging(now)) => paging::inspect::deeds(paging, now, id),
            _ => vec![],
        }
    }

    fn metrics(moment: &Moment<'_, Self>) -> Metrics {
        match (moment.scenario, moment.before, moment.now) {
            (Scenario::Replace(study), Memory::Replace(before), Memory::Replace(now)) => {
                replace::metrics::metrics(study, before, now)
            }
            (_, Memory::Paging(before), Memory::Paging(now)) => paging::inspect::metrics(before, now),
            _ => Metrics { table: Self::table(moment), ..Metrics::default() },
        }
    }

    fn timeline(_: &Scenario, run: &Recording<Self>) -> Gantt {
        let start = run.state(0);
        let end = (1..=run.len()).next_back().map_or(Time::ZERO, |last| run.time(last));
        match start.frames() {
            Some(frames) => replace::timeline::timeline(frames, run.log(), end),
            None => Gantt { end, scale: Scale::default(), ..Gantt::default() },
        }
    }

    fn report(scenario: &Scenario, _: &Recording<Self>) -> Report {
        sheets(scenario)
    }

    fn studies(scenario: &Scenario) -> Vec<Study> {
        match scenario {
            Scenario::Replace(study) => replace::study::studies(study),
            Scenario::Paging(paging) => paging::study::studies(paging),
            _ => vec![],
        }
    }

    fn point(scenario: &Scenario, id: &str, index: usize) -> Values {
        match scenario {
            Scenario::Replace(study) => replace::study::point(study, id, index),
            Scenario::Paging(paging) => paging::study::point(paging, id, index),
            _ => vec![],
        }
    }

    fn notes(scenario: &Scenario) -> Vec<Text> {
        notes::notes(scenario)
    }

    fn form(scenario: &Scenario) -> Form {
        match scenario {
            Scenario::Replace(study) => replace::form::form(study),
            Scenario::Paging(paging) => paging::form::form(paging),
            other => plain_form::form(other),
        }
    }

    fn edit(scenario: &Scenario, _: usize, edit: &Edit) -> Result<Scenario, Problem> {
        match scenario {
            Scenario::Replace(study) => replace::form::edit(study, edit).map(Scenario::Replace),
            Scenario::Paging(paging) => paging::form::edit(paging, edit).map(Scenario::Paging),
            other => plain_form::edit(other, edit),
        }
    }

    fn import(scenario: &Scenario, file: &str) -> Option<Box<dyn Import>> {
        let base = match scenario {
            Scenario::Replace(study) => study.clone(),
            _ => Default::default(),
        };
        Some(Box::new(replace::trace::Reading::new(base, file)))
    }

    fn work(&self) -> u64 {
        self.frames().map_or(0, |frames| frames.config.refs.len() as u64)
    }

    fn worked(&self) -> u64 {
        self.frames().map_or(0, |frames| frames.done as u64)
    }

    /// Edits are made to the scenario as a whole: nothing that was seen is kept apart.
    fn forks(_: &Scenario) -> Vec<usize> {
        vec![]
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn schema() -> serde_json::Value {
        schemars::schema_for!(Scenario).to_value()
    }

    /// Replacement and paging have rules; the other models are their input alone.
    #[cfg(not(target_arch = "wasm32"))]
    fn case(case: &Case) -> serde_json::Value {
        let model = match &*case.algorithm {
            "paging" | "multilevel" | "tlb" => "paging",
            "segmentation" | "seg_paging" => "segments",
            "paging_sizes" => "sizes",
            "eat" => "eat",
            "aging_counters" => "counters",
            _ => "replace",
        };
        let mut scenario = case.scenario();
        scenario["model"] = model.into();
        if let Some(fields) = scenario.as_object_mut().filter(|_| model != "replace") {
            fields.remove("policy");
            if model != "paging" {
                fields.remove("rules");
            }
        }
        scenario
    }
}

/// The picture of a view. A model that has no such view shows the one it has.
fn scene(moment: &Moment<'_, Memory>, view: &str, narrow: bool) -> Scene {
    match (moment.before, moment.now) {
        (Memory::Replace(before), Memory::Replace(now)) => {
            replace::picture::scene(before, now, moment.events, narrow)
        }
        (Memory::Paging(before), Memory::Paging(now)) => match (view, &before.frames, &now.frames) {
            ("replace", Some(before), Some(now)) => {
                replace::picture::scene(before, now, moment.events, narrow)
            }
            ("fault", Some(_), Some(_)) => paging::fault::scene(before, now, moment.events, narrow),
            _ => paging::picture::scene(before, now, moment.events, narrow),
        },
        (_, Memory::Segments(now)) => segment_picture::scene(now, moment.events, narrow),
        _ => plain::sum_scene(moment.scenario, &sheets(moment.scenario), narrow),
    }
}

fn sheets(scenario: &Scenario) -> Report {
    Report {
        sheets: match scenario {
            Scenario::Replace(study) => replace::report::sheets(study),
            Scenario::Paging(paging) => paging::report::sheets(paging),
            Scenario::Segments(wish) => segments::sheets(wish),
            Scenario::Sizes(wish) => sums::size_sheets(wish),
            Scenario::Eat(wish) => sums::eat_sheets(wish),
            Scenario::Counters(wish) => sums::counter_sheets(wish),
        },
    }
}

fn gantt(moment: &Moment<'_, Memory>) -> GanttMoment {
    let now = moment.now.now();
    let n = now.0;
    GanttMoment {
        label: text!(
            "Which page is in which frame, up to access {n}.",
            "到第 {n} 次访问为止每个页框里的页面。"
        ),
        now,
        ..GanttMoment::default()
    }
}
