//! What each event of a translation says.

use super::bits::{owned, remapped, switched, toggled};
use super::inspect::size;
use super::machine::{Outcome, Phase, Walking};
use super::plan::Planned;
use super::space::letter;
use crate::lab::Story;
use crate::labs::memory::event::{Event, Found, Source};
use crate::labs::memory::replace;
use crate::labs::memory::rules::AfterFault;
use crate::labs::memory::words::{counted, paragraph};
use crate::text;
use crate::text::Text;

/// What a step says.
pub fn story(before: &Walking, now: &Walking, events: &[Event]) -> Story {
    let Some(event) = events.last() else { return Story::default() };
    let told = match event {
        Event::Split => split(now),
        Event::TlbHit { page, frame } => tlb_hit(before, now, *page, *frame),
        Event::TlbMissed { page } => tlb_missed(now, *page),
        Event::Walked { level, table, index, found } => walked(now, *level, *table, *index, *found),
        Event::Violated => violated(now),
        Event::Trapped { invalid } => trapped(now, *invalid),
        Event::Killed => killed(now),
        Event::Located { source } => located(now, *source),
        Event::Remapped => remapped(now),
        Event::Owned => owned(now),
        Event::Switched { from, to, dropped } => switched(now, (*from, *to), *dropped),
        Event::Toggled { page, bit, on, changed } => toggled(now, *page, *bit, (*on, *changed)),
        Event::Freed { slot } => freed(now, *slot),
        Event::Unmapped { page, flushed } => unmapped(now, now.number(*page), *flushed),
        Event::Read { slot, disk } => read(now, *slot, *disk),
        Event::Loaded { slot, .. } => updated(now, *slot),
        Event::Retried => retried(now),
        Event::Filled { victim } => filled(now, *victim),
        Event::Accessed { address } => accessed(now, *address),
        Event::Finished => finished(now),
        _ => return frames(before, now, events),
    };
    Story { subject: subject(now, event), code: code(), line: line(event), ..told }
}

/// What the replacement policy does is told as in a replacement study.
fn frames(before: &Walking, now: &Walking, events: &[Event]) -> Story {
    let (Some(old), Some(new)) = (&before.frames, &now.frames) else { return Story::default() };
    let told = replace::story::story(old, new, events);
    let line = match events.last() {
        Some(Event::WrittenBack { .. }) => Some(7),
        _ => Some(6),
    };
    Story { code: code(), line, ..told }
}

fn code() -> Vec<Text> {
    vec![
        Text::new("access(address):", "访问(逻辑地址)："),
        Text::new("  split into page number and offset", "  分成页号和页内偏移"),
        Text::new("  in the TLB? frame is known", "  查快表：命中则得页框号"),
        Text::new("  else read one entry per level", "  否则每级读一个页表项"),
        Text::new("  not present, not allowed: trap", "  不在内存或越权：陷入内核"),
        Text::new("on page fault (kernel):", "缺页异常处理（内核）："),
        Text::new("  find the page and a frame", "  找到页面，找一个页框"),
        Text::new("  if the victim is dirty: write it back", "  淘汰页若被修改：写回"),
        Text::new("  read the page, update the entry", "  读入页面，修改页表项"),
        Text::new("  run the same instruction again", "  重新执行同一条指令"),
        Text::new("  physical = frame × page size + offset", "  物理地址 = 页框号 × 页大小 + 偏移"),
    ]
}

fn line(event: &Event) -> Option<usize> {
    match event {
        Event::Split => Some(1),
        Event::TlbHit { .. } | Event::TlbMissed { .. } | Event::Filled { .. } => Some(2),
        Event::Walked { found: Found::Frame(_) | Found::Table(_), .. } => Some(3),
        Event::Walked { .. } | Event::Violated | Event::Killed => Some(4),
        Event::Trapped { .. } => Some(5),
        Event::Located { .. } | Event::Freed { .. } | Event::Unmapped { .. } => Some(6),
        Event::Remapped | Event::Owned => Some(8),
        Event::Read { .. } | Event::Loaded { .. } => Some(8),
        Event::Retried => Some(9),
        Event::Accessed { .. } => Some(10),
        _ => None,
    }
}

