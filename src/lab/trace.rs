//! A run as a Chrome trace: the JSON that Perfetto, Firefox Profiler and chrome://tracing open.
//!
//! ```text
//! ph M   names of groups and tracks        pid 1 what is used (CPUs, devices), 2 who uses it, 3 parts, 4 steps
//! ph X   a bar: ts, dur                    tid 10 and up, a track per lane, in the order of the lanes
//! ph i   an arrival, a step                ts
//! ```
//!
//! One unit of the scenario is one millisecond: 1,000 of the microseconds in which `ts` and `dur` count. Ticks of a
//! millionth of a unit become nanoseconds, so nothing is rounded. Source: Trace Event Format (Google).

use super::Run;
use crate::figure::{Bar, FlagKind, Gantt, Lane, LaneKind, Slice};
use crate::report::{Datum, Sheet};
use crate::sim::{Scale, Time};
use crate::text::{Text, plain};

/// Microseconds in the trace for a unit of the scenario.
pub const UNIT_US: u64 = 1_000;

/// The tid of the first lane.
const FIRST: usize = 10;

/// The pid of the track of steps.
const STEPS: usize = 4;

/// The trace is passed on in pieces of about this many bytes.
const PIECE: usize = 1 << 16;

/// More steps than this are not named by their stories when the lab has no table of them.
const MOST_STORIES: usize = 20_000;

/// Passes a run on as a Chrome trace, piece by piece; the pieces in a row are the file.
pub fn chrome(run: &dyn Run, lab: &str, pass: &mut dyn FnMut(&str)) {
    let gantt = run.timeline();
    let mut out =
        Writer { text: String::new(), first: true, scale: gantt.scale, lanes: gantt.lanes.len(), pass };
    out.text = format!(
        "{{\"displayTimeUnit\":\"ms\",\"otherData\":{{\"source\":\"osviz\",\"lab\":{},\"unit_us\":{UNIT_US}}},\"traceEvents\":[",
        quoted(lab)
    );
    out.heads(gantt);
    for (index, lane) in gantt.lanes.iter().enumerate() {
        out.lane(gantt, index, lane);
    }
    out.steps(&steps(run));
    out.text += "\n]}\n";
    out.flush(0);
}

/// A row per step: the lab's own table of steps, or else what each step says.
pub fn steps(run: &dyn Run) -> Sheet {
    let fits = |sheet: &Sheet| {
        let has = |id: &str| sheet.columns.iter().any(|column| column == id);
        sheet.rows.len() == run.len() && has("t") && has("event")
    };
    let own = run.report().sheets.into_iter().find(|sheet| sheet.id == "steps");
    own.filter(fits).unwrap_or_else(|| story(run))
}

/// The table `story` of every lab: what each step says, in English; of very many only the instants.
pub fn story(run: &dyn Run) -> Sheet {
    let scale = run.timeline().scale;
    let row = |step: usize| {
        let story = (run.len() <= MOST_STORIES).then(|| run.story(step));
        let words = |words: Option<Text>| words.map_or(Datum::None, |text| Datum::Word(plain(&text.en)));
        let event = words(story.as_ref().map(|story| story.title.clone()));
        let caption = words(story.map(|story| story.caption));
        vec![Datum::Int(step as i64), Datum::Time(run.time(step), scale), event, caption]
    };
    let columns = ["step", "t", "event", "caption"].map(String::from).into();
    Sheet { id: "story", shape: Default::default(), columns, rows: (1..=run.len()).map(row).collect() }
}

struct Writer<'a> {
    text: String,
    first: bool,
    scale: Scale,
    /// How many lanes there are.
    lanes: usize,
    pass: &'a mut dyn FnMut(&str),
}

