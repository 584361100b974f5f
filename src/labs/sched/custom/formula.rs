//! A priority as the reader writes it, `1 + wait / burst`: read once, then worked out for each process.
//!
//! ```text
//! choice  = compare [ "?" choice ":" choice ]
//! compare = sum [ ("<" | "<=" | ">" | ">=" | "==" | "!=") sum ]        1 for yes, 0 for no
//! sum     = product { ("+" | "-") product }
//! product = sign { ("*" | "/") sign }                                  a division by 0 gives 0
//! sign    = [ "-" | "+" ] sign | number | field | function "(" choice { "," choice } ")" | "(" choice ")"
//! ```
//!
//! Numbers are exact fractions of any size; the text is bounded, so they are too.

use super::value::Value;
use std::cmp::Ordering;

/// A field of a process that a formula may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// Time in its present stay in the ready queue.
    Wait,
    /// Time ready in all.
    Waited,
    /// Length of its current CPU burst.
    Burst,
    /// What is left of it.
    Remaining,
    /// CPU time used in all.
    Used,
    /// CPU time needed in all.
    Total,
    /// When it arrived.
    Arrival,
    /// When it arrived or came back from I/O last.
    Since,
    /// Its priority number.
    Priority,
    /// Its nice value.
    Nice,
    /// Its tickets.
    Tickets,
    /// The clock.
    Now,
}

impl Name {
    /// Every field with the word for it.
    pub const ALL: [(&'static str, Name); 12] = [
        ("wait", Name::Wait),
        ("waited", Name::Waited),
        ("burst", Name::Burst),
        ("remaining", Name::Remaining),
        ("used", Name::Used),
        ("total", Name::Total),
        ("arrival", Name::Arrival),
        ("since", Name::Since),
        ("priority", Name::Priority),
        ("nice", Name::Nice),
        ("tickets", Name::Tickets),
        ("now", Name::Now),
    ];
}

/// A function of a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// The smallest of two or more.
    Min,
    /// The largest of two or more.
    Max,
    /// The number without its sign.
    Abs,
    /// The nearest whole number not above it.
    Floor,
    /// The second if the first is not 0, else the third.
    If,
}

impl Function {
    /// Every function with its word, and how many values it takes.
    pub const ALL: [(&'static str, Function, std::ops::RangeInclusive<usize>); 5] = [
        ("min", Function::Min, 2..=8),
        ("max", Function::Max, 2..=8),
        ("abs", Function::Abs, 1..=1),
        ("floor", Function::Floor, 1..=1),
        ("if", Function::If, 3..=3),
    ];
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `==`
    Equal,
    /// `!=`
    Unequal,
}

impl Compare {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Compare::Less => order.is_lt(),
            Compare::AtMost => order.is_le(),
            Compare::Greater => order.is_gt(),
            Compare::AtLeast => order.is_ge(),
            Compare::Equal => order.is_eq(),
            Compare::Unequal => order.is_ne(),
        }
    }
}

/// A step of the calculation: it takes its values from a stack and puts its result there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// A number: so many of the smallest decimals, and how many of them make 1.
    Number(i64, i64),
    /// A field.
    Field(Name),
    /// The sum of two.
    Add,
    /// The first less the second.
    Subtract,
    /// The product of two.
    Multiply,
    /// The first by the second.
    Divide,
    /// With the other sign.
    Negate,
    /// 1 if it holds of two, else 0.
    Compare(Compare),
    /// A function of two, but `Abs` and `Floor` of one and `If` of three.
    Call(Function),
}

/// A formula that can be worked out.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Formula {
    /// As it was written, in plain signs.
    pub text: String,
    /// The calculation, in the order of a stack machine.
    pub ops: Vec<Op>,
    /// Where fields stand in `text`: from which character, to before which, and which field.
    pub fields: Vec<(usize, usize, Name)>,
}

impl Formula {
    /// The value for a process whose fields are given.
    pub fn value(&self, field: impl Fn(Name) -> Value) -> Value {
        let mut stack: Vec<Value> = Vec::with_capacity(8);
        for op in &self.ops {
            let value = self.step(*op, &mut stack, &field);
            stack.push(value);
        }
        stack.pop().unwrap_or_else(|| Value::whole(0))
    }

    fn step(&self, op: Op, stack: &mut Vec<Value>, field: &impl Fn(Name) -> Value) -> Value {
        let mut take = || stack.pop().expect("the parser puts values before what takes them");
        match op {
            Op::Number(number, parts) => Value::Small(number.into(), parts.into()),
            Op::Field(name) => field(name),
            Op::Negate => take().minus(),
            Op::Call(Function::Abs) => {
                let value = take();
                if value.compare(&Value::whole(0)).is_lt() { value.minus() } else { value }
            }
            Op::Call(Function::Floor) => floor(take()),
            Op::Call(Function::If) => {
                let (no, yes, asked) = (take(), take(), take());
                if asked.is_zero() { no } else { yes }
            }
            _ => {
                let (second, first) = (take(), take());
                match op {
                    Op::Add => first.plus(&second),
                    Op::Subtract => first.plus(&second.minus()),
                    Op::Multiply => first.times(&second),
                    Op::Divide => first.over(&second),
                    Op::Compare(compare) => Value::flag(compare.holds(first.compare(&second))),
                    Op::Call(Function::Min) if first.compare(&second).is_gt() => second,
                    Op::Call(Function::Max) if first.compare(&second).is_lt() => second,
                    _ => first,
                }
            }
        }
    }

    /// The formula with the words for fields replaced.
    pub fn filled(&self, value: impl Fn(Name) -> String) -> String {
        let letters: Vec<char> = self.text.chars().collect();
        let (mut out, mut at) = (String::new(), 0);
        for (start, end, name) in &self.fields {
            out.extend(&letters[at..*start]);
            let shown = value(*name);
            // `3 - -2` reads, `3 --2` does not.
            let signed = shown.starts_with('-') && !out.trim().is_empty();
            out += &if signed { format!("({shown})") } else { shown };
            at = *end;
        }
        out.extend(&letters[at..]);
        out
    }

    /// Does it use a field?
    pub fn uses(&self, name: Name) -> bool {
        self.fields.iter().any(|(_, _, other)| *other == name)
    }
}

fn floor(value: Value) -> Value {
    match value {
        Value::Small(num, den) => Value::Small(num.div_euclid(den), 1),
        Value::Big(ratio) => Value::Big(ratio.floored()),
    }
}
