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

/// Processes of `eevdf` by weight and slice, some with I/O, and the picks of their run.
fn eevdf_picks(jobs: &[(u32, u32, u32, u32)], rules: Value, quantum: Value) -> Value {
    let job = |(index, (weight, slice, arrival, sleep)): (usize, &(u32, u32, u32, u32))| {
        let bursts = match sleep {
            0 => "30".to_string(),
            sleep => format!("4 io{sleep} 7 io{sleep} 9"),
        };
        json!({ "pid": format!("P{index}"), "weight": weight, "slice": slice, "arrival": arrival, "bursts": bursts })
    };
    let processes: Value = jobs.iter().enumerate().map(job).collect();
    let params = json!({ "scale": 1, "quantum": quantum });
    let run = open(json!({ "policy": "eevdf", "params": params, "processes": processes, "rules": rules }));
    sheet(&*run, "picks")
}

/// An exact fraction of a report as numerator and denominator.
fn fraction(value: &Value) -> (i128, i128) {
    let words = value["frac"].as_str().expect("a fraction");
    let (num, den) = words.split_once('/').unwrap_or((words, "1"));
    (num.parse().expect("a whole number"), den.parse().expect("a whole number"))
}

/// num / den < bound?
fn below((num, den): (i128, i128), bound: i128) -> bool {
    num < bound * den
}

fn clients() -> impl Strategy<Value = Vec<(u32, u32, u32, u32)>> {
    prop::collection::vec((1u32..6, 1u32..9, 0u32..12, prop_oneof![Just(0u32), 1u32..9]), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    /// What one is owed another has had too much; and somebody may always run.
    #[test]
    fn lags_add_up_to_nothing(jobs in clients(), paper in any::<bool>(), again in any::<bool>()) {
        let profile = if paper { "paper" } else { "linux" };
        let picks = eevdf_picks(&jobs, json!({ "profile": profile, "arrival_preempts": again }), Value::Null);
        for pick in picks.as_array().unwrap() {
            let state = pick["state"].as_object().unwrap();
            let (mut num, mut den) = (0i128, 1i128);
            for client in state.values() {
                let (n, d) = fraction(&client["lag"]);
                (num, den) = (num * d + n * den, den * d);
                let common = gcd(num.abs(), den);
                (num, den) = (num / common, den / common);
            }
            prop_assert_eq!(num, 0, "{}", pick);
            let picked = &state[pick["pid"].as_str().unwrap()];
            prop_assert_eq!(&picked["eligible"], &json!(true));
            for other in state.values().filter(|other| other["eligible"] == json!(true)) {
                let ((a, b), (c, d)) = (fraction(&picked["d"]), fraction(&other["d"]));
                prop_assert!(a * d <= c * b, "the earliest deadline: {}", pick);
            }
        }
    }

    /// −r < lag < max(r, q) at every pick while nobody leaves with a lag. Source: Stoica and Abdel-Wahab 1995.
    #[test]
    fn lags_keep_the_bound_of_the_paper(
        jobs in prop::collection::vec((1u32..6, 1u32..9), 1..6), quantum in 1u32..4,
    ) {
        let jobs: Vec<_> = jobs.into_iter().map(|(weight, slice)| (weight, slice, 0, 0)).collect();
        let picks = eevdf_picks(&jobs, json!({ "profile": "paper" }), json!(quantum));
        for pick in picks.as_array().unwrap() {
            let state = pick["state"].as_object().unwrap();
            for (name, client) in state.iter().filter(|_| state.len() == jobs.len()) {
                let index: usize = name[1..].parse().unwrap();
                let (lag, r) = (fraction(&client["lag"]), jobs[index].1);
                prop_assert!(below((-lag.0, lag.1), r as i128), "{name} in {pick}");
                prop_assert!(below(lag, r.max(quantum) as i128), "{name} in {pick}");
            }
        }
    }
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.max(1) } else { gcd(b, a % b) }
}

/// As long as all compete, service over weight stays within a request of everybody else's.
#[test]
fn eevdf_shares_follow_the_weights() {
    let jobs = [("A", 0), ("B", 1), ("C", 5), ("D", -5)];
    let job = |(pid, nice): &(&str, i32)| json!({ "pid": pid, "burst": 20_000, "nice": nice });
    let processes: Value = jobs.iter().map(job).collect();
    let run = open(json!({ "policy": "eevdf", "processes": processes }));
    let sum: u64 = jobs.iter().map(|(_, nice)| cfs::weight(*nice) as u64).sum();
    let mut ran: BTreeMap<String, u64> = BTreeMap::new();
    for slice in sheet(&*run, "gantt").as_array().unwrap() {
        let (start, end) = (slice[0].as_u64().unwrap(), slice[1].as_u64().unwrap().min(20_000));
        if start < end {
            *ran.entry(slice[2].as_str().unwrap().into()).or_default() += end - start;
        }
    }
    for (pid, nice) in jobs {
        let due = 20_000 * cfs::weight(nice) as u64 / sum;
        assert!(ran[pid].abs_diff(due) <= 200, "{pid} ran {} of {due}: more than 1 % off", ran[pid]);
    }
}
