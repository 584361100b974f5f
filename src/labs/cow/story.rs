//! What each event says.

use super::machine::{Cow, Event, ZERO};
use super::scenario::{PageName, Policy};
use crate::lab::Story;
use crate::text;
use crate::text::Text;

/// What a step says.
pub fn story(before: &Cow, now: &Cow, events: &[Event]) -> Story {
    let Some(event) = events.first() else { return Story::default() };
    let told = match event {
        Event::Accessed { who, page, write } => accessed(now, *who, *page, *write),
        Event::Faulted { who, page, write } => faulted(now, *who, *page, *write),
        Event::Zeroed { who, page } => zeroed(now, *who, *page),
        Event::Allocated { who, page, frame } => allocated(before, now, *who, *page, *frame),
        Event::Joined { who, page, frame } => joined(now, *who, *page, *frame),
        Event::Copied { who, page, from, to } => copied(now, *who, *page, (*from, *to)),
        Event::Reused { who, page, frame } => reused(now, *who, *page, *frame),
        Event::Forked { who, child, entries, copied } => forked(now, (*who, *child), *entries, *copied),
        Event::Dropped { who, exit, freed } => dropped(now, *who, *exit, *freed),
        Event::Finished => finished(now),
    };
    Story { subject: subject(now, event), code: code(now.policy), line: line(event), ..told }
}

/// The id of a process.
pub fn process_id(now: &Cow, who: usize) -> String {
    format!("proc:{}", now.processes[who].name)
}

fn subject(now: &Cow, event: &Event) -> Option<String> {
    match event {
        Event::Accessed { who, .. } | Event::Faulted { who, .. } | Event::Zeroed { who, .. } => {
            Some(process_id(now, *who))
        }
        Event::Allocated { frame, .. } | Event::Joined { frame, .. } | Event::Reused { frame, .. } => {
            Some(format!("frame:f{frame}"))
        }
        Event::Copied { to, .. } => Some(format!("frame:f{to}")),
        Event::Forked { child, .. } => Some(process_id(now, *child)),
        Event::Dropped { who, .. } => Some(process_id(now, *who)),
        Event::Finished => None,
    }
}

fn code(policy: Policy) -> Vec<Text> {
    let fork = match policy {
        Policy::Cow => Text::new("  copy entries; both become read-only", "  复制页表项，双方都改为只读"),
        Policy::Copy => Text::new("  copy every page into a new frame", "  把每一页复制到新页框"),
    };
    vec![
        Text::new("fork:", "fork："),
        fork,
        Text::new("page fault on a page:", "缺页异常："),
        Text::new("  read, nothing there: map the zero page", "  读且为空：映射零页"),
        Text::new("  write, nothing there: take a frame", "  写且为空：分配页框"),
        Text::new("  write, frame shared: copy it", "  写且页框被共享：复制"),
        Text::new("  write, last owner: just writable", "  写且只剩自己：改为可写"),
        Text::new("exec, exit: drop all entries", "exec、exit：撤销所有页表项"),
    ]
}

fn line(event: &Event) -> Option<usize> {
    match event {
        Event::Forked { .. } => Some(1),
        Event::Faulted { .. } => Some(2),
        Event::Zeroed { .. } => Some(3),
        Event::Allocated { .. } | Event::Joined { .. } => Some(4),
        Event::Copied { .. } => Some(5),
        Event::Reused { .. } => Some(6),
        Event::Dropped { .. } => Some(7),
        Event::Accessed { .. } | Event::Finished => None,
    }
}

fn name(now: &Cow, who: usize) -> String {
    let name = &now.processes[who].name;
    format!("[{name}](proc:{name})")
}

fn bare(now: &Cow, who: usize) -> &str {
    &now.processes[who].name
}

fn accessed(now: &Cow, who: usize, page: PageName, write: bool) -> Story {
    let (who_ref, page) = (name(now, who), page.show());
    let caption = if write {
        text!(
            "{who_ref} writes page {page}: its entry allows it, nothing else happens.",
            "{who_ref} 写页 {page}：页表项允许，不需要内核。"
        )
    } else {
        text!(
            "{who_ref} reads page {page}: no fault, shared or not.",
            "{who_ref} 读页 {page}：不缺页，共享与否都一样。"
        )
    };
    Story {
        kicker: Text::new("access", "访问"),
        caption,
        title: text!("{w}: page {page}", "{w}：页 {page}", w = bare(now, who)),
        why: if write {
            Text::new("Present and writable: the hardware does it alone.", "在内存且可写，硬件自己完成。")
        } else {
            Text::new(
                "Reading never needs a copy: as long as nobody writes, one frame serves all.",
                "读不需要复制：只要没人写，一个页框供大家使用。",
            )
        },
        ..Story::default()
    }
}