fn subject(now: &Walking, event: &Event) -> Option<String> {
    let page = || now.access().map(|access| now.config.space.show(access.page));
    match event {
        Event::TlbHit { .. } | Event::TlbMissed { .. } | Event::Filled { .. } => Some("tlb".into()),
        Event::Walked { table, .. } => Some(format!("table:{}", now.config.space.tables[*table].name)),
        Event::Freed { slot } | Event::Read { slot, .. } | Event::Loaded { slot, .. } => {
            Some(format!("frame:{slot}"))
        }
        Event::Unmapped { page, .. } => Some(format!("page:{}", now.config.space.show(now.number(*page)))),
        Event::Finished => None,
        Event::Switched { .. } => Some("tlb".into()),
        Event::Toggled { page, .. } => Some(format!("page:{}", now.config.space.show(*page))),
        _ => page().map(|page| format!("page:{page}")),
    }
}

/// The access under way or just over: its page as shown, itself.
fn about(now: &Walking) -> (String, &Planned) {
    let access = now.access().expect("an access is under way");
    (now.config.space.show(access.page), access)
}

/// A number of the address space as it is shown: hexadecimal where pages are.
fn show(now: &Walking, number: u64) -> String {
    now.config.space.show(number)
}

fn kicker(now: &Walking) -> Text {
    let n = now.current();
    text!("access {n}", "第 {n} 次访问")
}

fn verb(op: char) -> Text {
    match op {
        'W' => Text::new("writes", "写"),
        'X' => Text::new("executes", "执行"),
        _ => Text::new("reads", "读"),
    }
}

/// The name of a level: page directory, page table.
pub fn level_name(now: &Walking, level: usize) -> Text {
    match (now.config.space.levels(), now.config.space.levels() + 1 - level) {
        (_, 1) => Text::new("page table", "页表"),
        (_, 2) => Text::new("page directory", "页目录"),
        _ => text!("level {level} table", "第 {level} 级页表"),
    }
}

fn split(now: &Walking) -> Story {
    let access = about(now).1;
    let page = show(now, now.config.space.page_of(access.process, access.split.page));
    let verb = verb(access.op);
    let (verb_en, verb_zh) = (&verb.en, &verb.zh);
    let (address, offset) = (show(now, access.address), show(now, access.split.offset));
    let bits = now.config.space.offset_bits();
    let how = match bits {
        Some(bits) => text!(
            "The low {bits} bits are the offset inside the page; the rest is the page number.",
            "低 {bits} 位是页内偏移，其余是页号。"
        ),
        None => {
            let size = now.config.space.page_size;
            text!(
                "Divided by the page size {size}: the quotient is the page, the remainder the offset.",
                "除以页大小 {size}：商是页号，余数是页内偏移。"
            )
        }
    };
    let levels = now.config.space.levels();
    let more = if levels > 1 {
        text!(
            "The page number is cut again into one index per level: {levels} of them.",
            "页号再按级别切成 {levels} 个下标。"
        )
    } else {
        Text::default()
    };
    Story {
        kicker: kicker(now),
        caption: if now.config.space.processes > 1 {
            let process = letter(access.process);
            text!(
                "Process {process} {verb_en} {address}: page **{page}**, offset {offset}.",
                "进程 {process} {verb_zh} {address}：页号 **{page}**，页内偏移 {offset}。"
            )
        } else {
            text!(
                "The program {verb_en} {address}: page **{page}**, offset {offset}.",
                "程序{verb_zh} {address}：页号 **{page}**，页内偏移 {offset}。"
            )
        },
        title: text!("Split the address {address}", "拆分地址 {address}"),
        why: paragraph([how, more]),
        note: Text::new(
            "The offset is not translated: it is the same in the virtual and in the physical address.",
            "页内偏移不变换：逻辑地址和物理地址中的偏移相同。",
        ),
        ..Story::default()
    }
}

