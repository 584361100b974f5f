//! The timeline in pixels: where lanes, ticks and bars stand for a given size.
//!
//! ```text
//! left                    now              right
//!  │ ▇▇P1▇▇▭▭▭▭▭▭▭▭▭▭▭▭▭▭▭▭▼░░ not yet run ░░│   4   2      numbers at `columns`
//!  0        2        4     6                17
//! ```

use super::gantt::{Bar, Gantt, Lane, LaneKind, Unit};
use super::measure;
use super::window::Window;
use crate::sim::{Scale, Time};
use crate::text::{Lang, Text};
use std::ops::Range;

/// Rows closer than this cannot be read.
const LEAST_PITCH: f64 = 19.0;
/// Rows in a window have at least this much room.
const WINDOW_PITCH: f64 = 23.0;
/// A chart narrower than this has no numbers and no legend.
const NARROW: f64 = 640.0;
/// Height of the buttons for the rows out of sight.
const BUTTONS: f64 = 30.0;
/// More rows than this are shown through a window; with two runs, of each.
const MANY: usize = 14;
/// More lanes of CPUs and devices than this do not all stay when the rows are turned.
const KEPT: usize = 5;
/// Words so much larger than on a laptop are for a large screen, or a hall.
const LARGE: f64 = 1.2;
/// So many lanes are never out of sight there.
const LARGE_ROWS: usize = 9;

/// A bar this wide may have room for a name.
const WORDY: f64 = 16.0;

/// Of more lanes than this only the longest name is measured.
const MEASURED: usize = 500;

/// What there is room for.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct View {
    /// Width in pixels.
    pub width: f64,
    /// Height in pixels.
    pub height: f64,
    /// First subject row shown, if not all fit.
    pub first: usize,
}

/// A timeline laid out.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Plan {
    /// Width of the whole.
    pub width: f64,
    /// Height of the whole: at least what can be read.
    pub height: f64,
    /// Without numbers and legend.
    pub narrow: bool,
    /// How much larger than on a laptop words are, 1 to 1.8.
    pub unit: f64,
    /// Where the lanes begin: time 0 if the whole run is shown.
    pub left: f64,
    /// Where the lanes end.
    pub right: f64,
    /// Top of the lanes.
    pub top: f64,
    /// Bottom of the lanes.
    pub bottom: f64,
    /// From one row to the next.
    pub pitch: f64,
    /// Left edge of the lanes' names.
    pub margin: f64,
    /// Width of the blocks that name subjects.
    pub tag: f64,
    /// Indices of the lanes shown, top to bottom.
    pub rows: Vec<usize>,
    /// Subjects above the window.
    pub above: usize,
    /// Subjects below the window.
    pub below: usize,
    /// Right edges of the numbers.
    pub columns: Vec<f64>,
    /// Lanes in a page of rows; with two runs, of each.
    pub page: usize,
    /// Do CPUs and devices turn with the subjects?
    pub all_turn: bool,
    /// The part of the run that stands between `left` and `right`.
    pub window: Window,
    end: Time,
    scale: Scale,
    axis: Option<Unit>,
}

/// A mark on the axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where.
    pub x: f64,
    /// What it says; unlabelled ones are lines only.
    pub label: Option<String>,
    /// It says the present instant.
    pub now: bool,
    /// It has a line.
    pub line: bool,
}

/// A bar to draw.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Mark {
    /// Index of the lane.
    pub lane: usize,
    /// Index of the slice in it.
    pub slice: usize,
    /// Left.
    pub x: f64,
    /// Top.
    pub y: f64,
    /// Width, at least 1.
    pub w: f64,
    /// Height.
    pub h: f64,
    /// How it looks.
    pub bar: Bar,
    /// Whom it names.
    pub who: u32,
}

/// What is under a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Index of the lane.
    pub lane: usize,
    /// Index of the slice, if a bar is there.
    pub slice: Option<usize>,
}

