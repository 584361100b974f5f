//! A lab with its types erased: what the app and the command line see.

#[cfg(not(target_arch = "wasm32"))]
use super::{Case, promises};
use super::{
    Choice, Deed, Door, Edit, Field, FieldKind, Form, Frame, Import, Inspect, Lab, Look, Metrics, Moment,
    Pair, Preset, PresetCard, Problem, Story, Study, Values, Watch,
};
use super::{Weight, scalars};
use crate::figure::{Gantt, Table};
use crate::report::Report;
use crate::sim::{LIMIT, Recorder, Recording, Time};
use crate::text::Text;
use serde_json::Value;
use std::any::Any;
use std::sync::{Arc, Mutex};

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
    fn frame(&self, step: usize, look: &Look) -> Frame {
        self.frame_at(step, None, look)
    }
    /// The frame of a step as it stands at a later instant at which nothing else has happened.
    fn frame_at(&self, step: usize, clock: Option<Time>, look: &Look) -> Frame;
    /// What a step says.
    fn story(&self, step: usize) -> Story;
    /// The instant of a step.
    fn time(&self, step: usize) -> Time;
    /// An instant as readers see it, with its unit if it has one.
    fn clock(&self, time: Time) -> String;
    /// How much each step matters; index 0 is step 1.
    fn weights(&self) -> &[Weight];
    /// What the stage shows, as a table.
    fn table(&self, step: usize) -> Table {
        self.table_at(step, None)
    }
    /// The same at a later instant at which nothing else has happened.
    fn table_at(&self, step: usize, clock: Option<Time>) -> Table;
    /// All that is known of a thing.
    fn inspect(&self, step: usize, id: &str) -> Option<Inspect> {
        self.inspect_at(step, None, id)
    }
    /// The same at a later instant at which nothing else has happened.
    fn inspect_at(&self, step: usize, clock: Option<Time>, id: &str) -> Option<Inspect>;
    /// The edits that are offered beside a thing.
    fn deeds(&self, _step: usize, _id: &str) -> Vec<Deed> {
        vec![]
    }
    /// The figures up to a step.
    fn metrics(&self, step: usize) -> Metrics {
        self.metrics_at(step, None)
    }
    /// The same at a later instant at which nothing else has happened.
    fn metrics_at(&self, step: usize, clock: Option<Time>) -> Metrics;
    /// The timeline of the whole run.
    fn timeline(&self) -> &Gantt;
    /// The finished run as tables.
    fn report(&self) -> Report;
    /// The charts over many runs that the scenario has.
    fn studies(&self) -> Vec<Study>;
    /// The point of a study at an index: one value for each of its series.
    fn point(&self, study: &str, index: usize) -> Values;
    /// Is this view of the lab offered?
    fn has_view(&self, view: &str) -> bool;
    /// What the model simplifies.
    fn notes(&self) -> Vec<Text>;
    /// The scenario as a form.
    fn form(&self) -> Form;
    /// The scenario.
    fn scenario(&self) -> Value;
    /// The scenario after an edit made at a step, opened.
    fn edit(&self, step: usize, edit: &Edit) -> Result<Arc<dyn Run>, Problem>;
    /// The same, to be recorded some steps at a time.
    fn begin(&self, step: usize, edit: &Edit) -> Result<Box<dyn Opening>, Problem>;
    /// Begins to read a file that becomes a scenario, with policy and rules of this one; `None` if the lab reads none.
    fn import(&self, file: &str) -> Option<Box<dyn Import>>;
    /// Steps at which edits were made.
    fn forks(&self) -> Vec<usize>;
    /// The fields that turn a preset into this scenario, as `(id, value)`; `None` if fields cannot.
    fn departures(&self, preset: &str) -> Option<Vec<(String, String)>>;
    /// The fields that turn this scenario into that of another run of the lab; `None` if fields cannot.
    fn fields_to(&self, other: &dyn Run) -> Option<Vec<(String, String)>>;
    /// How many of the first steps do the same at the same instants in another run of the lab.
    fn common(&self, other: &dyn Run) -> usize;
    /// In what this run at a step differs from another of the lab at one, each at an instant; `None` if in nothing.
    /// The names are those of the two runs.
    fn difference(&self, at: Place, other: &dyn Run, there: Place, names: &[Text; 2]) -> Option<Text>;
    /// The field and its value that make the usual second run to compare with.
    fn rival(&self) -> Option<(String, String)>;
    /// The two runs that it is made of, if it is a comparison.
    fn pair(&self) -> Option<&Pair> {
        None
    }
    /// Itself, for a lab that knows its type.
    fn any(&self) -> &dyn Any;
}

