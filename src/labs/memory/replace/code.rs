//! Each policy as a few lines of pseudocode, and the line in force at each event.

use crate::labs::memory::event::Event;
use crate::labs::memory::scenario::Policy;
use crate::text::Text;

/// The policy in pseudocode.
pub fn lines(policy: Policy) -> Vec<Text> {
    let line = |en, zh| Text::new(en, zh);
    let head = [line("on access to page p:", "访问页面 p：")];
    let hit = match policy {
        Policy::Fifo | Policy::Random | Policy::Unopt | Policy::Opt => {
            line("  if p in memory: done", "  若 p 在内存：完成")
        }
        Policy::Lru | Policy::Mru => {
            line("  if p in memory: p becomes most recent", "  若 p 在内存：p 成为最近使用")
        }
        Policy::Lfu | Policy::Mfu => line("  if p in memory: count[p]++", "  若 p 在内存：count[p]++"),
        Policy::WorkingSet => line("  if p in memory: done", "  若 p 在内存：完成"),
        _ => line("  if p in memory: R[p] ← 1", "  若 p 在内存：R[p] ← 1"),
    };
    let search = match policy {
        Policy::Clock => line("    while R[hand] = 1: R ← 0, hand++", "    当 R[指针] = 1：R ← 0，指针前移"),
        Policy::SecondChance => {
            line("    while R[head] = 1: R ← 0, to the tail", "    当 R[队首] = 1：R ← 0，移到队尾")
        }
        Policy::EnhancedClock => line(
            "    rounds 1, 3: skip all but (0,0); 2, 4: R ← 0",
            "    第 1、3 轮只找 (0,0)；第 2、4 轮 R ← 0",
        ),
        Policy::WsClock => {
            line("    while R or young: R ← 0, hand++", "    当 R = 1 或年龄未到：R ← 0，指针前移")
        }
        Policy::Random => line("    draw a frame at random", "    随机抽取一个页框"),
        _ => line("    compare the pages in memory", "    比较内存中的页面"),
    };
    let choose = match policy {
        Policy::Opt => line("    victim ← used farthest in the future", "    淘汰 ← 将来最晚使用者"),
        Policy::Unopt => line("    victim ← used soonest", "    淘汰 ← 最快要用者"),
        Policy::Fifo => line("    victim ← loaded first", "    淘汰 ← 最先装入者"),
        Policy::Lru => line("    victim ← used longest ago", "    淘汰 ← 最久未使用者"),
        Policy::Mru => line("    victim ← used last", "    淘汰 ← 最近使用者"),
        Policy::Clock | Policy::EnhancedClock | Policy::WsClock => {
            line("    victim ← page under the hand", "    淘汰 ← 指针所指页面")
        }
        Policy::SecondChance => line("    victim ← page at the head", "    淘汰 ← 队首页面"),
        Policy::Nru => line("    victim ← lowest class 2R + M", "    淘汰 ← 2R + M 最小者"),
        Policy::Lfu => line("    victim ← smallest count", "    淘汰 ← 计数最小者"),
        Policy::Mfu => line("    victim ← largest count", "    淘汰 ← 计数最大者"),
        Policy::Aging => line("    victim ← smallest counter", "    淘汰 ← 计数器最小者"),
        Policy::Random => line("    victim ← its page", "    淘汰 ← 其中的页面"),
        Policy::WorkingSet | Policy::Pff => Text::default(),
    };
    let tail = match policy {
        Policy::WorkingSet => vec![
            line("  else: page fault, load p", "  否则：缺页，装入 p"),
            line("  drop pages not used in the last Δ", "  移出最近 Δ 次未用的页面"),
        ],
        Policy::Pff => vec![
            line("  else: page fault, load p", "  否则：缺页，装入 p"),
            line("  if faults are rare: drop pages with R = 0", "  若缺页间隔大：移出 R = 0 的页面"),
        ],
        _ => vec![
            line("  else: page fault", "  否则：缺页"),
            line("  if no frame is free:", "  若没有空闲页框："),
            search,
            choose,
            line("    if M[victim] = 1: write it back", "    若 M[淘汰] = 1：写回磁盘"),
            line("  load p into the frame", "  把 p 装入页框"),
        ],
    };
    let tick = matches!(policy, Policy::Nru | Policy::Aging).then(|| match policy {
        Policy::Aging => {
            line("on tick: counter ← R counter >> 1, R ← 0", "时钟到：计数器右移，R 移入最高位，R ← 0")
        }
        _ => line("on tick: all R ← 0", "时钟到：所有 R ← 0"),
    });
    head.into_iter().chain([hit]).chain(tail).chain(tick).collect()
}

/// The line in force at an event, from 0.
pub fn line(policy: Policy, event: &Event) -> Option<usize> {
    match event {
        Event::Hit { .. } => Some(1),
        Event::Faulted { .. } | Event::Joined { .. } => Some(2),
        Event::Shrunk { .. } => Some(3),
        Event::Spared { .. } => Some(4),
        Event::Chosen { .. } => Some(5),
        Event::WrittenBack { .. } => Some(6),
        Event::Loaded { .. } => Some(7),
        Event::Ticked => Some(lines(policy).len() - 1),
        // What belongs to translation has code of its own.
        _ => None,
    }
}