fn faulted(now: &Cow, who: usize, page: PageName, write: bool) -> Story {
    let (who_ref, shown) = (name(now, who), page.show());
    let there = now.entry(who, page).is_some();
    let (caption, why) = match (there, write) {
        (true, _) => (
            text!(
                "{who_ref} writes page {shown}, which is read-only: page fault.",
                "{who_ref} 写页 {shown}，但它是只读的：缺页异常。"
            ),
            Text::new(
                "R/W is 0 in the entry although the program may write: the kernel cleared it to notice this moment.",
                "程序本来可以写，但页表项的读写位为 0：内核故意清掉它，好在这一刻得到通知。",
            ),
        ),
        (false, true) => (
            text!(
                "{who_ref} writes page {shown}, which has no frame yet: page fault.",
                "{who_ref} 写页 {shown}，还没有页框：缺页异常。"
            ),
            Text::new("The page was promised but never touched.", "这一页已分配地址，但从未碰过。"),
        ),
        (false, false) => (
            text!(
                "{who_ref} reads page {shown}, which has no entry yet: page fault.",
                "{who_ref} 读页 {shown}，还没有页表项：缺页异常。"
            ),
            Text::new("The page was promised but never touched here.", "这一页已分配地址，但这里从未碰过。"),
        ),
    };
    Story {
        kicker: Text::new("page fault", "缺页异常"),
        caption,
        title: text!("{w}: fault on page {shown}", "{w}：页 {shown} 缺页", w = bare(now, who)),
        why,
        note: if there {
            Text::new(
                "A write fault on a shared page is no error: it is how copy-on-write knows when to copy.",
                "对共享页的写异常不是错误：写时复制正是靠它知道何时复制。",
            )
        } else {
            Text::default()
        },
        ..Story::default()
    }
}

fn zeroed(now: &Cow, who: usize, page: PageName) -> Story {
    let (who_ref, page) = (name(now, who), page.show());
    Story {
        kicker: Text::new("kernel", "内核"),
        caption: text!(
            "Page {page} of {who_ref} shows the zero page, read-only: no frame is used.",
            "{who_ref} 的页 {page} 映射到只读的零页，不占页框。"
        ),
        title: text!("Page {page}: the zero page", "页 {page}：零页"),
        why: Text::new(
            "One page of zeros serves every page that was only read. A later write faults again and gets a frame.",
            "所有只读过的页共用一个全 0 的页。以后写它时再次缺页，才分配页框。",
        ),
        ..Story::default()
    }
}

fn allocated(before: &Cow, now: &Cow, who: usize, page: PageName, frame: usize) -> Story {
    let (who_ref, shown) = (name(now, who), page.show());
    let was_zero = before.entry(who, page).is_some_and(|entry| entry.frame == ZERO);
    Story {
        kicker: Text::new("kernel", "内核"),
        caption: text!(
            "Page {shown} of {who_ref} gets frame [f{frame}](frame:f{frame}), filled with zeros.",
            "{who_ref} 的页 {shown} 得到清 0 的页框 [f{frame}](frame:f{frame})。"
        ),
        title: text!("Page {shown}: frame f{frame}", "页 {shown}：页框 f{frame}"),
        why: if was_zero {
            Text::new(
                "It showed the zero page; read then write costs two faults.",
                "它原来映射零页；先读后写共缺页两次。",
            )
        } else {
            Text::new(
                "Memory is taken at the first touch, not when it is asked for.",
                "内存在第一次访问时才分配，而不是申请时。",
            )
        },
        ..Story::default()
    }
}

fn joined(now: &Cow, who: usize, page: PageName, frame: usize) -> Story {
    let (who_ref, shown) = (name(now, who), page.show());
    Story {
        kicker: Text::new("kernel", "内核"),
        caption: text!(
            "Shared page {shown} of {who_ref} maps frame [f{frame}](frame:f{frame}), writable.",
            "{who_ref} 的共享页 {shown} 映射页框 [f{frame}](frame:f{frame})，可写。"
        ),
        title: text!("Page {shown}: shared frame f{frame}", "页 {shown}：共享页框 f{frame}"),
        why: Text::new(
            "A shared mapping stays shared: nobody gets a copy, and each sees what the others write. Fork leaves its entries out; the child faults them in.",
            "共享映射始终共享：没有人得到副本，彼此能看到写入。fork 不复制这些表项，子进程访问时再建立。",
        ),
        ..Story::default()
    }
}

