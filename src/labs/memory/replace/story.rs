//! What each event of a replacement study says.

use super::code;
use super::machine::{Memory, Replacing};
use super::pool::{NEVER, Page, Pool, Slot};
use super::processes::{self, Doing};
use crate::lab::Story;
use crate::labs::memory::event::Event;
use crate::labs::memory::rules::ClockKind;
use crate::labs::memory::scenario::Policy;
use crate::labs::memory::words::{counted, paragraph, policy_name};
use crate::text;
use crate::text::Text;

/// The most candidates that are told one by one.
const CANDIDATES: usize = 8;

/// What a step says.
pub fn story(before: &Replacing, now: &Replacing, events: &[Event]) -> Story {
    let Some(event) = events.last() else { return Story::default() };
    let told = match event {
        Event::Ticked => ticked(now),
        Event::Hit { page, slot } => hit(before, now, *page, *slot),
        Event::Faulted { page, gap } => faulted(before, now, *page, *gap),
        Event::Spared { slot, page, cleared } => spared(now, *slot, *page, *cleared),
        Event::Chosen { slot, page, modified } => chosen(now, *slot, *page, *modified),
        Event::WrittenBack { slot, page } => written_back(now, *slot, *page),
        Event::Loaded { slot, page, victim } => loaded(before, now, *slot, *page, *victim),
        Event::Joined { page } => joined(now, *page),
        Event::Shrunk { removed } => shrunk(now, removed),
        Event::Passed { accesses, faults } => passed(now, *accesses, *faults),
        Event::Idled { units } => idled(now, *units),
        Event::Dispatched { process } => dispatched(before, now, usize::from(*process)),
        Event::Finished => finished(now),
        // What belongs to translation is told there.
        _ => return Story::default(),
    };
    let policy = now.config.policy;
    Story { subject: subject(now, event), code: code::lines(policy), line: code::line(policy, event), ..told }
}

/// The id of a page on the stage.
pub fn page_id(machine: &Replacing, page: Page) -> String {
    format!("page:{}", machine.name(page))
}

fn subject(now: &Replacing, event: &Event) -> Option<String> {
    match event {
        Event::Hit { page, .. }
        | Event::Faulted { page, .. }
        | Event::Spared { page, .. }
        | Event::Chosen { page, .. }
        | Event::WrittenBack { page, .. }
        | Event::Loaded { page, .. }
        | Event::Joined { page } => Some(page_id(now, *page)),
        Event::Shrunk { removed } => removed.first().map(|page| page_id(now, *page)),
        Event::Dispatched { process } => {
            now.config.processes.get(usize::from(*process)).map(|name| format!("proc:{name}"))
        }
        _ => None,
    }
}

fn refer(machine: &Replacing, page: Page) -> String {
    let name = machine.name(page);
    format!("[{name}](page:{name})")
}

fn kicker(now: &Replacing) -> Text {
    let n = now.current();
    text!("access {n}", "第 {n} 次访问")
}

fn ticked(now: &Replacing) -> Story {
    let every = now.pool().and_then(|pool| pool.rules.reset_interval).unwrap_or(0);
    let aging = now.config.policy == Policy::Aging;
    let why = if aging {
        text!(
            "A clock tick comes every {every} accesses. Each counter moves one bit to the right, its R bit enters at the left, and R becomes 0.",
            "每 {every} 次访问有一次时钟中断：各计数器右移一位，访问位移入最高位，然后访问位清 0。"
        )
    } else {
        text!(
            "A clock tick comes every {every} accesses. Clearing R lets the kernel tell pages used lately from pages used long ago.",
            "每 {every} 次访问有一次时钟中断。访问位清 0 之后，内核才能分清最近用过和早先用过的页面。"
        )
    };
    Story {
        kicker: Text::new("clock tick", "时钟中断"),
        caption: Text::new(
            "A clock tick: the R bits of all pages are cleared.",
            "时钟中断：所有页面的访问位清 0。",
        ),
        title: Text::new("R bits are cleared", "访问位清 0"),
        why,
        ..Story::default()
    }
}

