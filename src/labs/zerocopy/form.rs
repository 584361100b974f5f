//! The scenario as a form, and edits of its fields.

use super::config::config;
use super::fields::{Entry, entries};
use super::scenario::Scenario;
use crate::lab::{Edit, Field, FieldKind, Form, Problem, Rows};
use crate::text;
use crate::text::Text;

/// The form of a scenario.
pub fn form(scenario: &Scenario) -> Form {
    let mut fields = entries().into_iter().map(|entry| {
        let field = Field {
            id: entry.id,
            value: (entry.read)(scenario),
            relevant: (entry.matters)(scenario),
            differs: false,
            name: entry.name,
            help: entry.help,
            kind: entry.kind,
        };
        (entry.bar, field)
    });
    let variant = fields.next().expect("the technique comes first").1;
    let (params, rules): (Vec<_>, Vec<_>) = fields.partition(|(bar, _)| *bar);
    let plain = |list: Vec<(bool, Field)>| list.into_iter().map(|(_, field)| field).collect();
    Form {
        variant,
        set: None,
        params: plain(params),
        rules: plain(rules),
        rows: Rows::default(),
        random: vec![],
    }
}

/// The scenario after an edit.
///
/// # Errors
/// The field is unknown or does not take the value; there are no rows.
pub fn edit(scenario: &Scenario, edit: &Edit) -> Result<Scenario, Problem> {
    let Edit::Set { field, value } = edit else {
        return Err(Problem::at("rows", Text::new("This lab has no rows.", "本实验没有表格行。")));
    };
    let entries = entries();
    let Some(entry) = entries.iter().find(|entry| entry.id == field) else {
        let ids = entries.iter().map(|entry| entry.id).collect::<Vec<_>>().join(", ");
        return Err(Problem::at(
            field,
            text!(
                "There is no field “{field}” here; there are: {ids}.",
                "这里没有字段“{field}”；可用的字段：{ids}。"
            ),
        ));
    };
    let mut next = scenario.clone();
    (entry.write)(&mut next, value.trim()).ok_or_else(|| refused(entry, value))?;
    config(&next)?;
    Ok(next)
}

fn refused(entry: &Entry, value: &str) -> Problem {
    let (en, zh) = (&entry.name.en, &entry.name.zh);
    let text = match &entry.kind {
        FieldKind::Choice(options) => {
            let ids = options.iter().map(|option| option.id).collect::<Vec<_>>().join(", ");
            text!("{en} cannot be “{value}”; choose one of: {ids}.", "{zh}：不能是“{value}”；可选：{ids}。")
        }
        FieldKind::Number { min, max } => text!(
            "{en} cannot be “{value}”; give a whole number from {min} to {max}.",
            "{zh}：不能是“{value}”；请填 {min} 至 {max} 的整数。"
        ),
        FieldKind::Words => text!(
            "{en} cannot be “{value}”; give a whole number, or half.",
            "{zh}：不能是“{value}”；请填整数或 half。"
        ),
    };
    Problem::at(entry.id, text)
}
