//! What there is to run: labs, presets, fields.

use super::print::width;
use crate::lab::{Field, FieldKind, LabEntry, PresetCard, scalars};
use crate::labs::LABS;
use crate::text::{Lang, Text, plain};
use serde_json::{Value, json};

/// For people.
pub fn text(lang: Lang) -> String {
    let mut out = String::new();
    for lab in LABS {
        let doors = (lab.doors)();
        let names: Vec<String> =
            doors.iter().map(|door| format!("{} ({})", door.slug, door.title.get(lang))).collect();
        out += &format!("{}\n\n", names.join(", "));
        let cards = (lab.presets)();
        let rows: Vec<[String; 3]> = cards.iter().map(|card| row(lab, card, lang)).collect();
        out += &columns(&rows);
        out += "\n";
        let rows: Vec<[String; 3]> = fields(lab)
            .iter()
            .map(|field| [field.id.to_string(), values(field), field.name.get(lang).to_string()])
            .collect();
        out += &columns(&rows);
    }
    out
}

fn row(lab: &LabEntry, card: &PresetCard, lang: Lang) -> [String; 3] {
    let id = format!("{}/{}", lab.id, card.id);
    [id, card.title.get(lang).to_string(), plain(card.aha.get(lang))]
}

fn columns(rows: &[[String; 3]]) -> String {
    let widest = |at: usize| rows.iter().map(|row| width(&row[at])).max().unwrap_or(0);
    let (first, second) = (widest(0), widest(1).min(40));
    let pad = |word: &str, to: usize| format!("{word}{}", " ".repeat(to.saturating_sub(width(word))));
    rows.iter().map(|[a, b, c]| format!("  {}  {}  {c}\n", pad(a, first), pad(b, second))).collect()
}

/// What a field takes: `1..100`, `fcfs|sjf|rr`.
fn values(field: &Field) -> String {
    match &field.kind {
        FieldKind::Words => "…".into(),
        FieldKind::Number { min, max } => format!("{min}..{max}"),
        FieldKind::Choice(options) => options.iter().map(|option| option.id).collect::<Vec<_>>().join("|"),
    }
}

/// Every field that some variant of the first preset has, in the order in which forms show them.
pub fn fields(lab: &LabEntry) -> Vec<Field> {
    let first = (lab.presets)()[0].id;
    let open = |fields: &[(String, String)]| (lab.preset)(first, fields).map(|run| run.form());
    let form = open(&[]).expect("a preset opens");
    let mut fields = scalars(&form);
    let FieldKind::Choice(variants) = &form.variant.kind else {
        return fields;
    };
    for variant in variants {
        let changed = open(&[(form.variant.id.into(), variant.id.into())]).map(|form| scalars(&form));
        for field in changed.unwrap_or_default() {
            if fields.iter().all(|known| known.id != field.id) {
                fields.push(field);
            }
        }
    }
    fields
}

/// For scripts.
pub fn json() -> String {
    let labs: Vec<Value> = LABS.iter().map(lab_json).collect();
    super::print::pretty(&json!({ "labs": labs }))
}

fn lab_json(lab: &LabEntry) -> Value {
    let both = |text: &Text| json!({ "en": text.en, "zh": text.zh });
    let doors: Vec<Value> = (lab.doors)()
        .iter()
        .map(|door| json!({ "id": door.slug, "title": both(&door.title), "view": door.view }))
        .collect();
    let choice = |choice: &crate::lab::Choice| json!({ "id": choice.id, "name": both(&choice.name), "help": both(&choice.help) });
    let presets: Vec<Value> = (lab.presets)()
        .iter()
        .map(|card| {
            json!({
                "id": card.id, "title": both(&card.title), "aha": both(&card.aha),
                "group": both(&card.group), "step": card.step,
            })
        })
        .collect();
    let fields: Vec<Value> = fields(lab)
        .iter()
        .map(|field| {
            let takes = match &field.kind {
                FieldKind::Words => json!("words"),
                FieldKind::Number { min, max } => json!({ "min": min, "max": max }),
                FieldKind::Choice(options) => options.iter().map(choice).collect(),
            };
            json!({ "id": field.id, "name": both(&field.name), "help": both(&field.help), "takes": takes })
        })
        .collect();
    json!({
        "id": lab.id, "version": lab.version, "doors": doors,
        "views": (lab.views)().iter().map(choice).collect::<Vec<_>>(),
        "presets": presets, "fields": fields,
    })
}
