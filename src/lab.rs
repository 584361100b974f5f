//! What a lab is: a machine with a face. [`Lab`] is what its author writes; [`Run`] and [`LabEntry`]
//! are the same thing with its types erased, which is all that the app and the command line see.

#[cfg(not(target_arch = "wasm32"))]
mod case;
mod difference;
mod form;
mod frame;
mod import;
pub mod pair;
#[cfg(not(target_arch = "wasm32"))]
pub mod promises;
mod run;
pub mod sentence;
mod study;
pub mod trace;
pub mod written;

#[cfg(not(target_arch = "wasm32"))]
pub use case::Case;
pub use difference::of_tables;
pub use form::{Choice, Column, Deed, Edit, Field, FieldKind, Form, Problem, Rows, scalars};
pub use frame::{Frame, Inspect, Look, Metrics, Story, Total, Weight};
pub use import::{Import, Imported, Lines};
pub use pair::Pair;
pub use run::{Begun, LabEntry, OpenError, Opened, Opening, Place, Progress, Run};
pub use study::{MAX_POINTS, Series, Study, Values, X};

use crate::figure::{Figure, Gantt, Table};
use crate::link::Upgrade;
use crate::report::Report;
use crate::sim::{Machine, Recording, Time};
use crate::text::Text;
use serde::Serialize;
use serde::de::DeserializeOwned;

use std::fmt::Debug;