fn hit(before: &Replacing, now: &Replacing, page: Page, slot: Option<usize>) -> Story {
    let name = refer(now, page);
    let place = slot.map_or(Text::new("memory", "内存"), |slot| text!("frame {slot}", "页框 {slot} "));
    let (place_en, place_zh) = (&place.en, &place.zh);
    let effect = match (now.config.policy, slot.and_then(|slot| now.slot(slot))) {
        (Policy::Fifo, _) => Text::new(
            "FIFO does not look at uses: the order of loading stays as it was.",
            "先进先出不看使用情况，装入顺序不变。",
        ),
        (Policy::Lru | Policy::Mru, _) => {
            Text::new("It becomes the most recently used page.", "它成为最近使用的页面。")
        }
        (Policy::Opt | Policy::Unopt, Some(slot)) => next_use(now, &slot),
        (Policy::Lfu | Policy::Mfu, Some(Slot { count, .. })) => {
            text!("It has been used {count} times now.", "它已被使用 {count} 次。")
        }
        (Policy::Random, _) => {
            Text::new("Random replacement keeps no record of it.", "随机置换不作任何记录。")
        }
        (Policy::WorkingSet, _) => Text::new(
            "It was used within the window, so it is in the working set.",
            "它在窗口内用过，属于工作集。",
        ),
        (Policy::Clock, Some(Slot { count, .. })) if is_probing(now) => {
            text!("Its use count is {count} now.", "它的使用计数现在是 {count}。")
        }
        _ => was_referenced(before, slot),
    };
    Story {
        kicker: kicker(now),
        caption: text!("Page {name} is in {place_en}: a hit.", "页面 {name} 在{place_zh}中，命中。"),
        title: text!("Page {n}: hit", "页面 {n}：命中", n = now.name(page)),
        why: paragraph([
            text!(
                "The page is in memory, so the access costs no disk time.",
                "页面已在内存，这次访问不用读磁盘。"
            ),
            effect,
        ]),
        ..Story::default()
    }
}

fn was_referenced(before: &Replacing, slot: Option<usize>) -> Text {
    let known = slot.and_then(|slot| before.slot(slot));
    match known.map(|slot| slot.referenced) {
        Some(true) => Text::new("Its R bit was 1 already.", "它的访问位本来就是 1。"),
        Some(false) => Text::new("The hardware sets its R bit to 1.", "硬件把它的访问位置 1。"),
        None => Text::new("Its use bit is 1.", "它的访问位为 1。"),
    }
}

fn is_probing(now: &Replacing) -> bool {
    now.pool().is_some_and(|pool| pool.policy == Policy::Clock && pool.rules.clock == ClockKind::Random)
}

