//! From a scenario to what the machine runs on: every number checked and brought to one scale.

use super::burst::{self, Written};
use super::custom;
use super::fair::cfs::{self, Tunables};
use super::fair::classes::{self, RealTime};
use super::fair::eevdf::{self, Parameters};
use super::generate;
use super::rules::{Aging, Decided, QueueFor, Slices, Steal};
use super::scenario::{
    Fair, MAX_DRAWS, MAX_LEVELS, MAX_PROCESSES, MAX_RESIDENT, MAX_SUSPENSIONS, MAX_TICKETS, Policy, Process,
    Random, Scenario, Swapping,
};
use super::smp;
use super::state::{Burst, Config, LevelSpec, Spec};
use crate::lab::Problem;
use crate::sim::{Decimal, Scale, Time};
use crate::text;
use crate::text::Text;
use std::collections::BTreeSet;

/// The most ticks that all times of a scenario may add up to, so that [`MAX_RATE`] times any instant fits 63 bits.
const MAX_TICKS: u128 = 1_000_000_000_000_000;
/// The most ticks that one switch may cost, so that a million of them take no longer than [`MAX_TICKS`].
const MAX_SWITCH: u64 = 1_000_000_000;
/// The greatest rate at which a priority may grow.
const MAX_RATE: i32 = 1_000;
/// The greatest number that a draw may give.
const MAX_NUMBER: u64 = 1_000_000_000_000;
/// The greatest bound of any number in a random workload.
const MAX_RANDOM: u32 = 1_000_000;
/// The most I/O bursts of a random process.
const MAX_RANDOM_IO: u32 = 8;

/// What the machine runs on, or which field is wrong and what would be right.
pub fn config(scenario: &Scenario) -> Result<Config, Problem> {
    let rules = in_use(checked_aging(scenario.rules.decided())?, scenario);
    smp::check(scenario, &rules)?;
    let table = table(scenario)?;
    let written = rows(scenario.policy, &table)?;
    let mut tables = vec![(table.as_slice(), written)];
    for fork in &scenario.edits {
        tables.push((&fork.processes, rows(scenario.policy, &fork.processes)?));
    }
    let ordered = scenario.edits.windows(2).all(|pair| pair[0].at <= pair[1].at);
    if !ordered || scenario.edits.len() > 1_000 {
        return Err(Problem::at(
            "edits",
            Text::new("Edits must be in order of their steps.", "修改必须按步骤先后排列。"),
        ));
    }
    let longest = tables.iter().map(|(table, _)| table.len()).max().unwrap_or(0);
    let times = times(scenario, &rules);
    let in_tables = tables.iter().flat_map(|(table, written)| decimals(scenario, table, written));
    let of_options = times.iter().map(|time| time.decimals()).max().unwrap_or(0);
    let first = decimals(scenario, tables[0].0, &tables[0].1).into_iter().max().unwrap_or(0);
    let base = Scale { decimals: of_options.max(first) };
    let scale = Scale { decimals: in_tables.max().unwrap_or(0).max(base.decimals) };
    let base_slice = has_requests(scenario).then_some(scenario.params.base_slice);
    let swaps = scenario.swapping != Swapping::Off;
    let linux = scenario.policy == Policy::Linux;
    let mut builder = Builder { scale, devices: vec![], total: 0, base_slice, linux, swaps };
    for time in times {
        bounded("", time.ticks_wide(scale))?;
    }
    let mut specs = Vec::new();
    for (table, written) in tables {
        smp::check_rows(table, scenario.cpus)?;
        specs.push(builder.specs(table, written)?);
    }
    eevdf::check(scenario, &specs)?;
    classes::admit(scenario)?;
    let mut specs = specs.into_iter();
    Ok(Config {
        scale,
        policy: scenario.policy,
        cpus: scenario.cpus as usize,
        per_core: rules.queue == QueueFor::PerCore,
        balance: smp::balance(scenario, &rules, scale)?,
        migration_cost: switch_cost("mig", smp::migration_cost(scenario), scale)?,
        cache: smp::cache(scenario, scale)?,
        bound: specs.as_slice().iter().flatten().any(|spec| spec.affinity != 0),
        quantum: quantum(scenario, scale)?,
        start: scenario.start.ticks(scale),
        switch_cost: switch_cost("cs", rules.switch_cost, scale)?,
        levels: levels(scenario, scale)?,
        boost: boost(scenario, scale)?,
        custom: custom::custom(scenario, scale, longest, builder.total)?,
        tunables: tunables(scenario, base)?,
        eevdf: eevdf(scenario, scale)?,
        real_time: real_time(scenario, scale)?,
        base,
        grain: scale.per_unit() / base.per_unit(),
        draws: draws(scenario)?,
        draw_seed: scenario.draw_seed,
        big: big(scenario)?,
        resident: resident(scenario)?,
        admission: scenario.admission,
        swapping: scenario.swapping,
        rules,
        specs: specs.next().expect("the first table is always there"),
        forks: scenario.edits.iter().map(|fork| fork.at).zip(specs).collect(),
        devices: builder.devices,
    })
}

