//! From the address to what is open, and back.

use crate::lab::{Door, LabEntry, Run};
use crate::labs::{self, LABS};
use crate::text::Text;
use std::sync::Arc;

/// A lab, opened.
#[derive(Clone)]
pub struct Opened {
    /// Its entry in the list of labs.
    pub entry: &'static LabEntry,
    /// The door it was entered by.
    pub door: Door,
    /// The run.
    pub run: Arc<dyn Run>,
    /// The preset it comes from, if it does.
    pub preset: Option<String>,
    /// The step to show.
    pub step: usize,
}

/// Opens the fragment of an address.
pub fn open(hash: &str) -> Result<Opened, Text> {
    let path = hash.trim_start_matches("#/");
    let (slug, query) = path.split_once('?').unwrap_or((path, ""));
    let entry = labs::find(slug).ok_or_else(|| Text::new("No such lab.", "没有这个实验。"))?;
    let key = |key: &str| query.split('&').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='));
    let preset = key("s").map(String::from).unwrap_or_else(|| first(entry));
    let run = (entry.preset)(&preset, &[]).map_err(|_| Text::new("No such scenario.", "没有这个场景。"))?;
    let door = (entry.doors)().into_iter().find(|door| door.slug == slug).expect("a lab has doors");
    let opens = (entry.presets)().iter().find(|card| card.id == preset).map_or(1, |card| card.step);
    let step = key("i").and_then(|step| step.parse().ok()).unwrap_or(opens).clamp(1, run.len());
    Ok(Opened { entry, door, run, preset: Some(preset), step })
}

/// The usual run of the first lab.
pub fn usual() -> Opened {
    let door = (LABS[0].doors)()[0].slug;
    open(&format!("#/{door}")).expect("the usual run opens")
}

fn first(entry: &LabEntry) -> String {
    (entry.presets)()[0].id.into()
}
