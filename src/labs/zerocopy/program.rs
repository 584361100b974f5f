//! Each technique as a small program of system calls: what the program and the kernel do in one round.

use super::config::Config;
use super::scenario::{Destination, Technique};
use super::state::{Call, Errno, Mover, Op, Piece, Range, Spot, Way};

/// What happens before the first round: for each client it is asked, and mapped once.
pub fn opening(config: &Config, client: u64) -> Vec<Op> {
    let mut ops = Vec::new();
    if config.clients > 1 {
        ops.push(Op::Accept);
    }
    if client > 0 {
        return ops;
    }
    if config.lease {
        ops.extend([Op::Call(Call::Lease), Op::Return(Call::Lease, 0)]);
    }
    if config.technique != config.asked {
        if config.asked == Technique::CopyFileRange && !config.changes {
            ops.extend([Op::Call(Call::CopyRange), Op::Fail(Call::CopyRange, Errno::Exdev)]);
        }
        ops.push(Op::GiveUp);
    }
    if config.technique == Technique::Mmap {
        let whole = Range { from: 0, to: config.size };
        ops.push(Op::Call(Call::Mmap));
        if config.book && !config.cached {
            ops.push(Op::Load(Spot::Cache, whole));
        }
        ops.extend([Op::Refer(Spot::Cache, Spot::User, whole), Op::Return(Call::Mmap, whole.len())]);
    }
    if config.lease {
        ops.push(Op::Warn);
    } else if config.kept < config.size {
        ops.push(Op::Truncate(config.kept));
    }
    ops
}

/// What happens after the last client is served.
pub fn closing(config: &Config, alive: bool) -> Vec<Op> {
    let mut ops = Vec::new();
    if config.technique == Technique::Mmap && config.unmap && alive {
        ops.extend([Op::Call(Call::Munmap), Op::Return(Call::Munmap, 0)]);
    }
    if config.lease && alive {
        ops.extend([Op::Call(Call::Lease), Op::Return(Call::Lease, 0), Op::Truncate(config.kept)]);
    }
    ops.push(Op::End);
    ops
}

/// One round: `want` is what the program asks for, `there` the part of it that the file still has.
pub fn round(config: &Config, want: Range, there: Range) -> Vec<Op> {
    use Spot::{Cache, Pipe, Socket, Twin, User};
    if config.misaligned {
        return vec![Op::Call(Call::Read), Op::Fail(Call::Read, Errno::Einval), Op::Stop];
    }
    if there.is_empty() && config.technique != Technique::Mmap {
        return nothing_left(config);
    }
    match config.technique {
        Technique::Read | Technique::Direct | Technique::Pio | Technique::Interrupt => {
            let mut ops = read(config, there);
            ops.extend(write(config, User, there));
            ops
        }
        Technique::Mmap => mapped(config, want, there),
        Technique::Sendfile => call(
            Call::Sendfile,
            there,
            [vec![Op::Lookup(there)], deliver(config, Cache, there, config.is_local())],
        ),
        Technique::SendfileSg => {
            call(Call::Sendfile, there, [vec![Op::Lookup(there)], deliver(config, Cache, there, true)])
        }
        Technique::Splice => spliced(config, there),
        Technique::Vmsplice => {
            let mut ops = read(config, there);
            ops.extend(call(Call::Vmsplice, there, [vec![Op::Refer(User, Pipe, there)]]));
            ops.extend(call(Call::SpliceOut, there, [deliver_from(config, Pipe, User, there, true)]));
            ops
        }
        Technique::Tee => {
            let first = vec![Op::Lookup(there), Op::Refer(Cache, Pipe, there)];
            let mut ops = call(Call::SpliceIn, there, [first]);
            ops.extend(call(Call::Tee, there, [vec![Op::Refer(Pipe, Twin, there)]]));
            ops.extend(call(Call::SpliceOut, there, [deliver_from(config, Pipe, Cache, there, true)]));
            ops.extend(call(Call::SpliceTwin, there, [deliver_from(config, Twin, Cache, there, true)]));
            ops
        }
        Technique::MsgZerocopy => {
            let mut ops = read(config, there);
            let by_reference = config.to == Destination::Nic || config.book;
            ops.extend(call(Call::Send, there, [deliver(config, User, there, by_reference)]));
            ops.push(Op::Notice);
            ops.extend(call(Call::ErrorQueue, Range::default(), []));
            ops
        }
        Technique::Cow | Technique::Fbufs => {
            let mut ops = read(config, there);
            ops.extend(call(Call::Write, there, [deliver(config, User, there, true)]));
            ops
        }
        Technique::Rdma => {
            let mut ops = read(config, there);
            ops.extend([Op::Send(User, there), Op::Reap(1)]);
            ops
        }
        Technique::IoUring => rings(config, there),
        Technique::CopyFileRange if config.reflink => call(Call::CopyRange, there, [vec![Op::Share(there)]]),
        Technique::CopyFileRange => {
            let copy = Op::Copy(Cache, Socket, there, Piece::WHOLE);
            call(Call::CopyRange, there, [vec![Op::Lookup(there), copy, Op::Send(Socket, there)]])
        }
    }
}