/// A step of a run, looked at at its own instant or a later one.
pub type Place = (usize, Option<Time>);

struct Live<L: Lab> {
    scenario: L::Scenario,
    recording: Recording<L>,
    timeline: Gantt,
    weights: Vec<Weight>,
    /// The state looked at last, and its step: all that is asked of a step is asked at once, and then of its neighbour.
    known: Mutex<Option<(usize, L)>>,
}

/// A run that is being recorded, some steps at a time.
pub trait Opening {
    /// Makes up to `steps` further steps; true once all are made.
    fn go(&mut self, steps: usize) -> bool;
    /// How far it is.
    fn progress(&self) -> Progress;
    /// The run. What [`go`](Self::go) has not made is made now.
    fn finish(self: Box<Self>) -> Arc<dyn Run>;
}

/// A run that begins to be recorded, or why not.
pub type Begun = Result<Box<dyn Opening>, OpenError>;

/// How far a recording is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Progress {
    /// Steps made.
    pub steps: usize,
    /// The part of the work that is done, of 1,000; `None` if nobody can tell.
    pub permille: Option<u32>,
}

struct Begin<L: Lab> {
    scenario: L::Scenario,
    recorder: Recorder<L>,
    watch: Option<Box<dyn Watch<L>>>,
    weights: Vec<Weight>,
    work: u64,
}

impl<L: Lab> Begin<L> {
    fn new(scenario: L::Scenario) -> Result<Self, Problem> {
        let start = L::start(&scenario)?;
        let work = start.work();
        let recorder = Recorder::new(start, LIMIT);
        Ok(Begin { scenario, recorder, watch: L::watch(), weights: Vec::new(), work })
    }

    fn boxed(scenario: L::Scenario) -> Result<Box<dyn Opening>, Problem> {
        Ok(Box::new(Self::new(scenario)?))
    }

    fn live(mut self) -> Live<L> {
        self.go(usize::MAX);
        let Begin { scenario, recorder, watch, weights, .. } = self;
        let recording = recorder.finish();
        let timeline = match watch {
            Some(watch) => watch.timeline(&recording),
            None => L::timeline(&scenario, &recording),
        };
        Live { scenario, recording, timeline, weights, known: Mutex::new(None) }
    }
}

impl<L: Lab> Opening for Begin<L> {
    fn go(&mut self, steps: usize) -> bool {
        let Begin { recorder, watch, weights, .. } = self;
        recorder.go(steps, |machine, events| {
            if let Some(watch) = watch {
                watch.see(machine, events);
            }
            weights.push(events.iter().map(L::weight).max().unwrap_or_default());
        })
    }
    fn progress(&self) -> Progress {
        let steps = self.recorder.made();
        let done = self.recorder.machine().worked();
        let part = (self.work > 0).then(|| self.recorder.permille(done, self.work));
        Progress { steps, permille: part }
    }
    fn finish(self: Box<Self>) -> Arc<dyn Run> {
        Arc::new(self.live())
    }
}

impl<L: Lab> Live<L> {
    fn open(scenario: L::Scenario) -> Result<Arc<dyn Run>, Problem> {
        Ok(Arc::new(Begin::<L>::new(scenario)?.live()))
    }

    fn state(&self, step: usize) -> L {
        let mut known = self.known.lock().expect("nothing panics while it is held");
        let near = known.as_ref().map(|(at, state)| (*at, state));
        let state = self.recording.state_from(step, near);
        if near.is_none_or(|(at, _)| at != step) {
            *known = Some((step, state.clone()));
        }
        state
    }