/// A mechanism that can be watched.
pub trait Lab: Machine {
    /// In links, for ever; kebab-case.
    const ID: &'static str;
    /// `UPGRADES[i]` turns a scenario of version `i + 1` into version `i + 2`. Never edit a published one.
    const UPGRADES: &'static [Upgrade] = &[];
    /// Algorithms whose worked examples this lab answers; no other lab names the same.
    const ALGORITHMS: &'static [&'static str] = &[];
    /// The two variants that are usually compared; without them, the first two.
    const RIVALS: Option<[&'static str; 2]> = None;
    /// Everything that determines a run.
    type Scenario: Serialize + DeserializeOwned + Clone + PartialEq + Debug + Send + Sync + 'static;

    /// How the lab is found: one door or more, the first under the lab's own name.
    fn doors() -> Vec<Door>;
    /// Ways to look at the stage; the first is the usual one.
    fn views() -> Vec<Choice>;
    /// Is there anything to see in this view of a scenario? One that is not offered shows the usual picture.
    fn has_view(_scenario: &Self::Scenario, _view: &str) -> bool {
        true
    }
    /// Prepared scenarios; the first is the default.
    fn presets() -> Vec<Preset<Self::Scenario>>;
    /// The machine at its beginning. The only validation: it bounds every count.
    fn start(scenario: &Self::Scenario) -> Result<Self, Problem>;

    /// How much an event matters on the timeline.
    fn weight(event: &Self::Event) -> Weight;
    /// What this step says.
    fn story(moment: &Moment<'_, Self>) -> Story;
    /// The pictures of this step, from top to bottom. Their number and kinds depend on the look alone.
    fn stage(moment: &Moment<'_, Self>, look: &Look) -> Vec<Figure>;
    /// The stage as a table: a row per thing.
    fn table(moment: &Moment<'_, Self>) -> Table;
    /// All that is known of one thing at this step (`proc:P3`).
    fn inspect(moment: &Moment<'_, Self>, id: &str) -> Option<Inspect>;
    /// The edits that are offered beside a thing at this step.
    fn deeds(_moment: &Moment<'_, Self>, _id: &str) -> Vec<Deed> {
        vec![]
    }
    /// The figures of the run up to this step.
    fn metrics(moment: &Moment<'_, Self>) -> Metrics;
    /// The timeline of the whole run.
    fn timeline(scenario: &Self::Scenario, run: &Recording<Self>) -> Gantt;
    /// What builds the timeline while a run is recorded, so that long runs are not walked through twice; `None` if
    /// [`timeline`](Self::timeline) does it in the end.
    fn watch() -> Option<Box<dyn Watch<Self>>> {
        None
    }
    /// An amount of work in all, for the progress of a recording; 0 if nobody can tell.
    fn work(&self) -> u64 {
        0
    }
    /// How much of [`work`](Self::work) is done.
    fn worked(&self) -> u64 {
        0
    }
    /// The finished run as tables.
    fn report(scenario: &Self::Scenario, run: &Recording<Self>) -> Report;
    /// Lets time pass up to an instant before which nothing else happens: what runs has run longer then.
    fn wait_until(&mut self, _clock: Time) {}
    /// In what two runs of the lab differ now, in one sentence; `None` if they agree in all but the time. The names
    /// are those of the two runs.
    fn difference(a: &Moment<'_, Self>, b: &Moment<'_, Self>, names: &[Text; 2]) -> Option<Text> {
        of_tables(&Self::table(a), &Self::table(b), names)
    }
    /// The charts over many runs that a scenario has. Cheap: nothing is run here.
    fn studies(_scenario: &Self::Scenario) -> Vec<Study> {
        vec![]
    }
    /// The point of a study at an index: one value for each of its series. A function of its arguments alone, of
    /// bounded cost (a tenth of a second): what takes longer has no value.
    fn point(_scenario: &Self::Scenario, _study: &str, _index: usize) -> Values {
        vec![]
    }
    /// An instant as readers see it, with its unit: `71.04 µs`; `None` if the number alone says it.
    fn clock(_now: Time) -> Option<String> {
        None
    }
    /// What the model simplifies, and where books differ.
    fn notes(scenario: &Self::Scenario) -> Vec<Text>;

    /// The scenario as a form.
    fn form(scenario: &Self::Scenario) -> Form;
    /// The scenario after an edit made while step `step` (from 1) is shown.
    fn edit(scenario: &Self::Scenario, step: usize, edit: &Edit) -> Result<Self::Scenario, Problem>;
    /// Begins to read a file that becomes a scenario of this lab; policy and rules are those of `scenario`.
    /// `None` if the lab reads no such files.
    fn import(_scenario: &Self::Scenario, _file: &str) -> Option<Box<dyn Import>> {
        None
    }
    /// Steps at which an edit was made during the run.
    fn forks(scenario: &Self::Scenario) -> Vec<usize>;
    /// The JSON Schema of a scenario.
    #[cfg(not(target_arch = "wasm32"))]
    fn schema() -> serde_json::Value;
    /// The scenario of a worked example of one of its algorithms, as JSON.
    #[cfg(not(target_arch = "wasm32"))]
    fn case(case: &Case) -> serde_json::Value {
        case.scenario()
    }
}

/// Sees every step of a run while it is recorded, and has its timeline in the end.
pub trait Watch<L: Lab> {
    /// A step was made: the state after it, and what happened.
    fn see(&mut self, now: &L, events: &[L::Event]);
    /// The timeline of the whole run.
    fn timeline(self: Box<Self>, run: &Recording<L>) -> Gantt;
}

/// One step of a run, seen from the lab.
pub struct Moment<'a, L: Lab> {
    /// The step, from 1.
    pub step: usize,
    /// What determines the run.
    pub scenario: &'a L::Scenario,
    /// The state before the step.
    pub before: &'a L,
    /// The state after it.
    pub now: &'a L,
    /// What it did.
    pub events: &'a [L::Event],
    /// The timeline of the whole run; only what lies before now may be shown.
    pub timeline: &'a Gantt,
}

/// An entrance to a lab on the home page.
#[derive(Clone, Debug, PartialEq)]
pub struct Door {
    /// In links: `sched`, `states`.
    pub slug: &'static str,
    /// Its name.
    pub title: Text,
    /// The topic above it: Processes.
    pub topic: Text,
    /// Where on the map its mechanism happens.
    pub band: Band,
    /// The view it opens.
    pub view: &'static str,
    /// The preset it opens; empty for the lab's first.
    pub preset: &'static str,
    /// Other words under which search finds it.
    pub words: Text,
}

/// A band of the map of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Band {
    /// User space, ring 3.
    User,
    /// The kernel, ring 0.
    Kernel,
    /// Hardware.
    Hardware,
}

/// A prepared scenario.
#[derive(Clone, Debug)]
pub struct Preset<S> {
    /// In links, for ever; kebab-case.
    pub id: &'static str,
    /// Its name.
    pub title: Text,
    /// What one sees in it.
    pub aha: Text,
    /// Which list it stands in: our own, or a textbook's name.
    pub group: Text,
    /// The step it opens at, from 1: one worth seeing.
    pub step: usize,
    /// The scenario.
    pub scenario: S,
}

/// A preset without its scenario's type.
#[derive(Clone, Debug, PartialEq)]
pub struct PresetCard {
    /// In links, for ever.
    pub id: &'static str,
    /// Its name.
    pub title: Text,
    /// What one sees in it.
    pub aha: Text,
    /// Which list it stands in.
    pub group: Text,
    /// The step it opens at.
    pub step: usize,
}
