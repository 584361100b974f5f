//! What is said of switches between processes, of bits turned over by hand, and of faults without a missing page.

use super::machine::Walking;
use super::space::letter;
use crate::lab::Story;
use crate::labs::memory::event::Bit;
use crate::labs::memory::words::{counted, paragraph};
use crate::text;
use crate::text::Text;

/// The CPU goes to another process.
pub fn switched(now: &Walking, (from, to): (usize, usize), dropped: Option<usize>) -> Story {
    let (from, to) = (letter(from), letter(to));
    let root = &now.config.space.tables[now.process.unwrap_or(0)].name;
    let (caption, why, note) = match dropped {
        None => (
            text!(
                "The CPU goes from {from} to {to}: CR3 points at {root} now, and the TLB stays as it is.",
                "CPU 从进程 {from} 切换到 {to}：CR3 改指 {root}，快表保持不变。"
            ),
            Text::new(
                "Every entry carries the number of its process (ASID; Intel: PCID), and only those of the running one can hit.",
                "每个表项都带进程号（ASID，Intel 称 PCID），只有当前进程的表项才会命中。",
            ),
            Text::default(),
        ),
        Some(dropped) => {
            let gone = counted(dropped as u64, "entry", "entries");
            (
                text!(
                    "The CPU goes from {from} to {to}: CR3 points at {root} now, and the TLB drops {gone}.",
                    "CPU 从进程 {from} 切换到 {to}：CR3 改指 {root}，快表清掉 {dropped} 项。"
                ),
                text!(
                    "The same page number means another page in {to}. Entries without a process number would lead {to} to the frames of {from}.",
                    "同一页号在 {to} 中是另一个页面。表项不带进程号，会把 {to} 引到 {from} 的页框。"
                ),
                Text::new(
                    "The switch itself is cheap; the misses that follow it are the price.",
                    "切换本身不贵，代价是随后的快表未命中。",
                ),
            )
        }
    };
    Story {
        kicker: Text::new("context switch", "上下文切换"),
        caption,
        title: text!("From {from} to {to}", "从 {from} 切换到 {to}"),
        why,
        note,
        ..Story::default()
    }
}

/// A bit was turned over by hand.
pub fn toggled(now: &Walking, page: u64, bit: Bit, (on, changed): (bool, bool)) -> Story {
    let (page, name, value) = (now.config.space.show(page), bit.name(), u8::from(on));
    if !changed {
        return Story {
            kicker: Text::new("by hand", "手工修改"),
            caption: text!(
                "{name} of page [{page}](page:{page}) stays {value}: the page is not in memory.",
                "页 [{page}](page:{page}) 的 {name} 位仍为 {value}：页面不在内存。"
            ),
            title: text!("Page {page}: {name} stays {value}", "页 {page}：{name} 仍为 {value}"),
            why: Text::new(
                "With P = 1 the entry would lead to a frame that belongs to somebody else; A and D are about a page in memory.",
                "若 P = 1，页表项会指向别人的页框；A 和 D 只对内存中的页面有意义。",
            ),
            ..Story::default()
        };
    }
    Story {
        kicker: Text::new("by hand", "手工修改"),
        caption: text!(
            "By hand: {name} of page [{page}](page:{page}) is {value} now.",
            "手工修改：页 [{page}](page:{page}) 的 {name} 位现在是 {value}。"
        ),
        title: text!("Page {page}: {name} = {value}", "页 {page}：{name} = {value}"),
        why: paragraph([
            effect(bit, on),
            Text::new(
                "The TLB's entry of the page is dropped with it, as a kernel must do.",
                "同时作废快表中的这一项，内核也必须这样做。",
            ),
        ]),
        ..Story::default()
    }
}