    fn at<T>(&self, step: usize, clock: Option<Time>, look: impl FnOnce(&Moment<'_, L>) -> T) -> T {
        let step = step.clamp(1, self.recording.len().max(1));
        let before = self.state(step - 1);
        let mut now = before.clone();
        let mut events = Vec::new();
        now.step(&mut events);
        if let Some(clock) = clock.filter(|clock| *clock > now.now()) {
            now.wait_until(clock);
        }
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
    fn frame_at(&self, step: usize, clock: Option<Time>, look: &Look) -> Frame {
        self.at(step, clock, |moment| Frame {
            step: moment.step,
            time: self.timeline.scale.show(moment.now.now()),
            clock: self.clock(moment.now.now()),
            story: L::story(moment),
            figures: L::stage(moment, look),
        })
    }
    fn story(&self, step: usize) -> Story {
        self.at(step, None, L::story)
    }
    fn time(&self, step: usize) -> Time {
        self.recording.time(step)
    }
    fn clock(&self, time: Time) -> String {
        L::clock(time).unwrap_or_else(|| self.timeline.scale.show(time))
    }
    fn weights(&self) -> &[Weight] {
        &self.weights
    }
    fn table_at(&self, step: usize, clock: Option<Time>) -> Table {
        self.at(step, clock, L::table)
    }
    fn inspect_at(&self, step: usize, clock: Option<Time>, id: &str) -> Option<Inspect> {
        self.at(step, clock, |moment| L::inspect(moment, id))
    }
    fn deeds(&self, step: usize, id: &str) -> Vec<Deed> {
        self.at(step, None, |moment| L::deeds(moment, id))
    }
    fn metrics_at(&self, step: usize, clock: Option<Time>) -> Metrics {
        self.at(step, clock, L::metrics)
    }
    fn timeline(&self) -> &Gantt {
        &self.timeline
    }
    fn report(&self) -> Report {
        L::report(&self.scenario, &self.recording)
    }
    fn studies(&self) -> Vec<Study> {
        L::studies(&self.scenario)
    }
    fn point(&self, study: &str, index: usize) -> Values {
        L::point(&self.scenario, study, index)
    }
    fn has_view(&self, view: &str) -> bool {
        L::has_view(&self.scenario, view)
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
    fn begin(&self, step: usize, edit: &Edit) -> Result<Box<dyn Opening>, Problem> {
        Begin::<L>::boxed(L::edit(&self.scenario, step, edit)?)
    }
    fn import(&self, file: &str) -> Option<Box<dyn Import>> {
        L::import(&self.scenario, file)
    }
    fn forks(&self) -> Vec<usize> {
        L::forks(&self.scenario)
    }
    fn departures(&self, preset: &str) -> Option<Vec<(String, String)>> {
        let base = L::presets().into_iter().find(|card| card.id == preset)?.scenario;
        way::<L>(base, &self.scenario)
    }
    fn fields_to(&self, other: &dyn Run) -> Option<Vec<(String, String)>> {
        way::<L>(self.scenario.clone(), &other.any().downcast_ref::<Self>()?.scenario)
    }
    fn common(&self, other: &dyn Run) -> usize {
        let Some(other) = other.any().downcast_ref::<Self>() else { return 0 };
        let (here, there) = (&self.recording, &other.recording);
        let most = if self.timeline.scale == other.timeline.scale { here.len().min(there.len()) } else { 0 };
        let same =
            |step: usize| here.time(step) == there.time(step) && here.events(step) == there.events(step);
        (1..=most).take_while(|step| same(*step)).count()
    }
    fn difference(&self, at: Place, other: &dyn Run, there: Place, names: &[Text; 2]) -> Option<Text> {
        let other = other.any().downcast_ref::<Self>()?;
        self.at(at.0, at.1, |here| other.at(there.0, there.1, |there| L::difference(here, there, names)))
    }
    fn rival(&self) -> Option<(String, String)> {
        let form = L::form(&self.scenario);
        let usual = L::RIVALS.unwrap_or_default();
        let of = |field: &Field, ids: &[&str]| {
            let other = ids.iter().find(|id| **id != field.value)?;
            Some((field.id.to_string(), other.to_string()))
        };
        // The usual two if the variant offers them, else another choice of the first field that has one, else another
        // number.
        let choice = |field: &Field| match &field.kind {
            FieldKind::Choice(choices) => {
                let ids: Vec<&str> = choices.iter().map(|choice| choice.id).collect();
                let known = usual.iter().all(|id| ids.contains(id));
                of(field, if known { &usual } else { &ids })
            }
            _ => None,
        };
        let number = |field: &Field| match field.kind {
            FieldKind::Number { min, max } if min < max => {
                of(field, &[&max.min(min + 1).to_string(), &min.to_string()])
            }
            _ => None,
        };
        let mut fields = scalars(&form);
        fields.retain(|field| field.relevant || field.id == form.variant.id);
        fields.iter().find_map(choice).or_else(|| fields.iter().find_map(number))
    }
    fn any(&self) -> &dyn Any {
        self
    }
}

/// The fields that turn one scenario into another, in the order in which they are applied; `None` if fields cannot.
fn way<L: Lab>(base: L::Scenario, wanted: &L::Scenario) -> Option<Vec<(String, String)>> {
    let mut reached = base;
    let mut there = scalars(&L::form(&reached));
    let mut fields = Vec::new();
    for field in scalars(&L::form(wanted)) {
        if there.iter().any(|other| other.id == field.id && other.value == field.value) {
            continue;
        }
        let edit = Edit::Set { field: field.id.into(), value: field.value.clone() };
        reached = L::edit(&reached, 1, &edit).ok()?;
        there = scalars(&L::form(&reached));
        fields.push((field.id.to_string(), field.value.clone()));
    }
    (reached == *wanted).then_some(fields)
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
    /// As `preset`, to be recorded some steps at a time.
    pub begin_preset: fn(&str, &[(String, String)]) -> Begun,
    /// As `open`, to be recorded some steps at a time.
    pub begin: fn(usize, Value) -> Begun,
    /// The same with some fields changed.
    pub begin_changed: fn(usize, Value, &[(String, String)]) -> Begun,
    /// The JSON Schema of its scenarios.
    #[cfg(not(target_arch = "wasm32"))]
    pub schema: fn() -> Value,
    /// Algorithms whose worked examples it answers.
    #[cfg(not(target_arch = "wasm32"))]
    pub algorithms: &'static [&'static str],
    /// The scenario of a worked example.
    #[cfg(not(target_arch = "wasm32"))]
    pub case: fn(&Case) -> Value,
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
            begin_preset: begin_preset::<L>,
            begin: |version, value| begin_scenario::<L>(version, value, &[]),
            begin_changed: begin_scenario::<L>,
            #[cfg(not(target_arch = "wasm32"))]
            schema: L::schema,
            #[cfg(not(target_arch = "wasm32"))]
            algorithms: L::ALGORITHMS,
            #[cfg(not(target_arch = "wasm32"))]
            case: L::case,
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
    Ok(begin_preset::<L>(id, fields)?.finish())
}

fn begin_preset<L: Lab>(id: &str, fields: &[(String, String)]) -> Begun {
    let found = L::presets().into_iter().find(|preset| preset.id == id);
    begin_with::<L>(found.ok_or_else(|| OpenError::UnknownPreset(id.into()))?.scenario, fields)
}

/// Begins a scenario with some fields changed.
fn begin_with<L: Lab>(mut scenario: L::Scenario, fields: &[(String, String)]) -> Begun {
    for (field, value) in fields {
        let edit = Edit::Set { field: field.clone(), value: value.clone() };
        scenario = L::edit(&scenario, 1, &edit).map_err(OpenError::Refused)?;
    }
    Begin::<L>::boxed(scenario).map_err(OpenError::Refused)
}

fn open_scenario<L: Lab>(version: usize, value: Value) -> Opened {
    Ok(begin_scenario::<L>(version, value, &[])?.finish())
}

fn begin_scenario<L: Lab>(version: usize, value: Value, fields: &[(String, String)]) -> Begun {
    let newest = L::UPGRADES.len() + 1;
    if version > newest {
        return Err(OpenError::TooNew { version, newest });
    }
    let first = version.checked_sub(1).ok_or_else(|| OpenError::Malformed("version 0".into()))?;
    let upgraded = L::UPGRADES[first..].iter().try_fold(value, |value, upgrade| upgrade(value));
    let value = upgraded.map_err(OpenError::Malformed)?;
    let scenario =
        serde_path_to_error::deserialize(value).map_err(|error| OpenError::Malformed(error.to_string()))?;
    begin_with::<L>(scenario, fields)
}