impl Plan {
    /// Lays out a timeline. `columns` are the headings of the numbers at the row ends.
    pub fn new(gantt: &Gantt, columns: &[Text], lang: Lang, view: View) -> Plan {
        let narrow = view.width < NARROW;
        let unit = unit(view.width);
        let (top, foot) = margins(narrow, unit);
        let fitted = |foot: f64| rows(gantt, (view.height - top - foot) / unit, view.first);
        let all = fitted(foot);
        // The buttons for the rows out of sight stand below the numbers.
        let foot = if all.above + all.below > 0 { foot.max(BUTTONS) } else { foot };
        let shown = fitted(foot);
        let count = shown.rows.len().max(1) as f64;
        let tallest = base_pitch(narrow) * unit * 2.2;
        let pitch = ((view.height - top - foot) / count).clamp(LEAST_PITCH * unit, tallest);
        let mut plan = Plan {
            width: view.width,
            narrow,
            unit,
            top,
            bottom: top + pitch * (count - 1.0 / 6.0),
            height: view.height.max(top + pitch * count + foot),
            pitch,
            rows: shown.rows,
            above: shown.above,
            below: shown.below,
            page: shown.page,
            all_turn: shown.all_turn,
            window: Window::whole(gantt.end),
            end: gantt.end,
            scale: gantt.scale,
            axis: gantt.unit,
            ..Plan::default()
        };
        plan.left = plan.titles(gantt, lang);
        plan.right = plan.numbers(if narrow { &[] } else { columns }, lang);
        plan
    }

    /// The height a timeline would like, and the least at which it can be read, at a width.
    pub fn heights(gantt: &Gantt, width: f64) -> (f64, f64) {
        let (narrow, unit) = (width < NARROW, unit(width));
        let (top, foot) = margins(narrow, unit);
        let lanes = gantt.lanes.len();
        let wanted = if lanes > MANY { 9 } else { lanes.max(1) } as f64 * base_pitch(narrow) * unit;
        let shown = rows(gantt, 0.0, 0);
        // On a large screen there is room for more than has to be seen.
        let count = shown.rows.len().max(if unit > LARGE { lanes.min(LARGE_ROWS) } else { 0 });
        let window = count as f64 * shown.pitch;
        let least = window.min(lanes.max(1) as f64 * LEAST_PITCH) * unit;
        (top + foot + wanted, top + foot + least)
    }

    /// The same layout with a part of the run; all of it without one.
    pub fn through(&self, window: Option<Window>) -> Plan {
        let window = window.and_then(|window| window.within(self.end));
        Plan { window: window.unwrap_or(Window::whole(self.end)), ..self.clone() }
    }

    /// Is all of the run shown?
    pub fn is_whole(&self) -> bool {
        self.window == Window::whole(self.end)
    }

    /// Where an instant is; outside the lanes if it is outside the window.
    pub fn x(&self, time: Time) -> f64 {
        let part = (time.0.min(self.end.0) as f64 - self.window.from) / self.window.span;
        self.left + (self.right - self.left) * part
    }

    /// Where an instant is, or the nearest end of the lanes.
    pub fn x_within(&self, time: Time) -> f64 {
        self.x(time).clamp(self.left, self.right.max(self.left))
    }

    /// Is an instant in the window?
    pub fn shows(&self, time: Time) -> bool {
        let x = self.x(time);
        x >= self.left - 0.5 && x <= self.right + 0.5
    }

    /// The instant at a place, in ticks; outside the lanes, the nearest end.
    pub fn ticks_at(&self, x: f64) -> f64 {
        let part = ((x - self.left) / (self.right - self.left)).clamp(0.0, 1.0);
        self.window.from + part * self.window.span
    }

    /// The same as a whole number of ticks.
    pub fn time(&self, x: f64) -> Time {
        Time(self.ticks_at(x) as u64)
    }

    /// The window as whole ticks, rounded outwards.
    fn span(&self) -> (Time, Time) {
        let to = (self.window.from + self.window.span).ceil();
        (Time(self.window.from as u64), Time(to as u64))
    }

    /// The middle of a row.
    pub fn y(&self, row: usize) -> f64 {
        self.top + self.pitch * (row as f64 + 0.5) - self.pitch / 18.0
    }

    /// The size of a lane's name: 13 on a laptop, never below 12; in a hall at least 20.
    pub fn text(&self) -> f64 {
        (self.pitch * if self.unit > LARGE { 0.58 } else { 0.42 }).clamp(12.0, 13.0 * self.unit)
    }

