//! Totals of every technique, and what holds for any file and any buffer.

use super::config::{PIPE_SLOTS, config};
use super::machine::Zerocopy;
use super::names::TECHNIQUES;
use super::presets::presets;
use super::scenario::{Change, Scenario, Technique};
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
        let got = [counts.cpu_copies, counts.dma_copies, counts.calls, counts.mode_switches];
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
        assert_eq!((counts.dma_copies, counts.context_switches), (1, 0), "{technique:?}");
    }
    assert_eq!(
        counts(&Scenario { cached: true, ..by(Technique::Direct) }).dma_copies,
        2,
        "O_DIRECT reads anyway"
    );
}

#[test]
fn presets_show_what_they_say() {
    assert_eq!(counts(&preset("second-client")).dma_copies, 3);
    let encrypted = counts(&preset("encrypt"));
    assert_eq!((encrypted.cpu_copies, encrypted.calls), (2, 2));
    let truncated = preset("truncated");
    let log = run(&truncated);
    assert!(log.log().any(|(_, event)| *event == Event::Died));
    assert_eq!(counts(&truncated).sent, 0);
    let short = Scenario { change: Change::Nothing, technique: Technique::Sendfile, ..truncated.clone() };
    assert_eq!(counts(&short).sent, 32 << 10);
    let refused = run(&Scenario { change: Change::Nothing, ..truncated });
    assert!(refused.log().any(|(_, event)| matches!(event, Event::Failed(_))), "write() from it: EFAULT");
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
    assert!(matches!(run.events(10), [Event::Copied(Spot::User, Spot::Socket, _)]), "{:?}", run.events(10));
    assert_eq!(run.state(10).copies(), 3, "page cache, user buffer, socket buffer");
}

fn scenarios() -> impl Strategy<Value = Scenario> {
    let technique = prop::sample::select(TECHNIQUES.to_vec());
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    let page = prop::sample::select(vec![4u64, 16, 64]);
    (technique, 1u64..600, 0u64..80, page, flags, 1u64..4, 1u64..9, 1u64..9).prop_map(
        |(technique, size, chunk, page, (cached, encrypts, truncate), clients, cpu, dma)| Scenario {
            technique,
            size,
            chunk,
            page,
            cached,
            change: if encrypts { Change::Encrypt } else { Change::Nothing },
            truncate,
            clients,
            cpu,
            dma,
            ..Scenario::default()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn mode_switches_are_two_per_call_and_fault(scenario in scenarios()) {
        let counts = counts(&scenario);
        prop_assert_eq!(counts.mode_switches, 2 * (counts.calls + counts.faults));
        prop_assert_eq!(counts.context_switches % 2, 0);
    }

    #[test]
    fn every_byte_is_sent_once_per_client_and_none_comes_from_nowhere(scenario in scenarios()) {
        let run = run(&scenario);
        let mut state = run.state(0);
        let failed = run.log().any(|(_, event)| matches!(event, Event::Failed(_) | Event::Died));
        for step in 1..=run.len() {
            let before = state.clone();
            state.step(&mut Vec::new());
            for spot in SPOTS.into_iter().filter(|spot| *spot != Spot::Disk) {
                let Hold::Bytes(now) = state.hold(spot) else { continue };
                let had = matches!(before.hold(spot), Hold::Bytes(old) if old.covers(now));
                let way = run.events(step)[0].way().filter(|way| way.to == spot && way.kind != Mover::Nobody);
                let sources = way.map(|way| before.hold(way.from)).into_iter().chain([before.hold(spot), before.hold(Spot::Cache)]);
                let reached = sources.map(|hold| hold.range().to).max().unwrap_or(0);
                prop_assert!(had || now.to <= reached, "{:?} step {}: {:?}", scenario, step, spot);
            }
        }
        let config = &state.config;
        if !failed {
            prop_assert_eq!(state.counts.sent, config.clients * config.kept);
            prop_assert_eq!(state.hold(Spot::Nic).range().len(), config.kept);
        }
        prop_assert!(state.counts.copying <= state.counts.busy);
    }

    #[test]
    fn calls_are_one_per_buffer(size in 1u64..600, chunk in 1u64..80) {
        let ask = |technique| counts(&Scenario { size, chunk, ..by(technique) }).calls;
        let rounds = size.div_ceil(chunk);
        prop_assert_eq!(ask(Technique::Read), 2 * rounds);
        prop_assert_eq!(ask(Technique::Direct), 2 * rounds);
        prop_assert_eq!(ask(Technique::Mmap), 1 + rounds);
        prop_assert_eq!(ask(Technique::Sendfile), rounds);
        prop_assert_eq!(ask(Technique::SendfileSg), rounds);
        prop_assert_eq!(ask(Technique::Splice), 2 * size.div_ceil(chunk.min(PIPE_SLOTS * 4)));
    }
}
