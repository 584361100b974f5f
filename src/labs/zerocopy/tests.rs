//! Totals of every technique, and what holds for any file and any buffer.

use super::config::config;
use super::machine::Zerocopy;
use super::names::TECHNIQUES;
use super::presets::presets;
use super::scenario::{Change, Destination, Flag, Rules, Scenario, Technique, Until};
use super::state::{Call, Counts, Errno, Event, Hold, Mover, SPOTS, Spot};
use crate::sim::{LIMIT, Machine, Recording};
use proptest::prelude::*;
use std::sync::Arc;

fn run(scenario: &Scenario) -> Recording<Zerocopy> {
    let config = config(scenario).unwrap_or_else(|problem| panic!("{scenario:?}: {problem:?}"));
    Recording::new(Zerocopy::new(Arc::new(config)), LIMIT)
}

fn counts(scenario: &Scenario) -> Counts {
    let run = run(scenario);
    run.state(run.len()).counts
}

fn by(technique: Technique) -> Scenario {
    Scenario { technique, ..Scenario::default() }
}

fn preset(id: &str) -> Scenario {
    presets().into_iter().find(|preset| preset.id == id).expect("the preset exists").scenario
}

#[test]
fn totals_of_every_technique_follow_from_its_program() {
    let table = [
        (Technique::Read, [2, 2, 2, 4]),
        (Technique::Mmap, [1, 2, 2, 4]),
        (Technique::Sendfile, [1, 2, 1, 2]),
        (Technique::SendfileSg, [0, 2, 1, 2]),
        (Technique::Splice, [0, 2, 2, 4]),
        (Technique::Direct, [1, 2, 2, 4]),
        (Technique::Pio, [4, 0, 2, 4]),
    ];
    for (technique, want) in table {
        let counts = counts(&by(technique));
        let got = [counts.cpu_copies, counts.dma_copies(), counts.calls(), counts.mode_switches];
        assert_eq!(got, want, "{technique:?}");
        let sleeps = if technique == Technique::Pio { 0 } else { 2 };
        assert_eq!(counts.context_switches, sleeps, "{technique:?}: only the disk makes it sleep");
    }
}

#[test]
fn a_cached_file_is_not_read_from_the_disk() {
    for technique in
        [Technique::Read, Technique::Mmap, Technique::Sendfile, Technique::SendfileSg, Technique::Splice]
    {
        let counts = counts(&Scenario { cached: true, ..by(technique) });
        assert_eq!((counts.dma_copies(), counts.context_switches), (1, 0), "{technique:?}");
    }
    assert_eq!(
        counts(&Scenario { cached: true, ..by(Technique::Direct) }).dma_copies(),
        2,
        "O_DIRECT reads anyway"
    );
}

#[test]
fn presets_show_what_they_say() {
    assert_eq!(counts(&preset("second-client")).dma_copies(), 3);
    let encrypted = counts(&preset("encrypt"));
    assert_eq!((encrypted.cpu_copies, encrypted.calls()), (2, 2));
    let truncated = preset("truncated");
    let log = run(&truncated);
    assert!(log.log().any(|(_, event)| *event == Event::Died));
    assert_eq!(counts(&truncated).sent, 0);
    let short = Scenario { change: Change::Nothing, technique: Technique::Sendfile, ..truncated.clone() };
    assert_eq!(counts(&short).sent, 32 << 10);
    let refused = run(&Scenario { change: Change::Nothing, ..truncated });
    assert!(refused.log().any(|(_, event)| matches!(event, Event::Failed(..))), "write() from it: EFAULT");
    let big = preset("one-big-file");
    let full = end(&big, None).0;
    assert_eq!((full.hold(Spot::Cache).bytes(), full.evicted()), (2 << 30, 1 << 30));
    let direct = run(&Scenario { technique: Technique::Direct, ..big });
    assert!((0..=direct.len()).all(|step| direct.state(step).hold(Spot::Cache) == Hold::Nothing));
    assert_eq!(direct.state(direct.len()).evicted(), 0);
    let small = run(&preset("five-kb-mmap"));
    let mapped = small.state(2).hold(Spot::User);
    assert_eq!((mapped, mapped.range().len().next_multiple_of(4096)), (Hold::Refs(mapped.range()), 8192));
    let polled = run(&preset("without-dma"));
    assert!(polled.log().all(|(_, event)| *event != Event::Slept));
    assert_eq!(counts(&preset("without-dma")).cpu_copies, 4);
}