/// The times besides those of the processes that the run depends on: they alone may make the ticks finer, because
/// slices of `cfs` are rounded to ticks.
fn times(scenario: &Scenario, rules: &Decided) -> Vec<Decimal> {
    let mut times = vec![scenario.start, rules.switch_cost];
    times.extend(smp::times(scenario, rules));
    if let Some(Aging::Step { interval, .. }) = rules.aging {
        times.push(interval);
    }
    match scenario.policy {
        Policy::Mlfq => {
            times.extend(scenario.boost);
            times.extend(scenario.levels.iter().filter_map(|level| level.quantum));
        }
        Policy::Cfs => times.extend(params(scenario)),
        Policy::Custom => times.extend(scenario.custom.every),
        Policy::Linux => {
            let params = &scenario.params;
            times.extend([params.rr_quantum, params.rt_period].into_iter().chain(params.rt_runtime));
            match params.fair {
                Fair::Cfs => times.extend(self::params(scenario)),
                Fair::Eevdf => times.extend([params.base_slice].into_iter().chain(params.quantum)),
            }
        }
        Policy::Eevdf => {
            times.extend([scenario.params.base_slice].into_iter().chain(scenario.params.quantum))
        }
        _ if has_quantum(scenario.policy) => times.push(scenario.quantum),
        _ => {}
    }
    times
}

/// The processes as a table: written, or random ones.
pub fn table(scenario: &Scenario) -> Result<Vec<Process>, Problem> {
    let Some(random) = &scenario.random else {
        return Ok(scenario.processes.clone());
    };
    if !scenario.processes.is_empty() {
        return Err(Problem::at(
            "random",
            Text::new("Give either processes or random, not both.", "processes 与 random 只能给出一个。"),
        ));
    }
    check_random(random)?;
    Ok(generate::processes(random))
}

fn check_random(random: &Random) -> Result<(), Problem> {
    let bounds = [
        ("count", random.count, 1, MAX_PROCESSES as u32),
        ("arrival", random.arrival, 0, MAX_RANDOM),
        ("burst", random.burst, 1, MAX_RANDOM),
        ("io", random.io, 0, MAX_RANDOM_IO),
        ("priority", random.priority, 1, MAX_RANDOM),
    ];
    for (field, value, least, most) in bounds {
        if !(least..=most).contains(&value) {
            let text =
                text!("{field} must be from {least} to {most}.", "{field} 应在 {least} 到 {most} 之间。");
            return Err(Problem::at(format!("random.{field}"), text));
        }
    }
    Ok(())
}

type Row = Vec<Written>;

