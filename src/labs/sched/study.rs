//! Charts over many runs: what the length of the time slice does.

use super::config::{self, has_quantum};
use super::form;
use super::machine::Sched;
use super::metrics::{Figures, everybody};
use super::scenario::Scenario;
use super::state::{Burst, Config};
use crate::lab::{Series, Study, Values, X};
use crate::sim::{Decimal, Machine, Ratio, Time};
use crate::text::Text;
use std::sync::Arc;

/// The most quanta that are tried.
const QUANTA: u64 = 24;
/// A point runs no longer than this many steps; a run that needs more has no value.
const STEPS: usize = 100_000;

/// The studies of a scenario: those of the quantum, if its policy has one.
pub fn studies(scenario: &Scenario) -> Vec<Study> {
    let Some(quanta) = quanta(scenario) else { return vec![] };
    let points: Vec<X> = quanta.iter().map(|quantum| x(*quantum)).collect();
    let here = quanta.iter().position(|quantum| *quantum == scenario.quantum);
    let study = |id, title, help, y_name, series: &[(&'static str, Text, u8)]| Study {
        id,
        title,
        help,
        x: "quantum",
        x_name: Text::new("quantum q", "时间片 q"),
        y_name,
        series: series
            .iter()
            .map(|(id, name, hue)| Series { id: id.to_string(), name: name.clone(), hue: *hue })
            .collect(),
        points: points.clone(),
        evenly: false,
        here,
    };
    let times = study(
        "quantum",
        Text::new("Mean times against the quantum", "平均时间随时间片的变化"),
        Text::new(
            "The same processes and rules, run to the end once for each quantum. A quantum as long as the longest burst never interrupts anybody.",
            "进程和规则不变，对每个时间片各运行到底。时间片不短于最长的 CPU 区间时，不再有任何抢占。",
        ),
        Text::new("mean time", "平均时间"),
        &[
            ("turnaround", Text::new("turnaround", "周转"), 1),
            ("waiting", Text::new("waiting", "等待"), 2),
            ("response", Text::new("response", "响应"), 3),
        ],
    );
    let paid = !switch_cost(scenario).is_zero_ref();
    let cost = study(
        "overhead",
        Text::new("Where the CPU's time goes, against the quantum", "CPU 时间的去向随时间片的变化"),
        if paid {
            Text::new(
                "The same run for each quantum, at the switch cost of the scenario: the shorter the quantum, the more of the CPU goes to switching.",
                "对每个时间片各运行一次，切换开销取场景中的值：时间片越短，CPU 花在切换上的时间越多。",
            )
        } else {
            Text::new(
                "The same run for each quantum. Switching is free in this scenario, so one unit is charged here for each switch: the shorter the quantum, the more of the CPU goes to switching.",
                "对每个时间片各运行一次。本场景切换不计开销，这里按每次切换 1 个单位计算：时间片越短，CPU 花在切换上的时间越多。",
            )
        },
        Text::new("% of the time", "占时间的 %"),
        &[
            ("useful", Text::new("useful", "有用"), 1),
            ("switching", Text::new("switching", "切换"), 0),
            ("idle", Text::new("idle", "空闲"), 8),
        ],
    );
    vec![times, cost]
}

/// The point of a study at an index.
pub fn point(scenario: &Scenario, study: &str, index: usize) -> Values {
    let none = vec![None; 3];
    let Some(quantum) = quanta(scenario).and_then(|quanta| quanta.get(index).copied()) else {
        return none;
    };
    let mut changed = Scenario { quantum, ..last(scenario) };
    if study == "overhead" && switch_cost(scenario).is_zero_ref() {
        changed.rules.switch_cost = Some(Decimal::whole(1));
    }
    let Some(end) = ended(&changed) else { return none };
    match study {
        "quantum" => means(&end),
        "overhead" => shares(&end),
        _ => vec![],
    }
}

/// The scenario with the table in force: what was edited at a step of this run is no step of another.
pub(super) fn last(scenario: &Scenario) -> Scenario {
    Scenario { processes: form::table(scenario), random: None, edits: vec![], ..scenario.clone() }
}

fn switch_cost(scenario: &Scenario) -> Decimal {
    scenario.rules.decided().switch_cost
}

/// The quanta that are tried: whole ones up to the longest burst, and the scenario's own. `None` without a quantum.
fn quanta(scenario: &Scenario) -> Option<Vec<Decimal>> {
    if !has_quantum(scenario.policy) {
        return None;
    }
    let config = config::config(&last(scenario)).ok()?;
    let longest = longest(&config).0.div_ceil(config.scale.per_unit()).max(2);
    let stride = longest.div_ceil(QUANTA);
    let mut quanta: Vec<Decimal> =
        (1..=longest.div_ceil(stride)).map(|step| Decimal::whole(step * stride)).collect();
    quanta.push(scenario.quantum);
    quanta.sort_by_key(|quantum| quantum.ticks_wide(FINEST));
    quanta.dedup_by_key(|quantum| quantum.ticks_wide(FINEST));
    Some(quanta)
}

/// The scale that fits every number.
const FINEST: crate::sim::Scale = crate::sim::Scale { decimals: Decimal::MAX_DECIMALS };

fn longest(config: &Config) -> Time {
    let bursts = config.specs.iter().flat_map(|spec| &spec.bursts);
    let cpu = bursts.filter_map(|burst| match burst {
        Burst::Cpu(length) => Some(*length),
        Burst::Io(..) | Burst::Yield | Burst::Set(..) => None,
    });
    cpu.max().unwrap_or(Time::ZERO)
}

fn x(quantum: Decimal) -> X {
    let ticks = quantum.ticks_wide(FINEST) as u64;
    X { value: FINEST.ratio(Time(ticks)), name: quantum.to_string() }
}

/// The machine at the end of its run; `None` if that is too far, or somebody never ends.
pub(super) fn ended(scenario: &Scenario) -> Option<Sched> {
    let mut machine = Sched::new(Arc::new(config::config(scenario).ok()?));
    let mut events = Vec::new();
    for _ in 0..STEPS {
        machine.step(&mut events);
        if events.is_empty() {
            return (machine.live == 0).then_some(machine);
        }
        events.clear();
    }
    None
}

fn means(end: &Sched) -> Values {
    let all = everybody(end);
    let mean =
        |pick: fn(&Figures) -> Time| Ratio::mean(all.iter().map(|own| end.config.scale.ratio(pick(own))));
    vec![mean(|own| own.turnaround), mean(|own| own.waiting), mean(|own| own.response)]
}

fn shares(end: &Sched) -> Values {
    let whole = Time(end.now.0 * end.cpus.len() as u64);
    let share = |part: Time| {
        let percent = || Ratio::whole(100) * end.config.scale.ratio(part) / end.config.scale.ratio(whole);
        (whole > Time::ZERO).then(percent)
    };
    [end.useful(), end.switching(), end.idle()].map(share).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::Lab;

    fn preset(id: &str) -> Scenario {
        Sched::presets().into_iter().find(|preset| preset.id == id).expect("a preset").scenario
    }

    fn values(scenario: &Scenario, id: &str, x: &str) -> Vec<String> {
        let study = studies(scenario).into_iter().find(|study| study.id == id).expect("a study");
        let index = study.points.iter().position(|point| point.name == x).expect("a point");
        point(scenario, id, index)
            .iter()
            .map(|value| value.as_ref().map_or("-".into(), |v| v.decimal(2)))
            .collect()
    }

    /// 18 units of work in slices of 1, each after a switch of 1; the very first dispatch pays too.
    #[test]
    fn short_slices_cost_half_the_cpu() {
        let mut scenario = preset("slice-length");
        scenario.rules.switch_cost = Some(Decimal::whole(1));
        assert_eq!(values(&scenario, "overhead", "1")[0], "50");
        scenario.rules.switch_cost = Some(Decimal::whole(0));
        assert_eq!(values(&scenario, "overhead", "1")[0], "50", "free switches are charged one unit");
    }

    #[test]
    fn a_point_is_the_report_of_that_run() {
        let scenario = preset("slice-length");
        for study in studies(&scenario).iter().filter(|study| study.id == "quantum") {
            for (index, x) in study.points.iter().enumerate() {
                let quantum = x.name.parse().expect("a decimal");
                let run = Scenario { quantum, ..scenario.clone() };
                let run = crate::sim::Recording::new(Sched::start(&run).expect("it starts"), STEPS);
                let report = Sched::report(&scenario, &run);
                let averages = &report.sheet("averages").expect("a sheet").rows[0];
                let got = point(&scenario, "quantum", index);
                let got: Vec<_> = got
                    .into_iter()
                    .map(|value| crate::report::Datum::Exact(value.expect("a value")))
                    .collect();
                assert_eq!(got[..], averages[..3], "q = {quantum}");
            }
        }
    }

    #[test]
    fn the_axis_holds_the_quantum_of_the_scenario_and_not_too_many_others() {
        let mut scenario = preset("slice-length");
        scenario.quantum = "2.5".parse().expect("a decimal");
        let study = &studies(&scenario)[0];
        assert_eq!(study.points[study.here.expect("it is there")].name, "2.5");
        scenario.processes[0].burst = Some(Decimal::whole(100_000));
        assert!(studies(&scenario)[0].points.len() <= 25);
        scenario.policy = crate::labs::sched::scenario::Policy::Fcfs;
        assert_eq!(studies(&scenario), []);
    }
}