fn faulted(before: &Replacing, now: &Replacing, page: Page, gap: Option<i64>) -> Story {
    let name = refer(now, page);
    let policy = policy_name(now.config.policy);
    let (policy_en, policy_zh) = (&policy.en, &policy.zh);
    let why = match &now.memory {
        Memory::Pools(_) if now.pool().is_some_and(|pool| pool.empty().is_some()) => Text::new(
            "It has to be read from disk. A frame is still empty, so no page has to go.",
            "需要从磁盘读入。还有空闲页框，不必淘汰页面。",
        ),
        Memory::Pools(_) if now.config.is_local() => {
            let frames = now.pool().map_or(0, |pool| pool.slots.len());
            let process = &now.config.processes[now.process()];
            text!(
                "It has to be read from disk. All {frames} frames of process {process} are full. Allocation is local: one of its own pages must go, whatever the others have.",
                "需要从磁盘读入。进程 {process} 的 {frames} 个页框全满。局部置换：只能淘汰它自己的页面，与其他进程无关。"
            )
        }
        Memory::Pools(_) => {
            let frames = now.config.frames;
            text!(
                "It has to be read from disk. All {frames} frames are full, so a page must go first; {policy_en} decides which.",
                "需要从磁盘读入。{frames} 个页框全满，要先淘汰一个页面，由 {policy_zh} 决定。"
            )
        }
        Memory::Sets(_) => match gap {
            Some(gap) => text!(
                "The last fault was {gap} accesses ago. That gap decides whether unused pages leave.",
                "距上次缺页 {gap} 次访问，这个间隔决定是否移出未用的页面。"
            ),
            None => Text::new(
                "It was not used within the window, so it had left memory.",
                "它在窗口内没有用过，所以不在内存。",
            ),
        },
    };
    let first = before.totals.faults == 0;
    Story {
        kicker: kicker(now),
        caption: text!("Page {name} is not in memory: a page fault.", "页面 {name} 不在内存，发生缺页。"),
        title: text!("Page {n}: page fault", "页面 {n}：缺页", n = now.name(page)),
        why,
        note: if first {
            Text::new(
                "A first load counts as a page fault, but not as a replacement. Books that count only replacements get smaller numbers.",
                "首次装入算一次缺页，但不算置换：缺页次数 ≠ 置换次数。",
            )
        } else {
            Text::default()
        },
        ..Story::default()
    }
}

fn spared(now: &Replacing, slot: usize, page: Page, cleared: bool) -> Story {
    let (name, policy) = (refer(now, page), now.config.policy);
    let (caption, why) = match policy {
        Policy::SecondChance => (
            text!(
                "Page {name} at the head has R = 1: R becomes 0 and it goes to the tail.",
                "队首页面 {name} 的访问位为 1：清 0 并移到队尾。"
            ),
            Text::new(
                "It was used since it was last looked at, so it is treated as if it had just been loaded.",
                "它在上次检查之后被访问过，就当作刚装入的页面对待。",
            ),
        ),
        Policy::Clock if is_probing(now) => (
            text!(
                "Frame {slot} is probed at random: page {name} has a use count, which drops by 1.",
                "随机探查页框 {slot}：页面 {name} 的计数不为 0，减 1。"
            ),
            Text::new(
                "OSTEP's simulator has no hand: it probes random frames until one has a use count of 0.",
                "OSTEP 的模拟器没有指针，而是随机探查，直到遇到计数为 0 的页面。",
            ),
        ),
        _ if cleared => (
            text!(
                "Frame {slot}: page {name} has R = 1, so it is spared; R becomes 0.",
                "页框 {slot}：页面 {name} 的访问位为 1，留下，访问位清 0。"
            ),
            Text::new(
                "R = 1 means: used since the hand last came by. It is spared this time; if nobody uses it until the hand returns, it goes.",
                "访问位为 1 表示指针上次经过之后被访问过，这次留下；若指针再来之前没人用它，就淘汰它。",
            ),
        ),
        Policy::WsClock => (
            text!(
                "Frame {slot}: page {name} is too young or dirty; the hand moves on.",
                "页框 {slot}：页面 {name} 年龄未到或已修改，指针前移。"
            ),
            Text::new(
                "WSClock takes the first clean page that has not been used for longer than the window.",
                "WSClock 取第一个超过窗口时间未被访问的干净页面。",
            ),
        ),
        _ => (
            text!(
                "Frame {slot}: page {name} is not of the wanted class; the hand moves on.",
                "页框 {slot}：页面 {name} 不属于要找的类别，指针前移。"
            ),
            Text::new(
                "Rounds 1 and 3 look for a page neither used nor written; rounds 2 and 4 for one not used but written, clearing R on their way.",
                "第 1、3 轮找未访问且未修改的页面；第 2、4 轮找未访问但已修改的页面，途中把访问位清 0。",
            ),
        ),
    };
    Story {
        kicker: Text::new("choosing a victim", "选择淘汰页"),
        caption,
        title: text!("Page {n} is spared", "页面 {n} 留下", n = now.name(page)),
        why,
        ..Story::default()
    }
}

