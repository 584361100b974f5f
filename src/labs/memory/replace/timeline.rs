//! Which page is in which frame, access by access.

use super::config::Config;
use super::machine::{Memory, Replacing};
use super::picture::page_hue;
use super::pool::Page;
use super::processes::process_hue;
use crate::figure::{Bar, Gantt, Lane, LaneKind, Slice};
use crate::labs::memory::event::Event;
use crate::sim::{Scale, Time};
use crate::text;

/// Frames that have a lane.
const LANES: usize = 64;

/// The timeline of a run, from its beginning and its events. Access n lies between n − 1 and n.
pub fn timeline<'a>(start: &Replacing, log: impl Iterator<Item = (Time, &'a Event)>, end: Time) -> Gantt {
    let config = &start.config;
    if config.stride > 1 {
        return faults(log, end);
    }
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
    if config.is_timed() {
        lanes.splice(0..0, [cpu_lane(config), disk_lane(config)]);
    }
    let pages = 0..config.names.len();
    let processes = 0..config.processes.len();
    Gantt {
        lanes,
        names: config.names.iter().map(ToString::to_string).chain(config.processes.iter().cloned()).collect(),
        hues: (pages.map(|page| page_hue(start, Page(page as u32))))
            .chain(processes.map(|process| process_hue(start, process)))
            .collect(),
        end,
        scale: Scale::default(),
        ..Gantt::default()
    }
}

/// Who has the CPU; a process alone is shown by its pages.
fn cpu_lane(config: &Config) -> Lane {
    let mut slices: Vec<Slice> = vec![];
    for (at, beat) in config.beats.iter().enumerate() {
        let (begin, end) = (Time(beat.start), Time(beat.start + 1));
        let who = runner(config, at);
        match slices.last_mut().filter(|last| last.end == begin && last.who == who) {
            Some(last) => last.end = end,
            None => slices.push(Slice { start: begin, end, who, bar: Bar::Solid }),
        }
    }
    Lane { id: "cpu".into(), title: text!("CPU", "CPU"), kind: LaneKind::Resource, slices, ..Lane::default() }
}

/// For whom the disk works.
fn disk_lane(config: &Config) -> Lane {
    let mut slices: Vec<Slice> = vec![];
    for (at, beat) in config.beats.iter().enumerate().filter(|(_, beat)| beat.back > beat.start + 1) {
        let free = slices.last().map_or(Time::ZERO, |last| last.end);
        let begin = free.max(Time(beat.start + 1));
        slices.push(Slice { start: begin, end: Time(beat.back), who: runner(config, at), bar: Bar::Solid });
    }
    Lane {
        id: "disk".into(),
        title: text!("Disk", "磁盘"),
        kind: LaneKind::Resource,
        slices,
        ..Lane::default()
    }
}

/// Who makes a reference, as an index into the names of the timeline: pages first, then processes.
fn runner(config: &Config, at: usize) -> u32 {
    let page = config.refs[at];
    if config.processes.is_empty() { page.0 } else { (config.names.len() + config.owner(page)) as u32 }
}

/// Where a long run faults: a bar for every step with a fault, touching ones joined.
fn faults<'a>(log: impl Iterator<Item = (Time, &'a Event)>, end: Time) -> Gantt {
    let mut slices: Vec<Slice> = vec![];
    let mut before = Time::ZERO;
    for (at, event) in log {
        if let Event::Passed { faults: 1.., .. } = event {
            match slices.last_mut().filter(|last| last.end == before) {
                Some(last) => last.end = at,
                None => slices.push(Slice { start: before, end: at, who: 0, bar: Bar::Solid }),
            }
        }
        before = at;
    }
    let lane = Lane {
        id: "faults".into(),
        title: text!("Page faults", "缺页"),
        kind: LaneKind::Resource,
        slices,
        ..Lane::default()
    };
    Gantt {
        lanes: vec![lane],
        names: vec!["F".into()],
        hues: vec![0],
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