fn rows(policy: Policy, table: &[Process]) -> Result<Vec<Row>, Problem> {
    if table.len() > MAX_PROCESSES {
        let text = text!(
            "At most {MAX_PROCESSES} processes fit a scenario.",
            "一个场景最多 {MAX_PROCESSES} 个进程。"
        );
        return Err(Problem::at("rows", text));
    }
    let mut names = BTreeSet::new();
    let check = |(index, process): (usize, &'_ Process)| {
        let pid = &process.pid;
        if !burst::is_name(pid) {
            let text = Text::new(
                "A name has 1 to 12 letters, digits, _, - or .",
                "名称由 1 到 12 个字母、汉字、数字、_、- 或 . 组成。",
            );
            return Err(Problem::at(format!("rows.{index}.pid"), text));
        }
        if !names.insert(pid.clone()) {
            let text = text!("{pid} is there twice; names must differ.", "{pid} 出现了两次，名称不能相同。");
            return Err(Problem::at(format!("rows.{index}.pid"), text));
        }
        if !(1..=MAX_TICKETS).contains(&process.tickets) {
            let text = text!(
                "A process holds 1 to {MAX_TICKETS} tickets.",
                "每个进程持有 1 到 {MAX_TICKETS} 张彩票。"
            );
            return Err(Problem::at(format!("rows.{index}.tickets"), text));
        }
        if !(-20..=19).contains(&process.nice) {
            let text = Text::new("A nice value lies from -20 to 19.", "nice 值应在 -20 到 19 之间。");
            return Err(Problem::at(format!("rows.{index}.nice"), text));
        }
        if process.weight.is_some_and(|weight| !(1..=1_000_000).contains(&weight)) {
            let text = Text::new("A weight lies from 1 to 1000000.", "权重应在 1 到 1000000 之间。");
            return Err(Problem::at(format!("rows.{index}.nice"), text));
        }
        if process.slice.is_some_and(|slice| slice.is_zero_ref()) {
            let text = Text::new("A slice must be greater than 0.", "时间片必须大于 0。");
            return Err(Problem::at(format!("rows.{index}.slice"), text));
        }
        check_suspended(process).map_err(|text| Problem::at(format!("rows.{index}.susp"), text))?;
        let bursts = burst::bursts(process);
        let bursts = bursts.map_err(|text| Problem::at(format!("rows.{index}.bursts"), text))?;
        classes::check(policy, process, &bursts)
            .map_err(|text| Problem::at(format!("rows.{index}.class"), text))?;
        Ok(bursts)
    };
    table.iter().enumerate().map(check).collect()
}

fn decimals(scenario: &Scenario, table: &[Process], rows: &[Row]) -> Vec<u8> {
    let arrivals = table.iter().map(|process| process.arrival.decimals());
    let (swaps, requests) = (scenario.swapping != Swapping::Off, has_requests(scenario));
    let suspended = table.iter().filter(|_| swaps).flat_map(|process| &process.suspended);
    let arrivals = arrivals.chain(suspended.map(|instant| instant.decimals()));
    let slices = table.iter().flat_map(|process| match scenario.policy {
        Policy::Eevdf => [process.slice, None, None],
        Policy::Linux => [process.slice.filter(|_| requests), process.period, process.runtime],
        _ => [None; 3],
    });
    let slices = slices.flatten();
    let slices = slices.map(|slice| slice.decimals());
    let lengths = rows.iter().flatten().map(|burst| match burst {
        Written::Cpu(length) | Written::Io(_, length) => length.decimals(),
        Written::Yield | Written::Set(..) => 0,
    });
    arrivals.chain(slices).chain(lengths).collect()
}

struct Builder {
    scale: Scale,
    devices: Vec<String>,
    /// Ticks of all tables so far.
    total: u128,
    /// Under `eevdf`, the slice of a process that says nothing of it.
    base_slice: Option<Decimal>,
    /// Are there reservations?
    linux: bool,
    /// Are processes suspended when the table says so?
    swaps: bool,
}