fn tlb_hit(before: &Walking, now: &Walking, page: u64, frame: u64) -> Story {
    let page = show(now, page);
    let again = before.outcome.fault.is_some();
    let why = if again {
        Text::new(
            "The fault handler put the translation into the TLB, so the retried access finds it there.",
            "缺页处理时已把这一项装入快表，所以重新执行时命中。",
        )
    } else {
        let entries = now.tlb.as_ref().map_or(0, |tlb| tlb.ways);
        text!(
            "All {entries} entries of the set are compared at once, in hardware. No table has to be read.",
            "硬件同时比较组内 {entries} 项，不必再读页表。"
        )
    };
    Story {
        kicker: Text::new("TLB hit", "快表命中"),
        caption: text!(
            "The TLB knows page [{page}](page:{page}): frame {frame}.",
            "快表（TLB）中有页 [{page}](page:{page})：页框 {frame}。"
        ),
        title: text!("TLB hit: page {page}", "快表命中：页 {page}"),
        why,
        ..Story::default()
    }
}

fn tlb_missed(now: &Walking, page: u64) -> Story {
    let page = show(now, page);
    let levels = now.config.space.levels();
    Story {
        kicker: Text::new("TLB miss", "快表未命中"),
        caption: text!(
            "The TLB does not know page [{page}](page:{page}): walk the page tables.",
            "快表（TLB）中没有页 [{page}](page:{page})，要查页表。"
        ),
        title: text!("TLB miss: page {page}", "快表未命中：页 {page}"),
        why: text!(
            "The processor reads one entry per level, {levels} in all. On x86 hardware does this, not the operating system.",
            "处理器逐级读页表项，共 {levels} 次。在 x86 上由硬件完成，不经过操作系统。"
        ),
        note: if now.outcome.flushed {
            Text::new(
                "The TLB knew this page until the switch emptied it. Entries that carry the number of their process (ASID) would still be there.",
                "进程切换之前快表里有这一页，切换时被清空了。若表项带进程号（ASID），它还会在。",
            )
        } else {
            Text::new(
                "A TLB miss is not a page fault. Only if the entry says “not present” does the kernel get to work.",
                "快表未命中不等于缺页。只有页表项说“不在内存”时，内核才介入。",
            )
        },
        ..Story::default()
    }
}

