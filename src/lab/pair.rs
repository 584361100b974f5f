//! Two runs of one scenario on one clock: a run made of two.
//!
//! ```text
//! t          0     1   2        4
//! first    1 2     3   4  4     5        a half with nothing to do stays where it is
//! second   1 2     3   4  5     6        what happens at one instant is matched in order
//! merged   1 2     3   4  5     6
//! ```
//!
//! Everything else works with it as with any run: transport, links, scrubbing, the presenter, the command line.

mod causes;
mod figures;
mod gantt;
mod metrics;
mod names;
mod opening;
mod tell;

pub use causes::Cause;
pub use opening::opening;

use super::{
    Edit, Form, Frame, Import, Inspect, Look, Metrics, Opening, Place, Problem, Run, Story, Study, Values,
    Weight,
};
use crate::figure::{Gantt, Row, Table};
use crate::report::{Datum, Report, Shape, Sheet};
use crate::sim::{Scale, Time};
use crate::text;
use crate::text::{Text, plain};
use opening::{Making, Two};
use serde_json::Value;
use std::any::Any;
use std::sync::{Arc, OnceLock};

/// The search for the next difference looks at so many steps at most.
const AHEAD: usize = 1_000;

/// Fields and their values, as links write them.
pub type Fields = Vec<(String, String)>;

/// Two runs on one clock.
pub struct Pair {
    halves: [Half; 2],
    /// What turns the first scenario into the second.
    fields: Fields,
    names: [Text; 2],
    /// The step of each half at each merged step.
    steps: Vec<[u32; 2]>,
    weights: Vec<Weight>,
    timeline: Gantt,
    /// In so many leading steps the halves do the same.
    common: usize,
    causes: OnceLock<Option<Vec<Cause>>>,
}

/// A run, and how many ticks of the common clock one of its own is.
struct Half {
    run: Arc<dyn Run>,
    factor: u64,
}

impl Half {
    fn time(&self, step: usize) -> Time {
        Time(self.run.time(step).0.saturating_mul(self.factor))
    }

    fn place(&self, step: u32, clock: Time) -> Place {
        (step as usize, Some(Time(clock.0 / self.factor)))
    }
}

/// Begins to record the run of the same scenario with a field changed, to stand beside a run.
///
/// # Errors
/// If the lab refuses the change.
pub fn beside(first: Arc<dyn Run>, field: &str, value: &str) -> Result<Box<dyn Opening>, Problem> {
    let second = first.begin(1, &Edit::Set { field: field.into(), value: value.into() })?;
    let fields = vec![(field.into(), value.into())];
    Ok(Box::new(Two { halves: [Making::Done(first), Making::Now(second)], fields }))
}

impl Pair {
    fn new(first: Arc<dyn Run>, second: Arc<dyn Run>, fields: Fields) -> Pair {
        let fields = first.fields_to(&*second).unwrap_or(fields);
        let names = names::names(&first.form(), &second.form(), &fields);
        let decimals = first.timeline().scale.decimals.max(second.timeline().scale.decimals);
        let scale = Scale { decimals };
        let common = first.common(&*second);
        let halves = [first, second].map(|run| {
            let factor = scale.per_unit() / run.timeline().scale.per_unit();
            Half { run, factor }
        });
        let steps = merged(&halves);
        let weights = weights(&halves, &steps, common);
        let timeline = gantt::merged(&halves, &names, scale);
        Pair { halves, fields, names, steps, weights, timeline, common, causes: OnceLock::new() }
    }

    /// The two runs.
    pub fn runs(&self) -> [&Arc<dyn Run>; 2] {
        [&self.halves[0].run, &self.halves[1].run]
    }

    /// The step of each half at a step.
    pub fn steps(&self, step: usize) -> [usize; 2] {
        self.steps[self.inside(step) - 1].map(|step| step as usize)
    }

    /// What each is called where they stand side by side.
    pub fn names(&self) -> &[Text; 2] {
        &self.names
    }

    /// The fields that turn the first scenario into the second.
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// The same two runs, the second first.
    pub fn swapped(&self) -> Arc<dyn Run> {
        let [first, second] = self.runs();
        let fields = second.fields_to(&**first).unwrap_or_default();
        Arc::new(Pair::new(second.clone(), first.clone(), fields))
    }

    /// Begins to record the comparison after a field of the second scenario was changed.
    ///
    /// # Errors
    /// If the lab refuses the change.
    pub fn begin_second(&self, field: &str, value: &str) -> Result<Box<dyn Opening>, Problem> {
        let [first, second] = self.runs().map(Arc::clone);
        let second = second.begin(1, &Edit::Set { field: field.into(), value: value.into() })?;
        let halves = [Making::Done(first), Making::Now(second)];
        Ok(Box::new(Two { halves, fields: self.fields.clone() }))
    }