/// Counts of a preset by column of the table of totals, and the word of the last columns.
fn totals_of(scenario: &Scenario) -> impl Fn(&str) -> String + use<> {
    let run = run(scenario);
    let report = super::report::report(scenario, &run);
    let sheet = report.sheet("totals").expect("it is there").clone();
    move |column| {
        let index = sheet.columns.iter().position(|name| name == column).expect("a column");
        sheet.rows[0][index].cell()
    }
}

/// System calls by name.
fn by_name(scenario: &Scenario) -> Vec<(String, String)> {
    let run = run(scenario);
    let report = super::report::report(scenario, &run);
    report
        .sheet("syscalls")
        .expect("it is there")
        .rows
        .iter()
        .map(|row| (row[0].cell(), row[1].cell()))
        .collect()
}

fn named(counts: &[(&str, u64)]) -> Vec<(String, String)> {
    counts.iter().map(|(name, count)| (name.to_string(), count.to_string())).collect()
}

#[test]
fn the_new_presets_show_what_they_say() {
    let of = |id| counts(&preset(id));
    let core = |id| {
        let counts = of(id);
        [counts.cpu_copies, counts.dma_copies(), counts.calls(), counts.mode_switches]
    };
    let interrupts = of("interrupt-driven");
    assert_eq!((interrupts.interrupts, interrupts.cpu_copies, interrupts.context_switches), (128, 4, 2));
    assert_eq!(core("splice-one-hop"), [0, 1, 1, 2]);
    assert_eq!(core("tee-two-receivers"), [0, 3, 4, 8]);
    assert_eq!(of("tee-two-receivers").loads, 1);
    assert_eq!(core("msg-zerocopy"), [1, 2, 3, 6]);
    assert_eq!(core("uring-batch"), [0, 32, 1, 2]);
    let one_by_one = Scenario { technique: Technique::Read, ..preset("uring-batch") };
    assert_eq!((counts(&one_by_one).calls(), counts(&one_by_one).mode_switches), (32, 64));
    assert_eq!((of("uring-sqpoll").calls(), of("uring-sqpoll").mode_switches), (0, 0));
    assert_eq!(core("rdma-outlook"), [0, 2, 1, 2]);
    assert_eq!(
        (of("kafka-segment").calls(), of("kafka-segment").cpu_bytes, of("kafka-segment").loads),
        (192, 0, 0)
    );
    assert_eq!(of("kafka-segment").sent, 192 << 20);
    assert_eq!((of("nginx-static").calls(), of("nginx-static").cpu_copies), (1, 0));
    assert_eq!((of("nginx-tls").calls(), of("nginx-tls").cpu_bytes), (128, 2 << 20));
    assert_eq!((of("cp-copy-file-range").calls(), of("cp-copy-file-range").cpu_copies), (2, 1));
    let usual = Scenario {
        technique: Technique::Read,
        destination: Destination::File,
        ..preset("cp-copy-file-range")
    };
    assert_eq!(counts(&usual).cpu_copies, 2);
    assert_eq!((of("cp-reflink").cpu_bytes, of("cp-reflink").dma_bytes()), (0, 0));
    assert_eq!((of("compress-first").sent, of("compress-first").calls()), (32 << 10, 2));
    assert_eq!(totals_of(&preset("page-changed"))("received"), "new");
    let usual = Scenario { technique: Technique::Read, ..preset("page-changed") };
    assert_eq!(totals_of(&usual)("received"), "old");
    let refused = run(&preset("efault-not-sigbus"));
    let returned: Vec<&Event> = refused
        .log()
        .map(|(_, event)| event)
        .filter(|event| matches!(event, Event::Returned(Call::Write, _) | Event::Failed(..)))
        .collect();
    assert_eq!(
        returned,
        [&Event::Returned(Call::Write, 32 << 10), &Event::Failed(Call::Write, Errno::Efault)]
    );
    assert_eq!(of("lease-warns").sent, 64 << 10);
    let warned = run(&preset("lease-warns"));
    let at =
        |wanted: fn(&Event) -> bool| warned.log().position(|(_, event)| wanted(event)).expect("it happens");
    assert!(at(|event| *event == Event::Warned) < at(|event| matches!(event, Event::Truncated(_))));
    assert_eq!(
        (totals_of(&preset("misaligned-direct"))("errno"), of("misaligned-direct").sent),
        ("EINVAL".into(), 0)
    );
    assert_eq!(
        (of("zerocopy-loopback").cpu_copies, totals_of(&preset("zerocopy-loopback"))("notice")),
        (2, "copied".into())
    );
}

