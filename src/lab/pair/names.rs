//! What two runs are called side by side: by that in which they differ.

use crate::lab::{Field, FieldKind, Form, scalars};
use crate::text::Text;

/// So many differences are named at most.
const NAMED: usize = 2;

/// The names of two runs, by the fields in which they differ.
pub fn names(a: &Form, b: &Form, fields: &[(String, String)]) -> [Text; 2] {
    let [here, there] = [a, b].map(scalars);
    let ids: Vec<&str> = fields.iter().map(|(id, _)| id.as_str()).collect();
    let of = |form: &Form, all: &[Field]| {
        let differs = |field: &&Field| ids.contains(&field.id);
        let matters = |field: &&Field| field.relevant || field.id == form.variant.id || is_set(form, field);
        let named: Vec<Text> = all.iter().filter(differs).filter(matters).take(NAMED).map(brief).collect();
        named
    };
    let (mut one, mut two) = (of(a, &here), of(b, &there));
    if one.is_empty() || two.is_empty() {
        one.insert(0, brief(&a.variant));
        two.insert(0, brief(&b.variant));
    }
    let (one, two) = (joined(one), joined(two));
    if one == two { [Text::new("First", "其一"), Text::new("Second", "其二")] } else { [one, two] }
}

fn is_set(form: &Form, field: &Field) -> bool {
    form.set.as_ref().is_some_and(|set| set.id == field.id)
}

fn joined(words: Vec<Text>) -> Text {
    let join =
        |pick: fn(&Text) -> &str, between: &str| words.iter().map(pick).collect::<Vec<_>>().join(between);
    Text { en: join(|text| &text.en, ", ").into(), zh: join(|text| &text.zh, "，").into() }
}

/// A field in a word or two: `RR`, `q = 2`.
pub fn brief(field: &Field) -> Text {
    let value = &field.value;
    if let FieldKind::Choice(choices) = &field.kind
        && let Some(choice) = choices.iter().find(|choice| choice.id == *value)
    {
        return choice.name.clone();
    }
    let symbol = |name: &str| match name.rsplit(' ').next() {
        Some(last) if last == field.id => last.to_string(),
        _ => name.to_string(),
    };
    let (en, zh) = (symbol(&field.name.en), symbol(&field.name.zh));
    crate::text!("{en} = {value}", "{zh} = {value}")
}
