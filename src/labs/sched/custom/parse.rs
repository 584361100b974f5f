//! From the text of a formula to its calculation, or what is wrong with it and where.

use super::formula::{Compare, Formula, Function, Name, Op};
use crate::lab::written::plain;
use crate::text;
use crate::text::Text;

/// The most characters of a formula.
pub const MAX_LENGTH: usize = 200;
/// How deep brackets and signs may stand in each other.
const MAX_DEPTH: usize = 24;
/// The most digits of a number, before and after the point together.
const MAX_DIGITS: usize = 12;

/// The formula that a text means.
///
/// # Errors
/// In words: what is wrong, at which character (from 1), and what would be right.
pub fn formula(text: &str) -> Result<Formula, Text> {
    let text = tidy(text);
    if text.is_empty() {
        return Err(Text::new(
            "Write a formula, as 1 + wait / burst.",
            "请写一个公式，如 1 + wait / burst。",
        ));
    }
    let letters: Vec<char> = text.chars().collect();
    if letters.len() > MAX_LENGTH {
        let count = letters.len();
        return Err(text!(
            "The formula has {count} characters; at most {MAX_LENGTH} are read.",
            "公式有 {count} 个字符；至多 {MAX_LENGTH} 个。"
        ));
    }
    let tokens = tokens(&letters)?;
    let mut parser = Parser { tokens, next: 0, end: letters.len(), depth: 0, ops: vec![], fields: vec![] };
    parser.choice()?;
    if parser.next < parser.tokens.len() {
        return Err(parser.unexpected());
    }
    Ok(Formula { ops: parser.ops, fields: parser.fields, text })
}

/// Full-width and typographic signs as the plain ones that people mean by them.
pub fn tidy(text: &str) -> String {
    let sign = |sign: char| match sign {
        '×' | '·' | '⋅' => '*',
        '÷' | '∕' => '/',
        '\t' | '\n' | '\r' => ' ',
        other => other,
    };
    plain(text).chars().map(sign).collect::<String>().trim().into()
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Number(i64, i64),
    Word(String),
    Sign(&'static str),
}

/// A token: what it is, and its characters in the text, from and to before.
#[derive(Clone, Debug)]
struct Token {
    kind: Kind,
    from: usize,
    to: usize,
}

/// Longer ones first, so that `<=` is not read as `<`.
const SIGNS: [(&str, &str); 20] = [
    ("<=", "<="),
    (">=", ">="),
    ("==", "=="),
    ("!=", "!="),
    ("<>", "!="),
    ("≤", "<="),
    ("≥", ">="),
    ("≠", "!="),
    ("=", "=="),
    ("<", "<"),
    (">", ">"),
    ("+", "+"),
    ("-", "-"),
    ("*", "*"),
    ("/", "/"),
    ("(", "("),
    (")", ")"),
    (",", ","),
    ("?", "?"),
    (":", ":"),
];

fn tokens(letters: &[char]) -> Result<Vec<Token>, Text> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        if letters[at] == ' ' {
            at += 1;
            continue;
        }
        let run = |is: fn(&char) -> bool| at + letters[at..].iter().take_while(|c| is(c)).count();
        let (kind, to) = if letters[at].is_ascii_digit() || letters[at] == '.' {
            let to = run(|c| c.is_ascii_digit() || *c == '.');
            (number(&letters[at..to], at)?, to)
        } else if letters[at].is_alphabetic() || letters[at] == '_' {
            let to = run(|c| c.is_alphanumeric() || *c == '_');
            (Kind::Word(letters[at..to].iter().collect::<String>().to_lowercase()), to)
        } else {
            let rest: String = letters[at..letters.len().min(at + 2)].iter().collect();
            let Some((written, sign)) = SIGNS.iter().find(|(written, _)| rest.starts_with(written)) else {
                let (place, sign) = (at + 1, letters[at]);
                return Err(text!(
                    "Character {place}: “{sign}” has no meaning here; use + - * / ( ) < > = ? : and names.",
                    "第 {place} 个字符：“{sign}”没有意义；可用 + - * / ( ) < > = ? : 和字段名。"
                ));
            };
            (Kind::Sign(sign), at + written.chars().count())
        };
        tokens.push(Token { kind, from: at, to });
        at = to;
    }
    Ok(tokens)
}

