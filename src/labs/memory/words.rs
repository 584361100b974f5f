//! Names that story, picture, form and metrics share.

use super::rules::RuleSet;
use super::scenario::Policy;
use crate::text::Text;

/// The short name of a policy, as on a button.
pub fn policy_name(policy: Policy) -> Text {
    match policy {
        Policy::Opt => Text::same("OPT"),
        Policy::Fifo => Text::same("FIFO"),
        Policy::Lru => Text::same("LRU"),
        Policy::Clock => Text::same("Clock"),
        Policy::EnhancedClock => Text::new("Clock+", "改进型 Clock"),
        Policy::SecondChance => Text::new("2nd chance", "二次机会"),
        Policy::Nru => Text::same("NRU"),
        Policy::Lfu => Text::same("LFU"),
        Policy::Mfu => Text::same("MFU"),
        Policy::Aging => Text::new("Aging", "老化"),
        Policy::Mru => Text::same("MRU"),
        Policy::Random => Text::new("Random", "随机"),
        Policy::Unopt => Text::new("Worst", "最差"),
        Policy::WsClock => Text::same("WSClock"),
        Policy::WorkingSet => Text::new("Working set", "工作集"),
        Policy::Pff => Text::same("PFF"),
    }
}

/// What a policy does, in one sentence.
pub fn policy_help(policy: Policy) -> Text {
    match policy {
        Policy::Opt => Text::new(
            "Optimal (OPT): the page whose next use is farthest away goes.",
            "最佳置换（OPT）：淘汰下次使用最远的页面。",
        ),
        Policy::Fifo => Text::new("The page loaded first goes.", "先进先出：淘汰最先装入的页面。"),
        Policy::Lru => {
            Text::new("The least recently used page goes.", "最近最久未使用：淘汰最久未用的页面。")
        }
        Policy::Clock => Text::new(
            "A hand goes round; a page used since its last visit is spared once.",
            "时钟：指针循环扫描，访问位为 1 的页面再留一轮。",
        ),
        Policy::EnhancedClock => Text::new(
            "Enhanced Clock: looks at R and M; clean unused pages go first.",
            "改进型 Clock：同时看访问位和修改位，先淘汰未用且未改的页面。",
        ),
        Policy::SecondChance => Text::new(
            "Second chance: FIFO, but a used page at the head goes to the tail.",
            "二次机会：按先进先出，但队首的页面若被访问过就移到队尾。",
        ),
        Policy::Nru => Text::new(
            "Not recently used: a page of the lowest class 2R + M goes.",
            "最近未用：淘汰类别 2R + M 最小的页面。",
        ),
        Policy::Lfu => Text::new("The page used least often goes.", "最不常用：淘汰使用次数最少的页面。"),
        Policy::Mfu => Text::new("The page used most often goes.", "最常用：淘汰使用次数最多的页面。"),
        Policy::Aging => Text::new(
            "Counters shift right at every tick; R enters at the left. The smallest goes.",
            "老化：每个时钟周期计数器右移，访问位移入最高位，淘汰最小者。",
        ),
        Policy::Mru => Text::new("The page used most recently goes.", "淘汰最近刚用过的页面。"),
        Policy::Random => Text::new("A random page goes.", "随机淘汰一个页面。"),
        Policy::Unopt => {
            Text::new("The page needed soonest goes: the worst choice.", "淘汰马上要用的页面：最差的选择。")
        }
        Policy::WsClock => Text::new(
            "Clock with ages: an unused page older than the window goes.",
            "WSClock：淘汰未被访问且年龄超过窗口的页面。",
        ),
        Policy::WorkingSet => Text::new(
            "The pages of the last Δ references stay; all others leave.",
            "工作集：只保留最近 Δ 次访问用到的页面。",
        ),
        Policy::Pff => Text::new(
            "Page-fault frequency: rare faults shrink the set, frequent ones let it grow.",
            "缺页率算法：缺页少则收缩驻留集，缺页多则让它增长。",
        ),
    }
}

/// The id of a policy in links and files.
pub fn policy_id(policy: Policy) -> &'static str {
    match policy {
        Policy::Opt => "opt",
        Policy::Fifo => "fifo",
        Policy::Lru => "lru",
        Policy::Clock => "clock",
        Policy::EnhancedClock => "enhanced_clock",
        Policy::SecondChance => "second_chance",
        Policy::Nru => "nru",
        Policy::Lfu => "lfu",
        Policy::Mfu => "mfu",
        Policy::Aging => "aging",
        Policy::Mru => "mru",
        Policy::Random => "random",
        Policy::Unopt => "unopt",
        Policy::WsClock => "ws_clock",
        Policy::WorkingSet => "working_set",
        Policy::Pff => "pff",
    }
}

/// The name of a rule set.
pub fn set_name(set: RuleSet) -> Text {
    match set {
        RuleSet::Silberschatz => Text::same("Silberschatz"),
        RuleSet::Ostep => Text::same("OSTEP"),
        RuleSet::Stallings => Text::same("Stallings"),
        RuleSet::Tanenbaum => Text::same("Tanenbaum"),
        RuleSet::Tang => Text::new("Tang Xiaodan", "汤小丹"),
        RuleSet::Exam408 => Text::same("408"),
        RuleSet::Linux => Text::same("Linux"),
    }
}

/// The id of a rule set in links and files.
pub fn set_id(set: RuleSet) -> &'static str {
    match set {
        RuleSet::Silberschatz => "silberschatz",
        RuleSet::Ostep => "ostep",
        RuleSet::Stallings => "stallings",
        RuleSet::Tanenbaum => "tanenbaum",
        RuleSet::Tang => "tang",
        RuleSet::Exam408 => "408",
        RuleSet::Linux => "linux",
    }
}

/// A number with its noun in English: 1 fault, 2 faults.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Sentences one after another: with spaces in English, without in Chinese.
pub fn paragraph(sentences: impl IntoIterator<Item = Text>) -> Text {
    let (mut en, mut zh) = (vec![], String::new());
    for sentence in sentences {
        if !sentence.is_empty() {
            zh.push_str(&sentence.zh);
            en.push(sentence.en.into_owned());
        }
    }
    Text { en: en.join(" ").into(), zh: zh.into() }
}
