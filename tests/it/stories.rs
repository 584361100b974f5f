//! What the labs say, step by step: golden files in both languages, and the limits every sentence keeps.
//!
//! `UPDATE_STORIES=1 cargo test --test it stories` writes the golden files anew; read the difference as a teacher would.

use osviz::lab::{Frame, LabEntry, Look, Run, Story};
use osviz::labs::LABS;
use osviz::text::{Lang, Text, plain};
use serde_json::json;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;

/// The longest each part may be, in English and in Chinese characters.
const LIMITS: [(&str, Part, usize, usize); 4] = [
    ("caption", |story| &story.caption, 90, 40),
    ("title", |story| &story.title, 40, 18),
    ("why", |story| &story.why, 240, 110),
    ("note", |story| &story.note, 200, 90),
];

type Part = fn(&Story) -> &Text;

/// Presets of the scheduling lab whose whole story is kept in `tests/stories/sched`.
const GOLDEN: [&str; 24] = [
    "mixed",
    "convoy",
    "textbook-five",
    "silberschatz-srtf",
    "silberschatz-priority-rr",
    "tanenbaum-overhead",
    "sjf-starves",
    "hrrn-rescues",
    "own-hrrn",
    "own-share",
    "aging",
    "ostep-mlfq",
    "ostep-process-run",
    "ostep-lottery",
    "ostep-stride",
    "cfs-nice",
    "cfs-sleeper",
    "eevdf-lag",
    "eevdf-short",
    "batch-two",
    "swap-out",
    "deadline-overrun",
    "rt-throttle",
    "rt-rr",
];

/// Whole stories kept of other labs, in `tests/stories/<lab>`.
const OTHERS: [(&str, &str); 10] = [
    ("memory", "tlb-switch"),
    ("memory", "huge-pages"),
    ("memory", "bits"),
    ("zerocopy", "usual-way"),
    ("zerocopy", "splice-hops"),
    ("zerocopy", "truncated"),
    ("realtime", "hard-miss"),
    ("realtime", "pathfinder"),
    ("realtime", "chain"),
    ("realtime", "tanenbaum-edf"),
];

fn lab(id: &str) -> &'static LabEntry {
    LABS.iter().find(|lab| lab.id == id).expect("the lab exists")
}

fn open(id: &str, preset: &str) -> Arc<dyn Run> {
    (lab(id).preset)(preset, &[]).unwrap_or_else(|error| panic!("{id} {preset}: {error:?}"))
}

fn frames(run: &dyn Run) -> Vec<Frame> {
    (1..=run.len()).map(|step| run.frame(step, &Look::default())).collect()
}

/// One step as lines of text.
fn told(frame: &Frame) -> String {
    let mut out = format!("## {} · t = {}\n", frame.step, frame.time);
    let story = &frame.story;
    let parts = [
        ("kicker", &story.kicker),
        ("caption", &story.caption),
        ("title", &story.title),
        ("why", &story.why),
        ("note", &story.note),
        ("formula", &story.formula),
        ("candidates", &story.candidates),
    ];
    for (name, text) in parts.into_iter().filter(|(_, text)| !text.is_empty()) {
        writeln!(out, "{name}: {}\n{:width$}  {}", text.en, "", text.zh, width = name.len()).unwrap();
    }
    if let Some(line) = story.line {
        writeln!(out, "line {}: {}", line + 1, story.code[line].en.trim()).unwrap();
    }
    out
}

#[test]
fn golden_stories_are_as_they_were_read() {
    for (lab, name) in GOLDEN.map(|name| ("sched", name)).into_iter().chain(OTHERS) {
        let run = open(lab, name);
        let story: Vec<String> = frames(&*run).iter().map(told).collect();
        let story = story.join("\n");
        let path: PathBuf =
            [env!("CARGO_MANIFEST_DIR"), "tests", "stories", lab, &format!("{name}.txt")].iter().collect();
        if std::env::var_os("UPDATE_STORIES").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &story).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        for (number, (new, old)) in story.lines().zip(kept.lines()).enumerate() {
            assert_eq!(new, old, "{}:{}", path.display(), number + 1);
        }
        assert_eq!(story.len(), kept.len(), "{}: as long as it was", path.display());
    }
}