fn number(letters: &[char], at: usize) -> Result<Kind, Text> {
    let written: String = letters.iter().collect();
    let (whole, part) = written.split_once('.').unwrap_or((&written, ""));
    let odd = part.contains('.') || whole.is_empty() || written.ends_with('.');
    if odd || whole.len() + part.len() > MAX_DIGITS {
        let place = at + 1;
        return Err(text!(
            "Character {place}: “{written}” is no number; write 2 or 0.5, with at most {MAX_DIGITS} digits.",
            "第 {place} 个字符：“{written}”不是数；请写 2 或 0.5，至多 {MAX_DIGITS} 位数字。"
        ));
    }
    let digits = format!("{whole}{part}").parse().expect("few digits");
    Ok(Kind::Number(digits, 10i64.pow(part.len() as u32)))
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
    /// The length of the text, in characters.
    end: usize,
    depth: usize,
    ops: Vec<Op>,
    fields: Vec<(usize, usize, Name)>,
}

impl Parser {
    /// Takes one of some signs, if it is next.
    fn takes(&mut self, signs: &[&str]) -> Option<&'static str> {
        match self.tokens.get(self.next)?.kind {
            Kind::Sign(sign) if signs.contains(&sign) => {
                self.next += 1;
                Some(sign)
            }
            _ => None,
        }
    }

    fn choice(&mut self) -> Result<(), Text> {
        self.compare()?;
        if self.takes(&["?"]).is_some() {
            self.deeper()?;
            self.choice()?;
            if self.takes(&[":"]).is_none() {
                return Err(self.missing("“:” and a value for no", "“:”与“否”时的值"));
            }
            self.choice()?;
            self.depth -= 1;
            self.ops.push(Op::Call(Function::If));
        }
        Ok(())
    }

    fn compare(&mut self) -> Result<(), Text> {
        self.sum()?;
        if let Some(sign) = self.takes(&["<", "<=", ">", ">=", "==", "!="]) {
            self.sum()?;
            self.ops.push(Op::Compare(match sign {
                "<" => Compare::Less,
                "<=" => Compare::AtMost,
                ">" => Compare::Greater,
                ">=" => Compare::AtLeast,
                "==" => Compare::Equal,
                _ => Compare::Unequal,
            }));
        }
        Ok(())
    }

    fn sum(&mut self) -> Result<(), Text> {
        self.product()?;
        while let Some(sign) = self.takes(&["+", "-"]) {
            self.product()?;
            self.ops.push(if sign == "+" { Op::Add } else { Op::Subtract });
        }
        Ok(())
    }

    fn product(&mut self) -> Result<(), Text> {
        self.sign()?;
        while let Some(sign) = self.takes(&["*", "/"]) {
            self.sign()?;
            self.ops.push(if sign == "*" { Op::Multiply } else { Op::Divide });
        }
        Ok(())
    }

    fn sign(&mut self) -> Result<(), Text> {
        self.deeper()?;
        match self.takes(&["-", "+"]) {
            Some(sign) => {
                self.sign()?;
                self.ops.extend((sign == "-").then_some(Op::Negate));
            }
            None => self.value()?,
        }
        self.depth -= 1;
        Ok(())
    }

    fn value(&mut self) -> Result<(), Text> {
        if self.takes(&["("]).is_some() {
            let open = self.next - 1;
            self.choice()?;
            return self.close(open);
        }
        let Some(token) = self.tokens.get(self.next).cloned() else {
            return Err(self.missing("a value: a number, a field or (…)", "一个值：数、字段或 (…)"));
        };
        match token.kind {
            Kind::Number(number, parts) => self.ops.push(Op::Number(number, parts)),
            Kind::Sign(_) => {
                return Err(self.missing("a value: a number, a field or (…)", "一个值：数、字段或 (…)"));
            }
            Kind::Word(word) => return self.word(&word, token.from, token.to),
        }
        self.next += 1;
        Ok(())
    }

    fn word(&mut self, word: &str, from: usize, to: usize) -> Result<(), Text> {
        self.next += 1;
        let place = from + 1;
        if let Some((_, function, counts)) = Function::ALL.into_iter().find(|(name, ..)| *name == word) {
            return self.call(word, place, function, counts);
        }
        let known =
            Name::ALL.iter().find(|(name, _)| *name == word || ("left", "remaining") == (word, *name));
        let Some((_, name)) = known else {
            let names = Name::ALL.map(|(name, _)| name).join(", ");
            return Err(text!(
                "Character {place}: there is no field “{word}”; there are: {names}; and min, max, abs, floor, if.",
                "第 {place} 个字符：没有字段“{word}”；可用：{names}；以及 min、max、abs、floor、if。"
            ));
        };
        self.fields.push((from, to, *name));
        self.ops.push(Op::Field(*name));
        Ok(())
    }

    fn call(
        &mut self,
        word: &str,
        place: usize,
        function: Function,
        counts: std::ops::RangeInclusive<usize>,
    ) -> Result<(), Text> {
        let open = self.next;
        if self.takes(&["("]).is_none() {
            return Err(text!(
                "Character {place}: “{word}” is a function; write {word}(…).",
                "第 {place} 个字符：“{word}”是函数，请写作 {word}(…)。"
            ));
        }
        let mut count = 1;
        self.choice()?;
        while self.takes(&[","]).is_some() {
            count += 1;
            self.choice()?;
            let folds = matches!(function, Function::Min | Function::Max);
            self.ops.extend(folds.then_some(Op::Call(function)));
        }
        self.close(open)?;
        if !counts.contains(&count) {
            let (least, most) = (counts.start(), counts.end());
            return Err(text!(
                "Character {place}: {word} takes {least} to {most} values, here it has {count}.",
                "第 {place} 个字符：{word} 需要 {least} 至 {most} 个值，这里有 {count} 个。"
            ));
        }
        let single = matches!(function, Function::Abs | Function::Floor | Function::If);
        self.ops.extend(single.then_some(Op::Call(function)));
        Ok(())
    }

    fn close(&mut self, open: usize) -> Result<(), Text> {
        if self.takes(&[")"]).is_some() {
            return Ok(());
        }
        if self.next < self.tokens.len() {
            return Err(self.unexpected());
        }
        let place = self.tokens[open].from + 1;
        Err(text!("The ( at character {place} is not closed.", "第 {place} 个字符处的 ( 没有配对的 )。"))
    }

    fn deeper(&mut self) -> Result<(), Text> {
        self.depth += 1;
        if self.depth <= MAX_DEPTH {
            return Ok(());
        }
        let place = self.place();
        Err(text!(
            "Character {place}: brackets and signs stand more than {MAX_DEPTH} deep.",
            "第 {place} 个字符：括号与符号的嵌套超过 {MAX_DEPTH} 层。"
        ))
    }

    /// The character at which the parser stands, from 1.
    fn place(&self) -> usize {
        self.tokens.get(self.next).map_or(self.end, |token| token.from) + 1
    }

    fn missing(&self, en: &str, zh: &str) -> Text {
        let place = self.place();
        text!("Character {place}: here {en} is missing.", "第 {place} 个字符：此处缺少{zh}。")
    }

    fn unexpected(&self) -> Text {
        let place = self.place();
        let shown = match &self.tokens[self.next].kind {
            Kind::Number(..) => Text::new("a number", "数"),
            Kind::Word(word) => text!("“{word}”", "“{word}”"),
            Kind::Sign(sign) => text!("“{sign}”", "“{sign}”"),
        };
        let Text { en, zh } = shown;
        text!(
            "Character {place}: {en} does not fit here; + - * / or a comparison may follow.",
            "第 {place} 个字符：{zh}不能出现在此处；其后可接 + - * / 或比较。"
        )
    }
}