fn chosen(now: &Replacing, slot: usize, page: Page, modified: bool) -> Story {
    let Some(pool) = now.pool() else { return Story::default() };
    let name = refer(now, page);
    let here = now.slot(slot).expect("a chosen frame holds a page");
    let reason = reason(now, pool, &here);
    let (reason_en, reason_zh) = (&reason.en, &reason.zh);
    let saved = if modified {
        Text::new(
            "It was written (M = 1), so its copy on disk is stale and must be written first.",
            "它被修改过（修改位为 1），磁盘上的副本已过时，要先写回。",
        )
    } else {
        Text::new(
            "It was not written, so its copy on disk is still good: no write-back.",
            "它没有被修改，磁盘副本仍有效，不必写回。",
        )
    };
    Story {
        kicker: Text::new("choosing a victim", "选择淘汰页"),
        caption: text!("Page {name} {reason_en}, so it must go.", "页面 {name} {reason_zh}，被淘汰。"),
        title: text!("Page {n} must go", "淘汰页面 {n}", n = now.name(page)),
        why: paragraph([principle(pool), saved]),
        note: misconception(pool.policy),
        candidates: candidates(now, pool, slot - now.first()),
        ..Story::default()
    }
}

/// Why this page goes, as the end of a sentence that begins with its name.
fn reason(now: &Replacing, pool: &Pool, here: &Slot) -> Text {
    let Slot { count, age, .. } = *here;
    let bits = pool.rules.aging_bits as usize;
    let class = 2 * u8::from(here.referenced) + u8::from(here.modified);
    match pool.policy {
        Policy::Opt if here.next == NEVER => Text::new("is never used again", "以后不再使用"),
        Policy::Opt => {
            text!(
                "is used last of all, at access {n}",
                "最晚使用（第 {n} 次访问）",
                n = now.next_access(here)
            )
        }
        Policy::Unopt if here.next == NEVER => {
            Text::new("is the oldest of those never used again", "是不再使用者中最老的")
        }
        Policy::Unopt => {
            text!("is needed soonest, at access {n}", "最快要用（第 {n} 次访问）", n = now.next_access(here))
        }
        Policy::Fifo if here.loaded >= 0 => {
            text!("was loaded first, at access {n}", "最先装入（第 {n} 次访问）", n = here.loaded + 1)
        }
        Policy::Fifo | Policy::WorkingSet | Policy::Pff => Text::new("was loaded first", "最先装入"),
        Policy::Lru if here.last >= 0 => {
            text!(
                "was last used longest ago, at access {n}",
                "最久未用（上次是第 {n} 次访问）",
                n = here.last + 1
            )
        }
        Policy::Lru => Text::new("was used longest ago", "最久未使用"),
        Policy::Mru => Text::new("was used most recently", "最近刚用过"),
        Policy::Clock if pool.rules.clock == ClockKind::Random => {
            Text::new("has a use count of 0", "的使用计数为 0")
        }
        Policy::Clock | Policy::SecondChance => Text::new("has R = 0", "的访问位为 0"),
        Policy::EnhancedClock => {
            let (r, m) = (u8::from(here.referenced), u8::from(here.modified));
            text!("is the first with (R, M) = ({r}, {m})", "最先符合 (R, M) = ({r}, {m})")
        }
        Policy::WsClock => Text::new("has R = 0 and is the oldest fit", "访问位为 0 且年龄已到"),
        Policy::Nru => text!("is of the lowest class, {class}", "类别最低（{class} 类）"),
        Policy::Lfu => text!("was used least often: {count}×", "使用次数最少（{count} 次）"),
        Policy::Mfu => text!("was used most often: {count}×", "使用次数最多（{count} 次）"),
        Policy::Aging => text!("has the smallest counter, {age:0bits$b}", "的计数器最小（{age:0bits$b}）"),
        Policy::Random => Text::new("was drawn at random", "被随机抽中"),
    }
}

