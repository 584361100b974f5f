//! In what two techniques differ: the numbered copies that only one of them makes.

use super::machine::Zerocopy;
use super::names::refer;
use super::route::{number, route};
use super::state::{Mover, Way};
use crate::lab::{Moment, of_tables};
use crate::text;
use crate::text::{Text, plain};

/// The copies that disappeared and appeared so far, or else where the bytes are; `None` if both runs stand alike.
pub fn difference(a: &Moment<'_, Zerocopy>, b: &Moment<'_, Zerocopy>, names: &[Text; 2]) -> Option<Text> {
    of_copies(a.now, b.now, &names[1])
        .or_else(|| of_tables(&super::picture::table(a), &super::picture::table(b), names))
}

/// Which copies of the first run are gone with the second, which have become others, and which are new.
fn of_copies(one: &Zerocopy, two: &Zerocopy, name: &Text) -> Option<Text> {
    let mut new = only(two, one);
    let (mut gone, mut instead) = (vec![], vec![]);
    for old in only(one, two) {
        match new.iter().position(|way| way.to == old.to) {
            Some(at) => instead.push((old, new.remove(at))),
            None => gone.push(old),
        }
    }
    gone.retain(|way| !is_to_come(*way, two, one));
    new.retain(|way| !is_to_come(*way, one, two));
    let (b, y) = (plain(&name.en), plain(&name.zh));
    let (mut en, mut zh) = (vec![], vec![]);
    let mut say = |text: Text| {
        en.push(text.en);
        zh.push(text.zh);
    };
    if !gone.is_empty() {
        let (p, r) = listed(one, &gone);
        say(text!("**Gone with {b}:** {p}.", "**{y} 省去：**{r}。"));
    }
    for (old, other) in instead {
        let ([p, r], [q, s]) = (copy(one, old), copy(two, other));
        say(text!("**Instead of** {p}: {q}.", "**不再是**{r}，**而是**{s}。"));
    }
    if !new.is_empty() {
        let (p, r) = listed(two, &new);
        say(text!("**New with {b}:** {p}.", "**{y} 新增：**{r}。"));
    }
    (!en.is_empty()).then(|| Text { en: en.join(" ").into(), zh: zh.concat().into() })
}

/// The copies that one run made, and another does not make, or has not made at its end.
fn only(run: &Zerocopy, other: &Zerocopy) -> Vec<Way> {
    let all = route(&other.config);
    let lacks = |way: &Way| !all.contains(way) || (other.over && !other.taken.contains(way));
    let made = route(&run.config).into_iter().filter(|way| way.kind != Mover::Nobody);
    made.filter(|way| run.taken.contains(way) && lacks(way)).collect()
}

/// Will a run yet bring the bytes to where a copy of another brought them, in its own way?
fn is_to_come(way: Way, run: &Zerocopy, other: &Zerocopy) -> bool {
    let theirs = route(&other.config);
    let own = |it: &Way| it.to == way.to && it.kind != Mover::Nobody && !theirs.contains(it);
    !run.over && route(&run.config).iter().any(|it| own(it) && !run.taken.contains(it))
}

/// A copy with its number among those of its technique: `copy 2 (page cache → user buffer, CPU)`.
fn copy(run: &Zerocopy, way: Way) -> [String; 2] {
    let number = number(&run.config, way).unwrap_or_default();
    let by = if way.kind == Mover::Dma { "DMA" } else { "CPU" };
    let [from, to] = [way.from, way.to].map(|spot| refer(spot, &run.config));
    let [a, b] = [&from.en, &to.en].map(|name| plain(name).trim_start_matches("the ").to_string());
    let [x, y] = [&from.zh, &to.zh].map(|name| plain(name));
    [format!("copy {number} ({a} → {b}, {by})"), format!("复制 {number}（{x} → {y}，{by}）")]
}