    /// In what the two runs differ after a step; `None` while they agree, or while more is to happen at this instant.
    pub fn difference(&self, step: usize) -> Option<Text> {
        let step = step.clamp(1, self.steps.len());
        let settled = step == self.steps.len() || self.time(step + 1) > self.time(step);
        if step <= self.common || !settled {
            return None;
        }
        let (clock, [a, b]) = (self.time(step), self.steps[step - 1]);
        let [first, second] = &self.halves;
        first.run.difference(first.place(a, clock), &*second.run, second.place(b, clock), &self.names)
    }

    /// The next step after this one at which the two runs differ, in something else than here; `None` if there is none.
    pub fn next_difference(&self, step: usize) -> Option<usize> {
        let here = self.difference(step);
        let from = (step + 1).max(self.common + 1);
        let to = self.steps.len().min(from + AHEAD);
        (from..=to).find(|next| {
            let there = self.difference(*next);
            there.is_some() && there != here
        })
    }

    /// The first merged step at which the two runs do not do the same; `None` if they are the same throughout.
    pub fn first_difference(&self) -> Option<usize> {
        (self.common < self.steps.len()).then_some(self.common + 1)
    }

    /// Which halves moved at a merged step.
    fn moved(&self, step: usize) -> [bool; 2] {
        let now = self.steps[step - 1];
        let before = step.checked_sub(2).map_or([0, 0], |index| self.steps[index]);
        [now[0] != before[0], now[1] != before[1]]
    }

    fn inside(&self, step: usize) -> usize {
        step.clamp(1, self.steps.len())
    }
}

/// The steps of both halves, matched by time; what happens at one instant, in order.
fn merged(halves: &[Half; 2]) -> Vec<[u32; 2]> {
    let ends = [halves[0].run.len(), halves[1].run.len()];
    let mut at = [1usize.min(ends[0]), 1usize.min(ends[1])];
    let mut steps = vec![at.map(|step| step as u32)];
    while at != ends {
        let next = [0, 1].map(|half| (at[half] < ends[half]).then(|| halves[half].time(at[half] + 1)));
        let soonest = next.iter().flatten().min().copied();
        for half in [0, 1] {
            if next[half].is_some() && next[half] == soonest {
                at[half] += 1;
            }
        }
        steps.push(at.map(|step| step as u32));
    }
    steps
}

/// The weightier of what happens; the first step that differs is what the comparison is for.
fn weights(halves: &[Half; 2], steps: &[[u32; 2]], common: usize) -> Vec<Weight> {
    let mut before = [0, 0];
    let one = |(index, now): (usize, &[u32; 2])| {
        let of = |half: usize| {
            let moved = now[half] != before[half];
            if moved { halves[half].run.weights()[now[half] as usize - 1] } else { Weight::Minor }
        };
        let weight = of(0).max(of(1));
        before = *now;
        if index == common { Weight::Key } else { weight }
    };
    steps.iter().enumerate().map(one).collect()
}