fn principle(pool: &Pool) -> Text {
    match pool.policy {
        Policy::Opt => Text::new(
            "OPT looks ahead in the string: the page needed latest costs least to throw out.",
            "最佳置换向后看访问串：最晚才用的页面淘汰代价最小。",
        ),
        Policy::Unopt => Text::new(
            "The worst policy throws out what is needed next.",
            "最差的策略总是淘汰马上要用的页面。",
        ),
        Policy::Fifo => Text::new(
            "FIFO looks only at the order of loading, not at how often a page is used.",
            "先进先出只看装入顺序，不看页面用得多不多。",
        ),
        Policy::Lru => Text::new(
            "LRU bets that a page unused for longest will stay unused.",
            "LRU 认为最久没有用过的页面今后也不会马上用到。",
        ),
        Policy::Mru => Text::new(
            "MRU bets on loops: the page just used is needed last.",
            "MRU 适合循环访问：刚用过的页面最晚再用。",
        ),
        Policy::Clock if pool.rules.clock == ClockKind::Random => {
            Text::new("The probed page has no uses left.", "探查到的页面计数已为 0。")
        }
        Policy::Clock => Text::new(
            "The hand found a page that nobody used since its last round.",
            "指针遇到了上一轮之后没有被访问过的页面。",
        ),
        Policy::SecondChance => Text::new(
            "The page at the head was not used since it was last looked at.",
            "队首页面在上次检查之后没有被访问过。",
        ),
        Policy::EnhancedClock => Text::new(
            "Best is a page neither used nor written: throwing it out costs no write.",
            "最好是既未访问又未修改的页面：淘汰时不用写回。",
        ),
        Policy::WsClock => Text::new(
            "The page was not used for longer than the window, so it is not in the working set.",
            "这个页面超过窗口时间未用，不在工作集内。",
        ),
        Policy::Nru => Text::new(
            "Class = 2R + M: an unused page goes before a used one, then a clean one before a dirty one.",
            "类别 = 2R + M：先淘汰未访问的，再看是否修改过。",
        ),
        Policy::Lfu => Text::new(
            "LFU bets that a page rarely used stays rarely used.",
            "LFU 认为很少使用的页面今后也很少使用。",
        ),
        Policy::Mfu => Text::new(
            "MFU bets that a page with few uses was just loaded and is still needed.",
            "MFU 认为使用次数少的页面刚装入，还会再用。",
        ),
        Policy::Aging => Text::new(
            "The counter is a short history: the highest bit tells of the latest tick.",
            "计数器记录近期历史：最高位对应最近一个时钟周期。",
        ),
        Policy::Random => Text::new("Any frame is as likely as any other.", "每个页框被抽中的机会相同。"),
        Policy::WorkingSet | Policy::Pff => Text::default(),
    }
}

fn misconception(policy: Policy) -> Text {
    match policy {
        Policy::Opt => Text::new(
            "No system runs OPT: it needs to know the future. It is the yardstick for the others.",
            "没有系统能真正运行最佳置换，因为要预知未来；它是衡量其他算法的标准。",
        ),
        Policy::Lru => Text::new(
            "Real systems do not run exact LRU: it would need a record of every access. They approximate it with R bits.",
            "实际系统不做精确 LRU，因为每次访问都要记录；它们用访问位近似。",
        ),
        Policy::Fifo => Text::new(
            "The page loaded first may be the busiest. This is why FIFO can get worse with more frames (Belady).",
            "最先装入的页面可能最常用，所以先进先出会有 Belady 异常：页框更多，缺页反而更多。",
        ),
        _ => Text::default(),
    }
}

