//! Totals of every technique, and what holds for any file and any buffer.

use super::config::config;
use super::machine::Zerocopy;
use super::names::TECHNIQUES;
use super::presets::presets;
use super::scenario::{Change, Destination, Scenario, Technique, Until};
use super::state::{Counts, Event, Hold, Mover, SPOTS, Spot};
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
    let full = run(&big);
    assert_eq!(full.state(full.len()).hold(Spot::Cache).bytes(), 4 << 30);
    let direct = run(&Scenario { technique: Technique::Direct, ..big });
    assert!((0..=direct.len()).all(|step| direct.state(step).hold(Spot::Cache) == Hold::Nothing));
    let small = run(&preset("five-kb-mmap"));
    let mapped = small.state(2).hold(Spot::User);
    assert_eq!((mapped, mapped.range().len().next_multiple_of(4096)), (Hold::Refs(mapped.range()), 8192));
    let polled = run(&preset("without-dma"));
    assert!(polled.log().all(|(_, event)| *event != Event::Slept));
    assert_eq!(counts(&preset("without-dma")).cpu_copies, 4);
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

const TO: [Destination; 6] = [
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