fn walked(now: &Walking, level: usize, table: usize, index: u64, found: Found) -> Story {
    let (page, _) = about(now);
    let name = level_name(now, level);
    let (name_en, name_zh) = (&name.en, &name.zh);
    let id = &now.config.space.tables[table].name;
    let shown = show(now, index);
    let huge = about(now).1.huge;
    let (caption, why) = match found {
        Found::Table(next) => {
            let next = &now.config.space.tables[next].name;
            (
                text!(
                    "Entry {shown} of the [{name_en}](table:{id}) leads to the next table, {next}.",
                    "[{name_zh}](table:{id})第 {shown} 项指向下一级表 {next}。"
                ),
                Text::new(
                    "The index is a part of the address; it is not stored in the table. One memory read per level.",
                    "下标就是地址的一部分，表里并不存它。每级读一次内存。",
                ),
            )
        }
        Found::Frame(frame) if huge > 0 => {
            let size = size(now.config.space.bytes_of(huge));
            let offset = now.config.space.bytes_of(huge).trailing_zeros();
            let early_en = counted(u64::from(huge), "level", "levels");
            (
                text!(
                    "Entry {shown} of the [{name_en}](table:{id}) has PS = 1: a huge page of {size}, from frame {frame} on.",
                    "[{name_zh}](table:{id})第 {shown} 项 PS = 1：{size} 的大页，从页框 {frame} 开始。"
                ),
                text!(
                    "The walk ends here, {early_en} early. The remaining {offset} bits of the address are the offset in the huge page.",
                    "查表到此为止，少查 {huge} 级；地址余下的 {offset} 位都是大页内的偏移。"
                ),
            )
        }
        Found::Frame(frame) => (
            text!(
                "Entry {shown} of the [{name_en}](table:{id}): page {page} is present, in frame {frame}.",
                "[{name_zh}](table:{id})第 {shown} 项：页 {page} 在内存，页框 {frame}。"
            ),
            Text::new(
                "P = 1. The entry holds only the frame number and some bits: its place in the table says which page it is for.",
                "状态位 P = 1。表项里只有页框号和几个标志位，它在表中的位置就说明是哪一页。",
            ),
        ),
        Found::Missing if level < now.config.space.levels() && huge == 0 => (
            text!(
                "Entry {shown} of the [{name_en}](table:{id}) is empty: there is no table below it.",
                "[{name_zh}](table:{id})第 {shown} 项为空：下面没有页表。"
            ),
            Text::new(
                "Nothing is mapped in this whole region, so no table was ever made for it. That is how levels save space.",
                "这一整片区域没有映射，也就不用建下级页表。多级页表正是这样省空间的。",
            ),
        ),
        Found::Missing => (
            text!(
                "Entry {shown} of the [{name_en}](table:{id}): page {page} is not present.",
                "[{name_zh}](table:{id})第 {shown} 项：页 {page} 不在内存。"
            ),
            Text::new(
                "P = 0: the hardware cannot go on and traps into the kernel.",
                "状态位 P = 0：硬件无法继续，陷入内核。",
            ),
        ),
        Found::Invalid => (
            text!(
                "Page {page} lies beyond the end of the [{name_en}](table:{id}).",
                "页号 {page} 超出[{name_zh}](table:{id})的长度。"
            ),
            Text::new(
                "The page number is compared with the length of the table first.",
                "先比较页号与页表长度，越界则陷入内核。",
            ),
        ),
    };
    let formula = match (found, now.config.space.tables[table].base) {
        (Found::Invalid, _) | (_, None) => Text::default(),
        (_, Some(base)) => {
            let (size, at) = (now.config.space.pte_size, base + index * now.config.space.pte_size);
            text!("entry at {base} + {index} × {size} = {at}", "表项地址 {base} + {index} × {size} = {at}")
        }
    };
    Story {
        kicker: text!("level {level}", "第 {level} 级"),
        caption,
        title: text!("Read entry {shown} of {id}", "读 {id} 的第 {shown} 项"),
        why,
        note: if level == 1 && now.config.space.levels() > 1 {
            Text::new(
                "Levels save space, not time: each costs one more memory read.",
                "多级页表省的是空间而不是时间：每多一级就多读一次内存。",
            )
        } else {
            Text::default()
        },
        formula,
        ..Story::default()
    }
}

fn violated(now: &Walking) -> Story {
    let (page, access) = about(now);
    let area = access.leaf.and_then(|leaf| now.leaves[leaf].area).map(|area| &now.config.space.areas[area]);
    let (area, may) = area.map_or(("", ""), |area| (area.name.as_str(), area.may.as_str()));
    let verb = verb(access.op);
    let (verb_en, verb_zh) = (&verb.en, &verb.zh);
    let leaf = access.leaf.map(|leaf| now.leaves[leaf]);
    if access.cow {
        return shared_write(now);
    }
    let by_hand =
        leaf.is_some_and(|leaf| now.config.hands.iter().any(|hand| now.leaves[hand.leaf].page == leaf.page));
    let why = if by_hand {
        Text::new(
            "The entry is there, P = 1, but one of its permission bits was turned over by hand, and it forbids this.",
            "页表项有效（P = 1），但权限位被手工改过，不允许这样访问。",
        )
    } else if may.contains('k') {
        text!(
            "The area “{area}” belongs to the kernel: U/S = 0 keeps programs out.",
            "区域“{area}”属于内核：U/S 位为 0，用户态不能访问。"
        )
    } else {
        text!(
            "The area “{area}” allows only “{may}”. The bits in the entry say so, and the hardware checks them.",
            "区域“{area}”只允许“{may}”。页表项中的权限位由硬件检查。"
        )
    };
    Story {
        kicker: Text::new("protection fault", "保护性异常"),
        caption: text!(
            "The program {verb_en} page [{page}](page:{page}), which it may not: protection fault.",
            "程序要{verb_zh}页 [{page}](page:{page})，没有权限：保护性异常。"
        ),
        title: text!("Page {page}: not allowed", "页 {page}：越权"),
        why,
        note: Text::new(
            "Not every fault is a missing page. Here nothing is loaded.",
            "并非每次异常都是缺页，这里不装入任何页面。",
        ),
        ..Story::default()
    }
}

