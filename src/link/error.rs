//! Why a link cannot be opened, said so that the reader can act on it.

use crate::text;
use crate::text::Text;

/// Why a link cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// It names no lab at all.
    NoLab,
    /// No lab or door of that name.
    UnknownLab(String),
    /// The lab has no preset of that name.
    UnknownPreset(String),
    /// A way of packing that this version does not know.
    UnknownCodec(String),
    /// Written for a newer app.
    TooNew {
        /// Its version.
        version: usize,
        /// Ours.
        newest: usize,
    },
    /// More than [`super::MAX_FRAGMENT`] bytes, or more than [`super::MAX_UNPACKED`] when unpacked.
    TooLarge,
    /// Its data cannot be read; which layer broke: `base64`, `deflate`, `JSON`, `w`, `i`.
    Broken(String),
    /// Readable data that is no scenario of the lab; what the reader of JSON said.
    Malformed(String),
    /// The lab refuses it.
    Refused {
        /// Which field, `rows.2.bursts`; empty for the whole.
        place: String,
        /// What is wrong and what would be right.
        text: Text,
    },
}

impl LinkError {
    /// A sentence for the reader. What comes from the link is shortened and stripped of marks.
    pub fn text(&self) -> Text {
        match self {
            LinkError::NoLab => Text::new("This link names no lab.", "这个链接没有写明要打开哪个实验。"),
            LinkError::UnknownLab(lab) => {
                let lab = quoted(lab, 40);
                text!("This version has no lab “{lab}”.", "这个版本没有名为“{lab}”的实验。")
            }
            LinkError::UnknownPreset(preset) => {
                let preset = quoted(preset, 40);
                text!(
                    "This link names a preset, “{preset}”, that this version does not know.",
                    "这个链接指定的预设“{preset}”在这个版本中不存在。"
                )
            }
            LinkError::UnknownCodec(codec) => {
                let codec = quoted(codec, 10);
                text!(
                    "This link is packed in a way, “{codec}”, that this version does not know. Reload the page; it may be newer.",
                    "这个链接的编码方式“{codec}”在这个版本中不存在。请刷新页面，新版本也许认识它。"
                )
            }
            LinkError::TooNew { version, newest } => text!(
                "This link was written by a newer version (scenario version {version}; this page knows {newest}). Reload the page.",
                "这个链接由更新的版本写成（场景版本 {version}，本页只认识到 {newest}）。请刷新页面。"
            ),
            LinkError::TooLarge => Text::new(
                "This link is too large: at most 64 KiB, and 1 MiB when unpacked.",
                "这个链接太大：最多 64 KiB，解压后最多 1 MiB。",
            ),
            LinkError::Broken(what) => {
                let what = quoted(what, 20);
                text!(
                    "This link is damaged, perhaps cut short when it was copied: its {what} cannot be read.",
                    "这个链接已损坏，也许复制时被截断了：其中的 {what} 无法读取。"
                )
            }
            LinkError::Malformed(why) => {
                let why = quoted(why, 200);
                text!(
                    "This link holds no scenario of this lab: {why}.",
                    "这个链接里不是本实验的场景：{why}。"
                )
            }
            LinkError::Refused { place, text } => {
                let (place, en, zh) = (quoted(place, 60), quoted(&text.en, 300), quoted(&text.zh, 300));
                match place.is_empty() {
                    true => text!("{en}", "{zh}"),
                    false => text!("{place}: {en}", "{place}：{zh}"),
                }
            }
        }
    }
}

/// What came from outside, fit to stand in a text: at most `most` characters, none that could be taken for
/// a mark of [`crate::text::spans`], for markup, or that turns the direction of the words after it.
fn quoted(word: &str, most: usize) -> String {
    let tame = |c: char| match c {
        '[' | ']' | '*' | '<' | '>' | '&' => '·',
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => '·',
        c if c.is_control() => '·',
        c => c,
    };
    let mut out: String = word.chars().take(most).map(tame).collect();
    if word.chars().nth(most).is_some() {
        out.push('…');
    }
    out
}
