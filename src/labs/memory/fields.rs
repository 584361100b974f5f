//! Every field of the form that has one value: how it is read from a scenario, and written to it.
//! Their ids are keys in links and their options values there, for ever.

use super::rules::{
    AfterFault, AgingLoad, ClockKind, Decided, History, Layout, NruPick, PffReset, RuleSet, Rules,
    ShrinkWhen, Tie,
};
use super::scenario::Policy;
pub use crate::lab::written::{code, decode};
use crate::lab::{Choice, Field, FieldKind};
use crate::text::Text;

/// A field of a scenario of type `S`.
pub struct Entry<S> {
    /// Its key in links.
    pub id: &'static str,
    /// Its name.
    pub name: Text,
    /// What it means.
    pub help: Text,
    /// What it takes.
    pub kind: FieldKind,
    /// Its value in a scenario.
    pub read: fn(&S) -> String,
    /// Puts a value into a scenario; `None` if it takes no such value.
    pub write: fn(&mut S, &str) -> Option<()>,
    /// Can it matter with the other choices made?
    pub matters: fn(&S) -> bool,
}

impl<S> Entry<S> {
    /// The field with its value.
    pub fn field(self, scenario: &S, differs: bool) -> Field {
        Field {
            id: self.id,
            value: (self.read)(scenario),
            relevant: (self.matters)(scenario),
            differs,
            name: self.name,
            help: self.help,
            kind: self.kind,
        }
    }
}

/// A rule: one field of [`Rules`].
pub struct RuleEntry {
    /// Its key in links.
    pub id: &'static str,
    /// Its name.
    pub name: Text,
    /// What it means.
    pub help: Text,
    /// What it takes.
    pub kind: FieldKind,
    /// Its value once decided.
    pub read: fn(&Decided) -> String,
    /// Writes it; `None` if it takes no such value.
    pub write: fn(&mut Rules, &str) -> Option<()>,
    /// For which policies it matters; `after` is asked only where pages are translated.
    pub matters: fn(Policy) -> bool,
}

/// A choice.
pub fn choice(id: &'static str, name: Text, help: Text) -> Choice {
    Choice { id, name, help }
}

/// A whole number within bounds.
pub fn number(word: &str, least: u64, most: u64) -> Option<u64> {
    word.trim().parse().ok().filter(|number| (least..=most).contains(number))
}

/// Puts a new set in force; departures from the old one are dropped.
pub fn set_rules(rules: &mut Rules, word: &str) -> Option<()> {
    *rules = Rules { set: decode::<RuleSet>(word)?, ..Rules::default() };
    Some(())
}

/// Does a rule depart from the set in force?
pub fn departs(entry: &RuleEntry, rules: &Rules) -> bool {
    (entry.read)(&rules.decided()) != (entry.read)(&rules.set.decided())
}

/// A rule that is not written when it is what the set says.
fn put<T: PartialEq + Copy>(place: &mut Option<T>, usual: T, value: T) -> Option<()> {
    *place = (value != usual).then_some(value);
    Some(())
}

macro_rules! option_rule {
    ($id:literal, $field:ident: $type:ty, $name:expr, $help:expr, $matters:expr, [$($option:expr),* $(,)?]) => {
        RuleEntry {
            id: $id,
            name: $name,
            help: $help,
            kind: FieldKind::Choice(vec![$($option),*]),
            read: |rules| code(rules.$field),
            write: |rules, word| {
                let usual = rules.set.decided().$field;
                put(&mut rules.$field, usual, decode::<$type>(word)?)
            },
            matters: $matters,
        }
    };
}