/// A write to a page marked copy-on-write: also a protection fault, but one that the kernel serves.
fn shared_write(now: &Walking) -> Story {
    let (page, _) = about(now);
    Story {
        kicker: Text::new("protection fault", "保护性异常"),
        caption: text!(
            "The program writes page [{page}](page:{page}), whose R/W bit is 0: protection fault.",
            "程序要写页 [{page}](page:{page})，而 R/W 位为 0：保护性异常。"
        ),
        title: text!("Page {page}: write to a shared page", "页 {page}：写共享页"),
        why: Text::new(
            "P = 1, so the page is not missing. Hardware sees only that writing is forbidden; the kernel sees the COW bit and knows that it forbade it only to notice the first write.",
            "P = 1，不是缺页。硬件只知道不许写；内核看到 COW 位，知道禁写只是为了发现第一次写。",
        ),
        note: Text::new(
            "Not every fault is a missing page, and not every protection fault ends the program.",
            "并非每次异常都是缺页，也并非每次保护性异常都会终止程序。",
        ),
        ..Story::default()
    }
}

fn trapped(now: &Walking, invalid: bool) -> Story {
    let (page, _) = about(now);
    if invalid {
        return Story {
            kicker: Text::new("invalid address", "非法地址"),
            caption: text!(
                "Page [{page}](page:{page}) does not exist: the processor traps into the kernel.",
                "页 [{page}](page:{page}) 不存在，处理器陷入内核。"
            ),
            title: text!("Page {page}: invalid", "页 {page}：非法"),
            why: Text::new(
                "No area of the program contains this address, so there is nothing to load.",
                "这个地址不属于程序的任何区域，没有可装入的内容。",
            ),
            ..Story::default()
        };
    }
    let why = if now.config.demand {
        Text::new(
            "The processor saves where it was and switches to kernel mode. The program will wait: a disk is thousands of times slower than memory.",
            "处理器保存现场，切换到内核态。程序将等待：磁盘比内存慢成千上万倍。",
        )
    } else {
        Text::new("The entry says that the page is not in memory.", "页表项说明页面不在内存。")
    };
    Story {
        kicker: Text::new("page fault", "缺页异常"),
        caption: text!(
            "Page [{page}](page:{page}) is not in memory: page fault, the kernel takes over.",
            "页 [{page}](page:{page}) 不在内存：缺页异常，转入内核。"
        ),
        title: text!("Page fault: page {page}", "缺页：页 {page}"),
        why,
        note: Text::new(
            "A page fault is no error of the program: it is how pages come into memory on demand.",
            "缺页不是程序出错：请求分页就是这样按需装入页面的。",
        ),
        ..Story::default()
    }
}

fn killed(now: &Walking) -> Story {
    let (page, access) = about(now);
    let address = show(now, access.address);
    let kind = match now.outcome.fault {
        Some(super::machine::Fault::Protection) => Text::new("Not allowed", "越权"),
        _ => Text::new("No such page", "没有这一页"),
    };
    let (kind_en, kind_zh) = (&kind.en, &kind.zh);
    Story {
        kicker: Text::new("signal", "信号"),
        caption: text!(
            "The kernel sends SIGSEGV: the access to {address} does not happen.",
            "内核发送 SIGSEGV：对 {address} 的访问没有发生。"
        ),
        title: text!("Page {page}: SIGSEGV", "页 {page}：SIGSEGV"),
        why: text!(
            "{kind_en}: the kernel cannot repair this. A real program would end here; this one goes on with its next access so that more can be seen.",
            "{kind_zh}，内核无法修复。真实程序会在此结束；这里继续下一次访问，以便观察。"
        ),
        ..Story::default()
    }
}

