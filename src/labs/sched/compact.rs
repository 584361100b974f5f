//! Compact words for values that are more than a number: feedback levels and aging, as typed and as in links.
//!
//! ```text
//! levels   1,2,4      8,16,fcfs      10,sjf      10x2,20x2      slice, kind, and xN for N slices at a level
//! aging    off        step_2_1       step_2_1_reset_to-5        rate_1_2
//! ```

use super::rules::Aging;
use super::scenario::{Level, LevelPolicy};
use crate::sim::Decimal;

pub use crate::lab::written::plain;

/// Levels in words.
pub fn levels(levels: &[Level]) -> String {
    levels.iter().map(level).collect::<Vec<_>>().join(",")
}

fn level(level: &Level) -> String {
    let slice = level.quantum.map(|quantum| quantum.to_string()).unwrap_or_default();
    let kind = match level.policy {
        LevelPolicy::Rr if level.quantum.is_some() => "",
        LevelPolicy::Rr => "rr",
        LevelPolicy::Fcfs => "fcfs",
        LevelPolicy::Sjf => "sjf",
    };
    let times = if level.allotment == 1 { String::new() } else { format!("x{}", level.allotment) };
    format!("{kind}{slice}{times}")
}

/// Words as levels: the inverse of [`levels`]; spaces do not matter.
pub fn levels_of(words: &str) -> Option<Vec<Level>> {
    let words = plain(words).to_ascii_lowercase();
    words.split([',', ';', '/']).map(|word| level_of(word.trim())).collect()
}

fn level_of(word: &str) -> Option<Level> {
    let (word, allotment) = match word.split_once('x') {
        Some((word, times)) => (word, times.parse().ok()?),
        None => (word, 1),
    };
    let kinds = [("rr", LevelPolicy::Rr), ("fcfs", LevelPolicy::Fcfs), ("sjf", LevelPolicy::Sjf)];
    let named = kinds.iter().find_map(|(name, policy)| Some((word.strip_prefix(name)?, *policy)));
    let (slice, policy) = named.unwrap_or((word, LevelPolicy::Rr));
    let quantum = if slice.is_empty() { None } else { Some(slice.parse::<Decimal>().ok()?) };
    (named.is_some() || quantum.is_some()).then_some(Level { quantum, policy, allotment })
}

/// Aging in words.
pub fn aging(aging: Option<Aging>) -> String {
    match aging {
        None => "off".into(),
        Some(Aging::Rate { alpha, beta }) => format!("rate_{alpha}_{beta}"),
        Some(Aging::Step { interval, step, reset_on_dispatch, limit }) => {
            let reset = if reset_on_dispatch { "_reset" } else { "" };
            let limit = limit.map(|limit| format!("_to{limit}")).unwrap_or_default();
            format!("step_{interval}_{step}{reset}{limit}")
        }
    }
}

/// Words as aging: the inverse of [`aging`]; spaces, commas, slashes and colons part as well as `_`.
pub fn aging_of(words: &str) -> Option<Option<Aging>> {
    let words = plain(words).trim().to_ascii_lowercase();
    if words == "off" {
        return Some(None);
    }
    let mut parts = words.split(['_', ' ', ',', '/', ':']).filter(|part| !part.is_empty());
    let aging = match parts.next()? {
        "rate" => Aging::Rate { alpha: parts.next()?.parse().ok()?, beta: parts.next()?.parse().ok()? },
        "step" => step_of(&mut parts)?,
        _ => return None,
    };
    parts.next().is_none().then_some(Some(aging))
}

fn step_of<'a>(parts: &mut impl Iterator<Item = &'a str>) -> Option<Aging> {
    let (interval, step) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let mut next = parts.next();
    let reset_on_dispatch = next == Some("reset");
    if reset_on_dispatch {
        next = parts.next();
    }
    let limit = match next {
        Some(word) => Some(word.strip_prefix("to")?.parse().ok()?),
        None => None,
    };
    Some(Aging::Step { interval, step, reset_on_dispatch, limit })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_read_as_they_are_written() {
        for words in ["1,2,4", "8,16,fcfs", "10,sjf", "10x2,20x3", "0.5,rr,sjf4x2"] {
            assert_eq!(levels(&levels_of(words).unwrap()), words);
        }
        assert_eq!(levels(&levels_of(" ８，16 , FCFS").unwrap()), "8,16,fcfs");
    }

    #[test]
    fn aging_reads_as_it_is_written() {
        for words in
            ["off", "step_2_1", "step_0.5_3_reset", "step_1_1_to-5", "step_1_1_reset_to0", "rate_-2_-1"]
        {
            assert_eq!(aging(aging_of(words).unwrap()), words);
        }
        assert_eq!(aging(aging_of("step 2 / 1").unwrap()), "step_2_1");
    }

    #[test]
    fn other_words_are_refused() {
        for odd in ["", "x2", "1,,2", "-1", "lifo", "1,2,"] {
            assert_eq!(levels_of(odd), None, "{odd}");
        }
        for odd in ["", "on", "step_1", "rate_1", "rate_1_2_3", "step_1_1_low"] {
            assert_eq!(aging_of(odd), None, "{odd}");
        }
    }
}
