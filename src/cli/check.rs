//! The promises that every lab keeps; those of a single run are in [`crate::lab::promises`].

use crate::lab::{LabEntry, Look, Run};
use crate::link::{Link, Start};
use crate::open::{Shown, link_of, open};
use crate::text::Text;

/// What a lab breaks in what it says of itself; none if all is well.
pub fn entry(lab: &LabEntry) -> Vec<String> {
    let mut broken = Vec::new();
    let (doors, views, presets) = ((lab.doors)(), (lab.views)(), (lab.presets)());
    let mut ids: Vec<String> = doors.iter().map(|door| format!("door {}", door.slug)).collect();
    ids.extend(views.iter().map(|view| format!("view {}", view.id)));
    ids.extend(presets.iter().map(|preset| format!("preset {}", preset.id)));
    for id in &ids {
        let word = id.rsplit(' ').next().expect("a word");
        let kebab = !word.is_empty()
            && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !kebab {
            broken.push(format!("{id} is not in kebab-case"));
        }
        if ids.iter().filter(|other| *other == id).count() > 1 {
            broken.push(format!("{id} stands twice"));
        }
    }
    let mut told = |text: &Text, what: String| {
        if text.en.is_empty() || text.zh.is_empty() {
            broken.push(format!("{what} lacks words"));
        }
    };
    for door in &doors {
        told(&door.title, format!("door {}", door.slug));
        told(&door.topic, format!("the topic of door {}", door.slug));
    }
    views.iter().for_each(|view| told(&view.name, format!("view {}", view.id)));
    for preset in &presets {
        told(&preset.title, format!("preset {}", preset.id));
        told(&preset.aha, format!("the point of preset {}", preset.id));
        told(&preset.group, format!("the group of preset {}", preset.id));
    }
    if doors.first().is_none_or(|door| door.slug != lab.id) {
        broken.push("the first door does not have the lab's own name".into());
    }
    for door in &doors {
        if views.iter().all(|view| view.id != door.view) {
            broken.push(format!("door {} opens a view that does not exist: {}", door.slug, door.view));
        }
    }
    broken
}

/// What a lab breaks in one of its presets; none if all is well.
pub fn preset(lab: &LabEntry, id: &str) -> Vec<String> {
    let mut broken = (lab.broken)(id);
    let run = match (lab.preset)(id, &[]) {
        Ok(run) => run,
        Err(error) => return vec![format!("it does not open: {error:?}")],
    };
    let card = (lab.presets)().into_iter().find(|card| card.id == id).expect("an opened preset has a card");
    if !(1..=run.len()).contains(&card.step) {
        broken.push(format!("it opens at step {} of {}", card.step, run.len()));
    }
    broken.extend(links(lab, id, &*run));
    broken.extend(sheets(&*run));
    broken
}

/// A link, readable or not, opens the very same run at the very same step.
fn links(lab: &LabEntry, id: &str, run: &dyn Run) -> Vec<String> {
    let mut broken = Vec::new();
    let shown = Shown { preset: Some(id), step: Some(run.len()), ..Shown::default() };
    let readable = link_of(lab, lab.id, run, shown);
    if readable.start != (Start::Preset { id: Some(id.into()), fields: vec![] }) {
        broken.push(format!("its own link is {readable}"));
    }
    for link in [readable, link_of(lab, lab.id, run, Shown { preset: None, ..shown })] {
        match Link::parse(&link.to_string()).and_then(|link| open(&link)) {
            Ok(opened) => {
                let same = opened.run.scenario() == run.scenario() && opened.step == run.len();
                let look = Look::default();
                if !same || opened.run.frame(run.len(), &look) != run.frame(run.len(), &look) {
                    broken.push(format!("{link} opens something else"));
                }
            }
            Err(error) => broken.push(format!("{link}: {}", error.text().en)),
        }
    }
    broken
}

/// Every row of the report has a value for every column.
fn sheets(run: &dyn Run) -> Vec<String> {
    let report = run.report();
    let ragged =
        |sheet: &&crate::report::Sheet| sheet.rows.iter().any(|row| row.len() != sheet.columns.len());
    let mut broken: Vec<String> =
        report.sheets.iter().filter(ragged).map(|sheet| format!("table {} is ragged", sheet.id)).collect();
    if report.sheets.iter().all(|sheet| sheet.rows.is_empty()) {
        broken.push("the report is empty".into());
    }
    broken
}
