//! Copy-on-write: what fork shares, and who gets the copy.

pub mod action;
mod call;
mod fault;
mod form;
mod inspect;
pub mod machine;
pub mod memory;
mod picture;
mod presets;
mod report;
pub mod scenario;
pub mod smaps;
pub mod space;
mod story;
#[cfg(test)]
mod tests;

pub use machine::Cow;
pub use scenario::Scenario;

use crate::figure::{Figure, Gantt, GanttMoment, Table};
use crate::lab::{
    Band, Choice, Deed, Door, Edit, Form, Inspect, Lab, Look, Metrics, Moment, Preset, Problem,
};
use crate::lab::{Story, Weight};
use crate::report::Report;
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
            preset: "",
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
            Event::Copied { .. } | Event::Reused(..) | Event::Forked { .. } | Event::Dropped { .. } => {
                Weight::Event
            }
            Event::Refused(..) | Event::Failed(..) | Event::Finished => Weight::Event,
            Event::Accessed(..) | Event::Faulted { .. } | Event::Zeroed(_) | Event::Allocated(..) => {
                Weight::Minor
            }
            Event::Joined(..) | Event::Dirtied(..) | Event::Changed { .. } => Weight::Minor,
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
        inspect::table(moment.before, moment.now)
    }

    fn inspect(moment: &Moment<'_, Self>, id: &str) -> Option<Inspect> {
        inspect::inspect(moment.now, id)
    }

    fn deeds(moment: &Moment<'_, Self>, id: &str) -> Vec<Deed> {
        inspect::deeds(moment.scenario, moment.now, id)
    }

    fn metrics(moment: &Moment<'_, Self>) -> Metrics {
        inspect::metrics(moment.before, moment.now)
    }

    fn timeline(_: &Scenario, run: &Recording<Self>) -> Gantt {
        picture::timeline(&run.state(run.len()))
    }

    fn report(_: &Scenario, run: &Recording<Self>) -> Report {
        report::report(run)
    }

    fn notes(_: &Scenario) -> Vec<Text> {
        vec![
            Text::new(
                "The rules are those of Linux for anonymous memory: reading an untouched page maps the zero page, writing it takes a frame; so reading first and writing then costs two faults.",
                "规则与 Linux 的匿名内存一致：读从未碰过的页映射零页，写则分配页框；所以先读后写要缺页两次。",
            ),
            Text::new(
                "Fork copies the entries of a piece of an area only if that piece ever had a page of its own. Shared areas and clean file mappings are left out: the child faults them in.",
                "只有区域的这一段曾有过自己的页时，fork 才复制其页表项。共享区域和干净的文件映射不复制，子进程访问时再建立。",
            ),
            Text::new(
                "A shared page of a file on disk is write-protected until it is written, because the kernel must know which pages are dirty. On tmpfs it is not.",
                "磁盘文件的共享页在被写之前是写保护的，因为内核要知道哪些页是脏的；tmpfs 则不必。",
            ),
            Text::new(
                "A fault is minor when the page is in memory and major when the disk is read. An access that is refused (SIGSEGV, SIGBUS) is not counted as a fault.",
                "页在内存时是次要缺页，要读磁盘时是主要缺页。被拒绝的访问（SIGSEGV、SIGBUS）不计入缺页次数。",
            ),
            Text::new(
                "Simplified: a program goes on after a signal, as if it had a handler that skips the access; no swap, no huge pages, no readahead. Measured on Linux 6.18.",
                "简化：程序收到信号后跳过该访问继续运行，如同装了处理函数；没有对换、大页和预读。规则在 Linux 6.18 上测得。",
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
