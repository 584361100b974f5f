//! What a link means: from a [`Link`] to an opened run, and from a run back to its shortest link.

use crate::lab::{Door, Field, LabEntry, OpenError, Run};
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

/// Opens a link.
///
/// # Errors
/// If this version does not know the lab or the preset, or the lab refuses a field or the scenario.
pub fn open(link: &Link) -> Result<Opened, LinkError> {
    let entry = labs::find(&link.lab).ok_or_else(|| LinkError::UnknownLab(link.lab.clone()))?;
    let doors = (entry.doors)();
    let door =
        doors.iter().find(|door| door.slug == link.lab).or(doors.first()).expect("a lab has a door").clone();
    let (run, preset, first) = match &link.start {
        Start::Preset { id, fields } => open_preset(entry, id.as_deref(), fields)?,
        Start::Given { version, scenario } => {
            let run = (entry.open)(*version, scenario.clone()).map_err(error)?;
            (run, None, 1)
        }
    };
    let views = (entry.views)();
    let known = link.view.clone().filter(|view| views.iter().any(|choice| choice.id == view));
    let view = known.unwrap_or_else(|| door.view.to_string());
    let step = link.step.unwrap_or(first).clamp(1, run.len().max(1));
    Ok(Opened { entry, door, run, preset, step, view })
}

type Begun = (Arc<dyn Run>, Option<String>, usize);

/// The run, the preset's id, and the step at which it opens: the preset's own, or 1 if a field was changed.
fn open_preset(entry: &LabEntry, id: Option<&str>, fields: &[(String, String)]) -> Result<Begun, LinkError> {
    let cards = (entry.presets)();
    let card = match id {
        Some(id) => cards.iter().find(|card| card.id == id),
        None => cards.first(),
    };
    let card = card.ok_or_else(|| LinkError::UnknownPreset(id.unwrap_or_default().into()))?;
    let mut run = (entry.preset)(card.id, &[]).map_err(error)?;
    let mut step = card.step;
    if !fields.is_empty() {
        let form = run.form();
        let mut ordered = fields.to_vec();
        ordered.sort_by_key(|(id, _)| rank(&form.variant, &form.set, id));
        run = (entry.preset)(card.id, &ordered).map_err(error)?;
        step = 1;
    }
    Ok((run, Some(card.id.to_string()), step))
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
    Link { lab: slug.to_string(), start, step: shown.step, lang: shown.lang, view }
}