/// What the next access will meet.
fn effect(bit: Bit, on: bool) -> Text {
    match (bit, on) {
        (Bit::Present, false) => Text::new(
            "The page stays in its frame, but the next access faults: a fault without a disk.",
            "页面仍在页框中，但下次访问会缺页，只是不用读磁盘。",
        ),
        (Bit::Present, true) => Text::new("The hardware finds the page again.", "硬件又能找到这一页。"),
        (Bit::Write, false) => Text::new(
            "A write is refused now: a protection fault, though the page is there. mprotect does this.",
            "现在写会被拒绝：页面虽在，却是保护性异常。mprotect 就是这样做的。",
        ),
        (Bit::Write, true) => Text::new("Writing is allowed now.", "现在允许写。"),
        (Bit::User, false) => {
            Text::new("Only the kernel may use the page now.", "现在只有内核能访问这一页。")
        }
        (Bit::User, true) => Text::new(
            "Programs may use the page now: on a kernel page, a hole in the protection.",
            "现在用户态也能访问；若是内核页，保护就有了漏洞。",
        ),
        (Bit::Accessed, false) => {
            Text::new("To the replacement policy the page looks unused.", "在置换算法看来，这一页没有用过。")
        }
        (Bit::Accessed, true) => {
            Text::new("To the replacement policy the page looks used.", "在置换算法看来，这一页用过。")
        }
        (Bit::Dirty, false) => Text::new(
            "If the page is evicted now, it is not written back, and what was written to it is lost.",
            "如果现在淘汰这一页，就不会写回，写过的内容会丢失。",
        ),
        (Bit::Dirty, true) => Text::new(
            "If the page is evicted now, it is written back, needed or not.",
            "如果现在淘汰这一页，不管有没有必要都要写回。",
        ),
        (Bit::NoExecute, true) => {
            Text::new("Fetching an instruction from the page is refused now.", "现在不允许从这一页取指令。")
        }
        (Bit::NoExecute, false) => {
            Text::new("Instructions may be fetched from the page now.", "现在可以从这一页取指令。")
        }
        (Bit::Cow, true) => Text::new(
            "R/W becomes 0 with it: the first write traps, and the kernel decides whether to copy.",
            "R/W 位同时变为 0：第一次写会陷入内核，由内核决定是否复制。",
        ),
        (Bit::Cow, false) => Text::new(
            "R/W stays 0: a write is refused now, and nobody will copy.",
            "R/W 位仍为 0：现在写会被拒绝，也不会复制。",
        ),
    }
}

/// The page was in its frame all the time.
pub fn remapped(now: &Walking) -> Story {
    let page = shown(now);
    Story {
        kicker: Text::new("kernel", "内核"),
        caption: text!(
            "The kernel sets P of page [{page}](page:{page}) to 1 again: nothing is read.",
            "内核把页 [{page}](page:{page}) 的 P 重新置 1，不必读磁盘。"
        ),
        title: text!("Entry of {page}: P = 1", "页 {page}：P = 1"),
        why: Text::new(
            "A minor fault: it costs a trap, not a disk access. Linux clears P on purpose in this way to learn who uses a page.",
            "这是次要缺页：只花一次陷入，不访问磁盘。Linux 有时故意这样清 P，以了解谁在用这一页。",
        ),
        ..Story::default()
    }
}

/// A copy-on-write page with a single owner.
pub fn owned(now: &Walking) -> Story {
    let page = shown(now);
    Story {
        kicker: Text::new("kernel", "内核"),
        caption: text!(
            "Nobody else has the frame of page [{page}](page:{page}): R/W = 1, COW = 0, nothing is copied.",
            "页 [{page}](page:{page}) 的页框没有别人共享：R/W = 1，COW = 0，不必复制。"
        ),
        title: text!("Page {page} becomes writable", "页 {page} 变为可写"),
        why: Text::new(
            "The last owner of a copy-on-write page just gets it. With two owners the writer would get a copy: see the lab of copy-on-write.",
            "写时复制页只剩一个拥有者时直接给它。若有两个，写者会得到一份副本：见写时复制实验。",
        ),
        ..Story::default()
    }
}

fn shown(now: &Walking) -> String {
    now.access().map_or(String::new(), |access| now.config.space.show(access.page))
}
