//! Edits: a field, or the table of processes.
//!
//! ```text
//! at step 1   the table itself changes, and edits made later in the run are dropped
//! at step k   steps 1..=k stay as they are; the new table holds from there (a fork)
//! ```
//!
//! A field always recomputes from the start, so it drops the forks too.

mod cell;
mod fork;
mod paste;
mod set;
#[cfg(test)]
mod tests;

pub use fork::forks;

use super::form::table;
use super::scenario::{MAX_PROCESSES, Process, Scenario};
use crate::lab::{Edit, Problem};
use crate::text;

/// The scenario after an edit made while step `step` (from 1) is shown.
///
/// # Errors
/// The field or column is unknown, the value is none that it takes, or what is edited lies in the past.
/// Whether the result can run is for `Lab::start` to say.
pub fn edit(scenario: &Scenario, step: usize, edit: &Edit) -> Result<Scenario, Problem> {
    match edit {
        Edit::Set { field, value } => set::field(scenario, field, value),
        Edit::Random(values) => fork::reseed(scenario, step, set::random(scenario, values)?),
        _ => fork::put(scenario, step, changed(scenario, step, edit)?),
    }
}

fn changed(scenario: &Scenario, step: usize, edit: &Edit) -> Result<Vec<Process>, Problem> {
    let mut table = table(scenario);
    match edit {
        Edit::Cell { row, column, value } => cell::put(&mut table, *row, column, value)?,
        Edit::Add => {
            fits(table.len() + 1)?;
            let process = cell::fresh(&table, fork::now(scenario, step)?);
            table.push(process);
        }
        Edit::Remove(row) => {
            cell::exists(&table, *row)?;
            table.remove(*row);
        }
        Edit::Move { from, to } => {
            cell::exists(&table, *from)?;
            cell::exists(&table, *to)?;
            let process = table.remove(*from);
            table.insert(*to, process);
        }
        Edit::Paste(lines) => {
            table = paste::rows(lines, scenario.policy)?;
            fits(table.len())?;
        }
        Edit::Set { .. } | Edit::Random(_) => unreachable!("they do not touch the table"),
    }
    Ok(table)
}

fn fits(count: usize) -> Result<(), Problem> {
    if count <= MAX_PROCESSES {
        return Ok(());
    }
    Err(Problem::at(
        "rows",
        text!(
            "A scenario has at most {MAX_PROCESSES} processes; this would be {count}.",
            "一个场景最多 {MAX_PROCESSES} 个进程，这里有 {count} 个。"
        ),
    ))
}