impl Run for Pair {
    fn len(&self) -> usize {
        self.steps.len()
    }
    fn is_cut(&self) -> bool {
        self.halves.iter().any(|half| half.run.is_cut())
    }
    fn frame_at(&self, step: usize, _: Option<Time>, look: &Look) -> Frame {
        let step = self.inside(step);
        let time = self.timeline.scale.show(self.time(step));
        Frame {
            step,
            clock: self.clock(self.time(step)),
            time,
            story: self.story(step),
            figures: figures::figures(self, step, look),
        }
    }
    fn story(&self, step: usize) -> Story {
        tell::story(self, self.inside(step))
    }
    fn time(&self, step: usize) -> Time {
        let [a, b] = self.steps[self.inside(step) - 1];
        let (one, two) = (self.halves[0].time(a as usize), self.halves[1].time(b as usize));
        // At the first step one half may be ahead: the clock has not come there yet.
        if step <= 1 { one.min(two) } else { one.max(two) }
    }
    /// As the half says it that has the common clock's ticks.
    fn clock(&self, time: Time) -> String {
        let half =
            self.halves.iter().find(|half| half.factor == 1).expect("the finer clock is the common one");
        half.run.clock(time)
    }
    fn weights(&self) -> &[Weight] {
        &self.weights
    }
    fn table_at(&self, step: usize, _: Option<Time>) -> Table {
        let step = self.inside(step);
        let clock = self.time(step);
        let [one, two] = [0, 1].map(|half| {
            let (at, moment) = self.halves[half].place(self.steps[step - 1][half], clock);
            self.halves[half].run.table_at(at, moment)
        });
        side_by_side(one, two, &self.names)
    }
    fn inspect_at(&self, step: usize, _: Option<Time>, id: &str) -> Option<Inspect> {
        let step = self.inside(step);
        let (half, own) = figures::owner(id);
        let (at, clock) = self.halves[half].place(self.steps[step - 1][half], self.time(step));
        let found = self.halves[half].run.inspect_at(at, clock, own)?;
        let (name, run) = (&found.name, &self.names[half]);
        let name = Text {
            en: format!("{} · {}", name.en, plain(&run.en)).into(),
            zh: format!("{} · {}", name.zh, plain(&run.zh)).into(),
        };
        Some(Inspect { id: id.into(), name, ..found })
    }
    fn metrics_at(&self, step: usize, _: Option<Time>) -> Metrics {
        let step = self.inside(step);
        let clock = self.time(step);
        let both = [0, 1].map(|half| {
            let (at, moment) = self.halves[half].place(self.steps[step - 1][half], clock);
            self.halves[half].run.metrics_at(at, moment)
        });
        metrics::metrics(&both, &self.names, &self.clock(clock))
    }
    fn timeline(&self) -> &Gantt {
        &self.timeline
    }
    fn report(&self) -> Report {
        let end = self.metrics(self.steps.len());
        let word = |text: &Text| Datum::Word(plain(&text.en));
        let row = |row: &Row| row.cells.iter().map(|cell| word(&cell.text)).collect();
        let compare = Sheet {
            id: "compare",
            shape: Shape::Rows,
            columns: ["figure", "first", "second", "change"].map(String::from).into(),
            rows: end.table.rows.iter().map(row).collect(),
        };
        Report { sheets: [vec![compare], self.halves[0].run.report().sheets].concat() }
    }
    fn studies(&self) -> Vec<Study> {
        self.halves[0].run.studies()
    }
    fn point(&self, study: &str, index: usize) -> Values {
        self.halves[0].run.point(study, index)
    }
    fn has_view(&self, view: &str) -> bool {
        self.halves.iter().all(|half| half.run.has_view(view))
    }
    fn notes(&self) -> Vec<Text> {
        let mut notes = vec![CLOCK];
        for note in self.halves.iter().flat_map(|half| half.run.notes()) {
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        notes
    }
    fn form(&self) -> Form {
        let mut form = self.halves[0].run.form();
        form.rows.keeps_past = false;
        form
    }
    fn scenario(&self) -> Value {
        self.halves[0].run.scenario()
    }
    fn edit(&self, step: usize, edit: &Edit) -> Result<Arc<dyn Run>, Problem> {
        Ok(self.begin(step, edit)?.finish())
    }
    /// Both runs are of one scenario, so both change; a field in which they differ changes in the first alone.
    fn begin(&self, _: usize, edit: &Edit) -> Result<Box<dyn Opening>, Problem> {
        let [first, second] = self.runs();
        let own = matches!(edit, Edit::Set { field, .. } if self.fields.iter().any(|(id, _)| id == field));
        let second = if own { Making::Done(second.clone()) } else { Making::Now(second.begin(1, edit)?) };
        let halves = [Making::Now(first.begin(1, edit)?), second];
        Ok(Box::new(Two { halves, fields: self.fields.clone() }))
    }
    fn forks(&self) -> Vec<usize> {
        vec![]
    }
    /// What is opened takes the place of both.
    fn import(&self, file: &str) -> Option<Box<dyn Import>> {
        self.halves[0].run.import(file)
    }
    fn departures(&self, preset: &str) -> Option<Fields> {
        self.halves[0].run.departures(preset)
    }
    fn fields_to(&self, other: &dyn Run) -> Option<Fields> {
        self.halves[0].run.fields_to(other)
    }
    fn common(&self, other: &dyn Run) -> usize {
        self.halves[0].run.common(other)
    }
    fn difference(&self, _: Place, _: &dyn Run, _: Place, _: &[Text; 2]) -> Option<Text> {
        None
    }
    fn rival(&self) -> Option<(String, String)> {
        self.halves[0].run.rival()
    }
    fn pair(&self) -> Option<&Pair> {
        Some(self)
    }
    fn any(&self) -> &dyn Any {
        self
    }
}

const CLOCK: Text = Text::new(
    "Two runs on one clock: their steps are merged by time, and what happens at one instant is matched in order. A half with nothing to do stays as it is.",
    "两个运行共用一个时钟：步骤按时间合并，同一时刻发生的事按先后配对；没有事情可做的一方保持不变。",
);

/// Both tables as one: a row per thing and run; a column that one of them lacks stays empty there.
fn side_by_side(one: Table, two: Table, names: &[Text; 2]) -> Table {
    let mut columns = one.columns.clone();
    columns.extend(two.columns.iter().filter(|column| !one.columns.contains(column)).cloned());
    let mut rows = Vec::new();
    for (half, table) in [&one, &two].into_iter().enumerate() {
        for row in &table.rows {
            let cell = |column: &Text| {
                let at = table.columns.iter().position(|other| other == column)?;
                row.cells.get(at).cloned()
            };
            let mut cells: Vec<_> = columns.iter().map(|column| cell(column).unwrap_or_default()).collect();
            let run = crate::figure::Cell { text: names[half].clone(), ..Default::default() };
            cells.insert(1.min(cells.len()), run);
            rows.push(Row { id: figures::owned(half, &row.id), cells, ..*row });
        }
    }
    columns.insert(1.min(columns.len()), RUN);
    let (en, zh) = (&one.caption.en, &one.caption.zh);
    Table { caption: text!("{en}, in both runs", "{zh}（两个运行）"), columns, rows }
}

const RUN: Text = Text::new("Run", "运行");
