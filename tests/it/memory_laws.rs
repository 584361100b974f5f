//! Laws of the memory lab, over random strings, policies and rules.

use osviz::lab::{Lab, promises};
use osviz::labs::memory::event::Event;
use osviz::labs::memory::replace::machine::Replacing;
use osviz::labs::memory::rules::{AfterFault, RuleSet, Rules};
use osviz::labs::memory::scenario::{Area, Name, Paging, Policy, Replace, Scenario, Times, Tlb};
use osviz::labs::memory::{Memory, paging::machine::Walking};
use osviz::sim::Recording;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn study(policy: Policy, frames: u32, refs: &[u64]) -> Replace {
    let refs = refs.iter().map(|page| Name::Number(*page)).collect();
    Replace { policy, frames, refs, ..Replace::default() }
}

/// The machine after the whole string.
fn ended(study: &Replace) -> Replacing {
    let mut machine = Replacing::start(study).expect("it starts");
    let mut events = vec![];
    for _ in 0..machine.config.refs.len() {
        machine.finish_reference(&mut events);
    }
    machine
}

fn faults(study: &Replace) -> u64 {
    ended(study).totals.faults
}

fn fixed() -> impl Iterator<Item = Policy> {
    Policy::ALL.into_iter().filter(|policy| policy.is_fixed())
}

/// The fewest faults that any choice of victims can reach, by trying all of them.
fn fewest(refs: &[u64], frames: usize, held: &BTreeSet<u64>) -> u64 {
    let Some((page, rest)) = refs.split_first() else { return 0 };
    if held.contains(page) {
        return fewest(rest, frames, held);
    }
    let mut with = held.clone();
    with.insert(*page);
    if held.len() < frames {
        return 1 + fewest(rest, frames, &with);
    }
    let choices = held.iter().map(|victim| {
        let mut after = with.clone();
        after.remove(victim);
        fewest(rest, frames, &after)
    });
    1 + choices.min().expect("there is a frame")
}

fn strings() -> impl Strategy<Value = Vec<u64>> {
    prop::collection::vec(0u64..7, 0..60)
}

fn rule_sets() -> impl Strategy<Value = Rules> {
    (0..RuleSet::ALL.len()).prop_map(|index| Rules { set: RuleSet::ALL[index], ..Rules::default() })
}