/// Every rule, in the order in which a link applies them.
pub fn rules() -> Vec<RuleEntry> {
    let tie = |id, en, zh| choice(id, Text::new(en, zh), Text::default());
    let ties = || {
        [
            tie("fifo", "loaded first", "最先装入者"),
            tie("lru", "used longest ago", "最久未用者"),
            tie("slot", "lowest frame", "页框号最小者"),
            tie("lifo", "loaded last (OSTEP)", "最后装入者（OSTEP）"),
        ]
    };
    let [a, b, c, d] = ties();
    let [e, f, g, h] = ties();
    vec![
        option_rule!(
            "optie", opt_tie: Tie,
            Text::new("OPT: equals", "OPT：相同者"),
            Text::new("Which of the pages never used again goes.", "都不再使用时淘汰哪一个。"),
            |policy| policy == Policy::Opt, [a, b, c, d]
        ),
        option_rule!(
            "tie", tie: Tie,
            Text::new("Equal rank", "名次相同"),
            Text::new("Which of the pages of equal count goes.", "计数相同时淘汰哪一个。"),
            |policy| matches!(policy, Policy::Lfu | Policy::Mfu | Policy::Aging), [e, f, g, h]
        ),
        RuleEntry {
            id: "load",
            name: Text::new("R after loading", "装入后的访问位"),
            help: Text::new(
                "The R bit of a page just loaded: 1 in books, 0 in some lecture notes.",
                "刚装入的页面访问位为 1（多数教材）或 0（部分讲义）。",
            ),
            kind: FieldKind::Choice(vec![
                choice("1", Text::same("1"), Text::default()),
                choice("0", Text::same("0"), Text::default()),
            ]),
            read: |rules| u8::from(rules.load_bit).to_string(),
            write: |rules, word| {
                let bit = number(word, 0, 1)? as u8;
                let usual = u8::from(rules.set.decided().load_bit);
                put(&mut rules.load_bit, usual, bit)
            },
            matters: |policy| matches!(policy, Policy::Clock | Policy::SecondChance | Policy::EnhancedClock),
        },
        option_rule!(
            "hand", clock: ClockKind,
            Text::new("Clock is", "Clock 的含义"),
            Text::new("OSTEP's simulator has no hand: it probes random frames.", "OSTEP 的模拟器没有指针，随机探查页框。"),
            |policy| policy == Policy::Clock,
            [
                tie("hand", "a hand that goes round", "循环的指针"),
                tie("random", "random probing (OSTEP)", "随机探查（OSTEP）"),
            ]
        ),
        RuleEntry {
            id: "cmax",
            name: Text::new("Greatest use count", "使用计数上限"),
            help: Text::new("OSTEP's -b.", "OSTEP 的 -b。"),
            kind: FieldKind::Number { min: 0, max: 1000 },
            read: |rules| rules.clock_max.to_string(),
            write: |rules, word| {
                let usual = rules.set.decided().clock_max;
                put(&mut rules.clock_max, usual, number(word, 0, 1000)? as u32)
            },
            matters: |policy| policy == Policy::Clock,
        },
        option_rule!(
            "pick", nru_pick: NruPick,
            Text::new("NRU: equals", "NRU：同类者"),
            Text::new("Which page of the lowest class goes.", "最低类别中淘汰哪一个。"),
            |policy| policy == Policy::Nru,
            [
                tie("slot", "lowest frame", "页框号最小者"),
                tie("fifo", "loaded first", "最先装入者"),
                tie("hand", "first from the hand", "从指针起第一个"),
                tie("random", "a random one", "随机一个"),
            ]
        ),
        RuleEntry {
            id: "tick",
            name: Text::new("Clock tick every", "时钟间隔"),
            help: Text::new(
                "R bits are cleared before every so manieth access; 0 for never.",
                "每隔多少次访问把访问位清 0；0 表示从不。",
            ),
            kind: FieldKind::Number { min: 0, max: 1000 },
            read: |rules| rules.reset_interval.unwrap_or(0).to_string(),
            write: |rules, word| {
                let every = number(word, 0, 1000)? as u32;
                let usual = rules.set.decided().reset_interval;
                put(&mut rules.reset_interval, usual, (every > 0).then_some(every))
            },
            matters: |policy| matches!(policy, Policy::Nru | Policy::Aging),
        },
        option_rule!(
            "hist", lfu_history: History,
            Text::new("Count after eviction", "淘汰后的计数"),
            Text::new("Does a page that comes back start at 1 again?", "页面再次装入时计数是否重新开始？"),
            |policy| matches!(policy, Policy::Lfu | Policy::Mfu),
            [tie("reset", "starts again", "重新开始"), tie("keep", "goes on", "继续累计")]
        ),
        RuleEntry {
            id: "bits",
            name: Text::new("Bits of a counter", "计数器位数"),
            help: Text::new("Aging: how long the past is remembered.", "老化算法：记住多长的历史。"),
            kind: FieldKind::Number { min: 1, max: 32 },
            read: |rules| rules.aging_bits.to_string(),
            write: |rules, word| {
                let usual = rules.set.decided().aging_bits;
                put(&mut rules.aging_bits, usual, number(word, 1, 32)? as u32)
            },
            matters: |policy| policy == Policy::Aging,
        },
        option_rule!(
            "msb", aging_load: AgingLoad,
            Text::new("Counter after loading", "装入后的计数器"),
            Text::new("All 0, or the highest bit 1.", "全 0，或最高位为 1。"),
            |policy| policy == Policy::Aging,
            [tie("zero", "all 0", "全 0"), tie("msb", "highest bit 1", "最高位为 1")]
        ),
        option_rule!(
            "shrink", pff_shrink_when: ShrinkWhen,
            Text::new("Shrink when", "何时收缩"),
            Text::new("Compares the gap since the last fault with the threshold.", "比较两次缺页的间隔与阈值。"),
            |policy| policy == Policy::Pff,
            [tie(">=", "gap ≥ threshold", "间隔 ≥ 阈值"), tie(">", "gap > threshold", "间隔 > 阈值")]
        ),
        option_rule!(
            "clear", pff_reset: PffReset,
            Text::new("Use bits are cleared", "访问位何时清 0"),
            Text::default(),
            |policy| policy == Policy::Pff,
            [
                tie("every_fault", "at every fault", "每次缺页"),
                tie("on_shrink", "when the set shrinks", "收缩时"),
            ]
        ),
        option_rule!(
            "list", layout: Layout,
            Text::new("Frames", "页框排列"),
            Text::new("OSTEP keeps a list: new pages stand at its right end.", "OSTEP 用列表：新页面排在最右。"),
            |policy| policy.is_fixed(),
            [tie("slots", "numbered places", "按页框号"), tie("list", "a list (OSTEP)", "列表（OSTEP）")]
        ),
        option_rule!(
            "after", after_fault: AfterFault,
            Text::new("After a fault", "缺页处理之后"),
            Text::new("Whether the retried access finds its page in the TLB.", "重新执行时快表是否命中。"),
            |_| false,
            [
                tie("retry_hit", "retry, TLB hits (408)", "重试，快表命中（408）"),
                tie("retry_miss", "retry, TLB misses (x86)", "重试，快表未命中（x86）"),
                tie("direct", "straight to memory", "直接访问内存"),
            ]
        ),
    ]
}