fn next_use(now: &Replacing, slot: &Slot) -> Text {
    match slot.next {
        NEVER => Text::new("It is never used again.", "它以后不再使用。"),
        _ => text!("Its next use is access {n}.", "它下次在第 {n} 次访问时使用。", n = now.next_access(slot)),
    }
}

/// The pages in memory with what decides between them, the victim first.
fn candidates(now: &Replacing, pool: &Pool, victim: usize) -> Text {
    let mut slots: Vec<usize> = (0..pool.slots.len()).collect();
    if slots.len() > CANDIDATES {
        return Text::default();
    }
    slots.sort_by_key(|&slot| slot != victim);
    let told: Vec<Text> = slots
        .into_iter()
        .filter_map(|slot| {
            let here = pool.slots[slot]?;
            let fact = fact(now, &here);
            let name = refer(now, here.page);
            let (fact_en, fact_zh) = (fact.en, fact.zh);
            Some(text!("{name} ({fact_en})", "{name}（{fact_zh}）"))
        })
        .collect();
    let join = |pick: fn(&Text) -> &str, apart: &str| told.iter().map(pick).collect::<Vec<_>>().join(apart);
    Text { en: join(|text| &text.en, ", ").into(), zh: join(|text| &text.zh, "、").into() }
}

/// What decides about a page, in two or three words.
pub fn fact(now: &Replacing, here: &Slot) -> Text {
    let Some(pool) = now.pool() else { return Text::default() };
    let Slot { count, age, .. } = *here;
    let bits = pool.rules.aging_bits as usize;
    let (r, m) = (u8::from(here.referenced), u8::from(here.modified));
    let since = |at: i64| if at < 0 { "–".to_string() } else { (at + 1).to_string() };
    match pool.policy {
        Policy::Opt | Policy::Unopt if here.next == NEVER => Text::new("never again", "不再使用"),
        Policy::Opt | Policy::Unopt => {
            text!("next use {n}", "下次第 {n} 次", n = now.next_access(here))
        }
        Policy::Lru | Policy::Mru => text!("used at {n}", "第 {n} 次用过", n = since(here.last)),
        Policy::Lfu | Policy::Mfu => text!("used {count}×", "用过 {count} 次"),
        Policy::Clock if pool.rules.clock == ClockKind::Random => text!("count {count}", "计数 {count}"),
        Policy::Clock | Policy::SecondChance => text!("R = {r}", "R = {r}"),
        Policy::EnhancedClock => text!("(R, M) = ({r}, {m})", "(R, M) = ({r}, {m})"),
        Policy::Nru => text!("class {n}", "{n} 类", n = 2 * r + m),
        Policy::Aging => text!("R {r} · {age:0bits$b}", "R {r} · {age:0bits$b}"),
        Policy::WsClock => text!("R {r}, used at {n}", "R {r}，第 {n} 次用过", n = since(here.last)),
        _ => text!("in since {n}", "第 {n} 次装入", n = since(here.loaded)),
    }
}

fn written_back(now: &Replacing, slot: usize, page: Page) -> Story {
    let name = refer(now, page);
    Story {
        kicker: Text::new("write back", "写回"),
        caption: text!(
            "Page {name} is written back to disk: frame {slot} can be reused.",
            "页面 {name} 写回磁盘，页框 {slot} 可以重用。"
        ),
        title: text!("Page {n} is written back", "页面 {n} 写回磁盘", n = now.name(page)),
        why: Text::new(
            "Its M bit is 1: the only up-to-date copy is in memory. A dirty victim makes a fault cost two disk transfers instead of one.",
            "它的修改位为 1，只有内存里的副本是新的。淘汰脏页要多一次磁盘传送。",
        ),
        ..Story::default()
    }
}