fn located(now: &Walking, source: Source) -> Story {
    let (page, _) = about(now);
    let (caption, why) = match source {
        Source::Disk => (
            text!(
                "The kernel finds page [{page}](page:{page}) on disk.",
                "内核查到页 [{page}](page:{page}) 在磁盘上的位置。"
            ),
            Text::new(
                "The address belongs to an area of the program, so the access is in order; only the page is missing.",
                "这个地址属于程序的区域，访问合法，只是页面还没有装入。",
            ),
        ),
        Source::Memory => (
            text!(
                "Page [{page}](page:{page}) is in memory after all: only its entry says P = 0.",
                "页 [{page}](page:{page}) 其实还在内存，只是页表项中 P = 0。"
            ),
            Text::new(
                "Hardware looks at P alone. The kernel keeps its own record of what is where, and finds the page in its frame.",
                "硬件只看状态位 P；内核另有记录，查到页面仍在页框中。",
            ),
        ),
        Source::Zeros => (
            text!(
                "Page [{page}](page:{page}) was never touched: it will be filled with zeros.",
                "页 [{page}](page:{page}) 从未用过，将用 0 填充。"
            ),
            Text::new(
                "malloc gave addresses, not memory. Memory comes now, at the first touch, and nothing has to be read from disk.",
                "malloc 给的是地址而不是内存；第一次访问时才分配内存，而且不用读磁盘。",
            ),
        ),
    };
    Story {
        kicker: Text::new("kernel", "内核"),
        caption,
        title: text!("Where is page {page}?", "页 {page} 在哪里？"),
        why,
        ..Story::default()
    }
}

fn freed(now: &Walking, slot: usize) -> Story {
    let frame = now.config.frame_numbers[slot];
    Story {
        kicker: Text::new("kernel", "内核"),
        caption: text!(
            "[Frame {frame}](frame:{slot}) is free: no page has to go.",
            "[页框 {frame}](frame:{slot}) 空闲，不必淘汰页面。"
        ),
        title: text!("Frame {frame} is free", "页框 {frame} 空闲"),
        why: Text::new(
            "A replacement policy is asked only when no frame is free.",
            "只有没有空闲页框时才需要置换算法。",
        ),
        ..Story::default()
    }
}

fn unmapped(now: &Walking, victim: u64, flushed: bool) -> Story {
    let page = show(now, victim);
    let tlb = if flushed {
        Text::new(
            "The TLB still had its translation, so that entry is dropped too.",
            "快表中还有它的表项，也要作废。",
        )
    } else {
        Text::new("The TLB had no entry for it.", "快表中没有它的表项。")
    };
    Story {
        kicker: Text::new("kernel", "内核"),
        caption: text!(
            "The entry of page [{page}](page:{page}) says “not present” now: P = 0.",
            "页 [{page}](page:{page}) 的页表项改为不在内存：P = 0。"
        ),
        title: text!("Page {page} is unmapped", "撤销页 {page} 的映射"),
        why: paragraph([
            Text::new(
                "Nobody may reach the frame through the old entry any more.",
                "不能再通过旧表项访问这个页框。",
            ),
            tlb,
        ]),
        ..Story::default()
    }
}

