//! The fields of the reader's own policy.

use super::super::fields::{Entry, code, decode};
use super::super::rule_fields::options;
use super::super::scenario::{Policy, Scenario};
use super::parse;
use crate::lab::FieldKind;
use crate::text::Text;

/// The formula, which value is best, and how often values are compared.
pub fn parameters() -> [Entry; 3] {
    [formula(), best(), every()]
}

fn is_custom(scenario: &Scenario) -> bool {
    scenario.policy == Policy::Custom
}

fn formula() -> Entry {
    Entry {
        id: "f",
        name: Text::new("Formula", "公式"),
        help: Text::new(
            "The value of a process, worked out at each decision. Fields: wait (in this stay in the ready queue), waited (in all), burst, remaining, used, total, arrival, since (ready since), priority, nice, tickets, now. Signs: + - * / ( ), < <= > >= == != (1 or 0), a ? b : c; min, max, abs, floor, if. A division by 0 gives 0.",
            "每次调度时计算各进程的值。字段：wait（本次就绪等待）、waited（累计等待）、burst（本段服务时间）、remaining（本段剩余）、used（已用 CPU）、total（共需 CPU）、arrival（到达）、since（就绪时刻）、priority、nice、tickets、now。运算：+ - * / ( )，< <= > >= == !=（得 1 或 0），a ? b : c；min、max、abs、floor、if。除以 0 得 0。",
        ),
        kind: FieldKind::Words,
        read: |scenario| scenario.custom.formula.clone(),
        write: |scenario, word| {
            scenario.custom.formula = parse::tidy(word);
            Some(())
        },
        matters: |scenario, _| is_custom(scenario),
    }
}

fn best() -> Entry {
    Entry {
        id: "best",
        name: Text::new("Best value", "最优值"),
        help: Text::new("Which value of the formula gets the CPU.", "公式的值取最大者还是最小者优先。"),
        kind: options([
            ("largest", Text::new("Largest", "最大"), Text::new("As a response ratio.", "如响应比。")),
            (
                "smallest",
                Text::new("Smallest", "最小"),
                Text::new("As a burst, or a nice value.", "如服务时间、nice 值。"),
            ),
        ]),
        read: |scenario| code(scenario.custom.best),
        write: |scenario, word| {
            scenario.custom.best = decode(word)?;
            Some(())
        },
        matters: |scenario, _| is_custom(scenario),
    }
}

fn every() -> Entry {
    Entry {
        id: "every",
        name: Text::new("Compare again every", "重新比较的间隔"),
        help: Text::new(
            "If preemptive: values are compared whenever something happens, and besides at each multiple of this span of the clock; 0 = only when something happens.",
            "抢占式时：每有事件发生就比较各值；此外每到该间隔的整数倍时刻再比较一次；0 表示只在有事件时比较。",
        ),
        kind: FieldKind::Number { min: 0, max: 100_000 },
        read: |scenario| scenario.custom.every.unwrap_or_default().to_string(),
        write: |scenario, word| {
            let span: crate::sim::Decimal = crate::lab::written::plain(word).trim().parse().ok()?;
            scenario.custom.every = (!span.is_zero_ref()).then_some(span);
            Some(())
        },
        matters: |scenario, facts| {
            is_custom(scenario) && facts.several && scenario.rules.decided().preemptive
        },
    }
}
