//! What a lab is: a machine with a face. [`Lab`] is what its author writes; [`Run`] and [`LabEntry`]
//! are the same thing with its types erased, which is all that the app and the command line see.

use crate::figure::{Chart, Figure, Gantt, Table};
use crate::link::Upgrade;
use crate::report::Report;
use crate::sim::{LIMIT, Machine, Recording, Time};
use crate::text::Text;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt::Debug;
use std::sync::Arc;

#[cfg(not(target_arch = "wasm32"))]
pub mod promises;

/// A mechanism that can be watched.
pub trait Lab: Machine {
    /// In links, for ever; kebab-case.
    const ID: &'static str;
    /// `UPGRADES[i]` turns a scenario of version `i + 1` into version `i + 2`. Never edit a published one.
    const UPGRADES: &'static [Upgrade] = &[];
    /// Everything that determines a run.
    type Scenario: Serialize + DeserializeOwned + Clone + PartialEq + Debug + Send + Sync + 'static;

    /// How the lab is found: one door or more, the first under the lab's own name.
    fn doors() -> Vec<Door>;
    /// Ways to look at the stage; the first is the usual one.
    fn views() -> Vec<Choice>;
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
    /// The figures of the run up to this step.
    fn metrics(moment: &Moment<'_, Self>) -> Metrics;
    /// The timeline of the whole run.
    fn timeline(scenario: &Self::Scenario, run: &Recording<Self>) -> Gantt;
    /// The finished run as tables.
    fn report(scenario: &Self::Scenario, run: &Recording<Self>) -> Report;
    /// What the model simplifies, and where books differ.
    fn notes(scenario: &Self::Scenario) -> Vec<Text>;

    /// The scenario as a form.
    fn form(scenario: &Self::Scenario) -> Form;
    /// The scenario after an edit made while step `step` (from 1) is shown.
    fn edit(scenario: &Self::Scenario, step: usize, edit: &Edit) -> Result<Self::Scenario, Problem>;
    /// Steps at which an edit was made during the run.
    fn forks(scenario: &Self::Scenario) -> Vec<usize>;
    /// The JSON Schema of a scenario.
    #[cfg(not(target_arch = "wasm32"))]
    fn schema() -> Value;
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

/// How much a step matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Weight {
    /// Shown, without a mark.
    #[default]
    Minor,
    /// A mark on the timeline; "next event" stops here.
    Event,
    /// The moment that the preset exists for.
    Key,
}

/// How the stage is looked at.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Look {
    /// The id of the view.
    pub view: String,
    /// A narrow screen: the stage is composed anew, not shrunk.
    pub narrow: bool,
}

/// What a step says. Limits of length: `ux.md` 4.1.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Story {
    /// What kind of moment it is: "timer interrupt".
    pub kicker: Text,
    /// One sentence: who, what happened, why.
    pub caption: Text,
    /// A heading.
    pub title: Text,
    /// The reason.
    pub why: Text,
    /// A misconception that is near, put right. Empty if none.
    pub note: Text,
    /// A formula with its numbers. Empty if nothing was computed.
    pub formula: Text,
    /// The candidates of a decision, winner first. Empty if there was none.
    pub candidates: Text,
    /// The thing it is about: `proc:P3`.
    pub subject: Option<String>,
    /// Pseudocode of the mechanism.
    pub code: Vec<Text>,
    /// The line in force, from 0.
    pub line: Option<usize>,
}

/// Everything shown at one step.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// The step, from 1.
    pub step: usize,
    /// The instant, with its scale applied: `6`, `8.5`.
    pub time: String,
    /// What it says.
    pub story: Story,
    /// The pictures.
    pub figures: Vec<Figure>,
}

/// All that is known of one thing.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Inspect {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Its identity colour.
    pub hue: u8,
    /// Field and value.
    pub rows: Vec<(Text, crate::figure::Cell)>,
}

/// The figures of a run so far.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Metrics {
    /// A row per thing.
    pub table: Table,
    /// Totals and means: name, value, formula filled in.
    pub totals: Vec<Total>,
    /// Charts.
    pub charts: Vec<Chart>,
}

/// A total with its formula.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Total {
    /// Its name.
    pub name: Text,
    /// Its value; a bound while the run is not over: `≥ 4.5`.
    pub value: Text,
    /// The formula with the run's numbers in it.
    pub formula: Text,
}

