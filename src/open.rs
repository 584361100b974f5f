//! What a link means: from a [`Link`] to an opened run, and from a run back to its shortest link.

use crate::lab::{Door, Field, Form, LabEntry, OpenError, Opening, Run, pair};
use crate::labs;
use crate::link::{Link, LinkError, Start};
use crate::text::Lang;
use std::sync::Arc;

/// What a link opened.
#[derive(Clone)]
pub struct Opened {
    /// The lab.
    pub entry: &'static LabEntry,
    /// The door it came through.
    pub door: Door,
    /// The run.
    pub run: Arc<dyn Run>,
    /// The preset that it is, or departs from.
    pub preset: Option<String>,
    /// The step to show, in `1..=run.len()`.
    pub step: usize,
    /// The view to show.
    pub view: String,
}

/// What a link opens, while its run is recorded.
pub struct Beginning {
    opening: Box<dyn Opening>,
    /// The lab.
    pub entry: &'static LabEntry,
    /// The door it came through.
    pub door: Door,
    /// The preset that it is, or departs from.
    pub preset: Option<String>,
    /// The step to show, which may lie behind the end.
    pub step: usize,
    view: String,
}

/// Opens a link.
///
/// # Errors
/// If this version does not know the lab or the preset, or the lab refuses a field or the scenario.
pub fn open(link: &Link) -> Result<Opened, LinkError> {
    Ok(begin(link)?.finish())
}

/// Begins to open a link; its run is recorded some steps at a time.
///
/// # Errors
/// As [`open`].
pub fn begin(link: &Link) -> Result<Beginning, LinkError> {
    let entry = labs::find(&link.lab).ok_or_else(|| LinkError::UnknownLab(link.lab.clone()))?;
    let doors = (entry.doors)();
    let door =
        doors.iter().find(|door| door.slug == link.lab).or(doors.first()).expect("a lab has a door").clone();
    let (opening, preset, first) = match &link.start {
        Start::Preset { id, fields } => begin_preset(entry, id.as_deref().or(own(&door)), fields)?,
        Start::Given { version, scenario } => {
            let opening = (entry.begin)(*version, scenario.clone()).map_err(error)?;
            (opening, None, 1)
        }
    };
    // The step at which a preset opens is none of the comparison's.
    let (opening, first) = match &link.compare {
        Some(fields) => (beside(entry, &link.start, opening, fields)?, 1),
        None => (opening, first),
    };
    let views = (entry.views)();
    let known = link.view.clone().filter(|view| views.iter().any(|choice| choice.id == view));
    let view = known.unwrap_or_else(|| door.view.to_string());
    Ok(Beginning { opening, entry, door, preset, step: link.step.unwrap_or(first), view })
}

/// The preset of a door that has one of its own.
fn own(door: &Door) -> Option<&'static str> {
    Some(door.preset).filter(|id| !id.is_empty())
}

impl Beginning {
    /// How many steps the run has, if they are at most so many.
    pub fn steps_within(&mut self, most: usize) -> Option<usize> {
        self.opening.go(most + 1).then(|| self.opening.progress().steps)
    }

    /// The run, recorded to its end.
    pub fn finish(self) -> Opened {
        let (opening, show) = self.split();
        show(opening.finish())
    }

    /// Takes the recording out, to be gone on with elsewhere; the other half says how it is shown.
    pub fn split(self) -> (Box<dyn Opening>, impl FnOnce(Arc<dyn Run>) -> Opened) {
        let Beginning { opening, entry, door, preset, step, view } = self;
        let show = move |run: Arc<dyn Run>| {
            let step = step.clamp(1, run.len().max(1));
            Opened { entry, door, run, preset, step, view }
        };
        (opening, show)
    }
}

type Begun = (Box<dyn Opening>, Option<String>, usize);