    /// The middle of the strip that says which part of the run is shown. On a phone it lies below the chart.
    pub fn strip(&self) -> f64 {
        if self.narrow { self.height + 6.0 } else { self.height - 4.5 }
    }

    /// Where a lane stands among those that are turned like pages.
    pub fn place(&self, gantt: &Gantt, id: &str) -> Option<usize> {
        let lane = gantt.lanes.iter().position(|lane| lane.id == id)?;
        let block = blocks(gantt, self.all_turn).into_iter().find(|block| block.contains(&lane))?;
        Some(lane - block.start)
    }

    /// Top and height of a bar in a row.
    pub fn band(&self, row: usize, kind: LaneKind, bar: Bar) -> (f64, f64) {
        let part = match (kind, bar) {
            (LaneKind::Resource, _) => 0.68,
            (LaneKind::Track, _) => 0.66,
            (LaneKind::Subject, bar) if bar.is_thick() => 0.56,
            (LaneKind::Subject, _) => 0.19,
        };
        let height = (self.pitch * part).max(5.0);
        (self.y(row) - height / 2.0, height)
    }

    /// Lines and labels of the axis. The present instant is always labelled, and hides labels it would touch.
    pub fn ticks(&self, now: Time) -> Vec<Tick> {
        let size = 12.0 * self.unit;
        let wide = |label: &str| measure::width(label, size);
        let pixel = (self.right - self.left) / self.window.span;
        let line = nice(|step| step as f64 * pixel >= 14.0 * self.unit);
        let from = self.window.from.ceil() as u64;
        let to = (self.window.from + self.window.span) as u64;
        let (first, last) = (from.div_ceil(line), to.min(self.end.0) / line);
        // Of a few in a row one has as many digits as any.
        let sampled = [0, 1, line, (last * line).saturating_sub(line), last * line, self.end.0];
        let widest = sampled.map(|at| wide(&self.number(Time(at - at % line)))).into_iter();
        let widest = widest.fold(wide(&self.number(self.end)), f64::max);
        let word = nice(|step| step.is_multiple_of(line) && step as f64 * pixel >= widest + 10.0 * self.unit);
        let here = self.present(now);
        let shown = self.shows(now);
        let clear = |x: f64, label: &str| {
            !shown || (x - self.x(now)).abs() >= (wide(&here) + wide(label)) / 2.0 + 8.0
        };
        let tick = |at: u64| {
            let x = self.x(Time(at));
            let label =
                Some(self.number(Time(at))).filter(|label| at.is_multiple_of(word) && clear(x, label));
            Tick { x, label, now: false, line: true }
        };
        let mut ticks: Vec<Tick> = (first..=last).map(|index| tick(index * line)).collect();
        if shown {
            ticks.push(Tick { x: self.x(now), label: Some(here), now: true, line: false });
        }
        ticks
    }

    /// An instant on the axis: a number, whose unit the present instant says.
    fn number(&self, time: Time) -> String {
        self.axis.map_or(self.scale, |axis| axis.scale).show(time)
    }

    /// The present instant on the axis, with its unit if it has one; then to two decimals, or more near 0.
    fn present(&self, time: Time) -> String {
        let Some(Unit { name, scale }) = self.axis else { return self.scale.show(time) };
        let places = (2..scale.decimals.into()).find(|places| scale.ratio(time).decimal(*places) != "0");
        format!("{} {name}", scale.ratio(time).decimal(places.unwrap_or(2)))
    }

    /// How many bars of the window there are up to an instant.
    pub fn count(&self, gantt: &Gantt, now: Time) -> usize {
        self.rows.iter().map(|lane| self.inside(&gantt.lanes[*lane], now).len()).sum()
    }

    /// Every bar of the window up to an instant, as row and slice.
    pub fn bars(&self, gantt: &Gantt, now: Time) -> Vec<(usize, usize)> {
        let row = |(row, lane): (usize, &usize)| {
            self.inside(&gantt.lanes[*lane], now).map(move |slice| (row, slice))
        };
        self.rows.iter().enumerate().flat_map(row).collect()
    }

