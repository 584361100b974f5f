//! Search over the doors and presets of all labs.

use crate::lab::LabEntry;
use crate::text::{Lang, Text};

/// Something found: where it leads and what it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Its address: `#/sched?s=convoy`.
    pub href: String,
    /// Its name.
    pub title: Text,
    /// What it is part of, or what one sees in it.
    pub help: Text,
}

/// What fits the words best first; every word must occur, in either language. Nothing for an empty query.
pub fn search(labs: &[LabEntry], query: &str, lang: Lang) -> Vec<Found> {
    let query = query.trim().to_lowercase();
    let words: Vec<&str> = query.split_whitespace().collect();
    if words.is_empty() {
        return vec![];
    }
    let mut found: Vec<(usize, Found)> = entries(labs)
        .filter_map(|(found, more)| Some((rank(&words, &found.title, &found.help, &more, lang)?, found)))
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, found)| found).take(12).collect()
}

fn entries(labs: &[LabEntry]) -> impl Iterator<Item = (Found, Text)> {
    labs.iter().flat_map(|lab| {
        let doors = (lab.doors)();
        let first = doors[0].slug;
        let doors = doors.into_iter().map(|door| {
            (Found { href: format!("#/{}", door.slug), title: door.title, help: door.topic }, door.words)
        });
        let presets = (lab.presets)().into_iter().map(move |card| {
            (
                Found { href: format!("#/{first}?s={}", card.id), title: card.title, help: card.aha },
                card.group,
            )
        });
        doors.chain(presets)
    })
}

/// 0 if the title begins with the words, 1 if it holds them, 2 if they are elsewhere, `None` if one is missing.
fn rank(words: &[&str], title: &Text, help: &Text, more: &Text, lang: Lang) -> Option<usize> {
    let both = |text: &Text| format!("{}\n{}", text.en, text.zh).to_lowercase();
    let (title_words, rest) = (both(title), format!("{}\n{}", both(help), both(more)));
    let in_title = words.iter().all(|word| title_words.contains(word));
    let anywhere = words.iter().all(|word| title_words.contains(word) || rest.contains(word));
    let begins = title.get(lang).to_lowercase().starts_with(words[0]);
    match (begins && in_title, in_title, anywhere) {
        (true, ..) => Some(0),
        (_, true, _) => Some(1),
        (_, _, true) => Some(2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labs::LABS;

    #[test]
    fn every_lab_is_found_by_its_name_in_both_languages() {
        for lab in LABS {
            for door in (lab.doors)() {
                for lang in Lang::ALL {
                    let found = search(LABS, door.title.get(lang), lang);
                    assert_eq!(found[0].href, format!("#/{}", door.slug), "{}", door.title.get(lang));
                }
            }
        }
    }

    #[test]
    fn every_preset_is_found_by_its_name() {
        for lab in LABS {
            for card in (lab.presets)() {
                let found = search(LABS, &card.title.en, Lang::En);
                assert!(
                    found.iter().any(|found| found.href.ends_with(&format!("s={}", card.id))),
                    "{}",
                    card.id
                );
            }
        }
    }

    #[test]
    fn nothing_is_found_for_nothing() {
        assert_eq!(search(LABS, "  ", Lang::En), []);
        assert_eq!(search(LABS, "no such thing anywhere", Lang::En), []);
    }
}
