//! Simulated time: a whole number of ticks; a [`Scale`] says how many ticks make one unit of the scenario.

use super::Ratio;
use std::fmt;
use std::ops::{Add, AddAssign, Sub};

/// An instant or a span, in ticks. Always at least 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Time(pub u64);

impl Time {
    /// The beginning.
    pub const ZERO: Time = Time(0);
    /// Later than everything.
    pub const NEVER: Time = Time(u64::MAX);

    /// The span from `earlier` to here; 0 if `earlier` is later.
    pub fn since(self, earlier: Time) -> Time {
        Time(self.0.saturating_sub(earlier.0))
    }
}

impl Add for Time {
    type Output = Time;
    fn add(self, other: Time) -> Time {
        Time(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Time {
    fn add_assign(&mut self, other: Time) {
        *self = *self + other;
    }
}

impl Sub for Time {
    type Output = Time;
    fn sub(self, other: Time) -> Time {
        Time(self.0 - other.0)
    }
}

/// How many decimals of a unit one tick is: with 1 decimal, `Time(85)` is 8.5 units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Scale {
    /// Number of decimals, 0 to 9.
    pub decimals: u8,
}

impl Scale {
    /// Ticks in one unit: a power of ten.
    pub fn per_unit(self) -> u64 {
        10u64.pow(self.decimals as u32)
    }

    /// The time in units, exactly, without trailing zeros: `8.5`.
    pub fn show(self, time: Time) -> String {
        Units(time.0, self).to_string()
    }

    /// The time in units as a fraction.
    pub fn ratio(self, time: Time) -> Ratio {
        Ratio::new(time.0 as i64, self.per_unit() as i64)
    }
}

struct Units(u64, Scale);

impl fmt::Display for Units {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let per = self.1.per_unit();
        let (whole, part) = (self.0 / per, self.0 % per);
        if part == 0 {
            return write!(out, "{whole}");
        }
        let digits = format!("{part:0width$}", width = self.1.decimals as usize);
        write!(out, "{whole}.{}", digits.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_show_without_trailing_zeros() {
        let scale = Scale { decimals: 2 };
        let shown: Vec<String> = [850, 805, 800, 5].map(|t| scale.show(Time(t))).into();
        assert_eq!(shown, ["8.5", "8.05", "8", "0.05"]);
    }
}