    /// The bars wide enough for a name, as row and slice: the few that are worth words among very many. Looks at as
    /// many places as could have one.
    pub fn wide(&self, gantt: &Gantt, now: Time) -> Vec<(usize, usize)> {
        let places = ((self.right - self.left) / (WORDY / 2.0)).max(0.0) as usize;
        let mut found = Vec::new();
        for (row, lane) in self.rows.iter().enumerate() {
            let lane = &gantt.lanes[*lane];
            if lane.kind == LaneKind::Subject {
                continue;
            }
            for place in 0..=places {
                let x = self.left + place as f64 * WORDY / 2.0;
                let Some(slice) = lane.index_at(self.time(x)) else { continue };
                let wide =
                    self.x_within(lane.slices[slice].end) - self.x_within(lane.slices[slice].start) >= WORDY;
                if wide && lane.slices[slice].start < now && found.last() != Some(&(row, slice)) {
                    found.push((row, slice));
                }
            }
        }
        found
    }

    /// One bar, cut at an instant and at the edges of the window; at least a pixel wide.
    pub fn mark(&self, gantt: &Gantt, row: usize, slice: usize, now: Time) -> Mark {
        let lane = self.rows[row];
        let found = &gantt.lanes[lane].slices[slice];
        let (from, to) = (self.x_within(found.start), self.x_within(found.end.min(now)));
        let gap = if to - from > 4.0 { 0.5 } else { 0.0 };
        let (y, h) = self.band(row, gantt.lanes[lane].kind, found.bar);
        let w = (to - from - 2.0 * gap).max(1.0);
        Mark { lane, slice, x: from + gap, y, w, h, bar: found.bar, who: found.who }
    }

    /// The slices of a lane in the window, up to an instant.
    fn inside(&self, lane: &Lane, now: Time) -> Range<usize> {
        let (from, to) = self.span();
        lane.within(from, to.min(now))
    }

    /// What is under a point, of what has run by now. A bar thinner than two pixels is hit from close by.
    pub fn hit(&self, gantt: &Gantt, now: Time, x: f64, y: f64) -> Option<Hit> {
        let row = ((y - self.top) / self.pitch).floor();
        if row < 0.0 || y > self.bottom {
            return None;
        }
        let lane = *self.rows.get(row as usize)?;
        let under = |x: f64| {
            let inside = x >= self.left && x < self.x(now) && x <= self.right;
            gantt.lanes[lane].index_at(self.time(x)).filter(|_| inside)
        };
        Some(Hit { lane, slice: under(x).or_else(|| under(x - 1.0)).or_else(|| under(x + 1.0)) })
    }

    /// Makes room for the lanes' names; returns where the lanes begin.
    fn titles(&mut self, gantt: &Gantt, lang: Lang) -> f64 {
        let (margin, gap, tag, least, most) =
            if self.narrow { (8.0, 6.0, 28.0, 42.0, 84.0) } else { (14.0, 16.0, 36.0, 66.0, 150.0) };
        let [margin, gap, tag, least, most] = [margin, gap, tag, least, most].map(|size| size * self.unit);
        let width = |lane: &Lane| measure::width(lane.title.get(lang), self.text()) * measure::BOLD;
        let few = gantt.lanes.len() <= MEASURED;
        let widest = |kind| {
            let lanes = gantt.lanes.iter().filter(|lane| lane.kind == kind);
            match few {
                true => lanes.map(width).fold(0.0, f64::max),
                false => lanes.max_by_key(|lane| lane.title.get(lang).len()).map_or(0.0, width),
            }
        };
        let room = most - margin - gap;
        let wanted = (widest(LaneKind::Subject) + 10.0).max(tag).min(room);
        let others = widest(LaneKind::Resource).max(widest(LaneKind::Track)).min(room);
        (self.margin, self.tag) = (margin, wanted);
        (margin + wanted.max(others) + gap).max(least)
    }

