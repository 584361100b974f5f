//! The timeline in pixels: where lanes, ticks and bars stand for a given size.
//!
//! ```text
//! left                    now              right
//!  │ ▇▇P1▇▇▭▭▭▭▭▭▭▭▭▭▭▭▭▭▭▭▼░░ not yet run ░░│   4   2      numbers at `columns`
//!  0        2        4     6                17
//! ```

use super::gantt::{Bar, Gantt, Lane, LaneKind};
use super::measure;
use crate::sim::{Scale, Time};
use crate::text::{Lang, Text};

/// Rows closer than this cannot be read.
const LEAST_PITCH: f64 = 19.0;
/// Rows in a window have at least this much room.
const WINDOW_PITCH: f64 = 23.0;
/// A chart narrower than this has no numbers and no legend.
const NARROW: f64 = 640.0;
/// Height of the buttons for the rows out of sight.
const BUTTONS: f64 = 30.0;
/// More rows than this are shown through a window.
const MANY: usize = 14;

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
    /// Where time 0 is.
    pub left: f64,
    /// Where the end of the run is.
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
    /// Does the CPU ever switch at a cost?
    pub switches: bool,
    end: Time,
    scale: Scale,
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
#[derive(Clone, Copy, Debug, PartialEq)]
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
        let shown = rows(gantt, view.height - top - foot, view.first);
        // The buttons for the rows out of sight stand below the numbers.
        let foot = if shown.above + shown.below > 0 { foot.max(BUTTONS) } else { foot };
        let count = shown.rows.len().max(1) as f64;
        let tallest = base_pitch(narrow) * unit * 2.2;
        let pitch = ((view.height - top - foot) / count).clamp(LEAST_PITCH, tallest);
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
            switches: gantt.lanes.iter().any(|lane| lane.slices.iter().any(|slice| slice.bar == Bar::Switch)),
            end: gantt.end,
            scale: gantt.scale,
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
        let window = rows(gantt, 0.0, 0).rows.len() as f64 * WINDOW_PITCH;
        let least = window.min(lanes.max(1) as f64 * LEAST_PITCH);
        (top + foot + wanted, top + foot + least)
    }

    /// Where an instant is.
    pub fn x(&self, time: Time) -> f64 {
        let end = self.end.0.max(1) as f64;
        self.left + (self.right - self.left) * (time.0.min(self.end.0) as f64 / end)
    }

    /// The instant at a place; outside the lanes, the nearest end.
    pub fn time(&self, x: f64) -> Time {
        let part = ((x - self.left) / (self.right - self.left)).clamp(0.0, 1.0);
        Time((part * self.end.0 as f64) as u64)
    }

    /// The middle of a row.
    pub fn y(&self, row: usize) -> f64 {
        self.top + self.pitch * (row as f64 + 0.5) - self.pitch / 18.0
    }

    /// The size of a lane's name: 13 on a laptop, never below 12.
    pub fn text(&self) -> f64 {
        (self.pitch * 0.42).clamp(12.0, 13.0 * self.unit)
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
        let pixel = (self.right - self.left) / self.end.0.max(1) as f64;
        let line = nice(|step| step as f64 * pixel >= 14.0 * self.unit);
        let widest = wide(&self.scale.show(self.end)).max(wide(&self.scale.show(Time(line))));
        let word = nice(|step| step.is_multiple_of(line) && step as f64 * pixel >= widest + 10.0 * self.unit);
        let here = self.scale.show(now);
        let clear = |x: f64, label: &str| (x - self.x(now)).abs() >= (wide(&here) + wide(label)) / 2.0 + 8.0;
        let tick = |at: u64| {
            let x = self.x(Time(at));
            let label =
                Some(self.scale.show(Time(at))).filter(|label| at.is_multiple_of(word) && clear(x, label));
            Tick { x, label, now: false, line: true }
        };
        let mut ticks: Vec<Tick> = (0..=self.end.0 / line).map(|index| tick(index * line)).collect();
        ticks.push(Tick { x: self.x(now), label: Some(here), now: true, line: false });
        ticks
    }

    /// How many bars there are up to an instant.
    pub fn count(&self, gantt: &Gantt, now: Time) -> usize {
        self.rows.iter().map(|lane| started(&gantt.lanes[*lane], now)).sum()
    }

    /// Every bar up to an instant, each at least a pixel wide.
    pub fn marks(&self, gantt: &Gantt, now: Time) -> Vec<Mark> {
        let row = |(row, lane): (usize, &usize)| {
            let slices = 0..started(&gantt.lanes[*lane], now);
            slices.map(|slice| self.mark(gantt, row, slice, now)).collect::<Vec<_>>()
        };
        self.rows.iter().enumerate().flat_map(row).collect()
    }

    /// The bars wide enough for a name, as row and slice: the few that are worth words among very many.
    pub fn wide(&self, gantt: &Gantt) -> Vec<(usize, usize)> {
        let least = (16.0 / (self.right - self.left) * self.end.0 as f64) as u64;
        let row = |(row, lane): (usize, &usize)| {
            let lane = &gantt.lanes[*lane];
            let slices = if lane.kind == LaneKind::Resource { lane.slices.as_slice() } else { &[] };
            let long =
                slices.iter().enumerate().filter(move |(_, slice)| slice.end.since(slice.start).0 > least);
            long.map(|(index, _)| (row, index)).collect::<Vec<_>>()
        };
        self.rows.iter().enumerate().flat_map(row).collect()
    }

    /// One bar, cut at an instant.
    pub fn mark(&self, gantt: &Gantt, row: usize, slice: usize, now: Time) -> Mark {
        let lane = self.rows[row];
        let found = &gantt.lanes[lane].slices[slice];
        let (from, to) = (self.x(found.start), self.x(found.end.min(now)));
        let gap = if to - from > 4.0 { 0.5 } else { 0.0 };
        let (y, h) = self.band(row, gantt.lanes[lane].kind, found.bar);
        let w = (to - from - 2.0 * gap).max(1.0);
        Mark { lane, slice, x: from + gap, y, w, h, bar: found.bar, who: found.who }
    }

    /// What is under a point, of what has run by now. A bar thinner than two pixels is hit from close by.
    pub fn hit(&self, gantt: &Gantt, now: Time, x: f64, y: f64) -> Option<Hit> {
        let row = ((y - self.top) / self.pitch).floor();
        if row < 0.0 || y > self.bottom {
            return None;
        }
        let lane = *self.rows.get(row as usize)?;
        let under = |x: f64| {
            let inside = x >= self.left && x < self.x(now);
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
            let last = measure::width(&self.scale.show(self.end), 12.0 * self.unit) / 2.0;
            return self.width - last.max(8.0) - 4.0;
        }
        right
    }
}

