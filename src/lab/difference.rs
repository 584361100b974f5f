//! In what two states differ, found in the tables that say what the stages show.

use crate::figure::{Row, Table};
use crate::text;
use crate::text::{Text, plain};

/// The first thing in which two tables of one lab differ, in a sentence; `None` if they say the same. Columns that
/// only one of them has are left out.
pub fn of_tables(a: &Table, b: &Table, names: &[Text; 2]) -> Option<Text> {
    let columns: Vec<(usize, usize)> = (1..a.columns.len())
        .filter_map(|here| Some((here, b.columns.iter().position(|column| *column == a.columns[here])?)))
        .collect();
    for (index, row) in a.rows.iter().enumerate() {
        let Some(other) = twin(row, index, b) else { return Some(only(row, &names[0])) };
        for (here, there) in &columns {
            let (Some(one), Some(two)) = (row.cells.get(*here), other.cells.get(*there)) else { continue };
            if one.text != two.text {
                return Some(cell(row, &a.columns[*here], [&one.text, &two.text], names));
            }
        }
    }
    let missing = b.rows.iter().enumerate().find(|(index, row)| twin(row, *index, a).is_none());
    missing.map(|(_, row)| only(row, &names[1]))
}

/// The row of the same thing in another table; rows without a thing, by their place.
fn twin<'a>(row: &Row, index: usize, table: &'a Table) -> Option<&'a Row> {
    match row.id.as_str() {
        "" => table.rows.get(index),
        id => table.rows.iter().find(|other| other.id == id),
    }
}

/// The name of a row, as a reference to its thing.
fn name(row: &Row) -> Text {
    let words = row.cells.first().map(|cell| cell.text.clone()).unwrap_or_default();
    if row.id.is_empty() {
        return words;
    }
    let (id, en, zh) = (&row.id, plain(&words.en), plain(&words.zh));
    text!("[{en}]({id})", "[{zh}]({id})")
}

fn only(row: &Row, name_of_run: &Text) -> Text {
    let name = name(row);
    let ((en, zh), (a, b)) = ((&name.en, &name.zh), (&name_of_run.en, &name_of_run.zh));
    text!("Only {a} has {en}.", "只有一方有 {zh}：{b}。")
}

fn cell(row: &Row, column: &Text, values: [&Text; 2], names: &[Text; 2]) -> Text {
    let name = name(row);
    let [a, b] = values.map(|value| Text { en: plain(&value.en).into(), zh: plain(&value.zh).into() });
    let empty = |words: &str| if words.is_empty() { "–".to_string() } else { words.to_string() };
    let (en, zh, about, over) = (&name.en, &name.zh, &column.en, &column.zh);
    let (x, y, p, q) = (empty(&a.en), empty(&b.en), &names[0].en, &names[1].en);
    let (u, v, r, s) = (empty(&a.zh), empty(&b.zh), &names[0].zh, &names[1].zh);
    text!("{en}, {about}: {x} under {p}, {y} under {q}.", "{zh}，{over}：{r}——{u}；{s}——{v}。")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Cell;

    fn table(columns: &[&str], rows: &[(&str, &[&str])]) -> Table {
        let row = |(id, cells): &(&str, &[&str])| Row {
            id: id.to_string(),
            cells: cells.iter().map(|word| Cell::plain(*word)).collect(),
            ..Row::default()
        };
        Table {
            columns: columns.iter().map(|word| Text::same(*word)).collect(),
            rows: rows.iter().map(row).collect(),
            ..Table::default()
        }
    }

    fn says(a: &Table, b: &Table) -> Option<String> {
        of_tables(a, b, &[Text::same("FCFS"), Text::same("RR")]).map(|text| text.en.to_string())
    }

    #[test]
    fn the_first_cell_that_differs_is_named() {
        let a = table(&["Process", "State", "Level"], &[("proc:P1", &["P1", "Running", "0"])]);
        let b = table(&["Process", "Tickets", "State"], &[("proc:P1", &["P1", "7", "Ready"])]);
        assert_eq!(says(&a, &a), None);
        assert_eq!(
            says(&a, &b).as_deref(),
            Some("[P1](proc:P1), State: Running under FCFS, Ready under RR.")
        );
    }

    #[test]
    fn a_thing_that_only_one_has_is_named() {
        let a = table(&["Page", "Frame"], &[("page:1", &["1", "0"])]);
        let b = table(&["Page", "Frame"], &[("page:1", &["1", "0"]), ("page:2", &["2", "1"])]);
        assert_eq!(says(&a, &b).as_deref(), Some("Only RR has [2](page:2)."));
    }
}