/// The call that finds the end of the file and returns 0.
pub fn nothing_left(config: &Config) -> Vec<Op> {
    let first = match config.technique {
        Technique::Sendfile | Technique::SendfileSg => Call::Sendfile,
        Technique::Splice | Technique::Tee => Call::SpliceIn,
        Technique::CopyFileRange => Call::CopyRange,
        Technique::IoUring if config.sqpoll => return vec![Op::Submit(1), Op::Poll, Op::Reap(1)],
        Technique::IoUring => {
            return vec![Op::Submit(1), Op::Call(Call::Enter), Op::Return(Call::Enter, 0), Op::Reap(1)];
        }
        _ => Call::Read,
    };
    vec![Op::Call(first), Op::Return(first, 0)]
}

/// Whose bytes the program, or another process, may change after they were handed over.
pub fn handed_over(technique: Technique) -> Spot {
    use Technique::{Cow, Direct, Fbufs, IoUring, MsgZerocopy, Rdma, Vmsplice};
    match technique {
        Cow | Direct | Fbufs | IoUring | MsgZerocopy | Rdma | Vmsplice => Spot::User,
        _ => Spot::Cache,
    }
}

/// Every way that bytes and references take, in the order in which it is taken first.
pub fn ways(config: &Config) -> Vec<Way> {
    let want = Range { from: config.start, to: config.size.min(config.start + config.round(config.start)) };
    let whole = Config { kept: config.size, lease: false, ..config.clone() };
    let mut ways: Vec<Way> = Vec::new();
    for op in opening(&whole, 0).into_iter().chain(round(&whole, want, want)) {
        for way in ways_of(config, op) {
            if !ways.contains(&way) {
                ways.push(way);
            }
        }
    }
    ways
}

fn ways_of(config: &Config, op: Op) -> Vec<Way> {
    let way = |from, to, kind| vec![Way { from, to, kind }];
    let without_dma = matches!(config.technique, Technique::Pio | Technique::Interrupt);
    match op {
        Op::Lookup(_) | Op::Fault(_) if without_dma => way(Spot::Disk, Spot::Cache, Mover::Cpu),
        Op::Lookup(_) | Op::Fault(_) => way(Spot::Disk, Spot::Cache, Mover::Dma),
        Op::Load(to, _) => way(Spot::Disk, to, Mover::Dma),
        Op::Copy(from, to, ..) => way(from, to, Mover::Cpu),
        Op::Refer(from, to, _) => way(from, to, Mover::Nobody),
        Op::Drop(from, _) => way(from, Spot::Socket, Mover::Nobody),
        Op::Share(_) => way(Spot::Disk, Spot::Nic, Mover::Nobody),
        Op::Send(from, _) => way(from, Spot::Nic, taker(config)),
        _ => vec![],
    }
}

/// Who takes the bytes off the destination: a device, or another program with its own read().
pub fn taker(config: &Config) -> Mover {
    if config.is_local() { Mover::Cpu } else { Mover::Dma }
}

/// A call with what the kernel does in it.
fn call<const N: usize>(call: Call, range: Range, parts: [Vec<Op>; N]) -> Vec<Op> {
    let mut ops = vec![Op::Call(call)];
    ops.extend(parts.into_iter().flatten());
    ops.push(Op::Return(call, range.len()));
    ops
}

/// read() gets the bytes into the user buffer: through the page cache, or straight from the disk.
fn read(config: &Config, range: Range) -> Vec<Op> {
    let direct = matches!(config.technique, Technique::Direct | Technique::Fbufs | Technique::Rdma);
    let kernel = if direct {
        vec![Op::Load(Spot::User, range)]
    } else {
        vec![Op::Lookup(range), Op::Copy(Spot::Cache, Spot::User, range, Piece::WHOLE)]
    };
    let mut ops = call(Call::Read, range, [kernel]);
    if config.changes {
        ops.push(Op::Change(Spot::User, range, Piece::WHOLE));
    }
    ops
}

fn write(config: &Config, from: Spot, range: Range) -> Vec<Op> {
    call(Call::Write, range, [deliver(config, from, range, false)])
}

/// What the kernel does to hand bytes to the destination.
fn deliver(config: &Config, from: Spot, range: Range, by_reference: bool) -> Vec<Op> {
    deliver_from(config, from, from, range, by_reference)
}

