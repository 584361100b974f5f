//! The figures of both runs side by side, and the change from the first to the second.

use crate::figure::{Cell, Chart, Line, Row, Table};
use crate::lab::{Metrics, Total};
use crate::sim::Ratio;
use crate::text;
use crate::text::Text;

/// Every total of both runs with its change, and charts of one line with both lines.
pub fn metrics(both: &[Metrics; 2], names: &[Text; 2], t: &str) -> Metrics {
    let [one, two] = both;
    let mut rows: Vec<Row> = Vec::new();
    for total in &one.totals {
        rows.push(row(&total.name, Some(total), find(two, &total.name)));
    }
    for total in two.totals.iter().filter(|total| find(one, &total.name).is_none()) {
        rows.push(row(&total.name, None, Some(total)));
    }
    let [a, b] = names.clone();
    let table = Table {
        caption: Text::new("Both runs side by side", "两个运行的对照"),
        columns: vec![text!("At t = {t}", "t = {t} 时"), a, b, Text::new("Change", "变化")],
        rows,
    };
    Metrics { table, totals: vec![], charts: charts(both, names) }
}

fn find<'a>(metrics: &'a Metrics, name: &Text) -> Option<&'a Total> {
    metrics.totals.iter().find(|total| total.name == *name)
}

fn row(name: &Text, one: Option<&Total>, two: Option<&Total>) -> Row {
    let cell = |total: Option<&Total>| match total {
        Some(total) => Cell { text: total.value.clone(), ..Cell::default() },
        None => Cell::plain("–"),
    };
    let equal = matches!((one, two), (Some(one), Some(two)) if one.value == two.value);
    let change = match (one, two) {
        _ if equal => Text::new("same", "相同"),
        (Some(one), Some(two)) => change(&one.value.en, &two.value.en).map_or(Text::same("–"), Text::same),
        _ => Text::same("–"),
    };
    let name = Cell { text: name.clone(), ..Cell::default() };
    Row {
        cells: vec![name, cell(one), cell(two), Cell { text: change, changed: !equal, ..Cell::default() }],
        ..Row::default()
    }
}

/// What is added from one value to the other: `+0.75`; `≤ −2.75` if the first may still grow. `None` if that cannot
/// be said: other units, no numbers, or both may still grow.
fn change(one: &str, two: &str) -> Option<String> {
    let ((first, before, unit), (second, after, other)) = (number(one)?, number(two)?);
    if unit != other {
        return None;
    }
    let bound = match (first, second) {
        (false, false) => "",
        (true, false) => "≤ ",
        (false, true) => "≥ ",
        (true, true) => return None,
    };
    let by = after - before;
    let shown = by.decimal(2);
    let shown = match shown.strip_prefix('-') {
        Some(less) => format!("−{less}"),
        None if by.is_zero() => shown,
        None => format!("+{shown}"),
    };
    Some(format!("{bound}{shown}"))
}

/// A value taken apart: is it a bound, its number, its unit.
fn number(value: &str) -> Option<(bool, Ratio, &str)> {
    let (bound, rest) = match value.strip_prefix("≥ ") {
        Some(rest) => (true, rest),
        None => (false, value),
    };
    let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
    let (digits, unit) = rest.split_at(end);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let ten = 10i64.checked_pow(part.len() as u32)?;
    let all: i64 = format!("{whole}{part}").parse().ok()?;
    Some((bound, Ratio::new(all, ten), unit))
}

/// Charts of one line that both runs have, with both lines under the names of the runs.
fn charts(both: &[Metrics; 2], names: &[Text; 2]) -> Vec<Chart> {
    let [one, two] = both;
    let merged = |chart: &Chart| {
        let twin = two.charts.iter().find(|other| other.caption == chart.caption)?;
        let (Some([a]), Some([b])) = (single(chart), single(twin)) else { return None };
        let line = |line: &Line, half: usize| Line {
            name: names[half].clone(),
            hue: half as u8 + 1,
            points: line.points.clone(),
        };
        let lines = vec![line(a, 0), line(b, 1)];
        Some(Chart { lines, x_end: chart.x_end.max(twin.x_end), ..chart.clone() })
    };
    one.charts.iter().filter_map(merged).collect()
}

fn single(chart: &Chart) -> Option<&[Line; 1]> {
    chart.lines.as_slice().try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_say_how_sure_they_are() {
        let cases = [
            ("4.5", "5.25", Some("+0.75")),
            ("≥ 4.5", "1.75", Some("≤ −2.75")),
            ("4", "≥ 7", Some("≥ +3")),
            ("≥ 4", "≥ 7", None),
            ("35.29 %", "30 %", Some("−5.29")),
            ("64 KB", "1 MB", None),
            ("–", "3", None),
        ];
        for (one, two, want) in cases {
            assert_eq!(change(one, two).as_deref(), want, "{one} to {two}");
        }
    }
}