struct Shown {
    rows: Vec<usize>,
    above: usize,
    below: usize,
}

/// The lanes shown in a height: all if there is room for them, else all resources and a window of at least 3
/// subjects.
fn rows(gantt: &Gantt, height: f64, first: usize) -> Shown {
    let is_subject = |lane: &usize| gantt.lanes[*lane].kind == LaneKind::Subject;
    let all: Vec<usize> = (0..gantt.lanes.len()).collect();
    let subjects: Vec<usize> = all.iter().copied().filter(is_subject).collect();
    let others = all.len() - subjects.len();
    let room = (height / WINDOW_PITCH).max(0.0) as usize;
    let size = room.saturating_sub(others).max(3);
    let fits = all.len() <= MANY && all.len() as f64 * LEAST_PITCH <= height;
    if fits || all.len() <= 6 || subjects.len() <= size {
        return Shown { rows: all, above: 0, below: 0 };
    }
    let above = first.min(subjects.len() - size);
    let window = &subjects[above..above + size];
    let rows = all.into_iter().filter(|lane| !is_subject(lane) || window.contains(lane)).collect();
    Shown { rows, above, below: subjects.len() - size - above }
}

/// The window's first subject when the attention is on `subject`: subjects are turned like pages, so that a step looks
/// the same whichever way one came to it.
pub fn page(size: usize, subject: usize) -> usize {
    subject - subject % size.max(1)
}