/// The same from a pipe, whose slots refer to pages that are elsewhere.
fn deliver_from(config: &Config, from: Spot, bytes: Spot, range: Range, by_reference: bool) -> Vec<Op> {
    let copy = |from, to| Op::Copy(from, to, range, Piece::WHOLE);
    match (config.to, config.technique) {
        (Destination::Null, _) => vec![Op::Drop(from, range)],
        (Destination::File, Technique::Direct) => vec![Op::Send(Spot::User, range), Op::Sleep],
        // Into a file, everything is copied, SPLICE_F_MOVE or not.
        (Destination::File, _) => vec![copy(bytes, Spot::Socket), Op::Send(Spot::Socket, range)],
        (_, Technique::Pio | Technique::Interrupt) => {
            vec![copy(from, Spot::Socket), copy(Spot::Socket, Spot::Nic)]
        }
        _ if by_reference => vec![Op::Refer(from, Spot::Socket, range), Op::Send(bytes, range)],
        _ => vec![copy(bytes, Spot::Socket), Op::Send(Spot::Socket, range)],
    }
}

/// Two hops; one if the pipe is the destination, or if books count.
fn spliced(config: &Config, range: Range) -> Vec<Op> {
    let first = vec![Op::Lookup(range), Op::Refer(Spot::Cache, Spot::Pipe, range)];
    if config.to == Destination::Pipe {
        return call(
            Call::SpliceIn,
            range,
            [vec![Op::Lookup(range)], deliver(config, Spot::Cache, range, true)],
        );
    }
    let second = deliver_from(config, Spot::Pipe, Spot::Cache, range, true);
    if config.book {
        return call(Call::SpliceIn, range, [first, second]);
    }
    let mut ops = call(Call::SpliceIn, range, [first]);
    ops.extend(call(Call::SpliceOut, range, [second]));
    ops
}

/// write() from a mapping: the pages are looked up when they are touched, in the kernel; a program that
/// changes the bytes touches them itself, in user mode.
fn mapped(config: &Config, want: Range, there: Range) -> Vec<Op> {
    let lost = there.len() < want.len();
    if config.changes {
        if lost {
            return vec![Op::Die];
        }
        let mut ops = if config.book { vec![] } else { vec![Op::Fault(there), Op::Resume] };
        ops.push(Op::Change(Spot::Cache, there, Piece::WHOLE));
        ops.extend(write(config, Spot::User, there));
        return ops;
    }
    if lost && config.book {
        return vec![Op::Call(Call::Write), Op::Die];
    }
    let taken = written(config, want, there);
    if taken.is_empty() {
        return vec![Op::Call(Call::Write), Op::Fail(Call::Write, Errno::Efault), Op::Stop];
    }
    let touch = if config.book || config.to == Destination::Null { vec![] } else { vec![Op::Fault(taken)] };
    call(Call::Write, taken, [touch, deliver(config, Spot::Cache, taken, false)])
}

/// What write() takes of a range of which only a part has pages: a pipe whole pages, a file all that can be
/// read, a socket nothing, and `/dev/null` everything, because it never looks.
/// Source: recorded on Linux 6.18.
fn written(config: &Config, want: Range, there: Range) -> Range {
    if there.len() == want.len() {
        return there;
    }
    let taken = match config.to {
        Destination::Null => want.len(),
        Destination::File => there.len(),
        Destination::Pipe => there.len() / config.page * config.page,
        Destination::Nic | Destination::Tcp | Destination::Unix => 0,
    };
    Range { to: want.from + taken, ..want }
}

/// Reads and sends of some rounds, submitted together. The buffers are registered, so the disk writes into
/// them and the card reads from them.
fn rings(config: &Config, range: Range) -> Vec<Op> {
    let parts: Vec<Range> = parts(range, config.chunk);
    let count = parts.len() as u64;
    let loads = || parts.iter().map(|part| Op::Load(Spot::User, *part));
    let sends = || parts.iter().map(|part| Op::Send(Spot::User, *part));
    let enter = || if config.sqpoll { Op::Poll } else { Op::Call(Call::Enter) };
    let wait = if config.sqpoll { Op::Spin } else { Op::Sleep };
    let leave = |requests| (!config.sqpoll).then_some(Op::Return(Call::Enter, requests));
    let refer = Op::Refer(Spot::User, Spot::Socket, range);
    let mut ops = Vec::new();
    if config.changes {
        ops.extend([Op::Submit(count), enter()]);
        ops.extend(loads());
        ops.push(wait);
        ops.extend(leave(count));
        ops.extend([
            Op::Reap(count),
            Op::Change(Spot::User, range, Piece::WHOLE),
            Op::Submit(count),
            enter(),
            refer,
        ]);
        ops.extend(sends());
        ops.push(wait);
        ops.extend(leave(count));
        ops.push(Op::Reap(count));
        return ops;
    }
    ops.extend([Op::Submit(2 * count), enter()]);
    ops.extend(loads());
    ops.extend([wait, refer]);
    ops.extend(sends());
    ops.push(wait);
    ops.extend(leave(2 * count));
    ops.push(Op::Reap(2 * count));
    ops
}

/// A range in parts of so many bytes.
pub fn parts(range: Range, bytes: u64) -> Vec<Range> {
    let count = range.len().div_ceil(bytes);
    let part = |index| {
        let from = range.from + index * bytes;
        Range { from, to: (from + bytes).min(range.to) }
    };
    (0..count).map(part).collect()
}
