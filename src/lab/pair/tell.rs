//! What a step of a comparison says: in what the two runs differ, and what the half that moved did.

use super::Pair;
use super::causes::Cause;
use super::figures::owned;
use crate::lab::Story;
use crate::text;
use crate::text::{Span, Text, plain, spans};

/// The story of a merged step.
pub fn story(pair: &Pair, step: usize) -> Story {
    let moved = pair.moved(step);
    let at = pair.steps[step - 1];
    let tell = |half: usize| owned_story(half, pair.halves[half].run.story(at[half] as usize));
    let mut story = match moved {
        [true, true] if step <= pair.common => tell(0),
        [true, true] => together(pair, tell(0), tell(1)),
        [true, false] => alone(pair, 0, tell(0)),
        _ => alone(pair, 1, tell(1)),
    };
    if let Some(difference) = pair.difference(step) {
        story.caption = difference;
    }
    match pair.first_difference() {
        Some(first) if first == step => story.why = with_causes(pair, story.why),
        None => story.why = alike(pair, story.why),
        _ => {}
    }
    story
}

/// Only one half moved.
fn alone(pair: &Pair, half: usize, story: Story) -> Story {
    let name = &pair.names[half];
    let title = headed(name, &story.title);
    let caption = named(name, &story.caption);
    Story { caption, title, ..story }
}

/// Both halves moved, but not in the same run up to here: each says its own, unless they say the same.
fn together(pair: &Pair, one: Story, two: Story) -> Story {
    if one.caption == unowned(&two.caption) {
        return one;
    }
    let (a, b) = (emphasised(&pair.names[0]), emphasised(&pair.names[1]));
    let (p, q, x, y) = (&a.en, &b.en, &one.caption.en, &two.caption.en);
    let (r, s, u, v) = (&a.zh, &b.zh, &one.caption.zh, &two.caption.zh);
    let both = text!("{p}: {x} {q}: {y}", "{r}：{u}{s}：{v}");
    Story { caption: both.clone(), title: headed(&pair.names[1], &two.title), why: both, ..two }
}

/// A sentence under the name of the run that it is about.
fn named(name: &Text, words: &Text) -> Text {
    let (a, b) = (plain(&name.en), plain(&name.zh));
    let (x, y) = (&words.en, &words.zh);
    text!("{a}: {x}", "{b}：{y}")
}

/// A heading that names the run.
fn headed(name: &Text, title: &Text) -> Text {
    let (a, b, x, y) = (plain(&name.en), plain(&name.zh), &title.en, &title.zh);
    text!("{a} · {x}", "{b} · {y}")
}

fn emphasised(name: &Text) -> Text {
    let (a, b) = (plain(&name.en), plain(&name.zh));
    text!("**{a}**", "**{b}**")
}

/// Which rules make the difference, after the reason.
fn with_causes(pair: &Pair, why: Text) -> Text {
    let (mut en, mut zh) = (why.en.to_string(), why.zh.to_string());
    for cause in pair.causes().unwrap_or_default() {
        let sentence = sentence(pair, cause);
        en = format!("{en} {}", sentence.en);
        zh = format!("{zh}{}", sentence.zh);
    }
    Text { en: en.into(), zh: zh.into() }
}

/// That the two runs never differ, after the reason.
fn alike(pair: &Pair, why: Text) -> Text {
    let [a, b] = &pair.names;
    let (p, q, r, s) = (plain(&a.en), plain(&b.en), plain(&a.zh), plain(&b.zh));
    let (x, y) = (&why.en, &why.zh);
    text!(
        "{x} **{p} and {q} do the same from beginning to end.**",
        "{y}**从头到尾没有差别：**{r}与{s}的决定都相同。"
    )
}

fn sentence(pair: &Pair, cause: &Cause) -> Text {
    let [a, b] = &pair.names;
    let (p, q, r, s) = (plain(&a.en), plain(&b.en), plain(&a.zh), plain(&b.zh));
    let (rule, zh) = (&cause.rule.en, &cause.rule.zh);
    let (x, y, u, v) = (&cause.values[0].en, &cause.values[1].en, &cause.values[0].zh, &cause.values[1].zh);
    text!(
        "**This rule makes the difference:** {rule}: {x} ({p}), {y} ({q}).",
        "**差别来自这条规则：**{zh}——{r}：{u}；{s}：{v}。"
    )
}

/// A story with references to the things of its half.
fn owned_story(half: usize, story: Story) -> Story {
    if half == 0 {
        return story;
    }
    Story {
        kicker: marked(&story.kicker),
        caption: marked(&story.caption),
        title: marked(&story.title),
        why: marked(&story.why),
        note: marked(&story.note),
        formula: marked(&story.formula),
        candidates: marked(&story.candidates),
        subject: story.subject.map(|id| owned(half, &id)),
        code: story.code,
        line: story.line,
    }
}

fn marked(text: &Text) -> Text {
    retold(text, |id| owned(1, id))
}

fn unowned(text: &Text) -> Text {
    retold(text, |id| super::figures::owner(id).1.to_string())
}

/// The same words with other references.
fn retold(text: &Text, other: impl Fn(&str) -> String) -> Text {
    let tell = |words: &str| -> String {
        let piece = |span: Span<'_>| match span {
            Span::Words(words) => words.to_string(),
            Span::Strong(words) => format!("**{words}**"),
            Span::Refer(words, id) => format!("[{words}]({})", other(id)),
        };
        spans(words).into_iter().map(piece).collect()
    };
    Text { en: tell(&text.en).into(), zh: tell(&text.zh).into() }
}