fn started(lane: &Lane, now: Time) -> usize {
    lane.slices.partition_point(|slice| slice.start < now)
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
mod tests {
    use super::*;
    use crate::figure::Slice;

    fn slice(start: u64, end: u64, who: u32, bar: Bar) -> Slice {
        Slice { start: Time(start), end: Time(end), who, bar }
    }

    fn lane(kind: LaneKind, slices: Vec<Slice>) -> Lane {
        Lane { kind, slices, title: Text::same("P1"), ..Lane::default() }
    }

    fn gantt(end: u64, decimals: u8, lanes: Vec<Lane>) -> Gantt {
        Gantt { lanes, end: Time(end), scale: Scale { decimals }, ..Gantt::default() }
    }

    fn plan(gantt: &Gantt, width: f64) -> Plan {
        let columns = [Text::same("Waited"), Text::same("CPU left"), Text::same("Turnaround")];
        Plan::new(gantt, &columns, Lang::En, View { width, height: 274.0, first: 0 })
    }

    fn busy(lanes: usize) -> Vec<Lane> {
        let one = |index| {
            let kind = if index == 0 { LaneKind::Resource } else { LaneKind::Subject };
            lane(kind, vec![slice(0, 10, 0, Bar::Solid)])
        };
        (0..lanes).map(one).collect()
    }

    #[test]
    fn ticks_are_nice_and_far_enough_apart_at_any_length() {
        for (end, decimals) in [(1, 0), (17, 0), (85, 1), (1_000, 0), (123_456, 2), (2_000_000_000_000, 6)] {
            for width in [340.0, 366.0, 994.0, 1900.0] {
                let plan = plan(&gantt(end, decimals, busy(2)), width);
                let ticks = plan.ticks(Time(end / 3));
                let words: Vec<&Tick> = ticks.iter().filter(|tick| tick.label.is_some()).collect();
                assert!(words.len() >= 2 && ticks.len() < 400, "{end} {width}: {}", ticks.len());
                let mut edges: Vec<(f64, f64)> = words
                    .iter()
                    .map(|tick| (tick.x, measure::width(tick.label.as_ref().unwrap(), 12.0 * plan.unit)))
                    .collect();
                edges.sort_by(|a, b| a.0.total_cmp(&b.0));
                for pair in edges.windows(2) {
                    let room = pair[1].0 - pair[0].0 - (pair[0].1 + pair[1].1) / 2.0;
                    assert!(room > 2.0, "{end} at {width}: {room}");
                }
            }
        }
    }

    #[test]
    fn the_mock_up_has_a_label_per_unit() {
        let plan = plan(&gantt(17, 0, busy(6)), 994.0);
        let labels: Vec<String> = plan.ticks(Time(6)).into_iter().filter_map(|tick| tick.label).collect();
        assert_eq!(labels.len(), 18);
        assert_eq!((plan.left, plan.top), (66.0, 32.0));
    }

    #[test]
    fn the_present_is_labelled_between_ticks_too() {
        let plan = plan(&gantt(1_000, 0, busy(2)), 994.0);
        let now: Vec<Tick> = plan.ticks(Time(437)).into_iter().filter(|tick| tick.now).collect();
        assert_eq!(now[0].label.as_deref(), Some("437"));
    }

    #[test]
    fn times_become_places_and_back() {
        let plan = plan(&gantt(17_000, 3, busy(2)), 994.0);
        for time in [0, 1, 999, 8_500, 17_000] {
            assert!(plan.time(plan.x(Time(time)) + 1e-9).0.abs_diff(time) <= 1);
        }
        assert_eq!(plan.x(Time(0)), plan.left);
        assert_eq!(plan.x(Time::NEVER), plan.right);
        assert_eq!(plan.time(-50.0), Time::ZERO);
    }

    #[test]
    fn bars_end_at_the_present() {
        let bars = vec![slice(0, 4, 0, Bar::Solid), slice(4, 9, 0, Bar::Hollow), slice(9, 12, 0, Bar::Solid)];
        let gantt = gantt(12, 0, vec![lane(LaneKind::Subject, bars)]);
        let plan = plan(&gantt, 994.0);
        let marks = plan.marks(&gantt, Time(6));
        assert_eq!((marks.len(), plan.count(&gantt, Time(6))), (2, 2));
        assert!((marks[1].x + marks[1].w - plan.x(Time(6))).abs() <= 0.5);
        assert!(marks[1].h < marks[0].h);
        assert_eq!(plan.count(&gantt, Time(9)), 2, "a bar that begins now has not run");
    }

    #[test]
    fn a_bar_thinner_than_a_pixel_is_still_drawn() {
        let gantt = gantt(1_000_000, 0, vec![lane(LaneKind::Resource, vec![slice(500, 501, 0, Bar::Solid)])]);
        let plan = plan(&gantt, 994.0);
        assert_eq!(plan.marks(&gantt, Time(1_000_000))[0].w, 1.0);
    }

    #[test]
    fn a_point_finds_its_lane_and_bar() {
        let gantt = gantt(100, 0, busy(3));
        let plan = plan(&gantt, 994.0);
        let (y, x) = (plan.y(1), plan.x(Time(5)));
        assert_eq!(plan.hit(&gantt, Time(20), x, y), Some(Hit { lane: 1, slice: Some(0) }));
        assert_eq!(plan.hit(&gantt, Time(20), plan.x(Time(15)), y), Some(Hit { lane: 1, slice: None }));
        assert_eq!(plan.hit(&gantt, Time(2), x, y), Some(Hit { lane: 1, slice: None }), "not run yet");
        assert_eq!(plan.hit(&gantt, Time(20), x, 3.0), None);
        assert_eq!(plan.hit(&gantt, Time(20), x, 900.0), None);
    }

    #[test]
    fn many_lanes_are_seen_through_a_window() {
        let gantt = gantt(100, 0, busy(51));
        let view = View { width: 994.0, height: 274.0, first: 30 };
        let plan = Plan::new(&gantt, &[], Lang::En, view);
        assert!(plan.pitch >= WINDOW_PITCH);
        assert_eq!(plan.rows[..2], [0, 31], "the CPU stays");
        assert_eq!(plan.above + plan.below + plan.rows.len(), 51);
        let last = Plan::new(&gantt, &[], Lang::En, View { first: 99, ..view });
        assert_eq!((last.below, last.rows.last()), (0, Some(&50)));
    }

    #[test]
    fn eight_processes_a_cpu_and_a_disk_fit_a_laptop() {
        let plan = plan(&gantt(100, 0, busy(10)), 988.0);
        assert_eq!((plan.rows.len(), plan.above, plan.below), (10, 0, 0));
    }

    #[test]
    fn the_window_is_the_page_of_the_subject() {
        assert_eq!([page(5, 12), page(5, 9), page(5, 15), page(5, 0), page(0, 3)], [10, 5, 15, 0, 3]);
    }

    #[test]
    fn a_narrow_chart_has_no_numbers() {
        let plan = plan(&gantt(17, 0, busy(6)), 366.0);
        assert!(plan.narrow && plan.columns.is_empty() && plan.left < 60.0);
        let labels = plan.ticks(Time(6)).into_iter().filter(|tick| tick.label.is_some()).count();
        assert_eq!(labels, 9, "every second unit, the present among them");
    }

    #[test]
    fn an_empty_run_does_not_divide_by_zero() {
        let plan = plan(&gantt(0, 0, Vec::new()), 994.0);
        assert!(plan.x(Time(0)).is_finite() && plan.ticks(Time(0)).len() < 10);
    }
}
