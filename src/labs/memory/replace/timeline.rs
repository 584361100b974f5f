//! Which page is in which frame, access by access.

use super::machine::{Memory, Replacing};
use super::picture::page_hue;
use super::pool::Page;
use crate::figure::{Bar, Gantt, Lane, LaneKind, Slice};
use crate::labs::memory::event::Event;
use crate::sim::{Scale, Time};
use crate::text;

/// Frames that have a lane.
const LANES: usize = 64;

/// The timeline of a run, from its beginning and its events. Access n lies between n − 1 and n.
pub fn timeline<'a>(start: &Replacing, log: impl Iterator<Item = (Time, &'a Event)>, end: Time) -> Gantt {
    let config = &start.config;
    let mut lanes: Vec<Lane> = match &start.memory {
        Memory::Pools(_) => (0..config.frames.min(LANES)).map(frame_lane).collect(),
        Memory::Sets(_) => (0..config.names.len().min(LANES)).map(|page| page_lane(start, page)).collect(),
    };
    let mut open: Vec<Option<(Time, Page)>> = vec![None; lanes.len()];
    match &start.memory {
        Memory::Pools(_) => {
            for (slot, here) in start.slots().enumerate().take(lanes.len()) {
                open[slot] = here.map(|here| (Time::ZERO, here.page));
            }
        }
        Memory::Sets(_) => {
            for page in start.resident() {
                if let Some(place) = open.get_mut(page.0 as usize) {
                    *place = Some((Time::ZERO, page));
                }
            }
        }
    }
    let mut close = |lane: usize, at: Time, next: Option<Page>| {
        let Some(place) = open.get_mut(lane) else { return };
        if let Some((start, page)) = place.take().filter(|(start, _)| *start < at) {
            lanes[lane].slices.push(Slice { start, end: at, who: page.0, bar: Bar::Solid });
        }
        *place = next.map(|page| (at, page));
    };
    for (at, event) in log {
        let begin = Time(at.0.saturating_sub(1));
        match event {
            Event::Loaded { slot, page, .. } => close(*slot, begin, Some(*page)),
            Event::Joined { page } => close(page.0 as usize, begin, Some(*page)),
            Event::Shrunk { removed } => removed.iter().for_each(|page| close(page.0 as usize, at, None)),
            _ => {}
        }
    }
    for lane in 0..LANES {
        close(lane, end, None);
    }
    Gantt {
        lanes,
        names: config.names.iter().map(ToString::to_string).collect(),
        hues: (0..config.names.len()).map(|page| page_hue(start, Page(page as u32))).collect(),
        end,
        scale: Scale::default(),
        ..Gantt::default()
    }
}

fn frame_lane(slot: usize) -> Lane {
    Lane {
        id: format!("frame:{slot}"),
        title: text!("Frame {slot}", "页框 {slot}"),
        kind: LaneKind::Resource,
        ..Lane::default()
    }
}

fn page_lane(start: &Replacing, page: usize) -> Lane {
    let page = Page(page as u32);
    let name = start.name(page);
    Lane {
        id: format!("page:{name}"),
        title: text!("{name}", "{name}"),
        hue: page_hue(start, page),
        kind: LaneKind::Resource,
        ..Lane::default()
    }
}
