//! Each technique as a small program of system calls: what the program and the kernel do in one round.

use super::config::Config;
use super::scenario::Technique;
use super::state::{Call, Op, Range, Spot};

/// What happens before the first round: for each client it is asked, and mapped once.
pub fn opening(config: &Config, client: u64) -> Vec<Op> {
    let mut ops = Vec::new();
    if config.clients > 1 {
        ops.push(Op::Accept);
    }
    if client > 0 {
        return ops;
    }
    if config.technique != config.asked {
        ops.push(Op::GiveUp);
    }
    if config.technique == Technique::Mmap {
        let whole = Range { from: 0, to: config.size };
        ops.extend([Op::Call(Call::Mmap), Op::Refer(Spot::Cache, Spot::User, whole), Op::Return(Call::Mmap)]);
    }
    if config.kept < config.size {
        ops.push(Op::Truncate(config.kept));
    }
    ops
}

/// One round: `want` is what the program asks for, `there` the part of it that the file still has.
pub fn round(config: &Config, want: Range, there: Range) -> Vec<Op> {
    match config.technique {
        Technique::Read => read_write(config, there, Op::Lookup(there)),
        Technique::Direct => read_write(config, there, Op::Load(Spot::User, there)),
        Technique::Pio => polled(config, there),
        Technique::Mmap => mapped(config, want, there),
        Technique::Sendfile => vec![
            Op::Call(Call::Sendfile),
            Op::Lookup(there),
            Op::Copy(Spot::Cache, Spot::Socket, there),
            Op::Send(Spot::Socket, there),
            Op::Return(Call::Sendfile),
        ],
        Technique::SendfileSg => vec![
            Op::Call(Call::Sendfile),
            Op::Lookup(there),
            Op::Refer(Spot::Cache, Spot::Socket, there),
            Op::Send(Spot::Cache, there),
            Op::Return(Call::Sendfile),
        ],
        Technique::Splice => vec![
            Op::Call(Call::SpliceIn),
            Op::Lookup(there),
            Op::Refer(Spot::Cache, Spot::Pipe, there),
            Op::Return(Call::SpliceIn),
            Op::Call(Call::SpliceOut),
            Op::Refer(Spot::Pipe, Spot::Socket, there),
            Op::Send(Spot::Cache, there),
            Op::Return(Call::SpliceOut),
        ],
    }
}

/// read() gets the bytes into the user buffer: through the page cache, or straight from the disk.
fn read_write(config: &Config, range: Range, first: Op) -> Vec<Op> {
    let mut ops = vec![Op::Call(Call::Read), first];
    if matches!(first, Op::Lookup(_)) {
        ops.push(Op::Copy(Spot::Cache, Spot::User, range));
    }
    ops.push(Op::Return(Call::Read));
    if config.changes {
        ops.push(Op::Encrypt(Spot::User, range));
    }
    ops.extend(write(range));
    ops
}

fn write(range: Range) -> [Op; 4] {
    [
        Op::Call(Call::Write),
        Op::Copy(Spot::User, Spot::Socket, range),
        Op::Send(Spot::Socket, range),
        Op::Return(Call::Write),
    ]
}

fn polled(config: &Config, range: Range) -> Vec<Op> {
    let mut ops = vec![
        Op::Call(Call::Read),
        Op::Lookup(range),
        Op::Copy(Spot::Cache, Spot::User, range),
        Op::Return(Call::Read),
    ];
    if config.changes {
        ops.push(Op::Encrypt(Spot::User, range));
    }
    ops.extend([
        Op::Call(Call::Write),
        Op::Copy(Spot::User, Spot::Socket, range),
        Op::Copy(Spot::Socket, Spot::Nic, range),
        Op::Return(Call::Write),
    ]);
    ops
}

/// write() from a mapping: the pages are looked up when they are touched, in the kernel; a program that
/// encrypts touches them itself, in user mode.
fn mapped(config: &Config, want: Range, there: Range) -> Vec<Op> {
    let lost = there.len() < want.len();
    if config.changes {
        if lost {
            return vec![Op::Die];
        }
        let mut ops = vec![Op::Fault(there), Op::Resume, Op::Encrypt(Spot::Cache, there)];
        ops.extend(write(there));
        return ops;
    }
    if lost {
        return vec![Op::Call(Call::Write), Op::Fail(Call::Write)];
    }
    vec![
        Op::Call(Call::Write),
        Op::Fault(there),
        Op::Copy(Spot::Cache, Spot::Socket, there),
        Op::Send(Spot::Socket, there),
        Op::Return(Call::Write),
    ]
}
