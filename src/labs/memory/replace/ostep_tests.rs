//! OSTEP's `paging-policy.py`, written down anew from the description of what it decides, against the lab.
//!
//! Frames are a list in order of insertion; a new page always stands at the right end.

use super::report::sheets;
use crate::labs::memory::mersenne::Mersenne;
use crate::labs::memory::rules::{RuleSet, Rules};
use crate::labs::memory::scenario::{Name, Policy, RandomRefs, Replace};
use crate::report::Datum;
use std::collections::BTreeMap;

/// Page, hit, list after the access, victim.
type Line = (u64, bool, Vec<u64>, Option<u64>);

fn played(policy: Policy, size: usize, most: u32, refs: &[u64], random: &mut Mersenne) -> Vec<Line> {
    let (mut list, mut counts, mut lines) = (Vec::<u64>::new(), BTreeMap::<u64, u32>::new(), vec![]);
    for (at, page) in refs.iter().enumerate() {
        let next = |page: u64| refs[at + 1..].iter().position(|other| *other == page).unwrap_or(refs.len());
        let here = list.iter().position(|known| known == page);
        let mut victim = None;
        if let Some(here) = here {
            if matches!(policy, Policy::Lru | Policy::Mru) {
                list.remove(here);
                list.push(*page);
            }
        } else {
            if list.len() == size {
                let slot = match policy {
                    Policy::Mru => size - 1,
                    // The last of the largest, the first of the smallest.
                    Policy::Opt => (0..size).max_by_key(|slot| next(list[*slot])).unwrap(),
                    Policy::Unopt => (0..size).min_by_key(|slot| next(list[*slot])).unwrap(),
                    Policy::Random => random.below(size as u32) as usize,
                    Policy::Clock => loop {
                        let slot = random.below(size as u32) as usize;
                        let count = counts.get_mut(&list[slot]).unwrap();
                        if *count == 0 {
                            break slot;
                        }
                        *count -= 1;
                    },
                    _ => 0,
                };
                let gone = list.remove(slot);
                counts.remove(&gone);
                victim = Some(gone);
            }
            list.push(*page);
        }
        let count = counts.get(page).map_or(1, |count| (count + 1).min(most));
        counts.insert(*page, count);
        lines.push((*page, here.is_some(), list.clone(), victim));
    }
    lines
}

fn number(datum: &Datum) -> Option<u64> {
    match datum {
        Datum::Int(number) => Some(*number as u64),
        _ => None,
    }
}

fn told(study: &Replace) -> Vec<Line> {
    let sheet = &sheets(study)[0];
    let column = |name: &str| sheet.columns.iter().position(|known| known == name).unwrap();
    let [page, hit, frames, victim] = ["page", "hit", "frames", "victim"].map(column);
    let row = |row: &Vec<Datum>| {
        let Datum::List(list) = &row[frames] else { panic!("a list of frames") };
        let list = list.iter().filter_map(number).collect();
        (number(&row[page]).unwrap(), row[hit] == Datum::Flag(true), list, number(&row[victim]))
    };
    sheet.rows.iter().map(row).collect()
}

#[test]
fn the_lab_decides_as_paging_policy_does() {
    let policies =
        [Policy::Fifo, Policy::Lru, Policy::Mru, Policy::Opt, Policy::Unopt, Policy::Random, Policy::Clock];
    for seed in 0..40u64 {
        let (count, max, size) = (10 + seed as u32, 3 + seed as u32 % 9, 1 + seed as usize % 5);
        for (policy, most) in policies.into_iter().flat_map(|policy| (0..4).map(move |most| (policy, most))) {
            let rules = Rules { set: RuleSet::Ostep, clock_max: Some(most), ..Rules::default() };
            let drawn = Replace {
                policy,
                seed,
                rules,
                frames: size as u32,
                random: Some(RandomRefs { count, max }),
                ..Replace::default()
            };
            // As with `-s`: the accesses are drawn first, and the run goes on with the same stream.
            let mut random = Mersenne::new(seed);
            let refs: Vec<u64> = (0..count).map(|_| u64::from(random.below(max))).collect();
            assert_eq!(
                told(&drawn),
                played(policy, size, most, &refs, &mut random),
                "{policy:?} -s {seed} -b {most}"
            );
            // As with `-a`: nothing was drawn before.
            let listed =
                Replace { random: None, refs: refs.iter().copied().map(Name::Number).collect(), ..drawn };
            let want = played(policy, size, most, &refs, &mut Mersenne::new(seed));
            assert_eq!(told(&listed), want, "{policy:?} -a, seed {seed} -b {most}");
        }
    }
}
