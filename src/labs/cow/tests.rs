//! The rules of copy-on-write, and the numbers of the presets.

use super::machine::{Cow, Totals};
use super::memory::Back;
use super::scenario::{File, Fs, Open, Policy, Scenario};
use crate::lab::Lab;
use crate::report::Datum;
use crate::sim::{LIMIT, Recording};
use proptest::prelude::*;

fn ended(scenario: &Scenario) -> Cow {
    let run = Recording::new(Cow::start(scenario).expect("it starts"), LIMIT);
    run.state(run.len())
}

fn scenario(pages: u32, shared: u32, actions: Vec<String>) -> Scenario {
    Scenario { policy: Policy::Cow, pages, shared, files: vec![], fault_around: 1, actions }
}

fn preset(id: &str) -> (Totals, u64) {
    let found = Cow::presets().into_iter().find(|preset| preset.id == id).expect("a preset");
    let end = ended(&found.scenario);
    (end.totals, end.in_use())
}

fn faults(actions: &str) -> Vec<u64> {
    let list: Vec<String> = actions.split(", ").map(String::from).collect();
    let run = Recording::new(Cow::start(&scenario(2, 1, list)).expect("it starts"), LIMIT);
    let faults = |row: &Vec<Datum>| match (&row[3], &row[4]) {
        (Datum::Int(minor), Datum::Int(major)) => (minor + major) as u64,
        _ => panic!("counts are numbers"),
    };
    Cow::report(&scenario(0, 0, vec![]), &run).sheets[0].rows.iter().map(faults).collect()
}

#[test]
fn presets_keep_their_numbers() {
    assert_eq!(preset("child-writes").0.copies, 1);
    assert_eq!(preset("fork-exec").0.copies, 0);
    let (parent, _) = preset("parent-writes");
    assert_eq!((parent.copies, parent.reuses), (2, 2));
    let (last, _) = preset("last-owner");
    assert_eq!((last.copies, last.reuses), (0, 1));
    assert_eq!((preset("snapshot").0.peak, preset("snapshot").0.copies), (10, 4));
    assert_eq!(preset("read-then-write").0.faults, 3);
    assert_eq!(preset("shared").0.copies, 1);
    assert_eq!(preset("eager").0.copies, 8);
}

/// Faults per action, as Linux 6.18 counts them for anonymous memory.
#[test]
fn faults_are_those_of_linux() {
    assert_eq!(faults("P r 0, P w 0, P w 0, P w 1, P r 1"), [1, 1, 0, 1, 0]);
    assert_eq!(faults("P w 0, P fork C, C r 0, C w 0, P w 0, P w 0"), [1, 0, 0, 1, 1, 0]);
    assert_eq!(faults("P w 0, P fork C, C exit, P w 0"), [1, 0, 0, 1]);
    assert_eq!(faults("P r s0, P w s0, P fork C, C r s0, C w s0"), [1, 0, 0, 1, 0]);
    assert_eq!(faults("P r 0, P fork C, C r 0"), [1, 0, 1], "an area of zero pages alone is not copied");
    assert_eq!(faults("P w 1, P r 0, P fork C, C r 0"), [1, 1, 0, 0], "beside a page of its own it is");
}

#[test]
fn of_n_sharers_all_but_the_last_copy() {
    let actions = "P w 0, P fork A, P fork B, A w 0, P w 0, B w 0".split(", ").map(String::from).collect();
    let end = ended(&scenario(1, 0, actions));
    assert_eq!((end.totals.copies, end.totals.reuses), (2, 1));
}

#[test]
fn a_preset_of_files_keeps_its_numbers() {
    let (file, _) = preset("file-private");
    assert_eq!((file.copies, file.major), (1, 0));
    let (tracked, _) = preset("dirty-tracking");
    assert_eq!((tracked.faults, tracked.major, tracked.copies), (5, 2, 0));
}

/// What the steps of a scenario print: `min+maj`, then the value, signal or error if there is one.
fn steps(scenario: &Scenario) -> Vec<String> {
    rows(scenario).iter().map(|row| [3, 5, 6, 7].map(|cell| row[cell].cell()).concat()).collect()
}

fn rows(scenario: &Scenario) -> Vec<Vec<Datum>> {
    let run = Recording::new(Cow::start(scenario).expect("it starts"), LIMIT);
    let mut rows = Cow::report(scenario, &run).sheets.remove(0).rows;
    for row in &mut rows {
        row[3] = Datum::Word(format!("{}+{} ", row[3].cell(), row[4].cell()));
    }
    rows
}

