//! Each technique as the program that a reader would write, and the line in force.

use super::config::Config;
use super::machine::Zerocopy;
use super::scenario::{Change, Technique};
use super::state::{Call, Event, Spot};
use crate::text::Text;

/// The program.
pub fn lines(machine: &Zerocopy) -> Vec<Text> {
    program(&machine.config).into_iter().map(|(_, words)| Text::same(words)).collect()
}

/// What a line of the program does.
#[derive(Clone, Copy, PartialEq)]
enum Does {
    Call(Call),
    Change,
    Submit,
    Reap,
    Post,
}

/// The program, line by line.
fn program(config: &Config) -> Vec<(Does, &'static str)> {
    use Does::{Post, Reap, Submit};
    let call = Does::Call;
    let read = (call(Call::Read), "n = read(file, buf, len);");
    let write = (call(Call::Write), "write(sock, buf, n);");
    let direct = (call(Call::Read), "n = read(file, buf, len); // O_DIRECT");
    let second = (call(Call::SpliceOut), "splice(pipe_r, sock, n);");
    let mut lines = match config.technique {
        Technique::Read | Technique::Pio | Technique::Interrupt | Technique::Cow => vec![read, write],
        Technique::Direct => vec![direct, write],
        Technique::Fbufs => {
            vec![
                (call(Call::Read), "buf = fbuf_read(file, len);"),
                (call(Call::Write), "fbuf_write(sock, buf);"),
            ]
        }
        Technique::Mmap if config.changes => vec![(call(Call::Mmap), "map = mmap(file, len);"), write],
        Technique::Mmap => {
            vec![(call(Call::Mmap), "map = mmap(file, len);"), (call(Call::Write), "write(sock, map, len);")]
        }
        Technique::Sendfile | Technique::SendfileSg => {
            vec![(call(Call::Sendfile), "sendfile(sock, file, len);")]
        }
        Technique::Splice => vec![(call(Call::SpliceIn), "n = splice(file, pipe_w, len);"), second],
        Technique::Vmsplice => vec![read, (call(Call::Vmsplice), "vmsplice(pipe_w, buf, n);"), second],
        Technique::Tee => vec![
            (call(Call::SpliceIn), "n = splice(file, pipe_w, len);"),
            (call(Call::Tee), "tee(pipe_r, pipe2_w, n);"),
            second,
            (call(Call::SpliceTwin), "splice(pipe2_r, sock2, n);"),
        ],
        Technique::MsgZerocopy => vec![
            read,
            (call(Call::Send), "send(sock, buf, n, MSG_ZEROCOPY);"),
            (call(Call::ErrorQueue), "recvmsg(sock, MSG_ERRQUEUE);"),
        ],
        Technique::IoUring if config.sqpoll => {
            vec![(Submit, "sqe: READ_FIXED → SEND_ZC;"), (Reap, "while (!cqe) spin();")]
        }
        Technique::IoUring => vec![
            (Submit, "sqe: READ_FIXED → SEND_ZC;"),
            (call(Call::Enter), "io_uring_enter(ring, submit, wait);"),
            (Reap, "take all cqe;"),
        ],
        Technique::CopyFileRange => vec![(call(Call::CopyRange), "copy_file_range(file, copy, len);")],
        Technique::Rdma => vec![direct, (Post, "post_send(queue, RDMA_WRITE, buf, n);")],
    };
    if config.changes {
        let words = match (config.change, config.technique) {
            (Change::Compress, Technique::Mmap) => "n = compress(map, buf, n);",
            (Change::Compress, _) => "n = compress(buf, n);",
            (_, Technique::Mmap) => "encrypt(map, buf, n);",
            _ => "encrypt(buf, n);",
        };
        lines.insert(1, (Does::Change, words));
    }
    if config.unmap && config.technique == Technique::Mmap {
        lines.push((call(Call::Munmap), "munmap(map, len);"));
    }
    if config.lease {
        lines.insert(0, (call(Call::Lease), "fcntl(file, F_SETLEASE, F_RDLCK);"));
        lines.push((call(Call::Lease), "fcntl(file, F_SETLEASE, F_UNLCK);"));
    }
    lines
}

/// The line in force, from 0.
pub fn line(before: &Zerocopy, now: &Zerocopy, event: &Event) -> Option<usize> {
    let does = match event {
        Event::Changed(..) | Event::Faulted { user: true, .. } | Event::Resumed => Does::Change,
        Event::Died if before.call.is_none() => Does::Change,
        Event::Submitted(_) | Event::Polled => Does::Submit,
        Event::Reaped(_) => Does::Reap,
        Event::Queued(Spot::User, _) if before.call.is_none() && now.config.technique == Technique::Rdma => {
            Does::Post
        }
        Event::GaveUp
        | Event::Accepted(_)
        | Event::Truncated(_)
        | Event::Warned
        | Event::Altered(_)
        | Event::Parted(_)
        | Event::Denied
        | Event::Noticed(_)
        | Event::Stopped
        | Event::Repeated(_)
        | Event::Served(_)
        | Event::Sent(_)
        | Event::Finished => return None,
        _ => Does::Call(before.call.or(now.call)?),
    };
    let lines = program(&now.config);
    if does == Does::Call(Call::Lease) && now.counts.sent > 0 {
        return lines.iter().rposition(|(what, _)| *what == does);
    }
    let found = lines.iter().position(|(what, _)| *what == does);
    found.or_else(|| (now.config.technique == Technique::IoUring).then_some(0))
}