#[test]
fn calls_are_those_recorded_on_linux() {
    let looped = |technique, bytes, buffer| Scenario {
        bytes,
        buffer,
        until: Until::Zero,
        unmap: true,
        ..by(technique)
    };
    for (bytes, buffer) in
        [(1, 1), (4096, 4096), (100_000, 4096), (1 << 20, 65_536), ((1 << 20) + 1, 65_536), (300_000, 7_000)]
    {
        for destination in [Destination::Unix, Destination::Tcp, Destination::Nic] {
            let rounds = u64::div_ceil(bytes, buffer);
            let ask = |technique| by_name(&Scenario { destination, ..looped(technique, bytes, buffer) });
            assert_eq!(ask(Technique::Read), named(&[("read", rounds + 1), ("write", rounds)]));
            assert_eq!(ask(Technique::Mmap), named(&[("write", rounds), ("mmap", 1), ("munmap", 1)]));
            assert_eq!(ask(Technique::SendfileSg), named(&[("sendfile", rounds + 1)]));
            let piped = u64::div_ceil(bytes, buffer.min(65_536));
            assert_eq!(ask(Technique::Splice), named(&[("splice", 2 * piped + 1)]));
            assert_eq!(ask(Technique::CopyFileRange), named(&[("copy_file_range", rounds + 1)]));
        }
    }
    let direct = looped(Technique::Direct, 100_000, 4096);
    assert_eq!(by_name(&direct), named(&[("read", 26), ("write", 25)]));
    let known = Scenario { until: Until::Length, ..looped(Technique::SendfileSg, 100_000, 4096) };
    assert_eq!(by_name(&known), named(&[("sendfile", 25)]));
}

#[test]
fn one_call_moves_no_more_than_2147479552_bytes() {
    let ask = |bytes| counts(&Scenario { bytes, ..by(Technique::SendfileSg) }).calls();
    assert_eq!((ask(0x7fff_f000), ask(0x7fff_f001), ask(1 << 32)), (1, 2, 3));
}

#[test]
fn a_splice_that_begins_inside_a_page_moves_less() {
    let run = run(&Scenario { bytes: 1 << 20, offset: 100, ..by(Technique::Splice) });
    let first = run.log().find_map(|(_, event)| match event {
        Event::Returned(Call::SpliceIn, bytes) => Some(*bytes),
        _ => None,
    });
    assert_eq!(first, Some(65_436));
    let wide = Scenario { bytes: 1 << 20, slots: 200, ..by(Technique::Splice) };
    assert_eq!(counts(&wide).calls(), 2, "200 slots are 256: a power of two");
}