proptest! {
    #[test]
    fn opt_has_the_fewest_faults_that_any_choice_can_have(
        refs in prop::collection::vec(0u64..5, 0..13), frames in 1u32..4,
    ) {
        let best = fewest(&refs, frames as usize, &BTreeSet::new());
        prop_assert_eq!(faults(&study(Policy::Opt, frames, &refs)), best);
    }

    #[test]
    fn no_policy_beats_opt(
        refs in strings(), frames in 1u32..6, rules in rule_sets(), seed in 0u64..100,
    ) {
        let of = |policy| faults(&Replace { rules, seed, ..study(policy, frames, &refs) });
        let best = of(Policy::Opt);
        for policy in fixed() {
            prop_assert!(of(policy) >= best, "{policy:?}");
        }
    }

    #[test]
    fn stack_policies_have_no_belady_anomaly(refs in strings()) {
        for policy in [Policy::Opt, Policy::Lru] {
            let counts: Vec<u64> = (1..8).map(|frames| faults(&study(policy, frames, &refs))).collect();
            prop_assert!(counts.windows(2).all(|pair| pair[1] <= pair[0]), "{policy:?} {counts:?}");
        }
    }

    #[test]
    fn second_chance_faults_as_clock_does(refs in strings(), frames in 1u32..6) {
        let of = |policy| faults(&study(policy, frames, &refs));
        prop_assert_eq!(of(Policy::Clock), of(Policy::SecondChance));
    }

    #[test]
    fn what_is_counted_adds_up_and_no_page_is_in_two_frames(
        refs in strings(), frames in 1u32..6, rules in rule_sets(), seed in 0u64..9, writes in any::<u64>(),
    ) {
        let ops: String = (0..refs.len()).map(|at| if writes >> (at % 64) & 1 == 1 { 'W' } else { 'R' }).collect();
        for policy in Policy::ALL {
            let wish = Replace { rules, seed, ops: Some(ops.clone()), ..study(policy, frames, &refs) };
            let run = Recording::new(Memory::start(&Scenario::Replace(wish)).unwrap(), 100_000);
            prop_assert!(!run.is_cut());
            let mut dirty = BTreeSet::new();
            let mut saved = None;
            for step in 1..=run.len() {
                let Memory::Replace(machine) = run.state(step) else { unreachable!() };
                let totals = machine.totals;
                prop_assert_eq!(totals.hits + totals.faults, machine.done as u64);
                prop_assert!(totals.replacements <= totals.faults);
                if let [pool] = machine.pools() {
                    let pages: Vec<_> = pool.slots.iter().flatten().map(|slot| slot.page).collect();
                    prop_assert_eq!(pages.iter().collect::<BTreeSet<_>>().len(), pages.len());
                    prop_assert!(pages.iter().all(|page| pool.slots[pool.find(*page).unwrap()].unwrap().page == *page));
                }
                // A page that was written leaves only after it was written back.
                for event in run.events(step) {
                    match event {
                        Event::WrittenBack { page, .. } => saved = Some(*page),
                        Event::Loaded { page, victim, .. } => {
                            if let Some(victim) = victim.filter(|victim| dirty.remove(victim)) {
                                prop_assert_eq!(saved, Some(victim), "{:?}", policy);
                            }
                            if machine.config.writes[machine.done - 1] {
                                dirty.insert(*page);
                            }
                        }
                        Event::Hit { page, .. } if machine.config.writes[machine.current() - 1] => {
                            dirty.insert(*page);
                        }
                        _ => {}
                    }
                }
            }
        }
    }

    #[test]
    fn the_tlb_agrees_with_the_tables_and_no_frame_is_mapped_twice(
        pages in prop::collection::vec(0u64..9, 1..40),
        frames in 1u32..5, entries in 1u32..6, two_ways in any::<bool>(), after in 0usize..3,
        policy in 0usize..14, writes in any::<u64>(), levels in 1usize..4,
    ) {
        let after = [AfterFault::RetryHit, AfterFault::RetryMiss, AfterFault::Direct][after];
        let entries = if two_ways { entries * 2 } else { entries };
        let wish = Paging {
            offset_bits: Some(4),
            level_bits: vec![vec![8], vec![4, 4], vec![2, 3, 3]][levels - 1].clone(),
            areas: vec![Area { name: "all".into(), first: 40, pages: 9, may: "rw".into(), disk: true, huge: 0 }],
            frames: Some(frames),
            policy: fixed().nth(policy).expect("a policy"),
            tlb: Some(Tlb { entries, ways: two_ways.then_some(2), ..Tlb::default() }),
            times: Some(Times { tlb: 1, mem: 10, fault: 1000, write_back: 1000 }),
            addresses: pages.iter().map(|page| (40 + page) * 16 + page).collect(),
            ops: Some((0..pages.len()).map(|at| if writes >> (at % 64) & 1 == 1 { 'W' } else { 'R' }).collect()),
            rules: Rules { after_fault: Some(after), ..Rules::default() },
            ..Paging::default()
        };
        let run = Recording::new(Memory::start(&Scenario::Paging(wish.clone())).unwrap(), 100_000);
        for step in 1..=run.len() {
            let Memory::Paging(machine) = run.state(step) else { unreachable!() };
            check_maps(&machine)?;
        }
        let Memory::Paging(end) = run.state(run.len()) else { unreachable!() };
        let alone = study(wish.policy, frames, &pages);
        let ops = wish.ops.clone();
        let alone = ended(&Replace { ops, ..alone });
        prop_assert_eq!(end.totals.page_faults, alone.totals.faults, "the walk faults as the policy alone does");
        prop_assert_eq!(end.frames.as_ref().unwrap().totals, alone.totals);
        prop_assert!(end.badges.iter().all(|outcome| outcome.physical.is_some()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Processes, huge pages, bits by hand: tables, TLB and frames agree after every step, and no write is lost.
    #[test]
    fn switches_huge_pages_and_bits_by_hand_keep_the_tables_true(
        accesses in prop::collection::vec((0usize..3, 0u64..8, 0usize..3), 1..30),
        hands in prop::collection::vec((0usize..30, 0usize..3, 0u64..8, 0usize..6), 0..6),
        frames in 1u32..5, entries in 1u32..6, asid in any::<bool>(), policy in 0usize..14, after in 0usize..3,
    ) {
        let address = |page: u64| match page {
            6 | 7 => 0x100 * 16 + (page - 6) * 0x80 * 16 + 5,
            _ => (0x40 + page) * 16 + page,
        };
        let area = |name: &str, first, pages, huge| {
            Area { name: name.into(), first, pages, may: "rw".into(), disk: true, huge }
        };
        let last = accesses.iter().map(|access| access.0).max().unwrap();
        let by_hand = hands.iter().filter(|hand| hand.0 <= accesses.len() && hand.1 <= last).map(|(at, who, page, bit)| {
            let name = format!("{:X}", (address(*page) >> 4) & !(if *page > 5 { 0xF } else { 0 }));
            let name = if last > 0 { format!("{}.{name}", ["A", "B", "C"][*who]) } else { name };
            format!("{} {name} {}", at + 1, ["p", "w", "u", "a", "x", "c"][*bit])
        }).collect();
        let wish = Paging {
            offset_bits: Some(4),
            level_bits: vec![4, 4, 4],
            areas: vec![area("small", 0x40, 6, 0), area("huge", 0x100, 0x90, 1)],
            frames: Some(frames),
            policy: fixed().nth(policy).expect("a policy"),
            tlb: Some(Tlb { entries, asid, ..Tlb::default() }),
            addresses: accesses.iter().map(|access| address(access.1)).collect(),
            ops: Some(accesses.iter().map(|access| ['R', 'W', 'X'][access.2]).collect()),
            who: Some(accesses.iter().map(|access| ['A', 'B', 'C'][access.0]).collect()),
            by_hand,
            rules: Rules {
                after_fault: Some([AfterFault::RetryHit, AfterFault::RetryMiss, AfterFault::Direct][after]),
                ..Rules::default()
            },
            ..Paging::default()
        };
        let run = Recording::new(Memory::start(&Scenario::Paging(wish.clone())).unwrap(), 100_000);
        prop_assert!(!run.is_cut());
        let (mut unsaved, mut saved) = (BTreeSet::new(), None);
        for step in 1..=run.len() {
            let Memory::Paging(machine) = run.state(step) else { unreachable!() };
            check_maps(&machine)?;
            let space = &machine.config.space;
            if !asid {
                let running = machine.process.unwrap_or(0);
                let mut held = machine.tlb.iter().flat_map(|tlb| tlb.entries());
                prop_assert!(held.all(|(page, _)| space.owner(page) == running), "somebody else's entry");
            }
            for event in run.events(step) {
                match event {
                    Event::Accessed { address } => {
                        let planned = &machine.config.accesses[machine.done - 1];
                        let leaf = machine.leaves[planned.leaf.unwrap()];
                        prop_assert_eq!(*address, leaf.frame.unwrap() * 16 + planned.offset);
                        prop_assert!(leaf.allows(planned.op), "what is forbidden was done");
                        if planned.op == 'W' {
                            unsaved.insert(leaf.page);
                            prop_assert!(leaf.dirty);
                        }
                    }
                    Event::WrittenBack { page, .. } => saved = Some(machine.number(*page)),
                    Event::Loaded { victim: Some(victim), .. } => {
                        let victim = machine.number(*victim);
                        if unsaved.remove(&victim) {
                            prop_assert_eq!(saved, Some(victim), "a write is lost");
                        }
                    }
                    _ => {}
                }
            }
        }
        // Process numbers never cost a hit.
        let hits = |asid| {
            let tlb = Some(Tlb { entries, asid, ..Tlb::default() });
            let mut machine = Walking::start(&Paging { tlb, ..wish.clone() }).unwrap();
            let mut events = vec![];
            (0..wish.addresses.len()).for_each(|_| machine.finish_access(&mut events));
            machine.totals.tlb_hits
        };
        prop_assert!(hits(true) >= hits(false));
    }

    /// A stack: what LRU holds in so many frames it holds in more, too. That is why it has no anomaly.
    #[test]
    fn lru_in_more_frames_holds_all_that_it_holds_in_fewer(refs in strings(), frames in 1u32..6) {
        let held = |frames| -> BTreeSet<String> {
            let machine = ended(&study(Policy::Lru, frames, &refs));
            machine.slots().flatten().map(|slot| machine.name(slot.page)).collect()
        };
        prop_assert!(held(frames).is_subset(&held(frames + 1)));
    }
}

/// The TLB holds only what the tables say, and every page in memory has a frame of its own.
fn check_maps(machine: &Walking) -> Result<(), TestCaseError> {
    let held = machine.leaves.iter().filter_map(|leaf| leaf.frame);
    prop_assert_eq!(held.clone().count(), held.collect::<BTreeSet<_>>().len());
    let present: Vec<(u64, u64)> = machine
        .leaves
        .iter()
        .filter(|leaf| leaf.is_present())
        .filter_map(|leaf| Some((leaf.page, leaf.frame?)))
        .collect();
    for entry in machine.tlb.iter().flat_map(|tlb| tlb.entries()) {
        prop_assert!(present.contains(&entry), "{entry:?} of {present:?}");
    }
    Ok(())
}

#[test]
fn every_policy_under_every_rule_set_keeps_what_every_lab_promises() {
    for policy in Policy::ALL {
        for set in RuleSet::ALL {
            let refs: Vec<u64> = [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1].into();
            let rules = Rules { set, ..Rules::default() };
            let ops = Some("RWRRWRRRWRRRWR".to_string());
            let wish = Replace { rules, ops, window: 3, ..study(policy, 3, &refs) };
            let broken = promises::broken::<Memory>(&Scenario::Replace(wish));
            assert!(broken.is_empty(), "{policy:?} {set:?}: {broken:#?}");
        }
    }
}

#[test]
fn every_policy_works_under_translation() {
    let base = Memory::presets().into_iter().find(|preset| preset.id == "clock-keeps").expect("the default");
    let Scenario::Paging(paging) = base.scenario else { panic!("it walks") };
    for policy in fixed() {
        for after in [AfterFault::RetryMiss, AfterFault::Direct] {
            let rules = Rules { after_fault: Some(after), ..Rules::default() };
            let wish = Scenario::Paging(Paging { policy, rules, ..paging.clone() });
            let broken = promises::broken::<Memory>(&wish);
            assert!(broken.is_empty(), "{policy:?} {after:?}: {broken:#?}");
        }
    }
}

/// A run that is stepped and one that goes access by access end in the same place.
#[test]
fn a_long_run_goes_access_by_access_to_the_same_end() {
    for policy in fixed() {
        let refs: Vec<u64> = (0..2_500u64).map(|at| (at * at * 7 + at / 9) % 23).collect();
        let coarse =
            Recording::new(Memory::start(&Scenario::Replace(study(policy, 9, &refs))).unwrap(), 100_000);
        assert_eq!(coarse.len(), refs.len() + 1, "{policy:?}");
        let Memory::Replace(end) = coarse.state(coarse.len()) else { unreachable!() };
        assert_eq!(end.totals, ended(&study(policy, 9, &refs)).totals, "{policy:?}");
    }
}

/// Above the steps that are kept, a step takes several accesses; nothing is cut, and every state can be looked up.
#[test]
fn the_longest_run_is_not_cut() {
    let random = Some(osviz::labs::memory::scenario::RandomRefs { count: 1_000_000, max: 40 });
    let wish = Replace { random, ..study(Policy::Lru, 30, &[]) };
    let run = Recording::new(Memory::start(&Scenario::Replace(wish.clone())).unwrap(), osviz::sim::LIMIT);
    assert!(!run.is_cut());
    let Memory::Replace(end) = run.state(run.len()) else { unreachable!() };
    assert_eq!(end.done, 1_000_000);
    assert_eq!(run.events(run.len()), [Event::Finished]);
    assert_eq!(end.totals, ended(&wish).totals);
    let Memory::Replace(middle) = run.state(run.len() / 2) else { unreachable!() };
    assert_eq!(middle.columns.back().unwrap().at + 1, middle.done);
}

/// Faults of the same run do not depend on how its state is kept: a search for the oldest by looking at every page.
#[test]
fn lru_and_fifo_agree_with_a_list_that_is_searched() {
    let refs: Vec<u64> = (0..20_000u64).map(|at| (at * at * 31 + at / 7) % 97).collect();
    for (policy, by_use) in [(Policy::Lru, true), (Policy::Fifo, false)] {
        let mut held: Vec<u64> = vec![];
        let mut missed = 0;
        for page in &refs {
            match held.iter().position(|known| known == page) {
                Some(at) if by_use => {
                    held.remove(at);
                    held.push(*page);
                }
                Some(_) => {}
                None => {
                    missed += 1;
                    if held.len() == 40 {
                        held.remove(0);
                    }
                    held.push(*page);
                }
            }
        }
        assert_eq!(faults(&study(policy, 40, &refs)), missed, "{policy:?}");
    }
}
