//! Files that are no scenarios but become one: a trace of a real program, a log of a scheduler.

use super::Problem;
use crate::text::Text;
use serde_json::Value;

/// A file that is being read, piece by piece, so that a large one can show its progress and be cancelled.
pub trait Import {
    /// Which files can be read, for the reader who has to choose one.
    fn files(&self) -> Text;

    /// The next bytes of the file; a piece may end anywhere.
    fn feed(&mut self, bytes: &[u8]);

    /// What the file says.
    ///
    /// # Errors
    /// Nothing in it can be used; the words say why.
    fn finish(self: Box<Self>) -> Result<Imported, Problem>;
}

/// A scenario made from a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The scenario, in the newest version of its lab.
    pub scenario: Value,
    /// What was read, and what was left out.
    pub said: Text,
}

/// Cuts a file into lines whatever the pieces it comes in; a line longer than the limit loses its end.
#[derive(Debug, Default)]
pub struct Lines {
    rest: Vec<u8>,
}

/// The longest line that is kept whole, in bytes.
const LONGEST: usize = 4_096;

impl Lines {
    /// Passes on every line that ends in these bytes, without its line break.
    pub fn feed(&mut self, bytes: &[u8], mut take: impl FnMut(&[u8])) {
        let mut left = bytes;
        while let Some(end) = left.iter().position(|byte| *byte == b'\n') {
            if self.rest.is_empty() {
                take(&left[..end]);
            } else {
                self.keep(&left[..end]);
                take(&self.rest);
                self.rest.clear();
            }
            left = &left[end + 1..];
        }
        self.keep(left);
    }

    /// Passes on the last line, if the file does not end with a line break.
    pub fn finish(&mut self, take: impl FnOnce(&[u8])) {
        if !self.rest.is_empty() {
            take(&self.rest);
            self.rest.clear();
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = LONGEST.saturating_sub(self.rest.len());
        self.rest.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_the_same_in_whatever_pieces_they_come() {
        let file = b"one\r\ntwo\n\nfour";
        for size in 1..=file.len() {
            let (mut lines, mut found) = (Lines::default(), vec![]);
            for piece in file.chunks(size) {
                lines.feed(piece, |line| found.push(String::from_utf8_lossy(line).into_owned()));
            }
            lines.finish(|line| found.push(String::from_utf8_lossy(line).into_owned()));
            assert_eq!(found, ["one\r", "two", "", "four"], "in pieces of {size}");
        }
    }
}