#[test]
fn what_is_copied_and_what_is_referred_to_is_as_recorded() {
    use Destination::{File, Pipe, Tcp, Unix};
    let ask = |technique, destination, flag| {
        let totals = totals_of(&Scenario { destination, flag, alter: true, cached: true, ..by(technique) });
        (totals("alias"), totals("received"))
    };
    let (copied, referenced) = (("copied".into(), "old".into()), ("referenced".into(), "new".into()));
    for to in [Tcp, Unix, Pipe] {
        for technique in [Technique::Read, Technique::Mmap, Technique::Direct] {
            assert_eq!(ask(technique, to, Flag::None), copied, "{technique:?} to {to:?}");
        }
        for technique in [
            Technique::Sendfile,
            Technique::SendfileSg,
            Technique::Splice,
            Technique::Vmsplice,
            Technique::Tee,
        ] {
            for flag in [Flag::None, Flag::Gift, Flag::Move, Flag::More] {
                assert_eq!(ask(technique, to, flag), referenced, "{technique:?} to {to:?}");
            }
        }
    }
    for technique in [
        Technique::Read,
        Technique::Mmap,
        Technique::SendfileSg,
        Technique::Splice,
        Technique::Vmsplice,
        Technique::CopyFileRange,
    ] {
        assert_eq!(ask(technique, File, Flag::Move), copied, "{technique:?} into a file");
    }
    assert_eq!(ask(Technique::MsgZerocopy, Tcp, Flag::None), copied, "over loopback");
    assert_eq!(ask(Technique::MsgZerocopy, Destination::Nic, Flag::None), referenced);
    assert_eq!(
        ask(Technique::Cow, Destination::Nic, Flag::None).1,
        "old",
        "copy-on-write keeps the old page"
    );
    assert_eq!(ask(Technique::Fbufs, Destination::Nic, Flag::None).1, "old", "the program may not write");
    assert_eq!(ask(Technique::Rdma, Destination::Nic, Flag::None), referenced);
}

#[test]
fn a_truncated_mapping_ends_as_recorded() {
    let cut = |offset, bytes, keep| {
        let scenario = Scenario { offset, bytes, truncate: true, keep: Some(keep), ..by(Technique::Mmap) };
        super::access::all(&config(&scenario).expect("it starts"))
    };
    let of = |rows: &[(&str, &str, super::access::Outcome)], access: &str, to: &str| {
        let (.., outcome) = *rows.iter().find(|row| row.0 == access && row.1 == to).expect("a row");
        (outcome.returned, outcome.errno, outcome.signal)
    };
    let (efault, sigbus) = (Some("EFAULT"), Some("SIGBUS"));
    // 16 KB mapped, 5000 bytes left: two pages, the second ends in zeros.
    let part = cut(0, 16_384, 5_000);
    assert_eq!(of(&part, "load", ""), (8192, None, sigbus));
    assert_eq!(of(&part, "store", ""), (8192, None, sigbus));
    for (to, want) in [
        ("pipe", (8192, None, None)),
        ("file", (8192, None, None)),
        ("unix", (0, efault, None)),
        ("tcp", (0, efault, None)),
        ("null", (16_384, None, None)),
    ] {
        assert_eq!(of(&part, "write", to), want, "{to}");
    }
    assert_eq!(of(&part, "read_into", ""), (8192, None, None));
    assert_eq!(of(&part, "pread", ""), (5000, None, None));
    assert_eq!(of(&part, "sendfile", ""), (5000, None, None));
    let lost = cut(8192, 8192, 5_000);
    assert_eq!((of(&lost, "load", ""), of(&lost, "write", "pipe")), ((0, None, sigbus), (0, efault, None)));
    assert_eq!(
        (of(&lost, "write", "null"), of(&lost, "read_into", "")),
        ((8192, None, None), (0, efault, None))
    );
    assert_eq!(of(&lost, "sendfile", ""), (0, None, None));
    let inside = cut(4096, 4096, 5_000);
    assert_eq!(of(&inside, "load", ""), (4096, None, None), "zeros behind the end, on the last page");
    // The machine does the same.
    for destination in TO {
        let scenario =
            Scenario { destination, truncate: true, keep: Some(5_000), bytes: 16_384, ..by(Technique::Mmap) };
        let told = totals_of(&scenario);
        let name = crate::lab::written::code(destination);
        let row = of(&part, "write", if name == "nic" { "tcp" } else { &name });
        assert_eq!(told("sent_bytes"), row.0.to_string(), "{destination:?}");
        assert_eq!(told("errno"), if name == "null" { "" } else { "EFAULT" }, "{destination:?}");
        assert_eq!(told("signal"), "");
    }
}

