//! Why a command failed: a sentence for stderr and an exit code for scripts.

use crate::text::{Lang, Text, plain};
use std::io;
use std::process::ExitCode;

/// Why a command failed.
#[derive(Debug)]
pub struct Failure {
    code: u8,
    place: String,
    text: Text,
}

impl Failure {
    /// A scenario is refused, or a check fails: exit code 1.
    pub fn refused(place: &str, text: Text) -> Self {
        Failure { code: 1, place: place.into(), text }
    }

    /// The arguments make no sense: exit code 2.
    pub fn usage(place: &str, text: Text) -> Self {
        Failure { code: 2, place: place.into(), text }
    }

    /// There is no such file: exit code 3.
    pub fn missing(place: &str, text: Text) -> Self {
        Failure { code: 3, place: place.into(), text }
    }

    /// A file cannot be read or written: exit code 3.
    pub fn io(place: &str, error: &io::Error) -> Self {
        Failure { code: 3, place: place.into(), text: Text::same(error.to_string()) }
    }

    /// What and where, in one line.
    pub fn sentence(&self, lang: Lang) -> String {
        format!("{}: {}", self.place, plain(self.text.get(lang)).replace('\n', " "))
    }

    /// Says it on stderr. Nobody listening to stdout is no failure: `osviz … | head` is usual.
    pub fn report(&self, lang: Lang) -> ExitCode {
        if self.code > 0 {
            eprintln!("osviz: {}", self.sentence(lang));
        }
        ExitCode::from(self.code)
    }
}

/// Failures of writing to stdout.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        let code = if error.kind() == io::ErrorKind::BrokenPipe { 0 } else { 3 };
        Failure { code, ..Failure::io("stdout", &error) }
    }
}
