//! Each technique as the program that a reader would write, and the line in force.

use super::machine::Zerocopy;
use super::scenario::Technique;
use super::state::{Call, Event};
use crate::text::Text;

/// The program.
pub fn lines(machine: &Zerocopy) -> Vec<Text> {
    let config = &machine.config;
    let same = |words: &str| Text::same(words);
    let change = config.changes.then(|| Text::new("encrypt(buf, n);", "encrypt(buf, n);  // 加密"));
    let mut lines = match config.technique {
        Technique::Read | Technique::Pio => {
            vec![same("n = read(file, buf, len);"), same("write(sock, buf, n);")]
        }
        Technique::Direct => {
            vec![same("n = read(file, buf, len); // O_DIRECT"), same("write(sock, buf, n);")]
        }
        Technique::Mmap if config.changes => {
            vec![same("map = mmap(file, len);"), same("write(sock, buf, n);")]
        }
        Technique::Mmap => vec![same("map = mmap(file, len);"), same("write(sock, map, len);")],
        Technique::Sendfile | Technique::SendfileSg => vec![same("sendfile(sock, file, len);")],
        Technique::Splice => vec![same("n = splice(file, pipe_w, len);"), same("splice(pipe_r, sock, n);")],
    };
    if let Some(change) = change {
        let change = if config.technique == Technique::Mmap { same("encrypt(map, buf, n);") } else { change };
        lines.insert(1, change);
    }
    lines
}

/// The line in force, from 0.
pub fn line(before: &Zerocopy, now: &Zerocopy, event: &Event) -> Option<usize> {
    let last = lines(now).len() - 1;
    match event {
        Event::Encrypted(..) | Event::Died | Event::Faulted { user: true, .. } | Event::Resumed => Some(1),
        Event::GaveUp | Event::Accepted(_) | Event::Truncated(_) | Event::Sent(..) | Event::Finished => None,
        _ => match before.call.or(now.call) {
            Some(Call::Write | Call::SpliceOut) => Some(last),
            Some(_) => Some(0),
            None => Some(1),
        },
    }
}
