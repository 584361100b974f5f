//! What belongs to proportional share, as fields of the form.

use super::super::compact;
use super::super::fields::{Entry, Facts, code};
use super::super::rule_fields::{flip, options};
use super::super::scenario::{MAX_DRAWS, Policy, Scenario};
use super::super::smp_fields;
use crate::lab::FieldKind;
use crate::text::Text;

/// The parameters.
pub fn parameters() -> Vec<Entry> {
    let own = [draws(), draw_seed(), big()].into_iter();
    own.chain(super::cfs_fields::parameters())
        .chain(super::eevdf_fields::parameters())
        .chain(super::linux_fields::parameters())
        .collect()
}

/// The rules.
pub fn rules() -> Vec<Entry> {
    let own = [join(), init()].into_iter();
    own.chain(super::cfs_fields::rules()).chain(super::eevdf_fields::rules()).collect()
}

fn is_lottery(scenario: &Scenario, _: &Facts) -> bool {
    scenario.policy == Policy::Lottery || smp_fields::draws(scenario)
}

fn is_stride(scenario: &Scenario, _: &Facts) -> bool {
    scenario.policy == Policy::Stride
}

/// Numbers apart by commas; `seed` for none.
fn draws() -> Entry {
    Entry {
        id: "draws",
        name: Text::new("Numbers drawn", "抽签结果"),
        help: Text::new(
            "The first draws, one per decision: 63,85,70. After them, or with the word seed, the seed draws. OSTEP's lottery.py prints them.",
            "开头几次抽签的结果，每次决策一个：63,85,70。用完后（或填 seed）由种子产生。OSTEP 的 lottery.py 会列出。",
        ),
        kind: FieldKind::Words,
        read: |scenario| match scenario.draws.is_empty() {
            true => "seed".into(),
            false => scenario.draws.iter().map(u64::to_string).collect::<Vec<_>>().join(","),
        },
        write: |scenario, word| {
            scenario.draws = numbers(word)?;
            Some(())
        },
        matters: is_lottery,
    }
}

fn numbers(word: &str) -> Option<Vec<u64>> {
    let word = compact::plain(word).trim().to_ascii_lowercase();
    if word.is_empty() || word == "seed" {
        return Some(vec![]);
    }
    let parts = word.split([',', ';', ' ']).filter(|part| !part.is_empty());
    let numbers: Option<Vec<u64>> = parts.map(|part| part.parse().ok()).collect();
    numbers.filter(|numbers| numbers.len() <= MAX_DRAWS)
}

fn draw_seed() -> Entry {
    Entry {
        id: "dseed",
        name: Text::new("Draw seed", "抽签种子"),
        help: Text::new("Another seed gives other draws.", "换一个种子得到另一串抽签结果。"),
        kind: FieldKind::Number { min: 0, max: u32::MAX as u64 },
        read: |scenario| scenario.draw_seed.to_string(),
        write: |scenario, word| {
            scenario.draw_seed = compact::plain(word).trim().parse().ok()?;
            Some(())
        },
        matters: is_lottery,
    }
}

fn big() -> Entry {
    Entry {
        id: "big",
        name: Text::new("Stride 1 is", "步长常数"),
        help: Text::new(
            "The stride of a process is this divided by its tickets, rounded down, at least 1. OSTEP takes 10000.",
            "进程的步长 = 此数 ÷ 彩票数，向下取整，至少为 1。OSTEP 取 10000。",
        ),
        kind: FieldKind::Number { min: 1, max: 1_000_000_000 },
        read: |scenario| scenario.big.to_string(),
        write: |scenario, word| {
            let big = compact::plain(word).trim().parse().ok()?;
            scenario.big = Some(big).filter(|big| (1..=1_000_000_000).contains(big))?;
            Some(())
        },
        matters: is_stride,
    }
}

fn join() -> Entry {
    Entry {
        id: "join",
        name: Text::new("A newcomer's pass starts at", "新进程的行程值起点"),
        help: Text::new("From which pass it counts.", "从哪个行程值开始计算。"),
        kind: options([
            (
                "min_pass",
                Text::new("The smallest pass", "最小行程值"),
                Text::new(
                    "Of those that compete, so that it takes its share from now on. Waldspurger; OSTEP leaves it open.",
                    "竞争者中最小的，从此刻起按份额分配。Waldspurger；OSTEP 未定。",
                ),
            ),
            (
                "zero",
                Text::new("Zero", "零"),
                Text::new("It has the CPU alone until it has caught up.", "它将独占 CPU，直到追上其他进程。"),
            ),
        ]),
        read: |s| code(s.rules.decided().join),
        write: |s, word| flip(s, word, |rules| &mut rules.join, |set| set.join),
        matters: |s, facts| is_stride(s, facts) && facts.several && (facts.late || facts.io),
    }
}

fn init() -> Entry {
    Entry {
        id: "init",
        name: Text::new("Its first stride is charged", "首个步长计入"),
        help: Text::new("When a newcomer pays for its first slice.", "新进程何时为第一个时间片计入步长。"),
        kind: options([
            ("zero", Text::new("When it is picked", "选中时"), Text::new("OSTEP.", "OSTEP。")),
            (
                "stride",
                Text::new("Before", "进入时"),
                Text::new(
                    "Who has more tickets goes first. Waldspurger's paper.",
                    "彩票多者先运行。Waldspurger 的论文。",
                ),
            ),
        ]),
        read: |s| code(s.rules.decided().init),
        write: |s, word| flip(s, word, |rules| &mut rules.init, |set| set.init),
        matters: |s, facts| is_stride(s, facts) && facts.several,
    }
}
