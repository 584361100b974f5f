//! Fields: the policy, the set of rules, parameters, single rules; and the random generator.

use super::super::compact::plain;
use super::super::custom::parse::formula;
use super::super::fields::{Entry, entries};
use super::super::form::RANDOM;
use super::super::scenario::{MAX_PROCESSES, Random, Scenario};
use crate::lab::{FieldKind, Problem};
use crate::text;
use crate::text::Text;

/// A field gets a value. The forks are dropped: they belong to the run that was.
pub fn field(scenario: &Scenario, id: &str, value: &str) -> Result<Scenario, Problem> {
    let entries = entries();
    let Some(entry) = entries.iter().find(|entry| entry.id == id) else {
        return Err(unknown(id, &entries));
    };
    let mut next = Scenario { edits: vec![], ..scenario.clone() };
    let written = (entry.write)(&mut next, value.trim());
    if id == "f" {
        formula(&next.custom.formula).map_err(|text| Problem::at(id, text))?;
    }
    written.map(|()| next).ok_or_else(|| refused(entry, value))
}

fn unknown(id: &str, entries: &[Entry]) -> Problem {
    let ids = entries.iter().map(|entry| entry.id).collect::<Vec<_>>().join(", ");
    Problem::at(
        id,
        text!("There is no field “{id}” here; there are: {ids}.", "这里没有字段“{id}”；可用的字段：{ids}。"),
    )
}

fn refused(entry: &Entry, value: &str) -> Problem {
    let (en, zh) = (&entry.name.en, &entry.name.zh);
    let text = match &entry.kind {
        FieldKind::Choice(options) => {
            let ids = options.iter().map(|option| option.id).collect::<Vec<_>>().join(", ");
            text!("{en} cannot be “{value}”; choose one of: {ids}.", "{zh}：不能是“{value}”；可选：{ids}。")
        }
        FieldKind::Number { min, max } => text!(
            "{en} cannot be “{value}”; give a number from {min} to {max}, decimals as 0.5.",
            "{zh}：不能是“{value}”；请填 {min} 至 {max} 的数，小数写作 0.5。"
        ),
        FieldKind::Words => {
            let (help_en, help_zh) = (&entry.help.en, &entry.help.zh);
            text!("{en} cannot be “{value}”. {help_en}", "{zh}：不能是“{value}”。{help_zh}")
        }
    };
    Problem::at(entry.id, text)
}

/// The generator's values, where given by id; the others as they are.
pub fn random(scenario: &Scenario, values: &[(String, String)]) -> Result<Random, Problem> {
    let mut random = scenario.random.unwrap_or(RANDOM);
    for (id, value) in values {
        let bounded =
            |min: u32, max: u32| whole(id, value, min.into(), max.into()).map(|number| number as u32);
        match id.as_str() {
            "seed" => random.seed = whole(id, value, 0, u64::MAX)?,
            "count" => random.count = bounded(1, MAX_PROCESSES as u32)?,
            "arrival" => random.arrival = bounded(0, 1_000_000)?,
            "burst" => random.burst = bounded(1, 1_000_000)?,
            "io" => random.io = bounded(0, 8)?,
            "priority" => random.priority = bounded(1, 1_000_000)?,
            _ => return Err(Problem::at(place(id), generator_field(id))),
        }
    }
    Ok(random)
}

fn place(id: &str) -> String {
    format!("random.{id}")
}

fn generator_field(id: &str) -> Text {
    text!(
        "The generator has no field “{id}”; it has: seed, count, arrival, burst, io, priority.",
        "生成器没有字段“{id}”；可用：seed、count、arrival、burst、io、priority。"
    )
}

fn whole(id: &str, value: &str, min: u64, max: u64) -> Result<u64, Problem> {
    let number = plain(value).trim().parse().ok().filter(|number| (min..=max).contains(number));
    number.ok_or_else(|| {
        Problem::at(
            place(id),
            text!(
                "“{value}” is not a whole number from {min} to {max}.",
                "“{value}”不是 {min} 至 {max} 的整数。"
            ),
        )
    })
}