impl Builder {
    fn specs(&mut self, table: &[Process], rows: Vec<Row>) -> Result<Vec<Spec>, Problem> {
        let mut latest = 0;
        for (process, row) in table.iter().zip(&rows) {
            latest = latest.max(process.arrival.ticks_wide(self.scale));
            let resumed = process.suspended.last().filter(|_| self.swaps);
            latest = latest.max(resumed.map_or(0, |instant| instant.ticks_wide(self.scale)));
            if self.base_slice.is_some() {
                let own = [process.slice, process.period].into_iter().flatten();
                self.total += own.map(|length| length.ticks_wide(self.scale)).sum::<u128>();
            }
            for burst in row {
                if let Written::Cpu(length) | Written::Io(_, length) = burst {
                    self.total += length.ticks_wide(self.scale);
                }
            }
        }
        self.total += latest;
        bounded("rows", self.total)?;
        let spec = |(process, row): (&Process, Row)| Spec {
            name: process.pid.clone(),
            arrival: process.arrival.ticks(self.scale),
            bursts: row.into_iter().map(|burst| self.burst(burst)).collect(),
            priority: process.priority,
            tickets: process.tickets,
            nice: process.nice,
            weight: process.weight.unwrap_or(cfs::weight(process.nice)),
            class: process.class,
            period: self.reserved(process.period),
            runtime: self.reserved(process.runtime),
            slice: self.base_slice.map_or(Time::ZERO, |base| process.slice.unwrap_or(base).ticks(self.scale)),
            core: process.core,
            affinity: process.affinity.iter().fold(0, |mask, cpu| mask | 1 << cpu),
            working_set: process.working_set,
            suspended: self.instants(&process.suspended),
        };
        Ok(table.iter().zip(rows).map(spec).collect())
    }

    /// A length of a reservation, which only `linux` has.
    fn reserved(&self, length: Option<Decimal>) -> Time {
        length.filter(|_| self.linux).unwrap_or_default().ticks(self.scale)
    }

    fn instants(&self, suspended: &[Decimal]) -> Vec<Time> {
        suspended.iter().filter(|_| self.swaps).map(|instant| instant.ticks(self.scale)).collect()
    }

    fn burst(&mut self, burst: Written) -> Burst {
        match burst {
            Written::Cpu(length) => Burst::Cpu(length.ticks(self.scale)),
            Written::Yield => Burst::Yield,
            Written::Set(class, priority) => Burst::Set(class, priority),
            Written::Io(device, length) => {
                let known = self.devices.iter().position(|name| *name == device);
                let index = known.unwrap_or_else(|| {
                    self.devices.push(device);
                    self.devices.len() - 1
                });
                Burst::Io(index as u32, length.ticks(self.scale))
            }
        }
    }
}

fn bounded(place: &str, ticks: u128) -> Result<(), Problem> {
    if ticks <= MAX_TICKS {
        return Ok(());
    }
    Err(Problem::at(
        place,
        Text::new(
            "These times are too long: all of them together may be at most 10^15 of the smallest unit used.",
            "时间太长：以所用的最小单位计，所有时间之和不能超过 10^15。",
        ),
    ))
}

pub(super) fn positive(place: &str, number: Decimal, scale: Scale) -> Result<Time, Problem> {
    match number.ticks(scale) {
        Time::ZERO => Err(Problem::at(place, Text::new("It must be greater than 0.", "必须大于 0。"))),
        ticks => Ok(ticks),
    }
}

/// Only `priority` has aging, and one CPU has one queue, whatever a file says; `cfs` always has one for each.
fn in_use(rules: Decided, scenario: &Scenario) -> Decided {
    let queue = match scenario.cpus {
        ..=1 => QueueFor::Global,
        _ if smp::always_apart(scenario.policy) => QueueFor::PerCore,
        _ => rules.queue,
    };
    let steal = if scenario.policy == Policy::Eevdf { Steal::None } else { rules.steal };
    let slices = if smp::aligned(scenario) { Slices::Aligned } else { Slices::Own };
    Decided {
        aging: rules.aging.filter(|_| scenario.policy == Policy::Priority),
        queue,
        steal,
        slices,
        ..rules
    }
}