/// The page tables after the last action.
fn map(scenario: &Scenario) -> String {
    rows(scenario).last().expect("there are actions").last().expect("a map").cell()
}

fn file(name: &str, fs: Fs, pages: u32) -> File {
    File { name: name.into(), fs, pages, cached: true, bytes_last: None, open: Open::Both }
}

/// Files F (ext4) and T (tmpfs) of 4 pages, U (ext4, not in the page cache), R (opened to read).
fn filed(actions: &str) -> Scenario {
    let cold = File { cached: false, ..file("U", Fs::Ext4, 4) };
    let closed = File { open: Open::Read, ..file("R", Fs::Ext4, 4) };
    let files = vec![file("F", Fs::Ext4, 4), file("T", Fs::Tmpfs, 4), cold, closed];
    Scenario { files, ..scenario(4, 2, actions.split(", ").map(String::from).collect()) }
}

#[track_caller]
fn check(actions: &str, want: &[&str]) {
    assert_eq!(steps(&filed(actions)).iter().map(|step| step.trim()).collect::<Vec<_>>(), want, "{actions}");
}

/// Rule: the first read maps the zero page, the first write takes a frame; read then write are two faults.
#[test]
fn private_anonymous_memory() {
    check("P r 0, P w 0 7, P r 0, P w 1 9, P r 1", &["1+0 0", "1+0", "0+0 7", "1+0", "0+0 9"]);
    assert_eq!(map(&filed("P r 0, P w 1")), "P=(anon=(zero f1 - -) shared=(- -))");
}

/// Rule: shared anonymous memory and tmpfs are mapped writable by a read; a page of ext4 is write-protected
/// until it is written, and again after it was written back.
#[test]
fn shared_mappings() {
    check("P r s0, P w s0 5, P r s0", &["1+0 0", "0+0", "0+0 5"]);
    check("P mmap a shared T 4, P r a:1, P w a:1", &["0+0", "1+0 66", "0+0"]);
    check("P mmap a shared F 4, P r a:1, P w a:1, P w a:1", &["0+0", "1+0 66", "1+0", "0+0"]);
    check("P mmap a shared F 4, P w a:1, P r a:1", &["0+0", "1+0", "0+0 2"]);
    check("P mmap a shared F 4, P w a:1, P msync a, P w a:1, P w a:1", &["0+0", "1+0", "0+0", "1+0", "0+0"]);
    let both = "P mmap a shared F 2, P w a:0 1, P fork C, C r a:0, C w a:0 2, P r a:0";
    check(both, &["0+0", "1+0", "0+0", "1+0 1", "1+0", "0+0 2"]);
    assert_eq!(
        map(&filed(both)),
        "P=(anon=(- - - -) shared=(- -) a=(cache:F:0 -)) C=(anon=(- - - -) shared=(- -) a=(cache:F:0 -))"
    );
}

/// Rule: a private mapping of a file shows the page cache until its first write, which copies; written at once
/// it is one fault.
#[test]
fn private_file_mappings() {
    check(
        "P mmap a private F 4, P r a:0, P pwrite F:0 90, P r a:0, P w a:0 1, P pwrite F:0 91, P r a:0",
        &["0+0", "1+0 65", "0+0", "0+0 90", "1+0", "0+0", "0+0 1"],
    );
    check("P mmap a private F 4, P w a:2 1, P r a:2", &["0+0", "1+0", "0+0 1"]);
    check("P mmap a private F 2 +2, P r a:0", &["0+0", "1+0 67"]);
}

/// Rule: fork copies the entries of a piece that has a page of its own; what it leaves out, the child faults in.
#[test]
fn fork_copies_per_piece() {
    check("P mmap a private F 4, P r a:0, P fork C, C r a:0", &["0+0", "1+0 65", "0+0", "1+0 65"]);
    check(
        "P mmap a private F 4, P r a:0, P w a:1, P fork C, C r a:0",
        &["0+0", "1+0 65", "1+0", "0+0", "0+0 65"],
    );
    check("P r 0, P fork C, C r 0", &["1+0 0", "0+0", "1+0 0"]);
    // Page 3 is cut off from the written page 0 by its permission: its piece has no page of its own.
    check(
        "P mprotect 3 r, P w 0, P r 1, P r 3, P fork C, C r 1, C r 3",
        &["0+0", "1+0", "1+0 0", "1+0 0", "0+0", "0+0 0", "1+0 0"],
    );
    // A piece that had a page of its own is copied for ever, even if only zero pages are left.
    check("P w 0, P madvise 0, P r 0, P fork C, C r 0", &["1+0", "0+0", "1+0 0", "0+0", "0+0 0"]);
}

