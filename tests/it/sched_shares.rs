//! Proportional share: what a process gets follows its tickets, within the bounds that the papers prove.

use crate::sched_cases::{open, sheet};
use osviz::labs::sched::fair::cfs;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Processes that all compete from 0 to the end of the first one.
fn jobs(tickets: &[u64], burst: u64) -> Value {
    let job = |(index, tickets)| json!({ "pid": format!("P{index}"), "burst": burst, "tickets": tickets });
    tickets.iter().enumerate().map(job).collect()
}

/// The winners of the first decisions, as long as all compete.
fn winners(decisions: &Value, count: usize) -> Vec<String> {
    let pid = |decision: &Value| decision["pid"].as_str().expect("a name").to_string();
    decisions.as_array().expect("decisions").iter().take(count).map(pid).collect()
}

/// The chance of a sample further than five standard deviations from its mean is below one in a million; the
/// draws follow from the seeds, so this holds or does not hold for ever.
#[test]
fn lottery_wins_follow_the_tickets() {
    const DRAWS: u64 = 4_000;
    for seed in 0..10 {
        let tickets = [75, 25, 400, 1];
        let scenario = json!({ "policy": "lottery", "quantum": 1, "draw_seed": seed, "processes": jobs(&tickets, DRAWS) });
        let decisions = sheet(&*open(scenario), "decisions");
        let winners = winners(&decisions, DRAWS as usize);
        let total: u64 = tickets.iter().sum();
        for (index, own) in tickets.iter().enumerate() {
            let wins = winners.iter().filter(|pid| **pid == format!("P{index}")).count() as i64;
            // (wins - n p)^2 <= 25 n p (1 - p), times total^2
            let off = wins * total as i64 - (DRAWS * own) as i64;
            let bound = 25 * DRAWS * own * (total - own);
            assert!((off * off) as u64 <= bound, "seed {seed}: P{index} won {wins} of {DRAWS}");
        }
    }
}

#[test]
fn written_draws_are_the_draws_of_the_seed() {
    let scenario = |draws: Value| json!({ "policy": "lottery", "draws": draws, "draw_seed": 7, "processes": jobs(&[3, 5, 9], 20) });
    let run = open(scenario(json!([])));
    let decisions = sheet(&*run, "decisions");
    let draws: Value =
        decisions.as_array().unwrap().iter().map(|decision| decision["draw"].clone()).collect();
    assert_eq!(open(scenario(draws)).report(), run.report());
    assert_eq!(open(scenario(json!([]))).report(), run.report());
    let other = open(json!({ "policy": "lottery", "draw_seed": 8, "processes": jobs(&[3, 5, 9], 20) }));
    assert_ne!(sheet(&*other, "decisions"), decisions);
}

proptest! {
    /// Passes never part by more than the largest stride, so no process is ever more than a slice from its share
    /// against any other. Source: Waldspurger and Weihl 1995, section 2.
    #[test]
    fn strides_keep_together(tickets in prop::collection::vec(1u64..50, 2..6), burst in 5u64..40) {
        let scenario = json!({ "policy": "stride", "quantum": 1, "processes": jobs(&tickets, burst) });
        let decisions = sheet(&*open(scenario), "decisions");
        for decision in decisions.as_array().unwrap() {
            let passes: Vec<i64> = decision["passes"].as_object().unwrap().values().map(|pass| pass.as_i64().unwrap()).collect();
            let (least, most) = (passes.iter().min().unwrap(), passes.iter().max().unwrap());
            let largest = tickets.iter().map(|tickets| 10_000 / tickets).max().unwrap() as i64;
            prop_assert!(most - least <= largest, "{decision}");
        }
    }

    /// With strides that divide evenly, a cycle of as many slices as there are tickets gives each its own number.
    #[test]
    fn a_cycle_of_strides_is_exact(tickets in prop::collection::vec(1u64..9, 2..5), cycles in 1usize..4) {
        let length: u64 = tickets.iter().sum();
        // 2520 is divided by every number of tickets from 1 to 9.
        let scenario = json!({ "policy": "stride", "quantum": 1, "big": 2520, "processes": jobs(&tickets, 100) });
        let decisions = sheet(&*open(scenario), "decisions");
        let mut slices: BTreeMap<String, u64> = BTreeMap::new();
        for winner in winners(&decisions, length as usize * cycles) {
            *slices.entry(winner).or_default() += 1;
        }
        let got: Vec<u64> = slices.into_values().collect();
        let wanted: Vec<u64> = tickets.iter().map(|tickets| tickets * cycles as u64).collect();
        prop_assert_eq!(got, wanted);
    }

    /// Whoever is last runs for one slice, so vruntimes never part by more than a slice is worth.
    #[test]
    fn vruntimes_keep_together(nices in prop::collection::vec(-20i32..=19, 2..6), floor in any::<bool>()) {
        let job = |(index, nice): (usize, &i32)| json!({ "pid": format!("P{index}"), "burst": 40_000, "nice": nice });
        let processes: Value = nices.iter().enumerate().map(job).collect();
        let params = json!({ "latency": 6_000, "min_granularity": 750, "wakeup_granularity": 1_000 });
        let scenario = json!({ "policy": "cfs", "params": params, "processes": processes, "rules": { "slice_floor": floor } });
        let picks = sheet(&*open(scenario), "picks");
        let weight = |pick: &Value| {
            let index: usize = pick["pid"].as_str().unwrap()[1..].parse().unwrap();
            cfs::weight(nices[index]) as u64
        };
        let mut worth = 0;
        for pick in picks.as_array().unwrap() {
            let vruntimes: Vec<u64> = pick["vruntime"].as_object().unwrap().values().map(|own| own.as_u64().unwrap()).collect();
            let (least, most) = (vruntimes.iter().min().unwrap(), vruntimes.iter().max().unwrap());
            prop_assert!(most - least <= worth, "{pick}");
            prop_assert_eq!(&pick["vruntime"][pick["pid"].as_str().unwrap()], &json!(least));
            worth = worth.max(pick["slice"].as_u64().unwrap() * 1024 / weight(pick));
        }
    }
}