#[test]
fn step_ten_of_mixed_reads_as_designed() {
    let story = open("sched", "mixed").frame(10, &Look::default()).story;
    let is = |text: &Text, en: &str, zh: &str| {
        assert_eq!(plain(&text.en), en);
        assert_eq!(plain(&text.zh), zh);
    };
    is(&story.kicker, "timer interrupt", "时钟中断");
    is(
        &story.caption,
        "P3 has used its whole slice, so it goes back to the tail of the ready queue.",
        "P3 的时间片已用完，回到就绪队列队尾。",
    );
    is(&story.title, "P3: Running → Ready", "P3：运行态 → 就绪态");
    is(
        &story.why,
        "P3 ran from t = 4 to 6, exactly one slice (q = 2), and needs 2 more. Others are ready, so the kernel takes the CPU back.",
        "P3 从 t = 4 运行到 6，恰好一个时间片（q = 2），还需 2。就绪队列非空，内核收回 CPU。",
    );
    is(
        &story.note,
        "P3 is not waiting: it lacks only the CPU. A process waits when it needs something other than the CPU, as P2 needs the disk.",
        "这不是阻塞。P3 只缺 CPU；只有等待 CPU 以外的事件才进入阻塞态，例如 P2 正在等磁盘。",
    );
    assert_eq!(story.line, Some(3));
    assert_eq!(story.subject.as_deref(), Some("proc:P3"));
    let next = open("sched", "mixed").frame(11, &Look::default()).story;
    assert_eq!(next.candidates.en, "P1 waited 4 · P4 waited 2 · P3 waited 0");
}

/// What is wrong with a step's words, if anything.
fn faults(frame: &Frame) -> Vec<String> {
    let mut faults = Vec::new();
    for (part, pick, en, zh) in LIMITS {
        for (lang, limit) in [(Lang::En, en), (Lang::Zh, zh)] {
            let words = plain(pick(&frame.story).get(lang));
            let length = words.chars().count();
            if length > limit {
                faults.push(format!("{part} has {length} of {limit}: {words}"));
            }
        }
    }
    for text in [&frame.story.kicker, &frame.story.caption, &frame.story.title, &frame.story.why] {
        if text.en.is_empty() || text.zh.is_empty() {
            faults.push(format!("a part is empty: {text:?}"));
        }
    }
    for (_, pick, _, _) in LIMITS {
        let text = pick(&frame.story);
        let forbidden = ["!", "！", "Let's", "let's"];
        if forbidden.iter().any(|word| text.en.contains(word) || text.zh.contains(word)) {
            faults.push(format!("style: {text:?}"));
        }
        if is_stuck(&text.zh) {
            faults.push(format!("no space between Han and Latin: {}", text.zh));
        }
        if text.zh.contains([',', ';', ':']) && !text.zh.contains("](") {
            faults.push(format!("half-width punctuation: {}", text.zh));
        }
    }
    faults
}

/// Does a Han character touch a Latin one?
fn is_stuck(zh: &str) -> bool {
    let zh: Vec<char> = plain(zh).chars().collect();
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let stuck = |pair: &[char]| {
        han(pair[0]) && pair[1].is_ascii_alphanumeric() || pair[0].is_ascii_alphanumeric() && han(pair[1])
    };
    zh.windows(2).any(stuck)
}

fn check(name: &str, run: &dyn Run) {
    for frame in frames(run) {
        let faults = faults(&frame);
        assert!(faults.is_empty(), "{name} step {} ({}): {faults:#?}", frame.step, frame.story.caption.en);
        if frame.step % 5 == 1 {
            everything_is_at_hand(run, frame.step);
        }
    }
}

