//! The classes of Linux as fields of the form and cells of the table.

use super::super::compact;
use super::super::fields::{Entry, Facts, code, decode};
use super::super::rule_fields::options;
use super::super::scenario::{Class, Fair, Policy, Process, Scenario};
use crate::lab::FieldKind;
use crate::sim::Decimal;
use crate::text::Text;

/// The parameters.
pub fn parameters() -> [Entry; 4] {
    [fair(), quantum(), runtime(), period()]
}

/// `fifo:50`, `deadline:3/10`, `other:5` (its nice value), `batch`.
pub fn class(process: &Process) -> String {
    let name = code(process.class);
    match process.class {
        Class::Fifo | Class::Rr => format!("{name}:{}", process.priority),
        Class::Deadline => {
            let own = |number: Option<Decimal>| number.unwrap_or_default();
            format!("{name}:{}/{}", own(process.runtime), own(process.period))
        }
        Class::Other | Class::Batch if process.nice != 0 => format!("{name}:{}", process.nice),
        _ => name,
    }
}

/// The inverse of [`class`].
pub fn put_class(process: &mut Process, typed: &str) -> Option<()> {
    let word = typed.to_ascii_lowercase();
    let (name, rest) = word.split_once(':').unwrap_or((&word, ""));
    let class = decode(name)?;
    match class {
        Class::Fifo | Class::Rr => {
            process.priority = rest.parse().ok().filter(|priority| (1..=99).contains(priority))?;
        }
        Class::Deadline => {
            let (runtime, period) = rest.split_once('/')?;
            let (runtime, period) = (positive(runtime)?, positive(period)?);
            (process.runtime, process.period) = (Some(runtime), Some(period));
        }
        Class::Other | Class::Batch => {
            let nice = if rest.is_empty() { 0 } else { rest.parse().ok()? };
            process.nice = Some(nice).filter(|nice| (-20..=19).contains(nice))?;
        }
        _ if !rest.is_empty() => return None,
        _ => {}
    }
    process.class = class;
    Some(())
}

fn is_linux(scenario: &Scenario, _: &Facts) -> bool {
    scenario.policy == Policy::Linux
}

fn number(word: &str) -> Option<Decimal> {
    compact::plain(word).trim().parse().ok()
}

fn positive(word: &str) -> Option<Decimal> {
    number(word).filter(|number| !number.is_zero_ref())
}

fn fair() -> Entry {
    Entry {
        id: "fair",
        name: Text::new("Fair class", "公平类"),
        help: Text::new(
            "Who shares out what stop, deadline and real-time processes leave.",
            "stop、deadline 与实时进程用剩的 CPU 如何分配。",
        ),
        kind: options([
            ("eevdf", Text::same("EEVDF"), Text::new("Linux since 6.6.", "Linux 6.6 起。")),
            ("cfs", Text::same("CFS"), Text::new("Linux 2.6.23 to 6.5.", "Linux 2.6.23 至 6.5。")),
        ]),
        read: |s| code(s.params.fair),
        write: |s, word| {
            s.params.fair = decode::<Fair>(word)?;
            Some(())
        },
        matters: is_linux,
    }
}

fn quantum() -> Entry {
    Entry {
        id: "rrq",
        name: Text::new("Quantum of rr", "rr 时间片"),
        help: Text::new(
            "How long an rr process runs before its equals get their turn; Linux: 100 ms.",
            "rr 进程轮到同级之前运行多久；Linux 为 100 ms。",
        ),
        kind: FieldKind::Number { min: 1, max: 1_000_000 },
        read: |s| s.params.rr_quantum.to_string(),
        write: |s, word| {
            s.params.rr_quantum = positive(word)?;
            Some(())
        },
        matters: is_linux,
    }
}

fn runtime() -> Entry {
    Entry {
        id: "rtrun",
        name: Text::new("Real-time part", "实时份额"),
        help: Text::new(
            "What fifo and rr may run in each period while fair processes are ready; Linux: 950 of 1000 ms; 0 = no throttling.",
            "有公平类进程就绪时，每个周期内 fifo 与 rr 至多运行多久；Linux 为 1000 ms 中的 950；0 表示不限流。",
        ),
        kind: FieldKind::Number { min: 0, max: 1_000_000 },
        read: |s| s.params.rt_runtime.unwrap_or_default().to_string(),
        write: |s, word| {
            s.params.rt_runtime = Some(number(word)?).filter(|runtime| !runtime.is_zero_ref());
            Some(())
        },
        matters: is_linux,
    }
}

fn period() -> Entry {
    Entry {
        id: "rtper",
        name: Text::new("Period of the throttling", "限流周期"),
        help: Text::new(
            "In which the real-time part is counted; Linux: 1000 ms.",
            "计算实时份额的周期；Linux 为 1000 ms。",
        ),
        kind: FieldKind::Number { min: 1, max: 1_000_000 },
        read: |s| s.params.rt_period.to_string(),
        write: |s, word| {
            s.params.rt_period = positive(word)?;
            Some(())
        },
        matters: |s, facts| is_linux(s, facts) && s.params.rt_runtime.is_some(),
    }
}