#[test]
fn direct_io_wants_512_and_leaves_the_page_cache_empty() {
    for (offset, buffer, misalign, works) in [
        (0, 512, 0, true),
        (512, 4096, 0, true),
        (0, 1000, 0, false),
        (100, 4096, 0, false),
        (0, 4096, 1, false),
        (0, 4096, 256, false),
    ] {
        let told = totals_of(&Scenario { bytes: 8192, offset, buffer, misalign, ..by(Technique::Direct) });
        assert_eq!(told("errno"), if works { "" } else { "EINVAL" }, "{offset} {buffer} {misalign}");
        assert_eq!(told("cached_bytes"), "0");
    }
    let across = Scenario { across: true, ..by(Technique::CopyFileRange) };
    let told = totals_of(&across);
    assert_eq!(
        (told("errno"), told("technique"), told("sent_bytes")),
        ("EXDEV".into(), "read".into(), "65536".into())
    );
}

#[test]
fn notes_and_linux_differ_where_they_should() {
    let both = |technique| {
        let ask = |rules| counts(&Scenario { rules, ..by(technique) });
        let (book, linux) = (ask(Rules::Book), ask(Rules::Linux));
        if let Some(printed) = super::metrics::printed(technique) {
            assert_eq!(book.mode_switches, printed, "{technique:?}: what notes print");
        }
        (book.mode_switches, linux.mode_switches)
    };
    assert_eq!(both(Technique::Splice), (2, 4));
    for technique in [Technique::Read, Technique::Mmap, Technique::Sendfile, Technique::SendfileSg] {
        let (book, linux) = both(technique);
        assert_eq!(book, linux, "{technique:?}");
    }
    let cut = Scenario { rules: Rules::Book, truncate: true, ..by(Technique::Mmap) };
    assert_eq!(totals_of(&cut)("signal"), "SIGBUS");
}

#[test]
fn a_huge_file_in_small_buffers_has_few_steps_and_exact_totals() {
    let huge = Scenario { size: 4 << 20, chunk: 4, ..Scenario::default() };
    let (state, steps) = end(&huge, None);
    assert!(steps < 100, "{steps} steps");
    let counts = state.counts;
    assert_eq!((counts.calls(), counts.cpu_bytes, counts.sent), (2 << 20, 8 << 30, 4 << 30));
    assert_eq!(counts.mode_switches, 4 << 20);
    let many = Scenario { clients: 10_000, ..Scenario::default() };
    assert_eq!(end(&many, None).0.counts.calls(), 20_000);
}

#[test]
fn what_the_techniques_add_up_to() {
    let table = [
        (Technique::MsgZerocopy, [1, 2, 3, 6]),
        (Technique::IoUring, [0, 2, 1, 2]),
        (Technique::CopyFileRange, [1, 2, 1, 2]),
        (Technique::Tee, [0, 3, 4, 8]),
        (Technique::Vmsplice, [1, 2, 3, 6]),
        (Technique::Cow, [1, 2, 2, 4]),
        (Technique::Fbufs, [0, 2, 2, 4]),
        (Technique::Interrupt, [4, 0, 2, 4]),
        (Technique::Rdma, [0, 2, 1, 2]),
    ];
    for (technique, want) in table {
        let counts = counts(&by(technique));
        let got = [counts.cpu_copies, counts.dma_copies(), counts.calls(), counts.mode_switches];
        assert_eq!(got, want, "{technique:?}");
    }
}