/// Rule: the writer gets the copy, whoever it is; the last owner is one fault without a copy, also when the
/// others have ended.
#[test]
fn copies_and_reuse() {
    let both = "P w 0 1, P fork C, P w 0 2, C r 0, C w 0 3, P r 0";
    check(both, &["1+0", "0+0", "1+0", "0+0 1", "1+0", "0+0 2"]);
    assert_eq!(
        map(&filed(both)),
        "P=(anon=(f2 - - -) shared=(- -)) C=(anon=(f1 - - -) shared=(- -))",
        "the parent wrote first and has the copy"
    );
    let alone = "P w 0, P fork C, C exit, P w 0, P w 0";
    check(alone, &["1+0", "0+0", "0+0", "1+0", "0+0"]);
    assert_eq!(map(&filed(alone)), "P=(anon=(f1 - - -) shared=(- -))");
}

/// Rule: MADV_DONTNEED: anonymous memory is zero again, a private file page is the file again, shared memory
/// keeps its data; one minor fault each.
#[test]
fn dont_need() {
    check("P w 0 8, P madvise 0, P r 0", &["1+0", "0+0", "1+0 0"]);
    check("P mmap a private F 2, P w a:0 8, P madvise a, P r a:0", &["0+0", "1+0", "0+0", "1+0 65"]);
    check("P w s0 8, P madvise s0, P r s0", &["1+0", "0+0", "1+0 8"]);
    check("P munmap 1, P madvise anon", &["0+0", "0+0 ENOMEM"]);
}

/// Rule: unmapped or not permitted is SIGSEGV, past the end of the file SIGBUS; neither counts as a fault.
/// The kernel's own copies get EFAULT.
#[test]
fn signals() {
    check("P munmap 0, P r 0, P w 0", &["0+0", "0+0 SIGSEGV", "0+0 SIGSEGV"]);
    check("P mprotect 0 r, P r 0, P w 0", &["0+0", "1+0 0", "0+0 SIGSEGV"]);
    check("P mprotect 0 none, P r 0, P sysread 0 3", &["0+0", "0+0 SIGSEGV", "0+0 EFAULT"]);
    check("P mmap a private F 6, P r a:3, P r a:4, P w a:5", &["0+0", "1+0 68", "0+0 SIGBUS", "0+0 SIGBUS"]);
    check("P mmap a shared R 2, P mmap a private R 2, P w a:0", &["0+0 EACCES", "0+0", "1+0"]);
    let short =
        Scenario { files: vec![File { bytes_last: Some(10), ..file("F", Fs::Ext4, 1) }], ..filed("") };
    let actions = ["P mmap a private F 1", "P r a:0@9", "P r a:0@10"].map(String::from).into();
    assert_eq!(steps(&Scenario { actions, ..short }), ["0+0 ", "1+0 65", "0+0 0"], "zeros behind the end");
}

/// Rule: cutting a file drops its pages everywhere, private copies too. A page that it grows by later is zero, and
/// not in the page cache.
#[test]
fn truncation() {
    check(
        "P mmap a private F 4, P w a:3 1, P r a:2, P truncate F 3, P r a:3, P r a:2, P truncate F 4, P r a:3",
        &["0+0", "1+0", "1+0 67", "0+0", "0+0 SIGBUS", "0+0 67", "0+0", "0+1 0"],
    );
}

/// Rule: `mprotect` back to writable needs no fault only for frames exclusive since their last fault.
#[test]
fn permissions_come_back() {
    check("P w 0, P mprotect 0 r, P mprotect 0 rw, P w 0", &["1+0", "0+0", "0+0", "0+0"]);
    check(
        "P w 0, P fork C, C exit, P mprotect 0 r, P mprotect 0 rw, P w 0",
        &["1+0", "0+0", "0+0", "0+0", "0+0", "1+0"],
    );
    check("P r 0, P mprotect 0 r, P mprotect 0 rw, P w 0", &["1+0 0", "0+0", "0+0", "1+0"]);
    let shared =
        |name| format!("P mmap a shared {name} 2, P r a:0, P mprotect a r, P mprotect a rw, P w a:0");
    check(&shared("T"), &["0+0", "1+0 65", "0+0", "0+0", "0+0"]);
    check(&shared("F"), &["0+0", "1+0 65", "0+0", "0+0", "1+0"]);
    check(
        "P mmap a shared F 2, P w a:0, P mprotect a r, P mprotect a rw, P w a:0",
        &["0+0", "1+0", "0+0", "0+0", "0+0"],
    );
}