fn read(now: &Walking, slot: usize, disk: bool) -> Story {
    let (page, _) = about(now);
    let frame = now.config.frame_numbers[slot];
    let (caption, why) = if disk {
        (
            text!(
                "Page [{page}](page:{page}) is read from disk into [frame {frame}](frame:{slot}).",
                "页 [{page}](page:{page}) 从磁盘读入[页框 {frame}](frame:{slot})。"
            ),
            Text::new(
                "This takes milliseconds. The process waits, and the CPU runs another one meanwhile.",
                "这要几毫秒。进程阻塞，CPU 转去运行别的进程。",
            ),
        )
    } else {
        (
            text!(
                "[Frame {frame}](frame:{slot}) is filled with zeros for page [{page}](page:{page}).",
                "[页框 {frame}](frame:{slot}) 清 0，给页 [{page}](page:{page}) 使用。"
            ),
            Text::new(
                "Zeros, so that the program cannot see what another one left there. No disk is needed: a minor fault.",
                "清 0 是为了不泄露别的程序留下的数据。不用磁盘，属于次要缺页。",
            ),
        )
    };
    Story {
        kicker: Text::new("kernel", "内核"),
        caption,
        title: text!("Page {page} comes into memory", "页 {page} 进入内存"),
        why,
        ..Story::default()
    }
}

fn updated(now: &Walking, slot: usize) -> Story {
    let (page, _) = about(now);
    let frame = now.config.frame_numbers[slot];
    Story {
        kicker: Text::new("kernel", "内核"),
        caption: text!(
            "The entry of page [{page}](page:{page}) is updated: P = 1, frame {frame}.",
            "修改页 [{page}](page:{page}) 的页表项：P = 1，页框 {frame}。"
        ),
        title: text!("Entry of {page}: P = 1", "页 {page}：P = 1"),
        why: Text::new(
            "From now on the hardware finds the page by itself; the kernel is no longer needed.",
            "从此硬件自己就能找到这一页，不再需要内核。",
        ),
        ..Story::default()
    }
}

fn retried(now: &Walking) -> Story {
    let after = now.config.rules.after_fault;
    let why = match (after, now.tlb.is_some()) {
        (AfterFault::RetryHit, true) => Text::new(
            "By this convention the handler has put the translation into the TLB, so the lookup will hit (408, 2009).",
            "按这一约定，缺页处理时已装入快表，重新执行时快表命中（408 2009 年）。",
        ),
        (AfterFault::Direct, _) => {
            Text::new("By this convention the access goes straight to memory.", "按这一约定，直接访问内存。")
        }
        _ => Text::new(
            "The lookup misses again and the tables are walked again, as on x86.",
            "快表再次未命中，重新查页表，x86 就是这样。",
        ),
    };
    Story {
        kicker: Text::new("back to user mode", "返回用户态"),
        caption: Text::new(
            "The same instruction runs again, from its beginning.",
            "同一条指令从头重新执行。",
        ),
        title: Text::new("Retry the instruction", "重新执行指令"),
        why,
        note: Text::new(
            "After a fault not the next but the same instruction runs: it has not been done yet.",
            "缺页返回后执行的是同一条指令而不是下一条，因为它还没有完成。",
        ),
        ..Story::default()
    }
}

fn filled(now: &Walking, victim: Option<u64>) -> Story {
    let (page, _) = about(now);
    let why = match victim {
        Some(victim) => {
            let victim = show(now, victim);
            text!(
                "The set was full: the entry of page {victim} had to go.",
                "这一组已满，页 {victim} 的表项被换出。"
            )
        }
        None => Text::new("An entry was free.", "还有空闲项。"),
    };
    Story {
        kicker: Text::new("TLB fill", "装入快表"),
        caption: text!(
            "The TLB takes the translation of page [{page}](page:{page}).",
            "页 [{page}](page:{page}) 的表项装入快表。"
        ),
        title: text!("Page {page} enters the TLB", "页 {page} 装入快表"),
        why: paragraph([
            why,
            Text::new("The next access to this page needs no table.", "下次访问这一页就不用查页表了。"),
        ]),
        ..Story::default()
    }
}

