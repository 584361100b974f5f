//! Numbers as readers write them: `8`, `8.5`, kept exactly.

use super::{Scale, Time};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A non-negative decimal number of at most 6 decimals and at most 10^12, exact.
///
/// In JSON: a whole number, or a string (`"8.5"`); a JSON number with a fraction is read as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Decimal {
    mantissa: u64,
    decimals: u8,
}

impl Decimal {
    /// The greatest whole part.
    pub const MAX: u64 = 1_000_000_000_000;
    /// The greatest number of decimals.
    pub const MAX_DECIMALS: u8 = 6;

    /// A whole number.
    pub const fn whole(number: u64) -> Self {
        Decimal { mantissa: number, decimals: 0 }
    }

    /// How many decimals it needs: 1 for 8.5.
    pub fn decimals(self) -> u8 {
        self.decimals
    }

    /// Is it 0? By reference, as serde's `skip_serializing_if` wants it.
    pub fn is_zero_ref(&self) -> bool {
        self.mantissa == 0
    }

    /// The number of ticks it stands for.
    ///
    /// # Panics
    /// If the scale is coarser than the number.
    pub fn ticks(self, scale: Scale) -> Time {
        Time(self.ticks_wide(scale) as u64)
    }

    /// [`ticks`](Self::ticks), for sums that may be large.
    pub fn ticks_wide(self, scale: Scale) -> u128 {
        let missing = scale.decimals.checked_sub(self.decimals).expect("the scale fits every number");
        self.mantissa as u128 * 10u128.pow(missing as u32)
    }
}

impl FromStr for Decimal {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        let part = part.trim_end_matches('0');
        let fits = whole.len() <= 13 && part.len() <= Self::MAX_DECIMALS as usize;
        if whole.is_empty() || !digits(whole) || !digits(part) || !fits || text.trim().ends_with('.') {
            return Err(());
        }
        let whole: u64 = whole.parse().map_err(drop)?;
        if whole > Self::MAX {
            return Err(());
        }
        let power = 10u64.pow(part.len() as u32);
        let fraction: u64 = if part.is_empty() { 0 } else { part.parse().map_err(drop)? };
        Ok(Decimal { mantissa: whole * power + fraction, decimals: part.len() as u8 })
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&Scale { decimals: self.decimals }.show(Time(self.mantissa)))
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.decimals == 0 { to.serialize_u64(self.mantissa) } else { to.collect_str(self) }
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(from)?;
        let words = match &value {
            serde_json::Value::Number(number) => number.to_string(),
            serde_json::Value::String(words) => words.clone(),
            other => return Err(serde::de::Error::custom(format!("{other} is not a number"))),
        };
        words.parse().map_err(|()| {
            serde::de::Error::custom(format!(
                "{words} is not a number from 0 to 10^12 with at most 6 decimals"
            ))
        })
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl schemars::JsonSchema for Decimal {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Decimal".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A number from 0 to 10^12 with at most 6 decimals: 8, 8.5 or \"8.5\".",
            "anyOf": [{ "type": "number", "minimum": 0 }, { "type": "string", "pattern": "^[0-9]+(\\.[0-9]{1,6})?$" }]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_kept_exactly() {
        for (words, shown) in
            [("8.5", "8.5"), ("8.50", "8.5"), ("08", "8"), ("0.000001", "0.000001"), ("7.0", "7")]
        {
            assert_eq!(words.parse::<Decimal>().unwrap().to_string(), shown);
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for odd in ["", ".", "1.", ".5", "-1", "1e3", "8,5", "0.0000001", "10000000000001", "９"] {
            assert!(odd.parse::<Decimal>().is_err(), "{odd}");
        }
    }
}
