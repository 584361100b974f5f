//! Means and totals, each with its formula filled in.

use super::{Figures, bound};
use crate::lab::Total;
use crate::labs::sched::machine::Sched;
use crate::labs::sched::names::show;
use crate::labs::sched::state::State;
use crate::sim::{Ratio, Time};
use crate::text;
use crate::text::Text;
use std::collections::BTreeMap;

/// More addends than this are not written out.
const WRITTEN: usize = 8;

/// Every total of the run so far.
pub fn totals(sched: &Sched, all: &[Figures]) -> Vec<Total> {
    let mut totals = means(sched, all);
    totals.extend(longest(sched, all));
    totals.extend(shares(sched));
    totals.push(throughput(sched, all));
    totals.push(switches(sched));
    totals.extend((sched.cpus.len() > 1).then(|| migrations(sched)));
    totals
}

/// Values of which the mean is taken.
struct Values {
    count: usize,
    sum: Ratio,
    /// The first of them: all that may be written out.
    first: Vec<Ratio>,
}

impl Values {
    /// Times are added as ticks, which is quick.
    fn of_times(sched: &Sched, times: impl Iterator<Item = Time> + Clone) -> Values {
        let scale = sched.config.scale;
        let ticks: i128 = times.clone().map(|time| i128::from(time.0)).sum();
        Values {
            count: times.clone().count(),
            sum: Ratio::wide(ticks, scale.per_unit().into()),
            first: times.take(WRITTEN).map(|time| scale.ratio(time)).collect(),
        }
    }

    /// Turnaround by service time; those of one service time are added first.
    fn of_weighted(all: &[Figures]) -> Values {
        let mut turnarounds: BTreeMap<u64, i128> = BTreeMap::new();
        let served = all.iter().filter(|own| own.service > Time::ZERO);
        for own in served.clone() {
            *turnarounds.entry(own.service.0).or_default() += i128::from(own.turnaround.0);
        }
        let parts = turnarounds.into_iter().map(|(service, sum)| Ratio::wide(sum, service.into()));
        Values {
            count: served.count(),
            sum: parts.sum(),
            first: all.iter().filter_map(Figures::weighted).take(WRITTEN).collect(),
        }
    }
}

fn means(sched: &Sched, all: &[Figures]) -> Vec<Total> {
    let over = all.iter().all(|own| own.finish.is_some());
    let begun = all.iter().all(Figures::has_run);
    let times = |pick: fn(&Figures) -> Time| Values::of_times(sched, all.iter().map(pick));
    let admitted = |own: &Figures| sched.processes[own.who as usize].state != State::Pooled;
    let pooled = sched.pools().then(|| {
        let values = Values::of_times(sched, all.iter().map(|own| sched.pooled(own.who)));
        (Text::new("Mean time before admission", "平均等待接纳时间"), values, all.iter().all(admitted))
    });
    let suspended = sched.swaps().then(|| {
        let values = Values::of_times(sched, all.iter().map(|own| sched.suspended_for(own.who)));
        (Text::new("Mean time suspended", "平均挂起时间"), values, over)
    });
    let rows = [
        (Text::new("Mean waiting time", "平均等待时间"), times(|own| own.waiting), over),
        (Text::new("Mean turnaround time", "平均周转时间"), times(|own| own.turnaround), over),
        (Text::new("Mean weighted turnaround", "平均带权周转时间"), Values::of_weighted(all), over),
        (Text::new("Mean response time", "平均响应时间"), times(|own| own.response), begun),
    ];
    rows.into_iter()
        .chain(pooled)
        .chain(suspended)
        .filter_map(|(name, values, is_final)| mean(name, values, is_final))
        .collect()
}

/// `(11 + 4 + 6 + 8) / 4 = 29/4 = 7.25`.
fn mean(name: Text, values: Values, is_final: bool) -> Option<Total> {
    let Values { count, sum, first } = values;
    if count == 0 {
        return None;
    }
    let mean = sum.clone() / Ratio::whole(count as i64);
    let sum = if count <= WRITTEN {
        let addends: Vec<String> = first.iter().map(|value| value.decimal(2)).collect();
        format!("({})", addends.join(" + "))
    } else {
        sum.decimal(2)
    };
    let exact = if mean.is_whole() { String::new() } else { format!(" = {}", mean.fraction()) };
    let formula = format!("{sum} / {count}{exact} = {}", mean.decimal(2));
    Some(Total { name, value: Text::same(bound(is_final, mean.decimal(2))), formula: Text::same(formula) })
}