    /// Places the numbers from the right; returns where the lanes end. Depends on nothing that changes in a run.
    fn numbers(&mut self, columns: &[Text], lang: Lang) -> f64 {
        let digits = measure::width(&self.scale.show(self.end), 14.0 * self.unit) + 10.0 * self.unit;
        let mut right = self.width - 12.0 * self.unit;
        for heading in columns.iter().rev() {
            self.columns.insert(0, right);
            right -= measure::width(heading.get(lang), 12.0 * self.unit).max(digits) + 18.0 * self.unit;
        }
        if columns.is_empty() {
            let last = measure::width(&self.present(self.end), 12.0 * self.unit) * measure::BOLD / 2.0;
            return self.width - last.max(8.0) - 4.0;
        }
        right
    }
}

#[derive(Default)]
struct Shown {
    rows: Vec<usize>,
    above: usize,
    below: usize,
    page: usize,
    all_turn: bool,
    /// The least room for a row.
    pitch: f64,
}

/// The lanes shown in a height: all if there is room for them, else CPUs and devices and a page of the subjects; of
/// very many CPUs a page of all. Two runs have a block of lanes each, and the same page of both is shown.
fn rows(gantt: &Gantt, height: f64, first: usize) -> Shown {
    let all = gantt.lanes.len();
    let runs = blocks(gantt, true).len().max(1);
    let subjects: usize = blocks(gantt, false).iter().map(Range::len).sum();
    let all_turn = all - subjects > (KEPT + 1) * runs;
    let blocks = blocks(gantt, all_turn);
    let longest = blocks.iter().map(Range::len).max().unwrap_or(0);
    let others = all - blocks.iter().map(Range::len).sum::<usize>();
    let pitch = if all_turn || runs > 1 { LEAST_PITCH } else { WINDOW_PITCH };
    let room = (height / pitch).max(0.0) as usize;
    let least = match (all_turn, runs) {
        (true, 1) => KEPT,
        (false, 1) => 3,
        _ => 2,
    };
    let page = (room.saturating_sub(others) / runs).max(least);
    let fits = all <= MANY * runs && all as f64 * LEAST_PITCH <= height + 0.5;
    if fits || all <= 6 || longest <= page {
        return Shown { rows: (0..all).collect(), page: longest, all_turn, pitch, ..Shown::default() };
    }
    let above = first.min(longest - page);
    let mut rows = Vec::new();
    let mut next = 0;
    for block in blocks {
        rows.extend(next..block.start);
        let start = (block.start + above).min(block.end.saturating_sub(page).max(block.start));
        rows.extend(start..(start + page).min(block.end));
        next = block.end;
    }
    rows.extend(next..all);
    Shown { rows, above, below: longest - page - above, page, all_turn, pitch }
}

/// The lanes that are turned, run by run: subjects, or all but the headings.
fn blocks(gantt: &Gantt, all: bool) -> Vec<Range<usize>> {
    let turns = |lane: &Lane| match lane.kind {
        LaneKind::Subject => true,
        LaneKind::Resource => all,
        LaneKind::Track => false,
    };
    let mut blocks: Vec<Range<usize>> = Vec::new();
    for (lane, _) in gantt.lanes.iter().enumerate().filter(|(_, lane)| turns(lane)) {
        match blocks.last_mut() {
            Some(block) if block.end == lane => block.end += 1,
            _ => blocks.push(lane..lane + 1),
        }
    }
    blocks
}

/// The window's first subject when the attention is on `subject`: subjects are turned like pages, so that a step looks
/// the same whichever way one came to it.
pub fn page(size: usize, subject: usize) -> usize {
    subject - subject % size.max(1)
}

fn unit(width: f64) -> f64 {
    let base = if width < NARROW { 366.0 } else { 994.0 };
    (width / base).clamp(1.0, 1.8)
}

fn margins(narrow: bool, unit: f64) -> (f64, f64) {
    if narrow { (9.0, 18.0 * unit) } else { (32.0 * unit, 20.0 * unit) }
}

fn base_pitch(narrow: bool) -> f64 {
    if narrow { 27.0 } else { 36.0 }
}

/// The least of 1, 2, 5, 10, 20, 50 … that is enough.
fn nice(enough: impl Fn(u64) -> bool) -> u64 {
    let powers = (0..19).map(|power| 10u64.pow(power));
    let mut steps = powers.flat_map(|power| [1, 2, 5].map(|digit| digit * power));
    steps.find(|step| enough(*step)).unwrap_or(10u64.pow(19))
}

#[cfg(test)]
mod tests;