/// All that can be looked at in a step is there, and speaks of the same things.
fn everything_is_at_hand(run: &dyn Run, step: usize) {
    for (view, narrow) in [("both", true), ("states", false), ("gantt", false)] {
        let look = Look { view: view.into(), narrow };
        assert!(!run.frame(step, &look).figures.is_empty());
    }
    let (table, metrics) = (run.table(step), run.metrics(step));
    assert!(table.rows.iter().all(|row| row.cells.len() == table.columns.len()));
    assert!(metrics.table.rows.iter().all(|row| row.cells.len() == metrics.table.columns.len()));
    for row in &table.rows {
        assert!(run.inspect(step, &row.id).is_some(), "{}", row.id);
    }
}

#[test]
fn every_step_of_every_preset_keeps_the_limits() {
    for lab in LABS {
        for card in (lab.presets)() {
            let run = (lab.preset)(card.id, &[]).unwrap_or_else(|error| panic!("{}: {error:?}", card.id));
            check(card.id, &*run);
        }
    }
}

#[test]
fn every_step_of_random_runs_keeps_the_limits() {
    for policy in ["fcfs", "sjf", "srtf", "rr", "hrrn", "priority", "priority_rr", "mlfq"] {
        for set in ["silberschatz", "ostep", "stallings", "tanenbaum", "tang", "408"] {
            for (seed, switch_cost) in [(1, 0), (2, 1), (3, 0)] {
                let scenario = json!({
                    "policy": policy, "quantum": 3, "boost": 20,
                    "rules": { "set": set, "switch_cost": switch_cost },
                    "random": { "seed": seed, "count": 9, "arrival": 30, "burst": 12, "io": 2, "priority": 9 },
                });
                let name = format!("{policy} {set} {seed}");
                let run =
                    (lab("sched").open)(1, scenario).unwrap_or_else(|error| panic!("{name}: {error:?}"));
                check(&name, &*run);
            }
        }
    }
}

#[test]
fn aged_priorities_keep_the_limits() {
    for aging in [
        json!({ "mode": "step", "interval": 3, "step": 1 }),
        json!({ "mode": "step", "interval": 2, "step": 2, "reset_on_dispatch": true }),
        json!({ "mode": "rate", "alpha": 1, "beta": 2 }),
    ] {
        let scenario = json!({
            "policy": "priority", "rules": { "preemptive": true, "aging": aging },
            "random": { "seed": 5, "count": 8, "arrival": 20, "burst": 9, "io": 1, "priority": 6 },
        });
        let run = (lab("sched").open)(1, scenario).unwrap_or_else(|error| panic!("{error:?}"));
        check("aging", &*run);
    }
}

#[test]
fn model_notes_are_there_in_both_languages() {
    for card in (lab("sched").presets)() {
        let notes = open("sched", card.id).notes();
        assert!(notes.len() >= 6, "{}: {} notes", card.id, notes.len());
        for note in notes {
            assert!(
                note.en.ends_with(['.', ')']) && note.zh.ends_with(['。', '）']),
                "{}: {note:?}",
                card.id
            );
            assert!(!is_stuck(&note.zh), "{}: no space between Han and Latin: {}", card.id, note.zh);
        }
    }
}

#[test]
fn a_run_edited_on_the_way_is_told_to_its_end() {
    let scenario = json!({
        "policy": "rr",
        "processes": [{ "pid": "A", "burst": 5 }, { "pid": "B", "arrival": 2, "bursts": "2 io3 1" }, { "pid": "C", "arrival": 9, "burst": 1 }],
        "edits": [{ "at": 4, "processes": [{ "pid": "A", "burst": 5 }, { "pid": "B", "arrival": 2, "bursts": "2 io3 1" }, { "pid": "D", "arrival": 6, "burst": 2 }] }],
    });
    let run = (lab("sched").open)(1, scenario).unwrap_or_else(|error| panic!("{error:?}"));
    let captions: Vec<String> = frames(&*run).iter().map(|frame| plain(&frame.story.caption.en)).collect();
    assert!(captions.iter().any(|caption| caption.starts_with("The table is changed here")), "{captions:#?}");
    assert!(captions.iter().any(|caption| caption.starts_with("D arrives")), "{captions:#?}");
    assert!(!captions.iter().any(|caption| caption.starts_with("C arrives")), "{captions:#?}");
    check("edited", &*run);
}