/// Rule: copies by the kernel fault as the program would.
#[test]
fn kernel_copies() {
    check("P sysread 0 44, P r 0, P syswrite 1", &["1+0", "0+0 44", "1+0 0"]);
    check("P w 0 9, P syswrite 0 F:1, P mmap a shared F 2, P r a:1", &["1+0", "0+0 9", "0+0", "1+0 9"]);
    check("P sysread 0 U:2, P r 0", &["1+0", "0+0 67"]);
    check("P w 0, P fork C, C sysread 0 3, P w 0", &["1+0", "0+0", "1+0", "1+0"]);
}

/// Rule: a page that is not in the page cache is a major fault, once for all processes.
#[test]
fn major_faults() {
    check(
        "P mmap a shared U 4, P fork C, P r a:0, C r a:0, C w a:1, P mmap b private U 4, P w b:2",
        &["0+0", "0+0", "0+1 65", "1+0 65", "0+1", "0+0", "0+1"],
    );
    check("P mmap a private F 1, P evict F, P r a:0", &["0+0", "0+0", "0+1 65"]);
    check(
        "P mmap a private F 1, P r a:0, P evict F, P madvise a, P r a:0",
        &["0+0", "1+0 65", "0+0", "0+0", "1+0 65"],
    );
}

/// Rule: a read fault maps the cached pages of its aligned window of 16, cut at the piece; a write fault does not.
#[test]
fn fault_around() {
    let around = |actions: &str| {
        let files = vec![file("F", Fs::Ext4, 40), File { cached: false, ..file("U", Fs::Ext4, 40) }];
        let actions = actions.split(", ").map(String::from).collect();
        let scenario = Scenario { fault_around: 16, files, ..scenario(0, 0, actions) };
        let run = Recording::new(Cow::start(&scenario).expect("it starts"), LIMIT);
        let end = run.state(run.len());
        let pages = &end.processes[0].areas[0].pages;
        let mapped = (0..pages.len()).filter(|page| pages[*page].entry.is_some());
        (mapped.clone().min(), mapped.clone().max(), mapped.count())
    };
    assert_eq!(around("P mmap a private F 40, P r a:20"), (Some(16), Some(31), 16));
    assert_eq!(
        around("P mmap a private F 40, P w a:20"),
        (Some(20), Some(20), 1),
        "a write maps its page alone"
    );
    assert_eq!(around("P mmap a private F 40, P r a:35"), (Some(32), Some(39), 8), "the area ends");
    // The area begins 10 pages after a boundary: the window is cut there and still spans 16 pages.
    assert_eq!(around("P mmap a private F 40 @10, P r a:2"), (Some(0), Some(15), 16));
    assert_eq!(around("P mmap a private F 40 @10, P r a:7"), (Some(6), Some(21), 16), "pages 16 to 31");
    assert_eq!(
        around("P mmap a private U 40, P r a:3, P r a:5"),
        (Some(3), Some(5), 2),
        "only what is cached"
    );
}

/// Rule: the zero page is not in Rss; a page of n owners counts 1/n in Pss.
#[test]
fn smaps() {
    let scenario = filed("P r 0, P w 1, P w 2, P fork C, C w 2, P smaps anon");
    let row = rows(&scenario).pop().expect("a row");
    assert_eq!(
        row[10].cell(),
        "rss=8 pss=6 shared_clean=0 shared_dirty=4 private_clean=0 private_dirty=4 anonymous=8"
    );
}

#[test]
fn exec_begins_anew() {
    check("P w 0, P fork C, C exec, C r 0, P w 0", &["1+0", "0+0", "0+0", "1+0 0", "1+0"]);
    let scenario = filed("P mmap a private F 2, P fork C, C exec");
    assert_eq!(
        map(&scenario),
        "P=(anon=(- - - -) shared=(- -) a=(- -)) C=(anon=(- - - -) shared=(- -))",
        "mappings go, the fresh default areas stay"
    );
}