/// Does EEVDF share out the CPU, or what other classes leave of it?
fn has_requests(scenario: &Scenario) -> bool {
    match scenario.policy {
        Policy::Linux => scenario.params.fair == Fair::Eevdf,
        policy => policy == Policy::Eevdf,
    }
}

/// Has the policy one slice for all?
pub(super) fn has_quantum(policy: Policy) -> bool {
    matches!(policy, Policy::Rr | Policy::PriorityRr | Policy::Lottery | Policy::Stride)
}

/// One tick for the policies without it, whatever a file says.
fn quantum(scenario: &Scenario, scale: Scale) -> Result<Time, Problem> {
    if has_quantum(scenario.policy) { positive("q", scenario.quantum, scale) } else { Ok(Time(1)) }
}

/// Only feedback queues have a boost, whatever a file says of it.
fn boost(scenario: &Scenario, scale: Scale) -> Result<Option<Time>, Problem> {
    let boost = scenario.boost.filter(|_| scenario.policy == Policy::Mlfq);
    boost.map(|boost| positive("boost", boost, scale)).transpose()
}

fn params(scenario: &Scenario) -> [Decimal; 3] {
    let params = &scenario.params;
    [params.latency, params.min_granularity, params.wakeup_granularity]
}

/// Only `cfs` has them, and `linux` with it, whatever a file says.
fn tunables(scenario: &Scenario, base: Scale) -> Result<Tunables, Problem> {
    let linux = scenario.policy == Policy::Linux && scenario.params.fair == Fair::Cfs;
    if scenario.policy != Policy::Cfs && !linux {
        return Ok(Tunables::default());
    }
    let [latency, min_granularity, wakeup_granularity] = params(scenario);
    Ok(Tunables {
        latency: positive("lat", latency, base)?,
        min_granularity: positive("gran", min_granularity, base)?,
        wakeup_granularity: wakeup_granularity.ticks(base),
    })
}

/// Only `linux` has them, whatever a file says.
fn real_time(scenario: &Scenario, scale: Scale) -> Result<RealTime, Problem> {
    if scenario.policy != Policy::Linux {
        return Ok(RealTime::default());
    }
    let params = &scenario.params;
    Ok(RealTime {
        quantum: positive("rrq", params.rr_quantum, scale)?,
        period: positive("rtper", params.rt_period, scale)?,
        runtime: params.rt_runtime.map(|runtime| positive("rtrun", runtime, scale)).transpose()?,
        fair: params.fair,
    })
}

/// Only `eevdf` has them, whatever a file says.
fn eevdf(scenario: &Scenario, scale: Scale) -> Result<Parameters, Problem> {
    if !has_requests(scenario) {
        return Ok(Parameters::default());
    }
    positive("bslice", scenario.params.base_slice, scale)?;
    let quantum = scenario.params.quantum.map(|quantum| positive("tick", quantum, scale)).transpose()?;
    let unit = scenario.params.scale;
    if !(1..=1_000_000).contains(&unit) {
        let text = Text::new("The scale lies from 1 to 1000000.", "基准权重应在 1 到 1000000 之间。");
        return Err(Problem::at("unit", text));
    }
    Ok(Parameters { quantum, scale: unit })
}

fn resident(scenario: &Scenario) -> Result<Option<u32>, Problem> {
    match scenario.multiprogramming {
        Some(limit) if !(1..=MAX_RESIDENT).contains(&limit) => {
            let text = text!(
                "From 1 to {MAX_RESIDENT} processes fit memory, or any number.",
                "内存中可有 1 至 {MAX_RESIDENT} 个进程，或不限。"
            );
            Err(Problem::at("mpl", text))
        }
        limit => Ok(limit),
    }
}