fn listed(run: &Zerocopy, ways: &[Way]) -> (String, String) {
    let (en, zh): (Vec<String>, Vec<String>) = ways.iter().map(|way| copy(run, *way).into()).unzip();
    let en = match en.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => en.concat(),
    };
    (en, zh.join("、"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labs::zerocopy::config::config;
    use crate::labs::zerocopy::names::{TECHNIQUES, technique_name};
    use crate::labs::zerocopy::scenario::{Scenario, Technique};
    use crate::sim::{LIMIT, Recording};
    use std::sync::Arc;

    fn end(scenario: &Scenario) -> Zerocopy {
        let config = config(scenario).expect("it starts");
        let run = Recording::new(Zerocopy::new(Arc::new(config)), LIMIT);
        run.state(run.len())
    }

    fn by(technique: Technique) -> Scenario {
        Scenario { technique, ..Scenario::default() }
    }

    fn said(one: &Scenario, two: &Scenario) -> Option<Text> {
        of_copies(&end(one), &end(two), &technique_name(two.technique))
    }

    #[test]
    fn gone_copies_are_named_by_their_numbers() {
        let text = said(&by(Technique::Read), &by(Technique::SendfileSg)).expect("they differ");
        assert_eq!(
            text.en,
            "**Gone with sendfile + SG-DMA:** copy 2 (page cache → user buffer, CPU) and copy 3 (user buffer → \
             socket buffer, CPU). **Instead of** copy 4 (socket buffer → network card, DMA): copy 2 (page cache \
             → network card, DMA)."
        );
        assert_eq!(
            text.zh,
            "**sendfile + SG-DMA 省去：**复制 2（页缓存 → 用户缓冲区，CPU）、复制 3（用户缓冲区 → 套接字缓冲区，\
             CPU）。**不再是**复制 4（套接字缓冲区 → 网卡，DMA），**而是**复制 2（页缓存 → 网卡，DMA）。"
        );
    }

    #[test]
    fn what_is_added_is_new_and_what_is_cached_is_gone() {
        let text = said(&by(Technique::Sendfile), &by(Technique::Read)).expect("they differ");
        assert_eq!(
            text.en,
            "**Instead of** copy 2 (page cache → socket buffer, CPU): copy 3 (user buffer → socket buffer, CPU). \
             **New with read + write:** copy 2 (page cache → user buffer, CPU)."
        );
        let cached = Scenario { cached: true, ..by(Technique::Read) };
        let text = said(&by(Technique::Read), &cached).expect("they differ");
        assert_eq!(text.en, "**Gone with read + write:** copy 1 (disk → page cache, DMA).");
        assert_eq!(said(&cached, &cached), None);
    }

    /// Nothing is forgotten: what only one of two techniques did is named, and nothing else.
    #[test]
    fn the_sentence_names_every_copy_that_only_one_makes() {
        let ends: Vec<Zerocopy> = TECHNIQUES.into_iter().map(|technique| end(&by(technique))).collect();
        for (one, two) in ends.iter().flat_map(|one| ends.iter().map(move |two| (one, two))) {
            let name = technique_name(two.config.technique);
            let text = of_copies(one, two, &name).unwrap_or_default();
            let made = |run: &Zerocopy| -> Vec<Way> {
                run.taken.iter().copied().filter(|way| way.kind != Mover::Nobody).collect()
            };
            let missing = |here: &Zerocopy, there: &Zerocopy| {
                made(here).into_iter().filter(|way| !made(there).contains(way)).count()
            };
            let want = missing(one, two) + missing(two, one);
            let pair = (one.config.technique, two.config.technique);
            assert_eq!(text.en.matches("copy ").count(), want, "{pair:?}: {}", text.en);
            assert_eq!(text.zh.matches("复制 ").count(), want, "{pair:?}: {}", text.zh);
            assert!(!text.en.contains("copy 0"), "{pair:?}: {}", text.en);
        }
    }
}
