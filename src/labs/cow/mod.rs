//! Copy-on-write: what fork shares, and who gets the copy.

mod form;
pub mod machine;
mod picture;
mod presets;
pub mod scenario;
mod story;
#[cfg(test)]
mod tests;

pub use machine::Cow;
pub use scenario::Scenario;

use crate::figure::{Figure, Gantt, GanttMoment, Table};
use crate::lab::{Band, Choice, Door, Edit, Form, Inspect, Lab, Look, Metrics, Moment, Preset, Problem};
use crate::lab::{Story, Weight};
use crate::report::{Datum, Report, Shape, Sheet};
use crate::sim::{Machine, Recording};
use crate::text;
use crate::text::Text;
use machine::Event;

impl Lab for Cow {
    const ID: &'static str = "cow";
    type Scenario = Scenario;

    fn doors() -> Vec<Door> {
        vec![Door {
            slug: "cow",
            title: Text::new("Copy-on-write fork", "写时复制"),
            topic: Text::new("Memory", "内存"),
            band: Band::Kernel,
            view: "tables",
            words: Text::new(
                "COW copy on write fork exec vfork shared memory zero page reference count",
                "写时复制 写时拷贝 COW fork exec 共享内存 零页 引用计数 父子进程",
            ),
        }]
    }

    fn views() -> Vec<Choice> {
        let view = |id, name, help| Choice { id, name, help };
        vec![
            view(
                "tables",
                Text::new("Tables", "页表"),
                Text::new("The page tables side by side, and the frames.", "各进程的页表和页框。"),
            ),
            view("life", Text::new("Timeline", "时间线"), Text::new("Who lived when.", "各进程的起止。")),
        ]
    }

    fn presets() -> Vec<Preset<Scenario>> {
        presets::presets()
    }

    fn start(scenario: &Scenario) -> Result<Self, Problem> {
        Cow::begin(scenario)
    }

    fn weight(event: &Event) -> Weight {
        match event {
            Event::Copied { .. } | Event::Reused { .. } | Event::Forked { .. } | Event::Dropped { .. } => {
                Weight::Event
            }
            Event::Finished => Weight::Event,
            Event::Accessed { .. } | Event::Faulted { .. } | Event::Zeroed { .. } => Weight::Minor,
            Event::Allocated { .. } | Event::Joined { .. } => Weight::Minor,
        }
    }

    fn story(moment: &Moment<'_, Self>) -> Story {
        story::story(moment.before, moment.now, moment.events)
    }

    fn stage(moment: &Moment<'_, Self>, look: &Look) -> Vec<Figure> {
        if look.view == "life" {
            let now = moment.now.now();
            let n = now.0;
            let label =
                text!("Which process lived when, up to action {n}.", "到第 {n} 个动作为止各进程的起止。");
            return vec![Figure::Gantt(GanttMoment { label, now, ..GanttMoment::default() })];
        }
        vec![Figure::Scene(picture::scene(moment.now, moment.events, look.narrow))]
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        picture::table(moment.before, moment.now)
    }

    fn inspect(moment: &Moment<'_, Self>, id: &str) -> Option<Inspect> {
        picture::inspect(moment.now, id)
    }

    fn metrics(moment: &Moment<'_, Self>) -> Metrics {
        picture::metrics(moment.before, moment.now)
    }

    fn timeline(_: &Scenario, run: &Recording<Self>) -> Gantt {
        picture::timeline(&run.state(run.len()))
    }

    fn report(_: &Scenario, run: &Recording<Self>) -> Report {
        report(run)
    }

    fn notes(_: &Scenario) -> Vec<Text> {
        vec![
            Text::new(
                "The rules are those of Linux for anonymous memory: reading an untouched page maps the zero page, writing it takes a frame; so reading first and writing then costs two faults.",
                "规则与 Linux 的匿名内存一致：读从未碰过的页映射零页，写则分配页框；所以先读后写要缺页两次。",
            ),
            Text::new(
                "Fork copies the entries of an area only if the process has a page of its own there. Shared areas are left out: the child faults them in.",
                "只有进程在该区域有自己的页时，fork 才复制其页表项。共享区域不复制，子进程访问时再建立。",
            ),
            Text::new(
                "All faults here are minor: nothing comes from disk. Simplified: one area of each kind, no files, no swap, no huge pages.",
                "这里的缺页都是次要缺页，不读磁盘。简化：两种区域各一个，没有文件、对换和大页。",
            ),
        ]
    }

    fn form(scenario: &Scenario) -> Form {
        form::form(scenario)
    }

    fn edit(scenario: &Scenario, _: usize, edit: &Edit) -> Result<Scenario, Problem> {
        form::edit(scenario, edit)
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

/// `steps`, one row per action with the entries of every process after it, and the totals.
fn report(run: &Recording<Cow>) -> Report {
    let mut machine = run.state(0);
    let mut rows = vec![];
    let mut events = vec![];
    while machine.done < machine.acts.len() {
        let (at, before) = (machine.done, machine.totals);
        while machine.done == at {
            machine.step(&mut events);
        }
        let int = |number: u64| Datum::Int(number as i64);
        rows.push(vec![
            int(at as u64 + 1),
            Datum::Word(machine.processes[machine.acts[at].0].name.clone()),
            int(machine.totals.faults - before.faults),
            int(machine.totals.copies - before.copies),
            int(machine.in_use()),
            Datum::List(machine.processes.iter().filter(|process| process.alive).map(mapped).collect()),
        ]);
    }
    let totals = machine.totals;
    let cells = [
        ("faults", totals.faults),
        ("copies", totals.copies),
        ("reuses", totals.reuses),
        ("entries", totals.entries),
        ("peak", totals.peak),
        ("in_use", machine.in_use()),
    ];
    let columns = ["n", "process", "faults", "copies", "in_use", "map"].map(String::from).into();
    Report {
        sheets: vec![
            Sheet { id: "steps", shape: Shape::Rows, columns, rows },
            Sheet {
                id: "totals",
                shape: Shape::Top,
                columns: cells.iter().map(|(name, _)| name.to_string()).collect(),
                rows: vec![cells.iter().map(|(_, value)| Datum::Int(*value as i64)).collect()],
            },
        ],
    }
}

/// A process and where its pages are: `zero`, `f1`, or nothing.
fn mapped(process: &machine::Process) -> Datum {
    let place = |entry: &Option<machine::Entry>| match entry {
        None => Datum::None,
        Some(entry) if entry.frame == machine::ZERO => Datum::Word("zero".into()),
        Some(entry) => Datum::Word(format!("f{}", entry.frame)),
    };
    let pages = process.private.iter().chain(&process.shared).map(place);
    Datum::List([Datum::Word(process.name.clone())].into_iter().chain(pages).collect())
}
