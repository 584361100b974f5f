use super::formula::Name;
use super::parse::{MAX_LENGTH, formula};
use super::value::Value;

/// Fields of a process that waits 5, needs 3 and has nice -2; all others are 0.
fn field(name: Name) -> Value {
    Value::whole(match name {
        Name::Wait => 5,
        Name::Burst => 3,
        Name::Nice => -2,
        _ => 0,
    })
}

fn worth(text: &str) -> String {
    let formula = formula(text).unwrap_or_else(|problem| panic!("{text}: {}", problem.en));
    formula.value(field).ratio().fraction()
}

#[test]
fn formulas_are_worked_out_exactly() {
    let cases = [
        ("1 + wait / burst", "8/3"),
        ("wait / burst + nice", "-1/3"),
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 4 - 3", "3"),
        ("12 / 2 / 3", "2"),
        ("-wait", "-5"),
        ("2 - -wait", "7"),
        ("0.1 + 0.2", "3/10"),
        ("wait / 0", "0"),
        ("wait > burst", "1"),
        ("wait <= burst", "0"),
        ("wait = 5", "1"),
        ("wait != 5", "0"),
        ("wait > 3 ? nice : burst", "-2"),
        ("burst > 3 ? 1 : wait > 9 ? 2 : 7", "7"),
        ("if(used, 1, 2)", "2"),
        ("min(wait, burst, 4)", "3"),
        ("max(wait, burst, 4)", "5"),
        ("abs(nice) + floor(wait / burst)", "3"),
        ("floor(nice / 3)", "-1"),
        ("1 / 3 + 1 / 3 + 1 / 3", "1"),
        ("left", "0"),
        ("ＷＡＩＴ ÷ ３ × 2", "10/3"),
    ];
    for (text, value) in cases {
        assert_eq!(worth(text), value, "{text}");
    }
}

#[test]
fn numbers_that_do_not_fit_a_machine_word_stay_exact() {
    let power = |count: usize| vec!["999999999"; count].join("*");
    assert_eq!(worth(&format!("({})/({})", power(9), power(9))), "1");
    assert_eq!(worth(&format!("{} > {}", power(10), power(9))), "1");
    assert_eq!(worth(&format!("floor(-{}) + {}", power(8), power(8))), "0");
    assert_eq!(worth(&format!("abs(-{}) - {}", power(8), power(8))), "0");
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let cases = [
        ("", "Write a formula"),
        ("wait +", "Character 7: here a value"),
        ("wait * / 2", "Character 8: here a value"),
        ("(wait + 2", "The ( at character 1 is not closed"),
        ("wait) + 2", "Character 5: “)” does not fit"),
        ("wait burst", "Character 6: “burst” does not fit"),
        ("wait 2", "Character 6: a number does not fit"),
        ("1 + wiat", "Character 5: there is no field “wiat”"),
        ("wait ^ 2", "Character 6: “^” has no meaning"),
        ("min(wait)", "Character 1: min takes 2 to 8 values, here it has 1"),
        ("if(wait, 1)", "Character 1: if takes 3 to 3 values"),
        ("abs + 1", "Character 1: “abs” is a function"),
        ("wait > 2 ? 1", "Character 13: here “:” and a value"),
        ("1 < 2 < 3", "Character 7: “<” does not fit"),
        ("1.2.3", "Character 1: “1.2.3” is no number"),
        ("5.", "Character 1: “5.” is no number"),
        ("1234567890123", "Character 1: “1234567890123” is no number"),
    ];
    for (text, words) in cases {
        let problem = formula(text).expect_err(text);
        assert!(problem.en.starts_with(words), "{text}: {}", problem.en);
        assert!(!problem.zh.is_empty());
    }
    assert!(formula(&"1+".repeat(MAX_LENGTH / 2)).is_err(), "it ends in a sign");
    assert!(formula(&format!("{}1", "1+".repeat(99))).is_ok());
    assert!(
        formula(&format!("{}1", "1+".repeat(MAX_LENGTH))).expect_err("too long").en.contains("characters")
    );
    assert!(
        formula(&format!("{}1{}", "(".repeat(90), ")".repeat(90))).expect_err("deep").en.contains("deep")
    );
    assert!(formula(&format!("{}1", "-".repeat(150))).expect_err("deep").en.contains("deep"));
}

#[test]
fn a_formula_shows_the_numbers_in_place_of_the_words() {
    let formula = formula("1 + wait / burst - nice").unwrap();
    let shown = formula.filled(|name| field(name).ratio().decimal(2));
    assert_eq!(shown, "1 + 5 / 3 - (-2)");
}