/// An option with its words.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Choice {
    /// In links and files.
    pub id: &'static str,
    /// Its name.
    pub name: Text,
    /// What it means; may be empty.
    pub help: Text,
}

/// A scenario as a form.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Form {
    /// The field behind the segmented control: policy, technique.
    pub variant: Field,
    /// Named sets of rules; picking one fills all rules. `None` if the lab has none.
    pub set: Option<Field>,
    /// Parameters of the variant, in the bar.
    pub params: Vec<Field>,
    /// Every rule; those that cannot matter now are not `relevant`.
    pub rules: Vec<Field>,
    /// The workload as rows.
    pub rows: Rows,
    /// Fields of the random generator; empty if there is none.
    pub random: Vec<Field>,
}

/// A field of a form. Its id is also its key in links.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Field {
    /// In links: `q`.
    pub id: &'static str,
    /// Its name.
    pub name: Text,
    /// What it means.
    pub help: Text,
    /// What it takes.
    pub kind: FieldKind,
    /// Its value as written in links.
    pub value: String,
    /// Can it matter with the other choices made?
    pub relevant: bool,
    /// It departs from the named set in force.
    pub differs: bool,
}

/// What a field takes.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum FieldKind {
    /// Words.
    #[default]
    Words,
    /// A number with a stepper; decimals allowed.
    Number {
        /// Least.
        min: u64,
        /// Greatest.
        max: u64,
    },
    /// One of some options.
    Choice(Vec<Choice>),
}

/// The workload as a small table.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Rows {
    /// Columns; `id` names the column in an [`Edit`].
    pub columns: Vec<Column>,
    /// One text per column and row.
    pub rows: Vec<Vec<String>>,
    /// Identity colours of the rows.
    pub hues: Vec<u8>,
    /// The most rows.
    pub max: usize,
}

/// A column of the workload.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Column {
    /// Its name in edits.
    pub id: &'static str,
    /// Its heading.
    pub name: Text,
    /// How to fill it in, with an example.
    pub help: Text,
}

/// A change of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// A field (variant, set, parameter, rule) gets a value.
    Set {
        /// The field's id.
        field: String,
        /// The value as written in links.
        value: String,
    },
    /// A cell of the workload gets a value.
    Cell {
        /// From 0.
        row: usize,
        /// The column's id.
        column: String,
        /// What the reader typed.
        value: String,
    },
    /// A row is added at the end.
    Add,
    /// A row is removed.
    Remove(usize),
    /// A row is moved.
    Move {
        /// From 0.
        from: usize,
        /// To, from 0.
        to: usize,
    },
    /// The rows are replaced by what was pasted from a spreadsheet: lines, columns apart by tab or comma.
    Paste(String),
    /// The rows are replaced by random ones; the values are those of [`Form::random`] by id.
    Random(Vec<(String, String)>),
}

/// Why a scenario or an edit is refused, in words the reader can act on.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Problem {
    /// Which field: a field's id, or `rows.2.bursts`; empty for the whole.
    pub place: String,
    /// What is wrong and what would be right.
    pub text: Text,
}

impl Problem {
    /// A problem at a place.
    pub fn at(place: impl Into<String>, text: Text) -> Self {
        Problem { place: place.into(), text }
    }
}

/// An opened scenario: all of its steps at hand.
pub trait Run: Send + Sync {
    /// How many steps there are, at least 1.
    fn len(&self) -> usize;
    /// Never: a run has at least one step.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Was the run cut at the limit?
    fn is_cut(&self) -> bool;
    /// The frame of a step; steps outside 1..=len are brought inside.
    fn frame(&self, step: usize, look: &Look) -> Frame;
    /// The instant of a step.
    fn time(&self, step: usize) -> Time;
    /// How much each step matters; index 0 is step 1.
    fn weights(&self) -> &[Weight];
    /// What the stage shows, as a table.
    fn table(&self, step: usize) -> Table;
    /// All that is known of a thing.
    fn inspect(&self, step: usize, id: &str) -> Option<Inspect>;
    /// The figures up to a step.
    fn metrics(&self, step: usize) -> Metrics;
    /// The timeline of the whole run.
    fn timeline(&self) -> &Gantt;
    /// The finished run as tables.
    fn report(&self) -> Report;
    /// What the model simplifies.
    fn notes(&self) -> Vec<Text>;
    /// The scenario as a form.
    fn form(&self) -> Form;
    /// The scenario.
    fn scenario(&self) -> Value;
    /// The scenario after an edit made at a step, opened.
    fn edit(&self, step: usize, edit: &Edit) -> Result<Arc<dyn Run>, Problem>;
    /// Steps at which edits were made.
    fn forks(&self) -> Vec<usize>;
    /// The fields that turn a preset into this scenario, as `(id, value)`; `None` if fields cannot.
    fn departures(&self, preset: &str) -> Option<Vec<(String, String)>>;
}

