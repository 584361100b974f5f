//! Laws of several processes that share memory: whose frames are taken, and who runs while others wait.

use osviz::labs::memory::event::Event;
use osviz::labs::memory::replace::generate::{Generate, Kind};
use osviz::labs::memory::replace::machine::Replacing;
use osviz::labs::memory::scenario::{Allocation, Name, Policy, Replace};
use proptest::prelude::*;

fn page(process: usize, page: u64) -> Name {
    Name::Word(format!("{}.{page}", ["A", "B", "C"][process]))
}

fn study(policy: Policy, frames: u32, refs: &[(usize, u64)]) -> Replace {
    let refs = refs.iter().map(|&(process, number)| page(process, number)).collect();
    Replace { policy, frames, refs, ..Replace::default() }
}

fn strings() -> impl Strategy<Value = Vec<(usize, u64)>> {
    prop::collection::vec((0usize..3, 0u64..5), 1..60)
}

/// The machine after everything, and all that happened.
fn played(study: &Replace) -> (Replacing, Vec<Event>) {
    let mut machine = Replacing::start(study).expect("it starts");
    let mut events = vec![];
    loop {
        let before = events.len();
        machine.step(&mut events);
        if events.len() == before {
            return (machine, events);
        }
    }
}

proptest! {
    #[test]
    fn local_replacement_takes_only_its_own_frames(refs in strings(), frames in 3u32..10, sized in any::<bool>()) {
        let allocation = if sized { Allocation::Proportional } else { Allocation::Equal };
        for policy in Policy::ALL {
            let (machine, events) = played(&Replace { allocation, ..study(policy, frames, &refs) });
            let owner = |page| machine.config.owner(page);
            let mut asked = None;
            for event in &events {
                match event {
                    Event::Faulted { page, .. } => asked = Some(owner(*page)),
                    Event::Chosen { page, .. } => prop_assert_eq!(asked, Some(owner(*page)), "{:?}", policy),
                    Event::Loaded { page, victim: Some(victim), .. } => {
                        prop_assert_eq!(owner(*page), owner(*victim), "{:?}", policy);
                    }
                    Event::Shrunk { removed } => {
                        prop_assert!(removed.iter().all(|page| Some(owner(*page)) == asked || asked.is_none()
                            || policy == Policy::WorkingSet), "{:?}", policy);
                    }
                    _ => {}
                }
            }
        }
    }

    /// With frames of its own, a process does not notice the others.
    #[test]
    fn local_replacement_is_each_process_alone(refs in strings(), each in 1u32..5) {
        for policy in [Policy::Opt, Policy::Fifo, Policy::Lru, Policy::Clock, Policy::SecondChance, Policy::Lfu,
            Policy::WorkingSet, Policy::Pff] {
            let wish = study(policy, each * 3, &refs);
            let (machine, _) = played(&Replace { allocation: Allocation::Equal, ..wish });
            for (process, name) in machine.config.processes.iter().enumerate() {
                let own: Vec<_> = refs.iter().filter(|one| ["A", "B", "C"][one.0] == name).copied().collect();
                let count = machine.config.processes.len() as u32;
                let (alone, _) = played(&study(policy, each * 3 / count, &own));
                prop_assert_eq!(machine.lives[process].faults, alone.totals.faults, "{:?} {}", policy, name);
            }
        }
    }

    /// One disk, one CPU: nobody runs while its page is on its way, and the CPU is idle only if everybody waits.
    #[test]
    fn the_cpu_is_idle_only_while_everybody_waits(
        refs in strings(), frames in 1u32..8, disk in 1u32..30, quantum in 1u32..6, policy in 0usize..16,
        allocation in 0usize..3, writes in any::<u64>(),
    ) {
        let ops = (0..refs.len()).map(|at| if writes >> (at % 64) & 1 == 1 { 'W' } else { 'R' }).collect();
        let allocation = [Allocation::Global, Allocation::Equal, Allocation::Proportional][allocation];
        let wish = Replace {
            disk, quantum, allocation, ops: Some(ops), ..study(Policy::ALL[policy], frames, &refs)
        };
        let (machine, events) = played(&wish);
        let config = &machine.config;
        prop_assert_eq!(machine.done, refs.len());
        // Each process makes its own accesses in their order.
        let mut made = vec![vec![]; config.processes.len().max(1)];
        for page in config.refs.iter() {
            made[config.owner(*page)].push(config.names[page.0 as usize].clone());
        }
        for own in &made {
            let process = own.first().and_then(Name::process).unwrap_or_default();
            let written: Vec<Name> = refs.iter().map(|&(who, number)| page(who, number))
                .filter(|name| name.process() == Some(process)).collect();
            prop_assert_eq!(own, &written);
        }
        let transfers = machine.totals.faults + machine.totals.writebacks;
        let idle: u64 = events.iter().map(|event| if let Event::Idled { units } = event { *units } else { 0 }).sum();
        prop_assert_eq!(config.end, refs.len() as u64 + idle);
        prop_assert!(config.end >= transfers * u64::from(disk), "the disk moves one page at a time");
        let mut back = vec![0; made.len()];
        let mut left: Vec<usize> = made.iter().map(Vec::len).collect();
        let mut time = 0;
        for (at, beat) in config.beats.iter().enumerate() {
            let process = config.owner(config.refs[at]);
            prop_assert!(beat.start >= time && beat.start >= back[process]);
            if beat.start > time {
                for other in (0..made.len()).filter(|other| left[*other] > 0) {
                    prop_assert!(back[other] >= beat.start, "{} could have run at {}", other, time);
                }
            }
            (time, back[process]) = (beat.start + 1, beat.back);
            left[process] -= 1;
        }
    }
}

#[test]
fn frames_are_shared_in_proportion_as_silberschatz_does() {
    // 62 frames, 10 and 127 pages: 4 and 57 (Silberschatz 10.5.2).
    let refs: Vec<(usize, u64)> =
        (0..10).map(|page| (0, page)).chain((0..127).map(|page| (1, page))).collect();
    let (machine, _) =
        played(&Replace { allocation: Allocation::Proportional, ..study(Policy::Lru, 62, &refs) });
    assert_eq!((machine.held_by(0), machine.held_by(1)), (4, 57));
}

#[test]
fn a_process_alone_waits_for_every_page() {
    let refs: Vec<(usize, u64)> = [1, 2, 1, 3, 1, 2].map(|page| (0, page)).into();
    let (machine, _) = played(&Replace { disk: 10, ..study(Policy::Lru, 2, &refs) });
    let faults = machine.totals.faults;
    assert_eq!((faults, machine.config.end), (4, 6 + 40));
}

#[test]
fn a_mix_of_named_and_nameless_pages_is_refused() {
    let refs = vec![page(0, 1), Name::Number(7)];
    let problem = Replacing::start(&Replace { refs, ..Replace::default() }).unwrap_err();
    assert!(problem.text.en.contains("all or none"), "{problem:?}");
}

#[test]
fn one_more_process_than_frames_still_runs() {
    let generate = Generate { kind: Kind::Phases, processes: 26, ..Generate::default() };
    for allocation in [Allocation::Global, Allocation::Equal, Allocation::Proportional] {
        let wish = Replace { generate: Some(generate), allocation, frames: 2, disk: 5, ..Replace::default() };
        let (machine, _) = played(&wish);
        assert_eq!(machine.done as u64, generate.len());
    }
}