fn loaded(before: &Replacing, now: &Replacing, slot: usize, page: Page, victim: Option<Page>) -> Story {
    let name = refer(now, page);
    let (faults, replacements) = (now.totals.faults, now.totals.replacements);
    let why = match victim {
        Some(victim) => text!(
            "Page {old} left, page {new} was read from disk. Faults up to now: {faults}; replacements: {replacements}.",
            "页面 {old} 移出，页面 {new} 从磁盘读入。到现在缺页 {faults} 次，置换 {replacements} 次。",
            old = before.name(victim),
            new = now.name(page)
        ),
        None => text!(
            "The lowest empty frame is used. Faults up to now: {faults}; replacements: {replacements}.",
            "使用编号最小的空闲页框。到现在缺页 {faults} 次，置换 {replacements} 次。"
        ),
    };
    let caption = match victim {
        Some(victim) => text!(
            "Page {name} takes the place of page {old} in frame {slot}.",
            "页面 {name} 装入页框 {slot}，取代页面 {old}。",
            old = before.name(victim)
        ),
        None => text!(
            "Page {name} is loaded into frame {slot}, which was empty.",
            "页面 {name} 装入空闲的页框 {slot}。"
        ),
    };
    Story {
        kicker: kicker(now),
        caption,
        title: text!("Page {n} is loaded", "装入页面 {n}", n = now.name(page)),
        why,
        ..Story::default()
    }
}

fn joined(now: &Replacing, page: Page) -> Story {
    let name = refer(now, page);
    let size = now.held_by(now.process());
    Story {
        kicker: kicker(now),
        caption: text!(
            "Page {name} is read in: {size} pages are in memory.",
            "页面 {name} 读入内存，驻留集有 {size} 页。"
        ),
        title: text!("Page {n} joins the set", "页面 {n} 进入驻留集", n = now.name(page)),
        why: Text::new(
            "The resident set has no fixed size: it follows what the process needs.",
            "驻留集没有固定大小，随进程的需要变化。",
        ),
        ..Story::default()
    }
}

fn shrunk(now: &Replacing, removed: &[Page]) -> Story {
    let names: Vec<String> = removed.iter().take(6).map(|page| refer(now, *page)).collect();
    let (names_en, names_zh) = (names.join(", "), names.join("、"));
    let working = now.config.policy == Policy::WorkingSet;
    let why = if working {
        Text::new(
            "The window moved on by one access, and the page is not among the last Δ references any more.",
            "窗口向前移动一次，最近 Δ 次访问中已不含这个页面。",
        )
    } else {
        Text::new(
            "Faults are rare enough: pages not used since the bits were cleared leave memory.",
            "缺页间隔够大：访问位清 0 之后没有用过的页面移出内存。",
        )
    };
    Story {
        kicker: kicker(now),
        caption: text!("Out of memory: {names_en}.", "移出内存：{names_zh}。"),
        title: Text::new("The resident set shrinks", "驻留集收缩"),
        why,
        ..Story::default()
    }
}

fn passed(now: &Replacing, accesses: u32, faults: u32) -> Story {
    let (last, all) = (now.done, now.totals.faults);
    let first = last + 1 - accesses as usize;
    let faults_en = counted(u64::from(faults), "page fault", "page faults");
    Story {
        kicker: text!("accesses {first} to {last}", "第 {first} 至 {last} 次访问"),
        caption: text!(
            "Accesses {first} to {last}: {faults_en}.",
            "第 {first} 至 {last} 次访问：缺页 {faults} 次。"
        ),
        title: text!("{accesses} accesses", "{accesses} 次访问"),
        why: text!(
            "The run is so long that a step takes {accesses} accesses. Faults up to now: {all}. The grid shows the last accesses of the step.",
            "运行很长，一步包含 {accesses} 次访问。到现在缺页 {all} 次。网格显示这一步最后的访问。"
        ),
        ..Story::default()
    }
}