struct Live<L: Lab> {
    scenario: L::Scenario,
    recording: Recording<L>,
    timeline: Gantt,
    weights: Vec<Weight>,
}

impl<L: Lab> Live<L> {
    fn open(scenario: L::Scenario) -> Result<Arc<dyn Run>, Problem> {
        let recording = Recording::new(L::start(&scenario)?, LIMIT);
        let timeline = L::timeline(&scenario, &recording);
        let weight = |step| recording.events(step).iter().map(L::weight).max().unwrap_or_default();
        let weights = (1..=recording.len()).map(weight).collect();
        Ok(Arc::new(Live { scenario, recording, timeline, weights }))
    }

    fn at<T>(&self, step: usize, look: impl FnOnce(&Moment<'_, L>) -> T) -> T {
        let step = step.clamp(1, self.recording.len().max(1));
        let before = self.recording.state(step - 1);
        let mut now = before.clone();
        let mut events = Vec::new();
        now.step(&mut events);
        let Live { scenario, timeline, .. } = self;
        look(&Moment { step, scenario, before: &before, now: &now, events: &events, timeline })
    }
}

impl<L: Lab> Run for Live<L> {
    fn len(&self) -> usize {
        self.recording.len()
    }
    fn is_cut(&self) -> bool {
        self.recording.is_cut()
    }
    fn frame(&self, step: usize, look: &Look) -> Frame {
        self.at(step, |moment| Frame {
            step: moment.step,
            time: self.timeline.scale.show(moment.now.now()),
            story: L::story(moment),
            figures: L::stage(moment, look),
        })
    }
    fn time(&self, step: usize) -> Time {
        self.recording.time(step)
    }
    fn weights(&self) -> &[Weight] {
        &self.weights
    }
    fn table(&self, step: usize) -> Table {
        self.at(step, L::table)
    }
    fn inspect(&self, step: usize, id: &str) -> Option<Inspect> {
        self.at(step, |moment| L::inspect(moment, id))
    }
    fn metrics(&self, step: usize) -> Metrics {
        self.at(step, L::metrics)
    }
    fn timeline(&self) -> &Gantt {
        &self.timeline
    }
    fn report(&self) -> Report {
        L::report(&self.scenario, &self.recording)
    }
    fn notes(&self) -> Vec<Text> {
        L::notes(&self.scenario)
    }
    fn form(&self) -> Form {
        L::form(&self.scenario)
    }
    fn scenario(&self) -> Value {
        serde_json::to_value(&self.scenario).expect("a scenario is plain data")
    }
    fn edit(&self, step: usize, edit: &Edit) -> Result<Arc<dyn Run>, Problem> {
        Self::open(L::edit(&self.scenario, step, edit)?)
    }
    fn forks(&self) -> Vec<usize> {
        L::forks(&self.scenario)
    }
    fn departures(&self, preset: &str) -> Option<Vec<(String, String)>> {
        let base = L::presets().into_iter().find(|card| card.id == preset)?.scenario;
        let mut reached = base.clone();
        let mut there = scalars(&L::form(&reached));
        let mut fields = Vec::new();
        for field in scalars(&L::form(&self.scenario)) {
            if there.iter().any(|other| other.id == field.id && other.value == field.value) {
                continue;
            }
            let edit = Edit::Set { field: field.id.into(), value: field.value.clone() };
            reached = L::edit(&reached, 1, &edit).ok()?;
            there = scalars(&L::form(&reached));
            fields.push((field.id.to_string(), field.value.clone()));
        }
        (reached == self.scenario).then_some(fields)
    }
}

/// The fields of a form that have one value each, in the order in which a link applies them.
pub fn scalars(form: &Form) -> Vec<Field> {
    let mut fields = vec![form.variant.clone()];
    fields.extend(form.set.clone());
    fields.extend(form.params.iter().cloned());
    fields.extend(form.rules.iter().cloned());
    fields
}

/// A lab in the list of labs: data and function pointers.
pub struct LabEntry {
    /// The lab's id.
    pub id: &'static str,
    /// The newest version of its scenarios, from 1.
    pub version: usize,
    /// Its entrances.
    pub doors: fn() -> Vec<Door>,
    /// Ways to look at its stage.
    pub views: fn() -> Vec<Choice>,
    /// Its presets.
    pub presets: fn() -> Vec<PresetCard>,
    /// Opens a preset with some fields changed.
    pub preset: fn(&str, &[(String, String)]) -> Opened,
    /// Opens a scenario written in some version.
    pub open: fn(usize, Value) -> Opened,
    /// The JSON Schema of its scenarios.
    #[cfg(not(target_arch = "wasm32"))]
    pub schema: fn() -> Value,
    /// The [`promises`] that it breaks in a preset; none for a preset it does not have.
    #[cfg(not(target_arch = "wasm32"))]
    pub broken: fn(&str) -> Vec<String>,
}

/// An opened run, or why there is none.
pub type Opened = Result<Arc<dyn Run>, OpenError>;

/// Why a scenario could not be opened.
#[derive(Clone, Debug, PartialEq)]
pub enum OpenError {
    /// No preset of that name.
    UnknownPreset(String),
    /// Written for a newer app.
    TooNew {
        /// Its version.
        version: usize,
        /// Ours.
        newest: usize,
    },
    /// Not a scenario of this lab; what the reader of JSON said.
    Malformed(String),
    /// A scenario that breaks a rule of the lab.
    Refused(Problem),
}

impl LabEntry {
    /// The entry of a lab.
    pub const fn of<L: Lab>() -> Self {
        LabEntry {
            id: L::ID,
            version: L::UPGRADES.len() + 1,
            doors: L::doors,
            views: L::views,
            presets: cards::<L>,
            preset: open_preset::<L>,
            open: open_scenario::<L>,
            #[cfg(not(target_arch = "wasm32"))]
            schema: L::schema,
            #[cfg(not(target_arch = "wasm32"))]
            broken: broken_in::<L>,
        }
    }
}

fn cards<L: Lab>() -> Vec<PresetCard> {
    let card = |preset: Preset<L::Scenario>| {
        let Preset { id, title, aha, group, step, .. } = preset;
        PresetCard { id, title, aha, group, step }
    };
    L::presets().into_iter().map(card).collect()
}

#[cfg(not(target_arch = "wasm32"))]
fn broken_in<L: Lab>(id: &str) -> Vec<String> {
    let found = L::presets().into_iter().find(|preset| preset.id == id);
    found.map_or(Vec::new(), |preset| promises::broken::<L>(&preset.scenario))
}

fn open_preset<L: Lab>(id: &str, fields: &[(String, String)]) -> Opened {
    let found = L::presets().into_iter().find(|preset| preset.id == id);
    let mut scenario = found.ok_or_else(|| OpenError::UnknownPreset(id.into()))?.scenario;
    for (field, value) in fields {
        let edit = Edit::Set { field: field.clone(), value: value.clone() };
        scenario = L::edit(&scenario, 1, &edit).map_err(OpenError::Refused)?;
    }
    Live::<L>::open(scenario).map_err(OpenError::Refused)
}

fn open_scenario<L: Lab>(version: usize, value: Value) -> Opened {
    let newest = L::UPGRADES.len() + 1;
    if version > newest {
        return Err(OpenError::TooNew { version, newest });
    }
    let first = version.checked_sub(1).ok_or_else(|| OpenError::Malformed("version 0".into()))?;
    let upgraded = L::UPGRADES[first..].iter().try_fold(value, |value, upgrade| upgrade(value));
    let value = upgraded.map_err(OpenError::Malformed)?;
    let scenario =
        serde_path_to_error::deserialize(value).map_err(|error| OpenError::Malformed(error.to_string()))?;
    Live::<L>::open(scenario).map_err(OpenError::Refused)
}