fn longest(sched: &Sched, all: &[Figures]) -> Option<Total> {
    let worst = all.iter().max_by_key(|own| (own.response, std::cmp::Reverse(own.who)))?;
    let (n, value) = (sched.name(worst.who), show(sched, worst.response));
    let came = show(sched, sched.spec(worst.who).arrival);
    let formula = match worst.first_run {
        Some(first) => {
            let first = show(sched, first);
            text!(
                "{n}: first run {first} − arrival {came} = {value}",
                "{n}：首次运行 {first} − 到达 {came} = {value}"
            )
        }
        None => text!("{n} has not run since it arrived at {came}", "{n} 自 {came} 到达后尚未运行"),
    };
    let is_final = all.iter().all(Figures::has_run);
    let value = Text::same(bound(is_final, value));
    Some(Total { name: Text::new("Longest response time", "最长响应时间"), value, formula })
}

/// What the CPU did with its time.
fn shares(sched: &Sched) -> Vec<Total> {
    let parts = [
        (Text::new("CPU utilisation", "CPU 利用率"), sched.useful()),
        (Text::new("CPU switching", "切换占用"), sched.switching()),
        (Text::new("CPU idle", "CPU 空闲"), sched.idle()),
    ];
    parts.into_iter().map(|(name, part)| share(sched, name, part)).collect()
}

fn share(sched: &Sched, name: Text, part: Time) -> Total {
    let (whole, scale) = (sched.now, sched.config.scale);
    if whole == Time::ZERO {
        return Total { name, value: Text::same("–"), formula: Text::default() };
    }
    let cpus = sched.cpus.len();
    let all = scale.ratio(whole) * Ratio::whole(cpus as i64);
    let ratio = Ratio::whole(100) * scale.ratio(part) / all;
    let (part, whole, percent) = (show(sched, part), show(sched, whole), ratio.decimal(2));
    let whole = if cpus > 1 { format!("({cpus} × {whole})") } else { whole };
    Total {
        name,
        value: Text::same(format!("{percent} %")),
        formula: Text::same(format!("{part} / {whole} = {percent} %")),
    }
}

fn throughput(sched: &Sched, all: &[Figures]) -> Total {
    let name = Text::new("Throughput", "吞吐量");
    let ended = all.iter().filter(|own| own.finish.is_some()).count();
    let last = all.iter().filter_map(|own| own.finish).max();
    let over = ended == all.len();
    let until = if over { last.unwrap_or(sched.now) } else { sched.now };
    if until == Time::ZERO {
        return Total { name, value: Text::same("–"), formula: Text::default() };
    }
    let rate = (Ratio::whole(ended as i64) / sched.config.scale.ratio(until)).decimal(2);
    let until = show(sched, until);
    Total {
        name,
        value: text!("{rate} per unit of time", "每单位时间 {rate} 个"),
        formula: text!("{ended} ended / t {until} = {rate}", "完成 {ended} 个 / 时间 {until} = {rate}"),
    }
}

/// How often processes changed their CPU, and what each CPU did.
fn migrations(sched: &Sched) -> Total {
    let worked: Vec<String> =
        (0..sched.cpus.len()).map(|cpu| format!("CPU {cpu} {}", show(sched, sched.useful_on(cpu)))).collect();
    let (en, zh) = (worked.join(", "), worked.join("、"));
    Total {
        name: Text::new("Changes of CPU", "换 CPU 次数"),
        value: Text::same(sched.migrations().to_string()),
        formula: text!("time worked: {en}", "有效工作时间：{zh}"),
    }
}

fn switches(sched: &Sched) -> Total {
    let count: u32 = sched.cpus.iter().map(|cpu| cpu.switches).sum();
    let (cost, total) = (show(sched, sched.config.switch_cost), show(sched, sched.switching()));
    Total {
        name: Text::new("Switches to another process", "进程切换次数"),
        value: Text::same(count.to_string()),
        formula: text!(
            "{count} switches of {cost} each, {total} paid",
            "{count} 次，每次开销 {cost}，共已付 {total}"
        ),
    }
}
