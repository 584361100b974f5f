//! Exact numbers of a formula: small fractions as long as they fit, else of any size.

use crate::sim::Ratio;
use std::cmp::Ordering;

/// An exact fraction. The denominator of a small one is greater than 0; it need not be in lowest terms.
#[derive(Clone, Debug)]
pub enum Value {
    /// Numerator and denominator.
    Small(i128, i128),
    /// Any.
    Big(Ratio),
}

impl Value {
    /// A whole number.
    pub fn whole(number: i64) -> Value {
        Value::Small(number.into(), 1)
    }

    /// 1 for yes, 0 for no.
    pub fn flag(yes: bool) -> Value {
        Value::whole(yes.into())
    }

    /// The same as a fraction in lowest terms.
    pub fn ratio(&self) -> Ratio {
        match self {
            Value::Small(num, den) => Ratio::wide(*num, *den),
            Value::Big(ratio) => ratio.clone(),
        }
    }

    /// Is it 0?
    pub fn is_zero(&self) -> bool {
        match self {
            Value::Small(num, _) => *num == 0,
            Value::Big(ratio) => ratio.is_zero(),
        }
    }

    /// The sum.
    pub fn plus(&self, other: &Value) -> Value {
        let small = self.pair(other).and_then(|(a, b, c, d)| {
            if b == d {
                return Some(Value::Small(a.checked_add(c)?, b));
            }
            let num = a.checked_mul(d)?.checked_add(c.checked_mul(b)?)?;
            Some(Value::Small(num, b.checked_mul(d)?))
        });
        small.unwrap_or_else(|| Value::Big(self.ratio() + other.ratio()))
    }

    /// The number with the other sign.
    pub fn minus(&self) -> Value {
        match self {
            Value::Small(num, den) if *num != i128::MIN => Value::Small(-num, *den),
            _ => Value::Big(Ratio::whole(0) - self.ratio()),
        }
    }

    /// The product.
    pub fn times(&self, other: &Value) -> Value {
        let small = self
            .pair(other)
            .and_then(|(a, b, c, d)| Some(Value::Small(a.checked_mul(c)?, b.checked_mul(d)?)));
        small.unwrap_or_else(|| Value::Big(self.ratio() * other.ratio()))
    }

    /// The quotient; 0 if the divisor is 0.
    pub fn over(&self, other: &Value) -> Value {
        if other.is_zero() {
            return Value::whole(0);
        }
        let small = self.pair(other).and_then(|(a, b, c, d)| {
            let sign = if c < 0 { -1 } else { 1 };
            let num = a.checked_mul(d)?.checked_mul(sign)?;
            Some(Value::Small(num, b.checked_mul(c.checked_abs()?)?))
        });
        small.unwrap_or_else(|| Value::Big(self.ratio() / other.ratio()))
    }

    /// Which is greater.
    pub fn compare(&self, other: &Value) -> Ordering {
        let small = self.pair(other).and_then(|(a, b, c, d)| Some(a.checked_mul(d)?.cmp(&c.checked_mul(b)?)));
        small.unwrap_or_else(|| self.ratio().cmp(&other.ratio()))
    }

    fn pair(&self, other: &Value) -> Option<(i128, i128, i128, i128)> {
        match (self, other) {
            (Value::Small(a, b), Value::Small(c, d)) => Some((*a, *b, *c, *d)),
            _ => None,
        }
    }
}
