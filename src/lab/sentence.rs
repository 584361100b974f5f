//! Sentences put together from whole sentences and names.

use crate::text::{Span, Text, spans};

/// Whole sentences one after the other; Chinese needs no space between them.
pub fn paragraph(sentences: &[Text]) -> Text {
    let said: Vec<&Text> = sentences.iter().filter(|text| !text.is_empty()).collect();
    let en: Vec<&str> = said.iter().map(|text| text.en.as_ref()).collect();
    let zh: Vec<&str> = said.iter().map(|text| text.zh.as_ref()).collect();
    Text { en: en.join(" ").into(), zh: zh.concat().into() }
}

/// The same text with a space between Han and Latin wherever a name brought them together.
pub fn spaced(text: Text) -> Text {
    let (mut zh, mut last) = (String::new(), ' ');
    for span in spans(&text.zh) {
        let (Span::Words(words) | Span::Strong(words) | Span::Refer(words, _)) = span;
        zh.extend(words.chars().next().filter(|first| meet(last, *first)).map(|_| ' '));
        let words = apart(words);
        match span {
            Span::Words(_) => zh.push_str(&words),
            Span::Strong(_) => zh.extend(["**", &words, "**"]),
            Span::Refer(_, id) => zh.extend(["[", &words, "](", id, ")"]),
        }
        last = words.chars().last().unwrap_or(last);
    }
    Text { zh: zh.into(), ..text }
}

fn apart(words: &str) -> String {
    let (mut out, mut last) = (String::with_capacity(words.len()), ' ');
    for c in words.chars() {
        out.extend(meet(last, c).then_some(' '));
        out.push(c);
        last = c;
    }
    out
}

fn meet(left: char, right: char) -> bool {
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    han(left) && right.is_ascii_alphanumeric() || left.is_ascii_alphanumeric() && han(right)
}
