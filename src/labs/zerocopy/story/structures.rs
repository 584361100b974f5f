//! Which structure of the kernel a step changes, behind the formula. Names are those of Linux.

use super::Now;
use crate::labs::zerocopy::scenario::{Destination, Technique};
use crate::labs::zerocopy::state::{Call, Event, Range, Spot};
use crate::text::Text;

/// The formula of a step, then the structure that changed.
pub fn with(formula: Text, moment: &Now<'_>, event: &Event) -> Text {
    let Some(change) = change(moment, event) else { return formula };
    if formula.is_empty() {
        return Text::same(change);
    }
    let (en, zh) = (formula.en, formula.zh);
    Text { en: format!("{en} · {change}").into(), zh: format!("{zh} · {change}").into() }
}

/// Kernel names and numbers only, so that they need no translation.
fn change(moment: &Now<'_>, event: &Event) -> Option<String> {
    let now = moment.now;
    let config = &now.config;
    let pages = |range: Range| {
        let last = range.to.max(range.from + 1) - 1;
        format!("{}..{}", range.from / config.page, last / config.page)
    };
    Some(match *event {
        Event::Called(_) => "CPL 3 → 0, pt_regs".into(),
        Event::Returned(Call::Mmap, bytes) => format!("rax = map, vma += {bytes}"),
        Event::Returned(_, bytes) => format!("CPL 0 → 3, rax = {bytes}"),
        Event::Failed(_, errno) => format!("rax = -{}", errno.name()),
        Event::Resumed => "CPL 0 → 3".into(),
        Event::Found { hit: true, range } => format!("i_pages[{}]: folio_get", pages(range)),
        Event::Found { range, .. } => format!("i_pages[{}] += folio, locked", pages(range)),
        Event::Faulted { hit: true, range, .. } => format!("pte[{}] = present", pages(range)),
        Event::Faulted { range, .. } => format!("i_pages[{}] += folio, locked", pages(range)),
        Event::Programmed(..) => "bio → request_queue".into(),
        Event::Slept => "task: RUNNING → UNINTERRUPTIBLE".into(),
        Event::Woken => "task: UNINTERRUPTIBLE → RUNNING".into(),
        Event::Arrived(Spot::Cache, range, _) => format!("i_pages[{}]: uptodate", pages(range)),
        Event::Arrived(..) => "bio_end_io".into(),
        Event::Interrupted(..) => "insw(0x1f0)".into(),
        Event::Copied(_, Spot::Socket, range, _) if config.to == Destination::File => {
            format!("copy.i_pages[{}]: dirty", pages(range))
        }
        Event::Copied(_, Spot::Socket, range, _) if config.to == Destination::Pipe => {
            format!("pipe.bufs += {}", range.len().div_ceil(config.page))
        }
        Event::Copied(_, Spot::Socket, range, _) => format!("sk_write_queue += {} B", range.len()),
        Event::Copied(..) => "copy_to_user".into(),
        Event::Referred(_, Spot::User, range) => format!("mm.mmap += vma[{}]", pages(range)),
        Event::Referred(_, Spot::Pipe | Spot::Twin, range) => {
            format!("pipe.bufs += {} (page, offset, len)", range.len().div_ceil(config.page))
        }
        Event::Referred(Spot::User, _, range) if config.technique == Technique::Cow => {
            format!("pte[{}] = read-only", pages(range))
        }
        Event::Referred(_, _, range) => format!("skb.frags += {}", range.len().div_ceil(config.page)),
        Event::Queued(..) if config.is_local() => "sk_data_ready".into(),
        Event::Queued(..) if config.to == Destination::File => "wb: dirty inode".into(),
        Event::Queued(..) => "tx_ring.tail += 1".into(),
        Event::Sent(_) if config.is_local() => "sk_receive_queue -= skb".into(),
        Event::Sent(_) if config.to == Destination::File => "copy.i_pages: clean".into(),
        Event::Sent(job) => format!("tx_ring.head += {}", job.times),
        Event::Truncated(length) => format!("i_size = {length}"),
        Event::Warned => "file_lock: F_RDLCK → breaking".into(),
        Event::Altered(_) => "folio: dirty".into(),
        Event::Parted(_) => "pte = new page, writable".into(),
        Event::Denied => "SIGSEGV".into(),
        Event::Died => "signal: SIGBUS".into(),
        Event::Noticed(copied) => {
            format!("sk_error_queue += notice{}", if copied { " | COPIED" } else { "" })
        }
        Event::Submitted(count) => format!("sq.tail += {count}"),
        Event::Polled => format!("sq.head += {}", now.rings.0),
        Event::Reaped(count) => format!("cq.head += {count}"),
        Event::Shared(_) => "extent: refs + 1".into(),
        Event::GaveUp
        | Event::Accepted(_)
        | Event::Changed(..)
        | Event::Dropped(..)
        | Event::Stopped
        | Event::Repeated(_)
        | Event::Served(_)
        | Event::Finished => return None,
    })
}
