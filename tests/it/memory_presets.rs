//! Every number that a preset of the memory lab quotes, computed again from the run.

use osviz::lab::Run;
use osviz::labs;
use osviz::link::Link;
use osviz::report::Report;
use std::sync::Arc;

fn opened(id: &str, fields: &[(&str, &str)]) -> Arc<dyn Run> {
    let fields: Vec<_> = fields.iter().map(|(field, value)| (field.to_string(), value.to_string())).collect();
    let lab = labs::find("memory").expect("the lab is registered");
    (lab.preset)(id, &fields).unwrap_or_else(|error| panic!("{id}: {error:?}"))
}

fn total(report: &Report, column: &str) -> String {
    let sheet = report.sheet("totals").expect("totals");
    let index = sheet.columns.iter().position(|name| name == column).unwrap_or_else(|| panic!("{column}"));
    sheet.rows[0][index].cell()
}

fn results(report: &Report, column: &str) -> Vec<String> {
    let sheet = report.sheet("results").expect("results");
    let index = sheet.columns.iter().position(|name| name == column).unwrap_or_else(|| panic!("{column}"));
    sheet.rows.iter().map(|row| row[index].cell()).collect()
}

/// Faults and replacements of a preset with fields changed.
fn counts(id: &str, fields: &[(&str, &str)]) -> (u64, u64) {
    let report = opened(id, fields).report();
    let number = |column| total(&report, column).parse().expect("a whole number");
    (number("faults"), number("replacements"))
}

#[test]
fn the_exam_string_has_the_published_counts() {
    let of = |policy| counts("exam-string", &[("p", policy)]);
    assert_eq!([of("opt"), of("lru"), of("fifo"), of("clock")], [(9, 6), (12, 9), (15, 12), (14, 11)]);
    assert_eq!(counts("osc-string", &[]).0, 15);
}

#[test]
fn belady_sees_more_faults_with_more_frames() {
    let of = |policy, frames| counts("belady", &[("p", policy), ("n", frames)]).0;
    assert_eq!([of("fifo", "3"), of("fifo", "4"), of("lru", "3"), of("lru", "4")], [9, 10, 10, 8]);
}

#[test]
fn a_loop_one_page_too_long_faults_every_time() {
    for policy in ["fifo", "lru", "clock"] {
        assert_eq!(counts("loop", &[("p", policy)]).0, 20, "{policy}");
        assert_eq!(counts("loop", &[("p", policy), ("n", "5")]).0, 5, "{policy}");
    }
}

#[test]
fn rows_fault_8_times_and_columns_64() {
    assert_eq!((counts("rows", &[]).0, counts("columns", &[]).0), (8, 64));
}

#[test]
fn books_count_as_they_print() {
    assert_eq!(counts("stallings", &[]), (7, 4));
    assert_eq!(counts("tang", &[]).0, 10);
    let ostep = opened("ostep-trace", &[]).report();
    assert_eq!((total(&ostep, "hits"), total(&ostep, "faults")), ("6".into(), "5".into()));
    assert_eq!(total(&opened("working-set", &[]).report(), "faults"), "5");
    let exam = opened("408-2010", &[]).report();
    let steps = exam.sheet("steps").expect("steps");
    let victim = steps.columns.iter().position(|name| name == "victim").expect("a column");
    assert_eq!(steps.rows[0][victim].cell(), "2");
}

#[test]
fn a_first_touch_takes_two_frames_of_four_pages() {
    let report = opened("first-touch", &[]).report();
    assert_eq!(total(&report, "page_faults"), "2");
    assert_eq!(total(&report, "replacements"), "0");
}

#[test]
fn clock_keeps_401_and_writes_402_back() {
    let report = opened("clock-keeps", &[]).report();
    let (victims, saved) = (results(&report, "victim"), results(&report, "writeback"));
    assert_eq!((victims[7].as_str(), saved[7].as_str()), ("1026", "true")); // page 402, hexadecimal
    assert_eq!(results(&report, "tlb_hit")[4], "true");
}

#[test]
fn one_instruction_faults_six_times() {
    assert_eq!(total(&opened("one-instruction", &[]).report(), "page_faults"), "6");
}

#[test]
fn protection_faults_are_no_missing_pages() {
    let report = opened("protection", &[]).report();
    assert_eq!(results(&report, "fault"), ["page_fault", "", "protection", "protection", "invalid"]);
}

#[test]
fn an_array_misses_3_times_and_hits_7_times() {
    assert_eq!(total(&opened("array", &[]).report(), "tlb_hits"), "7");
}

#[test]
fn the_exam_of_2009_takes_the_published_times() {
    let report = opened("408-2009", &[]).report();
    assert_eq!(results(&report, "time"), ["210", "100000220", "110"]);
}

/// What the metrics tab says of table memory: 12 KB, not 4 MB; 16 KB, not 512 GB.
#[test]
fn levels_save_table_memory() {
    for (preset, want) in [("why-levels", "12 KB, not 4 MB"), ("four-levels", "16 KB, not 512 GB")] {
        let run = opened(preset, &[]);
        let totals = run.metrics(run.len()).totals;
        let memory = totals.iter().find(|total| total.name.en == "Table memory").expect("levels are counted");
        assert_eq!(memory.value.en, want, "{preset}");
    }
}

