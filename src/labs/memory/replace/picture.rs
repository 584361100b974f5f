//! The textbook grid, one column per reference, and below it the processes and the mechanism of the policy.
//!
//! ```text
//!            7   0   1   2   0   3 …        references; those to come are faint
//!            F   F   F   F   H   F          hit or fault
//! Frame 0    7   7   7   2   2   2
//! Frame 1        0   0   0   0   0
//! Frame 2            1   1   1   3
//! Out                    7       1          who left
//! ┌ A ┐┌ B ┐                                processes, if there are several
//! ┌ FIFO queue ───────── head ┐  ┌ Disk ┐
//! ```

use super::machine::{Memory, ROWS, Replacing};
use super::pool::Page;
use super::{grid, mechanism, processes};
use crate::figure::{Hue, Scene, hue};
use crate::labs::memory::event::Event;
use crate::text;
use crate::text::Text;

/// Where things are, wide or narrow.
pub struct Plan {
    /// Width of the picture.
    pub width: i32,
    /// Where the first column of the grid begins.
    pub left: i32,
    /// The most frames that stand in a ring.
    pub ring: usize,
    /// Cards in a row.
    pub cards: usize,
}

const WIDE: Plan = Plan { width: 960, left: 108, ring: 8, cards: 6 };
const NARROW: Plan = Plan { width: 384, left: 84, ring: 4, cards: 3 };

impl Plan {
    /// Is there room beside the mechanism?
    pub fn is_wide(&self) -> bool {
        self.width == WIDE.width
    }
}

/// The hue of a page: its own, or that of its process if there are several.
pub fn page_hue(machine: &Replacing, page: Page) -> Hue {
    match machine.config.processes.len() {
        0 => hue(page.0 as usize, machine.config.names.len()),
        _ => processes::process_hue(machine, machine.config.owner(page)),
    }
}

/// The picture of a step.
pub fn scene(before: &Replacing, now: &Replacing, events: &[Event], narrow: bool) -> Scene {
    let plan = if narrow { NARROW } else { WIDE };
    let mut scene = Scene { width: plan.width, ..Scene::default() };
    let bottom = grid::grid(&mut scene, &plan, now, events);
    let bottom = processes::cards(&mut scene, now, plan.width, bottom + 12);
    scene.height = mechanism::mechanism(&mut scene, &plan, before, now, events, bottom + 4);
    scene.label = describe(now);
    scene
}

/// Only the policy's own view of the pages, below another picture; returns where it ends.
pub fn below(
    scene: &mut Scene,
    before: &Replacing,
    now: &Replacing,
    events: &[Event],
    top: i32,
    narrow: bool,
) -> i32 {
    let plan = if narrow { NARROW } else { WIDE };
    mechanism::mechanism(scene, &plan, before, now, events, top)
}

fn describe(now: &Replacing) -> Text {
    let pages: Vec<String> = match &now.memory {
        Memory::Pools(_) => {
            now.slots().take(ROWS).map(|slot| slot.map_or("–".into(), |here| now.name(here.page))).collect()
        }
        Memory::Sets(_) => now.resident().take(ROWS).map(|page| now.name(page)).collect(),
    };
    let (en, zh) = (pages.join(", "), pages.join("、"));
    let (faults, replacements) = (now.totals.faults, now.totals.replacements);
    text!(
        "In memory: {en}. Faults {faults}, replacements {replacements}.",
        "内存中：{zh}。缺页 {faults} 次，置换 {replacements} 次。"
    )
}
