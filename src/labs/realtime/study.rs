//! A chart over many runs: deadlines missed against the utilisation.

use super::machine::Realtime;
use super::scenario::{Policy, Scenario};
use crate::lab::{Lab, Series, Study, Values, X};
use crate::sim::{Decimal, Machine, Ratio, Scale};
use crate::text::Text;

/// The execution times are multiplied by so many tenths.
const TENTHS: std::ops::RangeInclusive<u64> = 2..=15;
/// A point runs no longer than this many steps; a run that needs more has no value.
const STEPS: usize = 20_000;
/// The scale that fits every number.
const FINEST: Scale = Scale { decimals: Decimal::MAX_DECIMALS };
/// The policies that are compared.
const POLICIES: [Policy; 3] = [Policy::Rm, Policy::Dm, Policy::Edf];

/// The study of independent periodic tasks; programs and their locks are not scaled.
pub fn studies(scenario: &Scenario) -> Vec<Study> {
    let periodic = scenario.tasks.iter().any(|task| task.t.is_some_and(|period| !period.is_zero_ref()));
    let plain = scenario.tasks.iter().all(|task| task.program.is_none());
    if !periodic || !plain || scaled(scenario, 1).is_none() {
        return vec![];
    }
    let series = |id: &str, name: &'static str, hue| Series { id: id.into(), name: Text::same(name), hue };
    let point = |tenths: u64| {
        let percent = Ratio::whole(100) * utilisation(scenario) * Ratio::new(tenths as i64, 10);
        X { name: format!("{} %", percent.decimal(1)), value: percent }
    };
    vec![Study {
        id: "misses",
        title: Text::new("Deadlines missed against the utilisation", "超时比例随利用率的变化"),
        help: Text::new(
            "The same tasks with all execution times shorter or longer, run once for each policy. EDF misses nothing up to 100 %, if deadlines are the periods; fixed priorities may miss before.",
            "任务不变，执行时间按同一比例缩短或加长，对每种算法各运行一次。截止时间等于周期时，EDF 在利用率不超过 100% 时不会超时；固定优先级可能更早超时。",
        ),
        x: "utilisation",
        x_name: Text::new("utilisation, %", "利用率（%）"),
        y_name: Text::new("% of the jobs", "占作业的 %"),
        series: vec![series("rm", "RM", 1), series("dm", "DM", 2), series("edf", "EDF", 3)],
        points: TENTHS.map(point).collect(),
        evenly: false,
        here: TENTHS.clone().position(|tenths| tenths == 10),
    }]
}

/// Σ C / T.
fn utilisation(scenario: &Scenario) -> Ratio {
    let ticks = |number: Option<Decimal>| FINEST.ratio(number.unwrap_or_default().ticks(FINEST));
    let periodic = scenario.tasks.iter().filter(|task| task.t.is_some_and(|period| !period.is_zero_ref()));
    periodic.map(|task| ticks(task.c) / ticks(task.t)).sum()
}

/// The scenario with all execution times so many tenths as long; `None` if that needs too many decimals.
fn scaled(scenario: &Scenario, tenths: u64) -> Option<Scenario> {
    let mut scaled = scenario.clone();
    for task in &mut scaled.tasks {
        let all = task.c?.ticks_wide(FINEST) * u128::from(tenths);
        if all % 10 != 0 {
            return None;
        }
        let (whole, part) = (all / 10_000_000, all / 10 % 1_000_000);
        let written = format!("{whole}.{part:06}");
        task.c = Some(written.trim_end_matches('0').trim_end_matches('.').parse().ok()?);
    }
    Some(scaled)
}

/// What part of the jobs misses its deadline at a point, policy by policy.
pub fn point(scenario: &Scenario, index: usize) -> Values {
    let changed = TENTHS.clone().nth(index).and_then(|tenths| scaled(scenario, tenths));
    let values = POLICIES.map(|policy| {
        let mut changed = Scenario { policy, ..changed.clone()? };
        changed.rules.on_miss = super::scenario::OnMiss::Continue;
        missed(&changed)
    });
    values.into()
}

fn missed(scenario: &Scenario) -> Option<Ratio> {
    let mut machine = Realtime::start(scenario).ok()?;
    let mut events = Vec::new();
    for _ in 0..STEPS {
        machine.step(&mut events);
        if events.is_empty() {
            let jobs: u64 = machine.tally.iter().map(|tally| tally.released).sum();
            let missed: u64 = machine.tally.iter().map(|tally| tally.missed).sum();
            return (jobs > 0).then(|| Ratio::new(100 * missed as i64, jobs as i64));
        }
        events.clear();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// C 2, T 4 and C 5, T 10: full use. RM starts T1 at 0, 4, 8, so T2 has 2 + 2 + 0 units by 10 and misses; EDF
    /// lets it go before T1's job of 8, whose deadline is 12.
    #[test]
    fn edf_holds_out_to_full_use_and_rm_does_not() {
        let scenario: Scenario = serde_json::from_value(serde_json::json!({
            "policy": "rm", "tasks": [{ "id": "A", "C": 2, "T": 4 }, { "id": "B", "C": 5, "T": 10 }],
        }))
        .expect("a scenario");
        let study = &studies(&scenario)[0];
        let here = study.here.expect("it is there");
        assert_eq!(study.points[here].name, "100 %");
        let at = |index| point(&scenario, index);
        // Jobs until 20: five of A, two of B; the first of B misses, the second with it.
        assert_eq!(at(here)[2], Some(Ratio::whole(0)));
        assert!(at(here)[0] > Some(Ratio::whole(0)), "{:?}", at(here)[0]);
        assert_eq!(at(0), vec![Some(Ratio::whole(0)); 3], "a fifth of the load misses nothing");
        assert!(at(study.points.len() - 1).iter().all(|value| *value > Some(Ratio::whole(0))), "overload");
    }

    #[test]
    fn tasks_with_locks_have_no_study() {
        let scenario: Scenario = serde_json::from_value(serde_json::json!({
            "policy": "rm", "tasks": [{ "id": "A", "T": 4, "program": "1 lock S 1 unlock S" }],
        }))
        .expect("a scenario");
        assert_eq!(studies(&scenario), []);
    }
}