/// The run, the preset's id, and the step at which it opens: the preset's own, or 1 if a field was changed.
fn begin_preset(entry: &LabEntry, id: Option<&str>, fields: &[(String, String)]) -> Result<Begun, LinkError> {
    let cards = (entry.presets)();
    let card = match id {
        Some(id) => cards.iter().find(|card| card.id == id),
        None => cards.first(),
    };
    let card = card.ok_or_else(|| LinkError::UnknownPreset(id.unwrap_or_default().into()))?;
    let mut opening = (entry.begin_preset)(card.id, &[]).map_err(error)?;
    let mut step = card.step;
    if !fields.is_empty() {
        let form = opening.finish().form();
        opening = (entry.begin_preset)(card.id, &ordered(fields, &form)).map_err(error)?;
        step = 1;
    }
    Ok((opening, Some(card.id.to_string()), step))
}

/// The comparison of a run with the one of the same scenario and some more fields changed.
fn beside(
    entry: &LabEntry,
    start: &Start,
    first: Box<dyn Opening>,
    fields: &[(String, String)],
) -> Result<Box<dyn Opening>, LinkError> {
    let second = match start {
        Start::Preset { id, fields: own } => {
            let card =
                (entry.presets)().into_iter().find(|card| id.as_deref().is_none_or(|id| id == card.id));
            let card = card.expect("the first run opened");
            let form = (entry.begin_preset)(card.id, &[]).map_err(error)?.finish().form();
            let all = [ordered(own, &form), ordered(fields, &form)].concat();
            (entry.begin_preset)(card.id, &all)
        }
        Start::Given { version, scenario } => (entry.begin_changed)(*version, scenario.clone(), fields),
    };
    Ok(pair::opening(first, second.map_err(error)?, fields.to_vec()))
}

fn ordered(fields: &[(String, String)], form: &Form) -> Vec<(String, String)> {
    let mut ordered = fields.to_vec();
    ordered.sort_by_key(|(id, _)| rank(&form.variant, &form.set, id));
    ordered
}

/// The variant and the named set fill other fields, so they go first, wherever they stand in a link.
fn rank(variant: &Field, set: &Option<Field>, id: &str) -> usize {
    match id {
        id if id == variant.id => 0,
        id if set.as_ref().is_some_and(|set| set.id == id) => 1,
        _ => 2,
    }
}

/// Why a lab did not open something, as the reader of a link is told.
pub fn error(error: OpenError) -> LinkError {
    match error {
        OpenError::UnknownPreset(id) => LinkError::UnknownPreset(id),
        OpenError::TooNew { version, newest } => LinkError::TooNew { version, newest },
        OpenError::Malformed(why) => LinkError::Malformed(why),
        OpenError::Refused(problem) => LinkError::Refused { place: problem.place, text: problem.text },
    }
}

/// What is shown, for [`link_of`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Shown<'a> {
    /// The preset that the run is, or departs from.
    pub preset: Option<&'a str>,
    /// The step.
    pub step: Option<usize>,
    /// The language, if the reader chose one.
    pub lang: Option<Lang>,
    /// The view.
    pub view: Option<&'a str>,
}

/// The link of a run: the preset and the fields that differ if they say it all, else the whole scenario.
pub fn link_of(entry: &LabEntry, slug: &str, run: &dyn Run, shown: Shown<'_>) -> Link {
    let readable = shown.preset.and_then(|id| Some((id.to_string(), run.departures(id)?)));
    let start = match readable {
        Some((id, fields)) => Start::Preset { id: Some(id), fields },
        None => Start::Given { version: entry.version, scenario: run.scenario() },
    };
    let doors = (entry.doors)();
    let own = doors.iter().find(|door| door.slug == slug).map(|door| door.view);
    let view = shown.view.filter(|view| own != Some(view)).map(str::to_string);
    let compare = run.pair().map(|pair| pair.fields().to_vec());
    Link { lab: slug.to_string(), start, compare, step: shown.step, lang: shown.lang, view }
}