fn accessed(now: &Walking, physical: u64) -> Story {
    let outcome: &Outcome = now.badges.back().unwrap_or(&now.outcome);
    let planned = &now.config.accesses[outcome.at];
    let page = show(now, planned.page);
    let frame = outcome.frame.unwrap_or(0);
    let (address, offset) = (show(now, physical), show(now, planned.offset));
    let reads = outcome.reads;
    let size = now.config.space.page_size;
    let time = now.config.times.map(|_| outcome.time);
    let cost = match time {
        Some(time) => text!(
            "The access cost {time} ns and read {reads} table entries.",
            "这次访问用时 {time} ns，读页表项 {reads} 次。"
        ),
        None => text!(
            "The access read {reads} table entries, and the data.",
            "这次访问读页表项 {reads} 次，再访问数据。"
        ),
    };
    Story {
        kicker: kicker(now),
        caption: text!(
            "Page [{page}](page:{page}) is in frame {frame}: physical address **{address}**.",
            "页 [{page}](page:{page}) 在页框 {frame}：物理地址 **{address}**。"
        ),
        title: text!("Physical address {address}", "物理地址 {address}"),
        why: paragraph([
            text!("Frame number and offset {offset} are put together.", "页框号与页内偏移 {offset} 拼接。"),
            cost,
        ]),
        formula: {
            let (sum, part) = (physical, planned.offset);
            text!("{frame} × {size} + {part} = {sum}", "{frame} × {size} + {part} = {sum}")
        },
        ..Story::default()
    }
}

fn finished(now: &Walking) -> Story {
    let count = now.config.accesses.len();
    let (hits, faults) = (now.totals.tlb_hits, now.totals.page_faults);
    let all_en = counted(count as u64, "access", "accesses");
    let (hits_en, faults_en) =
        (counted(hits, "TLB hit", "TLB hits"), counted(faults, "page fault", "page faults"));
    let caption = if now.tlb.is_some() {
        text!(
            "{all_en}: {hits_en}, {faults_en}.",
            "共 {count} 次访问：快表命中 {hits} 次，缺页 {faults} 次。"
        )
    } else {
        text!("{all_en}, {faults_en}.", "共 {count} 次访问，缺页 {faults} 次。")
    };
    let formula = match (now.config.times, count) {
        (Some(_), 1..) => {
            let time = now.totals.time;
            let mean = crate::sim::Ratio::new(time as i64, count as i64).decimal(1);
            text!(
                "mean access time = {time} / {count} = {mean} ns",
                "平均访问时间 = {time} / {count} = {mean} ns"
            )
        }
        _ => Text::default(),
    };
    Story {
        kicker: Text::new("end of the run", "运行结束"),
        caption,
        title: Text::new("Finished", "结束"),
        why: ended(now),
        formula,
        ..Story::default()
    }
}

fn ended(now: &Walking) -> Text {
    let done = Text::new("All accesses are done.", "所有访问都已完成。");
    let (switches, lost) = (now.totals.switches, now.totals.flush_misses);
    let switched = counted(switches, "switch", "switches");
    let more = match &now.tlb {
        Some(tlb) if now.config.space.processes > 1 && tlb.asid => text!(
            "The CPU made {switched} between processes; the TLB kept the entries of all, told apart by process number.",
            "进程切换 {switches} 次；快表保留所有进程的表项，靠进程号区分。"
        ),
        Some(_) if now.config.space.processes > 1 => text!(
            "The CPU made {switched} between processes, and each emptied the TLB: {lost} of the misses are owed to that. Choose ASID to see the difference.",
            "进程切换 {switches} 次，每次都清空快表：其中 {lost} 次未命中由此而来。可选 ASID 对比。"
        ),
        _ => Text::default(),
    };
    paragraph([done, more])
}

/// Is the kernel at work after this step, and does the process wait for the disk?
pub fn mode(now: &Walking) -> (bool, bool) {
    let waits = matches!(now.phase, Phase::WriteBack | Phase::Read(_) | Phase::Update(_));
    (now.phase.is_kernel(), waits)
}