#[test]
fn the_study_says_why_a_pipe_is_fastest_only_where_it_is() {
    for (chunk, pipe_wins) in [(0, true), (64, false)] {
        let scenario = Scenario { chunk, ..Scenario::default() };
        let study = &super::study::studies(&scenario)[0];
        let at = study.points.iter().position(|x| x.name == "64 MB").expect("it is a point");
        let values = super::study::point(&scenario, study.id, at);
        let of = |id: &str| &values[study.series.iter().position(|one| one.id == id).expect(id)];
        assert_eq!(of("splice") > of("sendfile_sg"), pipe_wins, "buffer {chunk} KB");
        assert_eq!(study.help.en.contains("splice goes pipe by pipe"), pipe_wins);
        assert_eq!(study.help.zh.contains("splice 每次只移动一个管道"), pipe_wins);
    }
}

#[test]
fn the_study_runs_every_point_in_few_steps() {
    let scenario = Scenario { chunk: 16, ..Scenario::default() };
    for study in super::study::studies(&scenario) {
        for index in 0..study.points.len() {
            let values = super::study::point(&scenario, study.id, index);
            assert!(values.iter().all(Option::is_some), "{} at {}", study.id, study.points[index].name);
        }
    }
    let large = super::study::point(&scenario, "per-core", 8);
    let at = |id: usize| large[id].clone().expect("a value");
    assert!(at(3) > at(2) && at(2) > at(0) && at(0) > at(7), "SG-DMA, sendfile, read + write, polling");
}

#[test]
fn the_usual_way_opens_at_the_detour() {
    let run = run(&preset("usual-way"));
    assert!(matches!(run.events(10), [Event::Copied(Spot::User, Spot::Socket, ..)]), "{:?}", run.events(10));
    assert_eq!(run.state(10).copies(), 3, "page cache, user buffer, socket buffer");
}

fn scenarios() -> impl Strategy<Value = Scenario> {
    let technique = prop::sample::select(TECHNIQUES.to_vec());
    let destination = prop::sample::select(TO.to_vec());
    let flags = prop::collection::vec(any::<bool>(), 8);
    let page = prop::sample::select(vec![4u64, 16, 64]);
    let sizes = (1u64..600, 0u64..80, 0u64..9000, 1u64..6);
    let change =
        prop::sample::select(vec![Change::Nothing, Change::Nothing, Change::Encrypt, Change::Compress]);
    let costs = (1u64..9, 1u64..9);
    (technique, destination, sizes, page, flags, change, costs).prop_map(
        |(technique, destination, (size, chunk, odd, clients), page, flags, change, (cpu, dma))| Scenario {
            technique,
            destination,
            size,
            chunk,
            page,
            clients,
            change,
            cpu,
            dma,
            cached: flags[0],
            truncate: flags[1],
            keep: flags[2].then_some(odd * 7),
            until: if flags[3] { Until::Zero } else { Until::Length },
            alter: flags[4],
            lease: flags[5],
            micro: flags[6],
            sqpoll: flags[7],
            offset: if flags[6] { odd } else { 0 },
            ..Scenario::default()
        },
    )
}

/// Every destination.
pub const TO: [Destination; 6] = [
    Destination::Nic,
    Destination::Tcp,
    Destination::Unix,
    Destination::Pipe,
    Destination::File,
    Destination::Null,
];