fn copied(now: &Cow, who: usize, page: PageName, (from, to): (usize, usize)) -> Story {
    let (who_ref, shown) = (name(now, who), page.show());
    let left = now.frames[from];
    Story {
        kicker: Text::new("copy on write", "写时复制"),
        caption: text!(
            "{who_ref} writes first, so it gets the copy: frame [f{to}](frame:f{to}).",
            "{who_ref} 先写，所以由它得到副本：页框 [f{to}](frame:f{to})。"
        ),
        title: text!("Copy f{from} to f{to}", "复制 f{from} 到 f{to}"),
        why: text!(
            "Page {shown} was shared in f{from}. Its count falls to {left}; the others keep the old frame, still read-only.",
            "页 {shown} 原来共享页框 f{from}，引用计数减到 {left}；其余进程保留旧页框，仍为只读。"
        ),
        note: Text::new(
            "Not always the child gets the copy: whoever writes first does, parent or child.",
            "得到副本的不一定是子进程：谁先写谁得到，父进程也一样。",
        ),
        ..Story::default()
    }
}

fn reused(now: &Cow, who: usize, page: PageName, frame: usize) -> Story {
    let (who_ref, shown) = (name(now, who), page.show());
    Story {
        kicker: Text::new("last owner", "最后的使用者"),
        caption: text!(
            "Only {who_ref} still maps [f{frame}](frame:f{frame}): it becomes writable, no copy.",
            "只剩 {who_ref} 映射 [f{frame}](frame:f{frame})：改为可写，不复制。"
        ),
        title: text!("Page {shown}: writable again", "页 {shown}：重新可写"),
        why: Text::new(
            "The count is 1, so nobody else would notice the write. One fault, no copy.",
            "引用计数为 1，写入不会影响别人。缺页一次，但不复制。",
        ),
        ..Story::default()
    }
}

fn forked(now: &Cow, (who, child): (usize, usize), entries: u64, copied: u64) -> Story {
    let (parent, born) = (name(now, who), name(now, child));
    let (caption, why) = match now.policy {
        Policy::Cow => (
            text!(
                "{parent} forks {born}: {entries} entries are copied, 0 pages.",
                "{parent} 创建 {born}：复制页表项 {entries} 个，复制页面 0 个。"
            ),
            Text::new(
                "Parent and child share every frame, read-only for both. Pages that were never touched are not even in the child's table.",
                "父子共享所有页框，双方都只读。从未碰过的页连子进程的页表项都没有。",
            ),
        ),
        Policy::Copy => (
            text!(
                "{parent} forks {born}: {copied} pages are copied at once.",
                "{parent} 创建 {born}：立即复制页面 {copied} 个。"
            ),
            Text::new(
                "Without copy-on-write, fork pays for every page, needed or not.",
                "没有写时复制，fork 要为每一页付出代价，不管用不用得到。",
            ),
        ),
    };
    Story {
        kicker: Text::same("fork"),
        caption,
        title: text!("{p} forks {c}", "{p} 创建 {c}", p = bare(now, who), c = bare(now, child)),
        why,
        note: Text::new(
            "Fork does not copy memory: it copies the page table.",
            "fork 复制的不是内存，而是页表。",
        ),
        ..Story::default()
    }
}

fn dropped(now: &Cow, who: usize, exit: bool, freed: u64) -> Story {
    let who_ref = name(now, who);
    let w = bare(now, who);
    let (caption, title) = if exit {
        (
            text!("{who_ref} ends; {freed} frames become free.", "{who_ref} 结束，释放页框 {freed} 个。"),
            text!("{w} exits", "{w} 退出"),
        )
    } else {
        (
            text!(
                "{who_ref} runs another program; {freed} frames become free.",
                "{who_ref} 运行别的程序，释放页框 {freed} 个。"
            ),
            text!("{w}: exec", "{w}：exec"),
        )
    };
    Story {
        kicker: Text::same(if exit { "exit" } else { "exec" }),
        caption,
        title,
        why: Text::new(
            "Its entries go, and every count falls by one. Frames that others still map stay. After fork and exec, nothing was ever copied.",
            "它的页表项全部撤销，引用计数各减 1；别人还在用的页框保留。fork 之后立即 exec，一页也没有复制。",
        ),
        ..Story::default()
    }
}

fn finished(now: &Cow) -> Story {
    let totals = now.totals;
    let (faults, copies, entries, reuses) = (totals.faults, totals.copies, totals.entries, totals.reuses);
    let in_use = now.in_use();
    Story {
        kicker: Text::new("end of the run", "运行结束"),
        caption: text!(
            "Pages copied: **{copies}**; page faults: {faults}; frames in use: {in_use}.",
            "复制页面 **{copies}** 个，缺页 {faults} 次，占用页框 {in_use} 个。"
        ),
        title: Text::new("Finished", "结束"),
        why: text!(
            "Entries copied by fork: {entries}. Write faults that needed no copy: {reuses}.",
            "fork 复制页表项 {entries} 个；不必复制的写异常 {reuses} 次。"
        ),
        ..Story::default()
    }
}