#[test]
fn a_better_hit_rate_shortens_the_mean() {
    let of = |hit| opened("tlb-reach", &[("hit", hit)]).report().sheet("eat").expect("eat").rows[0][0].cell();
    assert_eq!(["0.90", "0.99", "0.50"].map(of), ["121", "103", "201"]);
}

#[test]
fn two_of_five_segment_addresses_are_refused() {
    let faults = results(&opened("segments", &[]).report(), "fault");
    assert_eq!(faults.iter().filter(|fault| *fault == "limit").count(), 2);
    assert_eq!(results(&opened("segmented-paging", &[]).report(), "memory_accesses"), ["3", "3", "2", "1"]);
}

/// CPU use in whole percent, with so many processes, by the run and by the study of all of them.
fn cpu_use(processes: &str) -> i64 {
    let run = opened("thrashing", &[("procs", processes)]);
    let studies = run.studies();
    let study = studies.iter().find(|study| study.id == "processes").expect("the study of thrashing");
    let here = study.here.expect("the run is one of its points");
    let percent = run.point(study.id, here)[0].clone().expect("a value").thousandths();
    let (used, time): (i64, i64) = (
        total(&run.report(), "references").parse().expect("a whole number"),
        total(&run.report(), "time").parse().expect("a whole number"),
    );
    assert!((used * 100_000 / time - percent).abs() <= 1, "the study says what the run says");
    (percent + 500) / 1_000
}

#[test]
fn cpu_use_rises_with_processes_and_falls_off_a_cliff() {
    assert_eq!(["1", "4", "6", "12"].map(cpu_use), [67, 91, 53, 11]);
}

#[test]
fn local_allocation_keeps_the_pages_of_a_small_process() {
    let faults = |fields: &[(&str, &str)]| -> Vec<String> {
        let report = opened("local-global", fields).report();
        let sheet = report.sheet("sharers").expect("a row per process");
        sheet.rows.iter().map(|row| row[2].cell()).collect()
    };
    assert_eq!(faults(&[])[0], "6", "global: every access of A faults");
    assert_eq!(faults(&[("alloc", "equal")])[0], "2", "local: its two pages stay");
}

#[test]
fn ostep_addresses_are_where_the_ahas_say() {
    assert_eq!(results(&opened("base-limit", &[]).report(), "pa"), ["14145", "", "14173", ""]);
    assert_eq!(results(&opened("stack-grows-down", &[]).report(), "pa"), ["492", "", "", "16", "511"]);
}

#[test]
fn the_segments_door_opens_segmentation() {
    let link = Link::parse("#/segments").expect("a link");
    let opened = osviz::open::open(&link).expect("it opens");
    assert_eq!((opened.preset.as_deref(), opened.view.as_str()), (Some("segments"), "segments"));
}

#[test]
fn a_tlb_that_is_emptied_at_every_switch_hits_6_times_and_one_with_asids_18_times() {
    let hits = |asid| total(&opened("tlb-switch", &[("asid", asid)]).report(), "tlb_hits");
    assert_eq!([hits("flush"), hits("keep")], ["6", "18"]);
    // The same page number, but not the same memory.
    let frames = results(&opened("tlb-switch", &[]).report(), "frame");
    assert_eq!(frames[..8], ["0", "1", "2", "0", "3", "4", "5", "3"]);
}

#[test]
fn a_huge_page_saves_a_read_and_many_entries() {
    let of = |size| {
        let report = opened("huge-pages", &[("hp", size)]).report();
        let reads = results(&report, "walk_reads");
        (total(&report, "tlb_hits"), total(&report, "page_faults"), reads[0].clone(), results(&report, "pa"))
    };
    let (hits, faults, reads, addresses) = of("1");
    assert_eq!((&*hits, &*faults, &*reads), ("7", "0", "3"));
    // 512 frames of 4 KB each, from a multiple of 512 on: the offset has 21 bits.
    let frame = addresses[0].parse::<u64>().unwrap();
    assert!(frame.is_multiple_of(2 << 20));
    assert_eq!(addresses[7], (frame + 7 * 0x4_0000).to_string());
    let (hits, faults, ..) = of("0");
    assert_eq!((&*hits, &*faults), ("0", "9"));
}

#[test]
fn a_bit_turned_over_by_hand_is_met_by_the_next_access() {
    let report = opened("bits", &[]).report();
    assert_eq!(
        results(&report, "fault"),
        ["page_fault", "", "protection", "page_fault", "copy_on_write", "page_fault"]
    );
    // With D cleared the page that was written is not saved; without that it is.
    assert_eq!(total(&report, "writebacks"), "0");
    let kept = opened("bits", &[("flip", "3 400 w, 4 400 w, 4 400 p, 5 400 c")]).report();
    assert_eq!(total(&kept, "writebacks"), "1");
}