/// The last state of a run, and its end, with everything shown one by one or not.
fn end(scenario: &Scenario, shown: Option<(u64, u64)>) -> (Zerocopy, usize) {
    let mut config = config(scenario).unwrap_or_else(|problem| panic!("{scenario:?}: {problem:?}"));
    config.shown = shown.unwrap_or(config.shown);
    let run = Recording::new(Zerocopy::new(Arc::new(config)), LIMIT);
    assert!(!run.is_cut(), "{scenario:?}");
    (run.state(run.len()), run.len())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn mode_switches_are_two_per_call_and_fault(scenario in scenarios()) {
        let counts = counts(&scenario);
        prop_assert_eq!(counts.mode_switches, 2 * (counts.calls() + counts.faults));
        prop_assert_eq!(counts.context_switches % 2, 0);
    }

    #[test]
    fn every_byte_is_sent_once_per_client_and_none_comes_from_nowhere(scenario in scenarios()) {
        let run = run(&scenario);
        let mut state = run.state(0);
        let failed = run.log().any(|(_, event)| matches!(event, Event::Failed(..) | Event::Died));
        for step in 1..=run.len() {
            let before = state.clone();
            state.step(&mut Vec::new());
            let event = &run.events(step)[0];
            if matches!(event, Event::Repeated(_) | Event::Served(_) | Event::Altered(_) | Event::Shared(_)) {
                continue;
            }
            for spot in SPOTS.into_iter().filter(|spot| *spot != Spot::Disk) {
                let Hold::Bytes(now) = state.hold(spot) else { continue };
                let had = matches!(before.hold(spot), Hold::Bytes(old) if old.covers(now));
                let way = event.way().filter(|way| way.to == spot && way.kind != Mover::Nobody);
                let brought = way.is_some() || matches!(event, Event::Changed(..) if spot == Spot::User);
                let sources =
                    way.map(|way| before.hold(way.from)).into_iter().chain([before.hold(spot), before.hold(Spot::Cache)]);
                let zeros = if state.config.lease { state.config.size } else { state.config.mapped() };
                let reached = sources.map(|hold| hold.range().to).max().unwrap_or(0).max(zeros);
                prop_assert!(had || (brought && now.to <= reached), "step {}: {:?} by {:?}", step, spot, event);
            }
        }
        let config = &state.config;
        let asked = config.size - config.start;
        let there = if config.lease { asked } else { asked.min(config.kept.saturating_sub(config.start)) };
        if !failed && config.technique != Technique::Mmap && config.change != Change::Compress {
            let receivers = if config.technique == Technique::Tee { 2 } else { 1 };
            prop_assert_eq!(state.counts.sent, receivers * config.clients * there);
        }
        prop_assert!(state.counts.copying <= state.counts.busy);
    }

    #[test]
    fn many_rounds_as_one_step_give_the_same_totals(scenario in scenarios(), chunk in 1u64..5, clients in 1u64..12) {
        let scenario = Scenario { chunk, clients, micro: false, ..scenario };
        let (one_by_one, _) = end(&scenario, Some((u64::MAX, u64::MAX)));
        let (at_once, _) = end(&scenario, Some((4, 4)));
        prop_assert_eq!(at_once.counts, one_by_one.counts);
        prop_assert_eq!(at_once.now, one_by_one.now);
        prop_assert_eq!(SPOTS.map(|spot| at_once.hold(spot)), SPOTS.map(|spot| one_by_one.hold(spot)));
    }

    #[test]
    fn copies_tile_by_tile_give_the_same_counts(scenario in scenarios()) {
        let (whole, _) = end(&Scenario { micro: false, ..scenario.clone() }, None);
        let (tiles, _) = end(&Scenario { micro: true, ..scenario }, None);
        let numbers = |counts: Counts| {
            [counts.cpu_copies, counts.dma_copies(), counts.calls(), counts.mode_switches, counts.cpu_bytes, counts.dma_bytes()]
        };
        if whole.config.change != Change::Compress {
            prop_assert_eq!(numbers(tiles.counts), numbers(whole.counts));
        }
    }
}
