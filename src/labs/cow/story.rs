//! What each event says.

use super::machine::{At, Change, Cow, Event, Refusal};
use super::memory::{Back, FrameId, ZERO};
use super::scenario::Policy;
use crate::lab::Story;
use crate::text;
use crate::text::Text;

/// What a step says.
pub fn story(before: &Cow, now: &Cow, events: &[Event]) -> Story {
    let Some(event) = events.first() else { return Story::default() };
    let told = match event {
        Event::Accessed(at, write) => accessed(now, *at, *write),
        Event::Faulted { at, write, major } => faulted(now, *at, *write, *major),
        Event::Refused(at, write, refusal) => refused(now, *at, *write, *refusal),
        Event::Zeroed(at) => zeroed(now, *at),
        Event::Allocated(at, frame) => allocated(before, now, *at, *frame),
        Event::Joined(at, frame, around) => joined(now, *at, *frame, *around),
        Event::Dirtied(at, frame) => dirtied(now, *at, *frame),
        Event::Copied { at, from, to } => copied(now, *at, *from, *to),
        Event::Reused(at, frame) => reused(now, *at, *frame),
        Event::Changed { who, change, entries } => changed(before, now, *who, *change, *entries),
        Event::Failed(who, error) => failed(before, now, *who, error),
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
    let frame = |frame: &FrameId| Some(format!("frame:{}", now.label(*frame)));
    match event {
        Event::Accessed(at, _) | Event::Faulted { at, .. } | Event::Refused(at, ..) | Event::Zeroed(at) => {
            Some(process_id(now, at.who))
        }
        Event::Allocated(_, at) | Event::Joined(_, at, _) | Event::Dirtied(_, at) | Event::Reused(_, at) => {
            frame(at)
        }
        Event::Copied { to, .. } => frame(to),
        Event::Forked { child, .. } => Some(process_id(now, *child)),
        Event::Dropped { who, .. } | Event::Changed { who, .. } | Event::Failed(who, _) => {
            Some(process_id(now, *who))
        }
        Event::Finished => None,
    }
}

/// A frame as a reference: `[f3](frame:f3)`, `[F:0](frame:cache:F:0)`.
fn frame_ref(now: &Cow, frame: FrameId) -> String {
    let label = now.label(frame);
    let shown = label.split_once(':').map_or(label.as_str(), |(_, rest)| rest);
    let shown = shown.replace(':', "");
    format!("[{shown}](frame:{label})")
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
        Text::new("  not permitted, past the end: signal", "  不允许或越过文件尾：发信号"),
        Text::new("  read, nothing there: map the zero page", "  读且为空：映射零页"),
        Text::new("  write, nothing there: take a frame", "  写且为空：分配页框"),
        Text::new("  shared, or of a file: map its page", "  共享或文件页：映射那一页"),
        Text::new("  write, frame shared: copy it", "  写且页框被共享：复制"),
        Text::new("  write, last owner: just writable", "  写且只剩自己：改为可写"),
        Text::new("exec, exit: drop all entries", "exec、exit：撤销所有页表项"),
    ]
}

fn line(event: &Event) -> Option<usize> {
    match event {
        Event::Forked { .. } => Some(1),
        Event::Faulted { .. } => Some(2),
        Event::Refused(..) => Some(3),
        Event::Zeroed(_) => Some(4),
        Event::Allocated(..) => Some(5),
        Event::Joined(..) | Event::Dirtied(..) => Some(6),
        Event::Copied { .. } => Some(7),
        Event::Reused(..) => Some(8),
        Event::Dropped { .. } => Some(9),
        Event::Accessed(..) | Event::Changed { .. } | Event::Failed(..) | Event::Finished => None,
    }
}

fn name(now: &Cow, who: usize) -> String {
    let name = &now.processes[who].name;
    format!("[{name}](proc:{name})")
}

fn bare(now: &Cow, who: usize) -> &str {
    &now.processes[who].name
}