impl Writer<'_> {
    fn flush(&mut self, least: usize) {
        if self.text.len() > least {
            (self.pass)(&self.text);
            self.text.clear();
        }
    }

    fn event(&mut self, phase: &str, pid: usize, tid: usize, name: &str, rest: &str) {
        let comma = if self.first { "" } else { "," };
        self.first = false;
        let name = quoted(name);
        self.text +=
            &format!("{comma}\n{{\"ph\":\"{phase}\",\"pid\":{pid},\"tid\":{tid},\"name\":{name}{rest}}}");
        self.flush(PIECE);
    }

    fn named(&mut self, what: &str, pid: usize, tid: usize, name: &str) {
        self.event("M", pid, tid, what, &format!(",\"args\":{{\"name\":{}}}", quoted(name)));
    }

    fn heads(&mut self, gantt: &Gantt) {
        let groups = [
            (LaneKind::Resource, "CPUs and devices"),
            (LaneKind::Subject, "Processes"),
            (LaneKind::Track, "Parts of the machine"),
        ];
        for (kind, name) in groups {
            if gantt.lanes.iter().any(|lane| lane.kind == kind) {
                self.named("process_name", group(kind), 0, name);
            }
        }
        self.named("process_name", STEPS, 0, "Steps");
        self.named("thread_name", STEPS, FIRST + gantt.lanes.len(), "Steps");
    }

    fn lane(&mut self, gantt: &Gantt, index: usize, lane: &Lane) {
        let (pid, tid) = (group(lane.kind), FIRST + index);
        self.named("thread_name", pid, tid, &lane.title.en);
        self.event("M", pid, tid, "thread_sort_index", &format!(",\"args\":{{\"sort_index\":{index}}}"));
        for flag in &lane.flags {
            let at = self.microseconds(flag.at);
            self.event("i", pid, tid, what(flag.kind), &format!(",\"s\":\"t\",\"ts\":{at}"));
        }
        for slice in &lane.slices {
            let (at, span) =
                (self.microseconds(slice.start), self.microseconds(slice.end.since(slice.start)));
            let (name, kind) = (name(gantt, lane, slice), look(slice.bar));
            self.event("X", pid, tid, name, &format!(",\"cat\":\"{kind}\",\"ts\":{at},\"dur\":{span}"));
        }
    }

    fn steps(&mut self, sheet: &Sheet) {
        let column = |id: &str| sheet.columns.iter().position(|column| column == id);
        let (Some(at), Some(event)) = (column("t"), column("event")) else {
            return;
        };
        let pid = column("pid");
        let tid = FIRST + self.lanes;
        for row in &sheet.rows {
            let Datum::Time(time, _) = row[at] else { continue };
            let at = self.microseconds(time);
            let who = pid.map(|pid| row[pid].cell()).filter(|who| !who.is_empty());
            let who = who.map(|who| format!(",\"args\":{{\"pid\":{}}}", quoted(&who))).unwrap_or_default();
            let name = row[event].cell();
            let name = if name.is_empty() { "step" } else { &name };
            self.event("i", STEPS, tid, name, &format!(",\"s\":\"t\",\"ts\":{at}{who}"));
        }
    }

    /// An instant or span in microseconds, exactly.
    fn microseconds(&self, time: Time) -> String {
        self.scale.show(Time(time.0.saturating_mul(UNIT_US)))
    }
}

fn group(kind: LaneKind) -> usize {
    match kind {
        LaneKind::Resource => 1,
        LaneKind::Subject => 2,
        LaneKind::Track => 3,
    }
}

/// What a bar says: on a CPU who runs, in a process's lane its state.
fn name<'a>(gantt: &'a Gantt, lane: &Lane, slice: &Slice) -> &'a str {
    let who = slice.who as usize;
    let named = match (lane.kind, slice.bar) {
        (LaneKind::Track, _) => gantt.words.get(who).map(|words| words.en.as_ref()),
        (_, Bar::Switch) => Some("switching"),
        (LaneKind::Resource, _) => gantt.names.get(who).map(String::as_str),
        (LaneKind::Subject, Bar::Solid) => Some("running"),
        (LaneKind::Subject, Bar::Hollow) => Some("ready"),
        (LaneKind::Subject, Bar::Hatched) => Some("waiting"),
        (LaneKind::Subject, Bar::Away) => Some("not in memory"),
        _ => None,
    };
    named.unwrap_or(look(slice.bar))
}

fn what(kind: FlagKind) -> &'static str {
    match kind {
        FlagKind::Arrival => "arrived",
        FlagKind::Release => "released",
        FlagKind::Deadline => "deadline",
        FlagKind::Miss => "missed",
    }
}

fn look(bar: Bar) -> &'static str {
    match bar {
        Bar::Solid => "running",
        Bar::Hollow => "ready",
        Bar::Hatched => "waiting",
        Bar::Away => "not_in_memory",
        Bar::Switch => "switching",
        Bar::User => "user",
        Bar::Kernel => "kernel",
        Bar::CpuCopy => "cpu_copy",
        Bar::DmaCopy => "dma_copy",
    }
}

fn quoted(word: &str) -> String {
    serde_json::Value::from(word).to_string()
}
