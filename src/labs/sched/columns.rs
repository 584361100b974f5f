//! The columns of the table of processes: name, arrival, bursts, then what the policy and the CPUs look at.

use super::custom::formula::Name;
use super::custom::parse;
use super::fair::linux_fields;
use super::form::{bursts, table};
use super::residence_fields;
use super::rules::QueueFor;
use super::scenario::{Policy, Process, Scenario};
use super::smp;
use crate::lab::Column;
use crate::text::Text;

/// The columns of a scenario, in order.
pub fn columns(scenario: &Scenario) -> Vec<Column> {
    let mut ids = vec!["pid", "arrival", "bursts"];
    ids.extend(of_policy(scenario));
    let several = scenario.cpus > 1;
    let apart = smp::always_apart(scenario.policy) || scenario.rules.decided().queue == QueueFor::PerCore;
    // What is written is shown, used or not: it may be what is refused.
    let table = table(scenario);
    let core = several && apart || table.iter().any(|process| process.core.is_some());
    let affinity = several || table.iter().any(|process| !process.affinity.is_empty());
    ids.extend(core.then_some("core"));
    ids.extend(affinity.then_some("affinity"));
    if scenario.cache.is_some() && smp::caches_matter(scenario) {
        ids.push("working_set");
    }
    ids.extend(residence_fields::has_column(scenario).then_some("susp"));
    ids.into_iter().map(column).collect()
}

fn of_policy(scenario: &Scenario) -> Vec<&'static str> {
    match scenario.policy {
        Policy::Linux => vec!["class"],
        Policy::Cfs => vec!["nice"],
        Policy::Eevdf => vec!["nice", "slice"],
        Policy::Lottery | Policy::Stride => vec!["tickets"],
        Policy::Custom => in_formula(&scenario.custom.formula),
        _ => vec!["priority"],
    }
}

/// Of the fields that belong to a process, those that a formula uses.
fn in_formula(text: &str) -> Vec<&'static str> {
    let Ok(formula) = parse::formula(text) else {
        return vec!["priority"];
    };
    let own = [("priority", Name::Priority), ("nice", Name::Nice), ("tickets", Name::Tickets)];
    own.into_iter().filter(|(_, name)| formula.uses(*name)).map(|(id, _)| id).collect()
}

/// What stands in a column of a process.
pub fn cell(process: &Process, column: &str) -> String {
    match column {
        "pid" => process.pid.clone(),
        "arrival" => process.arrival.to_string(),
        "bursts" => bursts(process),
        "class" => linux_fields::class(process),
        "nice" => process.nice.to_string(),
        "tickets" => process.tickets.to_string(),
        "slice" => process.slice.map(|slice| slice.to_string()).unwrap_or_default(),
        "core" => process.core.map(|core| core.to_string()).unwrap_or_default(),
        "affinity" => process.affinity.iter().map(u32::to_string).collect::<Vec<_>>().join(","),
        "working_set" => process.working_set.to_string(),
        "susp" => residence_fields::suspended(process),
        _ => process.priority.to_string(),
    }
}

fn column(id: &'static str) -> Column {
    let (name, help) = match id {
        "pid" => (
            Text::new("Name", "进程"),
            Text::new(
                "1 to 12 letters, digits, _, - or .; no two alike.",
                "1 至 12 个字母、数字、_、- 或 .，不可重名。",
            ),
        ),
        "arrival" => (
            Text::new("Arrival", "到达时间"),
            Text::new("When it enters the system: 0, 3, 8.5.", "进入系统的时刻：0、3、8.5。"),
        ),
        "bursts" => (
            Text::new("Bursts", "服务时间"),
            Text::new(
                "6: six units of CPU. 2 io3 2: two of CPU, three of I/O, two of CPU. 2 disk:3 2: the same on a device named disk.",
                "6：CPU 6 个单位。2 io3 2：CPU 2、I/O 3、CPU 2。2 disk:3 2：同上，设备名为 disk。",
            ),
        ),
        "class" => (
            Text::new("Class", "调度类"),
            Text::new(
                "fifo:50, rr:50, other, other:5 (nice 5), batch, idle, stop, or deadline:3/10 (3 of every 10).",
                "fifo:50、rr:50、other、other:5（nice 为 5）、batch、idle、stop，或 deadline:3/10（每 10 运行 3）。",
            ),
        ),
        "nice" => (
            Text::same("nice"),
            Text::new(
                "From -20 (most CPU) to 19 (least); a step is a factor of about 1.25.",
                "从 -20（得到 CPU 最多）到 19（最少）；每差一级约 1.25 倍。",
            ),
        ),
        "slice" => (
            Text::new("Slice", "时间片"),
            Text::new(
                "The length of its requests; empty for the base slice.",
                "它的请求长度；留空取基准时间片。",
            ),
        ),
        "tickets" => (
            Text::new("Tickets", "彩票数"),
            Text::new(
                "How many it holds, 1 to 1000000: its share is its tickets by those of all.",
                "持有的彩票数，1 至 1000000；份额 = 自己的彩票数 ÷ 全部彩票数。",
            ),
        ),
        "core" => (
            Text::new("First CPU", "初始 CPU"),
            Text::new(
                "To which CPU it comes when it arrives, from 0; empty = by the rule of placement.",
                "到达时进入哪个 CPU 的队列，从 0 起；留空按放置规则。",
            ),
        ),
        "affinity" => (
            Text::new("May run on", "可用 CPU"),
            Text::new(
                "The CPUs on which it may run: 0,2; empty = all.",
                "CPU 亲和性：可在哪些 CPU 上运行，如 0,2；留空为全部。",
            ),
        ),
        "working_set" => (
            Text::new("Working set", "工作集"),
            Text::new(
                "How much of a cache its data take: only what fits together stays warm.",
                "它的数据占多少缓存；放得下的才能同时保持热。",
            ),
        ),
        "susp" => (
            Text::new("Suspended", "挂起"),
            Text::new(
                "When it is suspended and resumed: 3-8, or 3-8 12-15. Empty: never.",
                "何时挂起、何时激活：3-8，或 3-8 12-15。空：从不。",
            ),
        ),
        _ => (
            Text::new("Priority", "优先数"),
            Text::new(
                "A whole number; whether a small or a large one is better is a rule.",
                "整数；数小优先还是数大优先由规则决定。",
            ),
        ),
    };
    Column { id, name, help }
}
