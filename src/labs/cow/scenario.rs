//! What determines a run: pages, and what processes do with them.

use serde::{Deserialize, Serialize};

/// The most pages of each kind.
pub const MAX_PAGES: u32 = 12;
/// The most actions.
pub const MAX_ACTIONS: usize = 2_000;
/// The most processes.
pub const MAX_PROCESSES: usize = 8;

/// A scenario: `{"pages": 3, "actions": ["P w 0", "P fork C", "C w 0"]}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What fork does with private pages.
    #[serde(default, skip_serializing_if = "Policy::is_cow")]
    pub policy: Policy,
    /// Private anonymous pages of the first process, 0 to 12: `0`, `1`, …
    #[serde(default = "four", skip_serializing_if = "is_four")]
    pub pages: u32,
    /// Shared anonymous pages, 0 to 12: `s0`, `s1`, …
    #[serde(default, skip_serializing_if = "is_zero")]
    pub shared: u32,
    /// What happens, in order: `P r 0` reads, `P w s1` writes, `P fork C`, `C exec`, `C exit`. The first
    /// process is `P`.
    pub actions: Vec<String>,
}

/// What fork does with private pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// Entries are copied, pages shared until somebody writes.
    #[default]
    Cow,
    /// Every page is copied at once, as early Unix did.
    Copy,
}

impl Policy {
    fn is_cow(&self) -> bool {
        *self == Policy::Cow
    }
}

/// A page of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageName {
    /// Of the shared area.
    pub shared: bool,
    /// Which.
    pub index: usize,
}

/// An action, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// A page is read or written.
    Touch(PageName, bool),
    /// A child is made.
    Fork(String),
    /// The process runs another program: all its pages go.
    Exec,
    /// The process ends.
    Exit,
}

impl PageName {
    /// As it is written: `3`, `s1`.
    pub fn show(self) -> String {
        if self.shared { format!("s{}", self.index) } else { self.index.to_string() }
    }

    fn read(word: &str) -> Option<Self> {
        let (shared, digits) = word.strip_prefix('s').map_or((false, word), |rest| (true, rest));
        let index = digits.parse().ok().filter(|index| *index < MAX_PAGES as usize)?;
        Some(PageName { shared, index })
    }
}

/// Who does what, from words.
pub fn read(action: &str) -> Option<(String, Act)> {
    let words: Vec<&str> = action.split_whitespace().collect();
    let (who, act) = match words[..] {
        [who, "r" | "R", page] => (who, Act::Touch(PageName::read(page)?, false)),
        [who, "w" | "W", page] => (who, Act::Touch(PageName::read(page)?, true)),
        [who, "fork", child] => (who, Act::Fork(named(child)?)),
        [who, "exec"] => (who, Act::Exec),
        [who, "exit"] => (who, Act::Exit),
        _ => return None,
    };
    Some((named(who)?, act))
}

fn named(word: &str) -> Option<String> {
    let fits = (1..=8).contains(&word.chars().count()) && word.chars().all(char::is_alphanumeric);
    fits.then(|| word.to_string())
}

fn four() -> u32 {
    4
}

fn is_four(number: &u32) -> bool {
    *number == 4
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}
