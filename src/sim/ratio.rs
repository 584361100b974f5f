//! Exact fractions, so that no average is rounded before it is shown.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use std::collections::BTreeMap;
use std::iter::Sum;
use std::ops::{Add, Div, Mul, Sub};

/// Sums of up to so many different denominators are exact.
const EXACT: usize = 1_000;

/// An exact rational number of any size.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ratio(BigRational);

impl Ratio {
    /// `num / den`.
    ///
    /// # Panics
    /// If `den` is 0.
    pub fn new(num: i64, den: i64) -> Self {
        Ratio(BigRational::new(num.into(), den.into()))
    }

    /// [`new`](Self::new) for greater numbers.
    pub fn wide(num: i128, den: i128) -> Self {
        Ratio(BigRational::new(num.into(), den.into()))
    }

    /// A whole number.
    pub fn whole(number: i64) -> Self {
        Ratio(BigRational::from_integer(number.into()))
    }

    /// The mean of some values; `None` of nothing. See [`Sum`] for very many.
    pub fn mean(values: impl IntoIterator<Item = Ratio>) -> Option<Ratio> {
        let mut count = 0;
        let sum: Ratio = values.into_iter().inspect(|_| count += 1).sum();
        (count > 0).then(|| sum / Ratio::whole(count))
    }

    /// Is it a whole number?
    pub fn is_whole(&self) -> bool {
        self.0.is_integer()
    }

    /// Is it 0?
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Numerator and denominator in lowest terms: `23/4`, or `7` if whole.
    pub fn fraction(&self) -> String {
        self.0.to_string()
    }

    /// Rounded to at most `places` decimals, halves away from 0, without trailing zeros.
    pub fn decimal(&self, places: u32) -> String {
        let power = BigInt::from(10).pow(places);
        let scaled = (&self.0 * BigRational::from_integer(power)).round().to_integer();
        let sign = if scaled.is_negative() { "-" } else { "" };
        let digits = format!("{:0>width$}", scaled.abs().to_string(), width = places as usize + 1);
        let (whole, part) = digits.split_at(digits.len() - places as usize);
        let part = part.trim_end_matches('0');
        let point = if part.is_empty() { "" } else { "." };
        format!("{sign}{whole}{point}{part}")
    }

    /// Rounded to thousandths, halves away from 0, as charts take it; the ends of the range for what does not fit.
    pub fn thousandths(&self) -> i64 {
        let scaled = (&self.0 * BigRational::from_integer(1000.into())).round().to_integer();
        scaled.to_i64().unwrap_or(if scaled.is_negative() { i64::MIN } else { i64::MAX })
    }

    /// The nearest whole number not above it, as a fraction.
    pub fn floored(&self) -> Ratio {
        Ratio(self.0.floor())
    }

    /// The nearest whole number not above it, if it fits.
    pub fn floor(&self) -> Option<i64> {
        self.0.floor().to_integer().to_i64()
    }
}

macro_rules! exact {
    ($($op:ident $verb:ident),*) => {$(
        impl $op for Ratio {
            type Output = Ratio;
            fn $verb(self, other: Ratio) -> Ratio {
                Ratio($op::$verb(self.0, other.0))
            }
        }
    )*};
}
exact!(Add add, Sub sub, Mul mul, Div div);

/// Values of one denominator are added first, which is quick. A sum of more than [`EXACT`] different denominators
/// would have hundreds of thousands of digits: then the part of each denominator is rounded down to 12 decimals.
impl Sum for Ratio {
    fn sum<I: Iterator<Item = Ratio>>(values: I) -> Ratio {
        let mut parts: BTreeMap<BigInt, BigInt> = BTreeMap::new();
        for Ratio(value) in values {
            let (numerator, denominator) = value.into();
            *parts.entry(denominator).or_default() += numerator;
        }
        let fine = BigInt::from(10).pow(12);
        let many = parts.len() > EXACT;
        let part = |(denominator, numerator): (BigInt, BigInt)| match many {
            false => BigRational::new(numerator, denominator),
            true => BigRational::new((numerator * &fine) / denominator, fine.clone()),
        };
        Ratio(parts.into_iter().map(part).fold(BigRational::zero(), |sum, part| sum + part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_round_half_away_from_zero() {
        let cases =
            [(1, 3, "0.33"), (2, 3, "0.67"), (1, 8, "0.13"), (-1, 8, "-0.13"), (7, 1, "7"), (5, 2, "2.5")];
        for (num, den, want) in cases {
            assert_eq!(Ratio::new(num, den).decimal(2), want);
        }
    }

    #[test]
    fn thousandths_stay_in_range() {
        assert_eq!([Ratio::new(2, 3), Ratio::new(-1, 2000)].map(|ratio| ratio.thousandths()), [667, -1]);
        assert_eq!(Ratio::whole(i64::MAX).thousandths(), i64::MAX);
    }

    #[test]
    fn fractions_are_in_lowest_terms() {
        assert_eq!(Ratio::new(46, 8).fraction(), "23/4");
        assert_eq!(Ratio::new(14, 2).fraction(), "7");
    }

    #[test]
    fn sums_of_many_are_quick_and_exact_as_long_as_they_can_be() {
        let thirds: Ratio = (0..100_000).map(|number| Ratio::new(number, 3)).sum();
        assert_eq!(thirds, Ratio::new(4_999_950_000, 3));
        let different: Ratio = (1..=100_000).map(|number| Ratio::new(1, number)).sum();
        assert_eq!(different.decimal(4), "12.0901", "the harmonic number");
    }
}