fn idled(now: &Replacing, units: u64) -> Story {
    let (time, used) = (now.now().0, now.done);
    let units_en = counted(units, "unit", "units");
    let over = now.done == now.config.refs.len();
    Story {
        kicker: Text::new("CPU idle", "CPU 空闲"),
        caption: if over {
            text!(
                "The last pages are on their way: the CPU is idle for {units_en}.",
                "最后的页面还在传送：CPU 空闲 {units} 个单位。"
            )
        } else {
            text!(
                "Every process waits for the disk: the CPU is idle for {units_en}.",
                "所有进程都在等磁盘：CPU 空闲 {units} 个单位。"
            )
        },
        title: Text::new("Nobody can run", "无进程可运行"),
        why: Text::new(
            "The disk brings one page at a time. More processes would give the CPU something to do, but they would also take frames from these.",
            "磁盘一次只能传送一页。再加进程能让 CPU 有事可做，但也会夺走现有进程的页框。",
        ),
        formula: text!("CPU use = {used} / {time}", "CPU 利用率 = {used} / {time}"),
        ..Story::default()
    }
}

fn dispatched(before: &Replacing, now: &Replacing, process: usize) -> Story {
    let name = &now.config.processes[process];
    let next = format!("[{name}](proc:{name})");
    let last = &now.config.processes[before.process()];
    let why = match (before.done.checked_sub(1), processes::doing(before, before.process())) {
        (None, _) => Text::new("It is the first in the ready queue.", "它排在就绪队列最前。"),
        (_, Doing::Waits(until)) => text!(
            "{last} waits for its page until {until}; meanwhile the CPU does something else.",
            "{last} 要等页面到 {until}，这段时间 CPU 去做别的事。"
        ),
        (_, Doing::Over) => text!("{last} has made all its accesses.", "{last} 的访问已全部完成。"),
        _ => text!("{last} has used up its turn.", "{last} 的一轮已用完。"),
    };
    Story {
        kicker: Text::new("context switch", "进程切换"),
        caption: text!("The CPU goes to process {next}.", "CPU 交给进程 {next}。"),
        title: text!("Process {name} runs", "进程 {name} 运行"),
        why,
        ..Story::default()
    }
}

fn finished(now: &Replacing) -> Story {
    if let Some(file) = &now.config.missing {
        return Story {
            kicker: Text::new("file not open", "文件未打开"),
            caption: text!(
                "The accesses are in the file “{file}”: open it again under Workload.",
                "访问在文件“{file}”中：请在“作业”中重新打开。"
            ),
            title: Text::new("The file is not here", "缺少文件"),
            why: Text::new(
                "A link carries policy, frames and rules, but not millions of accesses. Whoever gets the link needs the file as well.",
                "链接中有算法、页框数和规则，但放不下几百万次访问。收到链接的人还需要这个文件。",
            ),
            ..Story::default()
        };
    }
    let totals = now.totals;
    let count = now.config.refs.len();
    let (faults, replacements, hits) = (totals.faults, totals.replacements, totals.hits);
    let all_en = counted(count as u64, "access", "accesses");
    let (hits_en, faults_en) = (counted(hits, "hit", "hits"), counted(faults, "fault", "faults"));
    let replacements_en = counted(replacements, "replacement", "replacements");
    Story {
        kicker: Text::new("end of the run", "运行结束"),
        caption: text!(
            "{all_en}: {hits_en}, **{faults_en}**, **{replacements_en}**.",
            "共 {count} 次访问：命中 {hits} 次，缺页 **{faults}** 次，置换 **{replacements}** 次。"
        ),
        title: Text::new("Finished", "结束"),
        why: Text::new(
            "A fault that found an empty frame replaced nothing, so there are fewer replacements than faults.",
            "装入空闲页框的缺页没有淘汰页面，所以置换次数少于缺页次数。",
        ),
        formula: if now.config.is_timed() {
            text!("CPU use = {count} / {n}", "CPU 利用率 = {count} / {n}", n = now.now().0)
        } else {
            text!("fault rate = {faults} / {count}", "缺页率 = {faults} / {count}")
        },
        ..Story::default()
    }
}