/// The instants of suspension: in pairs, each later than the one before. Without swapping nobody is suspended.
fn check_suspended(process: &Process) -> Result<(), Text> {
    let instants = &process.suspended;
    let wide = Scale { decimals: 6 };
    let rising = instants.windows(2).all(|pair| pair[0].ticks_wide(wide) < pair[1].ticks_wide(wide));
    if instants.len() > MAX_SUSPENSIONS || instants.len() % 2 == 1 || !rising {
        return Err(text!(
            "Write when it is suspended and when it is resumed, as 3-8 or 3-8 12-15: rising, at most {MAX_SUSPENSIONS} instants.",
            "请写挂起与激活的时刻，如 3-8 或 3-8 12-15：须递增，至多 {MAX_SUSPENSIONS} 个时刻。"
        ));
    }
    Ok(())
}

fn draws(scenario: &Scenario) -> Result<Vec<u64>, Problem> {
    if scenario.draws.len() > MAX_DRAWS {
        let text = text!("At most {MAX_DRAWS} draws can be written.", "最多可写 {MAX_DRAWS} 次抽签。");
        return Err(Problem::at("draws", text));
    }
    if scenario.draws.iter().any(|number| *number > MAX_NUMBER) {
        let text = text!("A number drawn is at most {MAX_NUMBER}.", "抽到的数不能超过 {MAX_NUMBER}。");
        return Err(Problem::at("draws", text));
    }
    Ok(scenario.draws.clone())
}

fn big(scenario: &Scenario) -> Result<u32, Problem> {
    match scenario.big {
        0 => Err(Problem::at("big", Text::new("It must be greater than 0.", "必须大于 0。"))),
        big => Ok(big),
    }
}

fn switch_cost(place: &str, cost: Decimal, scale: Scale) -> Result<Time, Problem> {
    let ticks = cost.ticks(scale);
    if ticks.0 > MAX_SWITCH {
        return Err(Problem::at(place, Text::new("The switch cost is too large.", "切换开销太大。")));
    }
    Ok(ticks)
}

/// Only `mlfq` has levels, whatever a file says.
fn levels(scenario: &Scenario, scale: Scale) -> Result<Vec<LevelSpec>, Problem> {
    if scenario.policy != Policy::Mlfq {
        return Ok(vec![]);
    }
    let count = scenario.levels.len();
    if !(1..=MAX_LEVELS).contains(&count) {
        let text = text!("There must be 1 to {MAX_LEVELS} levels.", "队列级数应在 1 到 {MAX_LEVELS} 之间。");
        return Err(Problem::at("lv", text));
    }
    let mut levels = Vec::new();
    for (index, level) in scenario.levels.iter().enumerate() {
        if level.allotment == 0 && index + 1 < count {
            let text = Text::new(
                "Every level but the lowest needs an allotment of at least 1.",
                "除最低一级外，每级的时间片配额至少为 1。",
            );
            return Err(Problem::at("lv", text));
        }
        let quantum = level.quantum.map(|quantum| positive("lv", quantum, scale)).transpose()?;
        levels.push(LevelSpec { quantum, policy: level.policy, allotment: level.allotment });
    }
    Ok(levels)
}

fn checked_aging(rules: Decided) -> Result<Decided, Problem> {
    let text = match rules.aging {
        Some(Aging::Step { interval, .. }) if interval.is_zero_ref() => {
            Text::new("The interval of aging must be greater than 0.", "老化的间隔必须大于 0。")
        }
        Some(Aging::Rate { alpha, beta }) if alpha.abs().max(beta.abs()) > MAX_RATE => {
            text!(
                "Rates of aging lie from -{MAX_RATE} to {MAX_RATE}.",
                "老化的速率应在 -{MAX_RATE} 到 {MAX_RATE} 之间。"
            )
        }
        _ => return Ok(rules),
    };
    Err(Problem::at("aging", text))
}