fn accessed(now: &Cow, at: At, write: bool) -> Story {
    let (who_ref, page) = (name(now, at.who), now.show(at));
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
        title: text!("{w}: page {page}", "{w}：页 {page}", w = bare(now, at.who)),
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

fn faulted(now: &Cow, at: At, write: bool, major: bool) -> Story {
    let (who_ref, shown) = (name(now, at.who), now.show(at));
    let there = now.entry(at).is_some();
    let of_object = now.area(at).object.is_some();
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
                "{who_ref} writes page {shown}, which has no entry yet: page fault.",
                "{who_ref} 写页 {shown}，还没有页表项：缺页异常。"
            ),
            untouched(of_object, major),
        ),
        (false, false) => (
            text!(
                "{who_ref} reads page {shown}, which has no entry yet: page fault.",
                "{who_ref} 读页 {shown}，还没有页表项：缺页异常。"
            ),
            untouched(of_object, major),
        ),
    };
    Story {
        kicker: if major {
            Text::new("major page fault", "主要缺页")
        } else {
            Text::new("page fault", "缺页异常")
        },
        caption,
        title: text!("{w}: fault on page {shown}", "{w}：页 {shown} 缺页", w = bare(now, at.who)),
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

fn untouched(of_object: bool, major: bool) -> Text {
    match (of_object, major) {
        (false, _) => Text::new("The page was promised but never touched.", "这一页已分配地址，但从未碰过。"),
        (true, false) => Text::new(
            "The page is in memory, only this process has no entry for it: a minor fault.",
            "这一页已在内存，只是这个进程还没有页表项：次要缺页。",
        ),
        (true, true) => Text::new(
            "The page of the file is not in the page cache: the disk must be read, a major fault.",
            "文件的这一页不在页缓存：必须读磁盘，是主要缺页。",
        ),
    }
}

fn refused(now: &Cow, at: At, write: bool, refusal: Refusal) -> Story {
    let (who_ref, shown, signal) = (name(now, at.who), now.show(at), refusal.name());
    let page = now.area(at).pages[at.page];
    let beyond = now.area(at).object.is_some_and(|object| now.objects[object].pages <= now.page_of(at));
    let why = if !page.mapped {
        Text::new(
            "The page is not mapped any more: there is nothing to serve.",
            "这一页已解除映射，无从处理。",
        )
    } else if beyond {
        Text::new(
            "The mapping reaches past the end of its file; there is no page to show.",
            "映射超出了文件末尾，没有可以映射的页。",
        )
    } else {
        Text::new(
            "The area does not permit it. A write-protected entry of a writable area would be served.",
            "区域不允许这样访问。若区域可写、只是页表项写保护，则会得到处理。",
        )
    };
    Story {
        kicker: Text::same(signal),
        caption: if write {
            text!("{who_ref} writes page {shown}: {signal}.", "{who_ref} 写页 {shown}：{signal}。")
        } else {
            text!("{who_ref} reads page {shown}: {signal}.", "{who_ref} 读页 {shown}：{signal}。")
        },
        title: text!("{w}: {signal}", "{w}：{signal}", w = bare(now, at.who)),
        why,
        note: if refusal == Refusal::Efault {
            Text::new(
                "The kernel made the access for the program: it returns an error instead of a signal.",
                "这次访问由内核代做：返回错误，而不是发信号。",
            )
        } else {
            Text::new(
                "Linux does not count this as a page fault of the process.",
                "Linux 不把它计入进程的缺页次数。",
            )
        },
        ..Story::default()
    }
}

fn zeroed(now: &Cow, at: At) -> Story {
    let (who_ref, page) = (name(now, at.who), now.show(at));
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

fn allocated(before: &Cow, now: &Cow, at: At, frame: FrameId) -> Story {
    let (who_ref, shown, target) = (name(now, at.who), now.show(at), frame_ref(now, frame));
    let was_zero = before.entry(at).is_some_and(|entry| entry.frame == ZERO);
    Story {
        kicker: Text::new("kernel", "内核"),
        caption: text!(
            "Page {shown} of {who_ref} gets frame {target}, filled with zeros.",
            "{who_ref} 的页 {shown} 得到清 0 的页框 {target}。"
        ),
        title: text!("Page {shown}: a new frame", "页 {shown}：新页框"),
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

fn joined(now: &Cow, at: At, frame: FrameId, around: u64) -> Story {
    let (who_ref, shown, target) = (name(now, at.who), now.show(at), frame_ref(now, frame));
    let writable = now.entry(at).is_some_and(|entry| entry.writable);
    let shared = now.area(at).shared;
    let caption = if writable {
        text!(
            "Page {shown} of {who_ref} maps {target}, writable.",
            "{who_ref} 的页 {shown} 映射到 {target}，可写。"
        )
    } else {
        text!(
            "Page {shown} of {who_ref} maps {target}, read-only.",
            "{who_ref} 的页 {shown} 映射到 {target}，只读。"
        )
    };
    let why = match (shared, writable) {
        (true, true) => Text::new(
            "A shared mapping stays shared: nobody gets a copy, and each sees what the others write. Fork leaves its entries out; the child faults them in.",
            "共享映射始终共享：没有人得到副本，彼此能看到写入。fork 不复制这些表项，子进程访问时再建立。",
        ),
        (true, false) => Text::new(
            "The file is on disk: its first write must fault, so that the kernel learns that the page is dirty.",
            "文件在磁盘上：第一次写必须引起异常，内核才知道这一页变脏。",
        ),
        (false, _) => Text::new(
            "A private mapping of a file shows the page cache until it is written: later writes to the file are seen too.",
            "私有文件映射在被写之前直接显示页缓存：之后对文件的写入也看得到。",
        ),
    };
    Story {
        kicker: Text::new("kernel", "内核"),
        caption,
        title: text!("Page {shown}: mapped", "页 {shown}：建立映射"),
        why,
        note: if around > 0 {
            text!(
                "Fault-around: {around} neighbours that are in memory are mapped by the same fault.",
                "连带映射：同一次缺页还映射了 {around} 个已在内存的相邻页。"
            )
        } else {
            Text::default()
        },
        ..Story::default()
    }
}

fn dirtied(now: &Cow, at: At, frame: FrameId) -> Story {
    let (who_ref, shown, target) = (name(now, at.who), now.show(at), frame_ref(now, frame));
    Story {
        kicker: Text::new("kernel", "内核"),
        caption: text!(
            "{who_ref} may write page {shown} now; {target} counts as dirty.",
            "{who_ref} 现在可以写页 {shown}，{target} 记为脏页。"
        ),
        title: text!("Page {shown}: writable, dirty", "页 {shown}：可写，已脏"),
        why: Text::new(
            "Nothing is copied: the mapping is shared. The fault only tells the kernel that the page must be written back one day.",
            "共享映射，不复制。这次异常只是告诉内核：这一页以后要写回。",
        ),
        ..Story::default()
    }
}

fn copied(now: &Cow, at: At, from: FrameId, to: FrameId) -> Story {
    let (who_ref, shown) = (name(now, at.who), now.show(at));
    let (source, target) = (frame_ref(now, from), now.label(to));
    let left = now.frames[from].count;
    let of_file = !matches!(now.frames[from].back, Back::Anonymous(_));
    Story {
        kicker: Text::new("copy on write", "写时复制"),
        caption: if of_file {
            text!(
                "{who_ref} writes its private page: it gets a copy, frame [{target}](frame:{target}).",
                "{who_ref} 写私有页，得到副本：页框 [{target}](frame:{target})。"
            )
        } else {
            text!(
                "{who_ref} writes first, so it gets the copy: frame [{target}](frame:{target}).",
                "{who_ref} 先写，所以由它得到副本：页框 [{target}](frame:{target})。"
            )
        },
        title: text!("Page {shown}: copied to {target}", "页 {shown}：复制到 {target}"),
        why: if of_file {
            text!(
                "The copy comes from {source}. The file never sees this write, and the page no longer shows the file.",
                "副本来自 {source}。文件看不到这次写入，这一页也不再显示文件内容。"
            )
        } else {
            text!(
                "Page {shown} was shared in {source}. Its count falls to {left}; the others keep the old frame, still read-only.",
                "页 {shown} 原来共享 {source}，引用计数减到 {left}；其余进程保留旧页框，仍为只读。"
            )
        },
        note: if of_file {
            Text::default()
        } else {
            Text::new(
                "Not always the child gets the copy: whoever writes first does, parent or child.",
                "得到副本的不一定是子进程：谁先写谁得到，父进程也一样。",
            )
        },
        ..Story::default()
    }
}

fn reused(now: &Cow, at: At, frame: FrameId) -> Story {
    let (who_ref, shown, label) = (name(now, at.who), now.show(at), now.label(frame));
    Story {
        kicker: Text::new("last owner", "最后的使用者"),
        caption: text!(
            "Only {who_ref} still maps [{label}](frame:{label}): it becomes writable, no copy.",
            "只剩 {who_ref} 映射 [{label}](frame:{label})：改为可写，不复制。"
        ),
        title: text!("Page {shown}: writable again", "页 {shown}：重新可写"),
        why: Text::new(
            "The count is 1, so nobody else would notice the write. One fault, no copy.",
            "引用计数为 1，写入不会影响别人。缺页一次，但不复制。",
        ),
        ..Story::default()
    }
}

/// The action as it was written, without the process.
fn line_of(before: &Cow) -> String {
    let line = before.lines.get(before.done).map_or("", String::as_str);
    line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ").replace(':', " ")
}

fn changed(before: &Cow, now: &Cow, who: usize, change: Change, entries: u64) -> Story {
    let (who_ref, line) = (name(now, who), line_of(before));
    let (title, why) = match change {
        Change::Mapped => (
            Text::same("mmap"),
            Text::new(
                "Addresses are promised, nothing else: no entry, no frame, no read from disk until the first touch.",
                "只分配了地址：没有页表项、没有页框，也不读磁盘，直到第一次访问。",
            ),
        ),
        Change::Unmapped => (
            Text::same("munmap"),
            Text::new(
                "The addresses are gone: to touch them is an error (SIGSEGV), not a page fault to serve.",
                "这些地址不再有效：再访问是错误（SIGSEGV），不是可以处理的缺页。",
            ),
        ),
        Change::Protected => (
            Text::same("mprotect"),
            Text::new(
                "Writing is allowed again at once only where the frame has been this process's alone since its last fault; elsewhere the next write faults.",
                "只有自上次缺页以来页框一直独占，才立即恢复可写；其余的下次写时再处理。",
            ),
        ),
        Change::Advised => (
            Text::same("madvise(DONTNEED)"),
            Text::new(
                "The entries go. The next touch sees zeros again, or the file again; shared memory keeps its data.",
                "页表项被撤销。下次访问又看到全 0，或文件的内容；共享内存的数据不变。",
            ),
        ),
        Change::Synced => (
            Text::same("msync"),
            Text::new(
                "Dirty pages are written back and write-protected again, for every process that maps them.",
                "脏页被写回，并对所有映射它的进程重新写保护。",
            ),
        ),
        Change::Written => (
            Text::same("write"),
            Text::new(
                "The page cache changes. Whoever maps that page sees it at once, private mappings too until they are written.",
                "页缓存被改写。映射这一页的进程立即看到，尚未写过的私有映射也一样。",
            ),
        ),
        Change::Truncated => (
            Text::same("ftruncate"),
            Text::new(
                "Pages behind the new end leave every table, private copies too. To touch them is SIGBUS.",
                "新末尾之后的页从所有页表中撤销，私有副本也不例外。再访问是 SIGBUS。",
            ),
        ),
        Change::Evicted => (
            Text::same("fadvise(DONTNEED)"),
            Text::new(
                "Pages of the file that nobody maps leave the page cache. The next touch reads the disk.",
                "没有进程映射的文件页离开页缓存，下次访问要读磁盘。",
            ),
        ),
        Change::Measured => (
            Text::same("smaps"),
            Text::new(
                "The zero page is not counted. A page that n entries map counts 1/n in Pss.",
                "零页不计。被 n 个页表项映射的页，在 Pss 中计 1/n。",
            ),
        ),
    };
    Story {
        kicker: Text::new("system call", "系统调用"),
        caption: text!(
            "{who_ref}: {line}. Entries changed: {entries}.",
            "{who_ref}：{line}，改动页表项 {entries} 个。"
        ),
        title,
        why,
        ..Story::default()
    }
}

fn failed(before: &Cow, now: &Cow, who: usize, error: &str) -> Story {
    let (who_ref, line) = (name(now, who), line_of(before));
    Story {
        kicker: Text::same(error),
        caption: text!("{who_ref}: {line} fails with {error}.", "{who_ref}：{line} 失败，{error}。"),
        title: text!("{w}: {error}", "{w}：{error}", w = bare(now, who)),
        why: Text::new(
            "The file was opened to be read: no shared mapping may write it.",
            "文件是只读打开的，共享映射不能写它。",
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