#[test]
fn what_is_not_there_is_refused_in_words() {
    let place = |actions: &str| Cow::start(&filed(actions)).expect_err("it is refused").place;
    for actions in ["C r 0", "P r 4", "P r a:0", "P mmap a private X 2", "P mmap anon private 2", "P fork P"]
    {
        assert_eq!(place(actions), "rows.0.action", "{actions}");
    }
    assert_eq!(place("P exit, P r 0"), "rows.1.action");
    assert_eq!(place("P jump"), "rows.0.action");
}

const VERBS: [&str; 12] = [
    "r 0",
    "w 1",
    "w 2",
    "r a:1",
    "w a:1",
    "w b:0",
    "r b:1",
    "madvise anon",
    "mprotect anon r",
    "mprotect anon rw",
    "msync b",
    "w s1",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn counts_are_the_entries_and_only_sole_owners_write(
        acts in prop::collection::vec((0usize..5, 0usize..16), 0..60), eager in any::<bool>(),
    ) {
        let (mut names, mut born) = (vec!["P".to_string()], 1);
        let mut actions = vec!["P mmap a private F 2".to_string(), "P mmap b shared F 2".to_string()];
        for (who, what) in acts {
            let name = names[who % names.len()].clone();
            match what {
                0 | 1 if born < 8 => {
                    let child = format!("C{}", actions.len());
                    actions.push(format!("{name} fork {child}"));
                    names.push(child);
                    born += 1;
                }
                2 => actions.push(format!("{name} pwrite F:1")),
                3 if names.len() > 1 => {
                    actions.push(format!("{name} exit"));
                    names.retain(|other| *other != name);
                }
                _ => actions.push(format!("{name} {}", VERBS[what % VERBS.len()])),
            }
        }
        let policy = if eager { Policy::Copy } else { Policy::Cow };
        let scenario = Scenario { policy, actions, ..filed("") };
        let run = Recording::new(Cow::start(&scenario).expect("it starts"), LIMIT);
        for step in 1..=run.len() {
            let now = run.state(step);
            let areas = || now.processes.iter().flat_map(|process| &process.areas);
            let entries: Vec<_> =
                areas().flat_map(|area| area.pages.iter().filter_map(|page| Some((area.shared, page.entry?)))).collect();
            for frame in 1..now.frames.len() {
                let count = entries.iter().filter(|(_, entry)| entry.frame == frame).count();
                prop_assert_eq!(count, now.frames[frame].count as usize);
            }
            for (shared, entry) in entries.iter().filter(|(_, entry)| entry.writable) {
                let frame = &now.frames[entry.frame];
                if *shared {
                    prop_assert!(matches!(frame.back, Back::Object(..)));
                } else {
                    prop_assert_eq!(frame.count, 1, "a writable private frame has one owner");
                    prop_assert!(matches!(frame.back, Back::Anonymous(_)), "and is never the file's own");
                }
            }
        }
    }

    /// Every value read is the last one written that this process may see: the same program against plain
    /// arrays that are copied at fork.
    #[test]
    fn sharing_is_never_seen(acts in prop::collection::vec((0usize..4, 0usize..8, 0u8..200), 0..50)) {
        let mut plain = vec![("P".to_string(), [0u8; 3])];
        let mut common = [0u8; 2];
        let (mut actions, mut want) = (vec![], vec![]);
        for (who, what, value) in acts {
            let index = who % plain.len();
            let name = plain[index].0.clone();
            let page = what % 3;
            match what {
                0..=2 => {
                    plain[index].1[page] = value;
                    actions.push(format!("{name} w {page} {value}"));
                    want.push(None);
                }
                3 if plain.len() < 6 => {
                    let child = format!("C{}", actions.len());
                    actions.push(format!("{name} fork {child}"));
                    let memory = plain[index].1;
                    plain.push((child, memory));
                    want.push(None);
                }
                4 => {
                    common[page % 2] = value;
                    actions.push(format!("{name} w s{} {value}", page % 2));
                    want.push(None);
                }
                5 => {
                    actions.push(format!("{name} r s{}", page % 2));
                    want.push(Some(i64::from(common[page % 2])));
                }
                _ => {
                    actions.push(format!("{name} r {page}"));
                    want.push(Some(i64::from(plain[index].1[page])));
                }
            }
        }
        let scenario = scenario(3, 2, actions);
        let got: Vec<Option<i64>> = rows(&scenario).iter().map(|row| match row[5] {
            Datum::Int(value) => Some(value),
            _ => None,
        }).collect();
        prop_assert_eq!(got, want);
    }
}
