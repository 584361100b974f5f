//! How options are written in files and links, as serde writes them; and how people type.

use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};
use serde::{Deserialize, Serialize};

/// An option as files and links write it.
///
/// # Panics
/// If it is not written as one word.
pub fn code<T: Serialize>(option: T) -> String {
    match serde_json::to_value(option) {
        Ok(serde_json::Value::String(code)) => code,
        _ => unreachable!("options are written as words"),
    }
}

/// The option of a word.
pub fn decode<'a, T: Deserialize<'a>>(word: &'a str) -> Option<T> {
    let word: StrDeserializer<'a, Error> = word.into_deserializer();
    T::deserialize(word).ok()
}

/// Full-width letters, digits and signs as the plain ones that people mean by them.
pub fn plain(typed: &str) -> String {
    let plain = |sign: char| match sign {
        '\u{3000}' => '\t',
        '、' => ',',
        '−' | '–' => '-',
        other => narrow(other),
    };
    typed.chars().map(plain).collect()
}

/// The plain form of a full-width character.
pub fn narrow(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).expect("the full-width block maps onto ASCII"),
        '\u{3000}' => ' ',
        '。' => '.',
        _ => c,
    }
}

/// Tells an absent field from one that is null: `#[serde(with = "some_null")]` on an `Option<Option<T>>`.
pub mod some_null {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// Writes what is there; absent fields are skipped before.
    pub fn serialize<T: Serialize, S: Serializer>(
        value: &Option<Option<T>>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        value.as_ref().expect("absent fields are skipped").serialize(to)
    }

    /// Whatever is written, null included, is there.
    pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Option<T>>, D::Error> {
        Option::<T>::deserialize(from).map(Some)
    }
}
