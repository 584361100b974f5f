//! One row of the table: a cell gets a value, a new row gets sensible ones.

use super::super::compact::plain;
use super::super::fair::linux_fields;
use super::super::form::bursts;
use super::super::residence_fields::put_suspended;
use super::super::scenario::{Bursts, MAX_CPUS, MAX_TICKETS, Process, hundred};
use crate::lab::Problem;
use crate::sim::Decimal;
use crate::text;
use std::collections::BTreeSet;

/// Is there such a row?
pub fn exists(table: &[Process], row: usize) -> Result<(), Problem> {
    if row < table.len() {
        return Ok(());
    }
    let (shown, count) = (row + 1, table.len());
    Err(Problem::at(
        format!("rows.{row}"),
        text!("There is no row {shown}; the table has {count}.", "没有第 {shown} 行；表中共 {count} 行。"),
    ))
}

/// A cell gets what the reader typed.
pub fn put(table: &mut [Process], row: usize, column: &str, value: &str) -> Result<(), Problem> {
    exists(table, row)?;
    let process = &mut table[row];
    let typed = plain(value);
    let typed = typed.trim();
    let place = format!("rows.{row}.{column}");
    match column {
        "pid" => process.pid = typed.into(),
        "arrival" => process.arrival = arrival(typed).ok_or_else(|| no_arrival(place, typed))?,
        "bursts" => put_bursts(process, typed, place)?,
        "priority" => process.priority = priority(typed).ok_or_else(|| no_priority(place, typed))?,
        "class" => linux_fields::put_class(process, typed).ok_or_else(|| no_class(place, typed))?,
        "nice" => process.nice = nice(typed).ok_or_else(|| no_nice(place, typed))?,
        "susp" => put_suspended(process, typed).ok_or_else(|| no_instants(place, typed))?,
        "slice" if typed.is_empty() => process.slice = None,
        "slice" => process.slice = Some(slice(typed).ok_or_else(|| no_slice(place, typed))?),
        "core" if typed.is_empty() => process.core = None,
        "core" => process.core = Some(cpu(typed).ok_or_else(|| no_cpu(place, typed))?),
        "affinity" => process.affinity = cpus(typed).ok_or_else(|| no_cpus(place, typed))?,
        "working_set" => process.working_set = working_set(typed).ok_or_else(|| no_size(place, typed))?,
        "tickets" => process.tickets = tickets(typed).ok_or_else(|| no_tickets(place, typed))?,
        _ => return Err(no_column(place, column)),
    }
    Ok(())
}

/// Bursts as typed: one number, or words. Whether the words make sense is for the lab to say.
fn put_bursts(process: &mut Process, typed: &str, place: String) -> Result<(), Problem> {
    if typed == bursts(process) {
        return Ok(());
    }
    let (burst, words) = bursts_of(typed).ok_or_else(|| no_bursts(place))?;
    (process.burst, process.bursts) = (burst, words);
    Ok(())
}

/// What a burst cell means; `None` if it is empty.
pub fn bursts_of(typed: &str) -> Option<(Option<Decimal>, Option<Bursts>)> {
    match typed.parse() {
        Ok(burst) => Some((Some(burst), None)),
        Err(()) if typed.is_empty() => None,
        Err(()) => Some((None, Some(Bursts::Words(typed.into())))),
    }
}

pub fn arrival(typed: &str) -> Option<Decimal> {
    typed.parse().ok()
}

pub fn priority(typed: &str) -> Option<i32> {
    typed.parse().ok()
}

/// How many tickets a cell says.
pub fn tickets(typed: &str) -> Option<u32> {
    typed.parse().ok().filter(|tickets| (1..=MAX_TICKETS).contains(tickets))
}

fn slice(typed: &str) -> Option<Decimal> {
    typed.parse().ok().filter(|slice: &Decimal| !slice.is_zero_ref())
}

/// The CPU that a cell says. Whether it is there is for the lab to say.
fn cpu(typed: &str) -> Option<u32> {
    typed.parse().ok().filter(|cpu| *cpu < MAX_CPUS)
}

/// The CPUs that a cell says, in order: `0,2`, `0 2`, `0-2`; nothing for all.
fn cpus(typed: &str) -> Option<Vec<u32>> {
    let mut cpus = BTreeSet::new();
    for word in typed.split([',', ' ', '\t', ';']).filter(|word| !word.is_empty()) {
        let (first, last) = word.split_once('-').unwrap_or((word, word));
        cpus.extend(cpu(first)?..=cpu(last)?);
    }
    Some(cpus.into_iter().collect())
}

fn working_set(typed: &str) -> Option<u32> {
    typed.parse().ok()
}

/// The nice value that a cell says.
pub fn nice(typed: &str) -> Option<i32> {
    typed.parse().ok().filter(|nice| (-20..=19).contains(nice))
}

fn no_arrival(place: String, typed: &str) -> Problem {
    Problem::at(
        place,
        text!(
            "“{typed}” is no arrival; write a number from 0 with at most 6 decimals, as 3 or 8.5.",
            "“{typed}”不是到达时间；请填不小于 0 的数，至多 6 位小数，如 3 或 8.5。"
        ),
    )
}

fn no_bursts(place: String) -> Problem {
    Problem::at(
        place,
        text!(
            "A process needs at least one burst: 6, or 2 io3 2 (CPU 2, I/O 3, CPU 2).",
            "进程至少要有一段服务时间：6，或 2 io3 2（CPU 2、I/O 3、CPU 2）。"
        ),
    )
}

fn no_priority(place: String, typed: &str) -> Problem {
    Problem::at(
        place,
        text!(
            "“{typed}” is no priority; write a whole number, as 3 or -1.",
            "“{typed}”不是优先数；请填整数，如 3 或 -1。"
        ),
    )
}

fn no_class(place: String, typed: &str) -> Problem {
    Problem::at(
        place,
        text!(
            "“{typed}” is no class; write fifo:50, rr:50, other, other:5, batch, idle, stop or deadline:3/10.",
            "“{typed}”不是调度类；请写 fifo:50、rr:50、other、other:5、batch、idle、stop 或 deadline:3/10。"
        ),
    )
}

fn no_slice(place: String, typed: &str) -> Problem {
    Problem::at(
        place,
        text!(
            "“{typed}” is no slice; write a number greater than 0, or nothing for the base slice.",
            "“{typed}”不是时间片；请填大于 0 的数，或留空取基准时间片。"
        ),
    )
}

fn no_cpu(place: String, typed: &str) -> Problem {
    Problem::at(
        place,
        text!(
            "“{typed}” is no CPU; write its number, the first is 0, or nothing.",
            "“{typed}”不是 CPU 编号；请填编号（第一个是 0），或留空。"
        ),
    )
}

fn no_cpus(place: String, typed: &str) -> Problem {
    Problem::at(
        place,
        text!(
            "“{typed}” is no list of CPUs; write their numbers, 0,2 or 0-2, or nothing for all.",
            "“{typed}”不是 CPU 列表；请填编号，如 0,2 或 0-2，留空为全部。"
        ),
    )
}

fn no_size(place: String, typed: &str) -> Problem {
    Problem::at(
        place,
        text!(
            "“{typed}” is no size of a working set; write a whole number from 0.",
            "“{typed}”不是工作集大小；请填不小于 0 的整数。"
        ),
    )
}

fn no_tickets(place: String, typed: &str) -> Problem {
    Problem::at(
        place,
        text!(
            "“{typed}” is no number of tickets; write a whole number from 1 to {MAX_TICKETS}.",
            "“{typed}”不是彩票数；请填 1 至 {MAX_TICKETS} 的整数。"
        ),
    )
}

fn no_instants(place: String, typed: &str) -> Problem {
    Problem::at(
        place,
        text!(
            "“{typed}” does not say when it is suspended and resumed; write 3-8, or 3-8 12-15.",
            "“{typed}”不是挂起与激活的时刻；请写 3-8，或 3-8 12-15。"
        ),
    )
}

fn no_nice(place: String, typed: &str) -> Problem {
    Problem::at(
        place,
        text!(
            "“{typed}” is no nice value; write a whole number from -20 to 19.",
            "“{typed}”不是 nice 值；请填 -20 至 19 的整数。"
        ),
    )
}

fn no_column(place: String, column: &str) -> Problem {
    Problem::at(
        place,
        text!(
            "There is no column “{column}”; there are: pid, arrival, bursts, priority, tickets, nice, class, slice, core, affinity, working_set, susp.",
            "没有“{column}”这一列；可用：pid、arrival、bursts、priority、tickets、nice、class、slice、core、affinity、working_set、susp。"
        ),
    )
}

/// A new row: the next free name, not before the last row and not before `now`, three units of CPU.
pub fn fresh(table: &[Process], now: Decimal) -> Process {
    let last = table.last();
    let arrival = last.map_or(now, |process| later(process.arrival, now));
    Process {
        pid: next_name(table.iter().map(|process| process.pid.as_str()).collect()),
        arrival,
        burst: Some(Decimal::whole(3)),
        bursts: None,
        priority: last.map_or(0, |process| process.priority),
        tickets: last.map_or(hundred(), |process| process.tickets),
        nice: last.map_or(0, |process| process.nice),
        weight: last.and_then(|process| process.weight),
        slice: last.and_then(|process| process.slice),
        class: last.map_or_else(Default::default, |process| process.class),
        runtime: last.and_then(|process| process.runtime),
        period: last.and_then(|process| process.period),
        working_set: last.map_or(0, |process| process.working_set),
        ..Process::default()
    }
}

fn later(one: Decimal, other: Decimal) -> Decimal {
    let scale = crate::sim::Scale { decimals: one.decimals().max(other.decimals()) };
    if one.ticks(scale) >= other.ticks(scale) { one } else { other }
}

/// The name after the last one, `P4` after `P3`, `E` after `D`: the first that is free.
pub fn next_name(names: Vec<&str>) -> String {
    let last = names.last().copied().unwrap_or("P0");
    let free = |name: &String| !names.contains(&name.as_str());
    let letters = names.iter().all(|name| name.len() == 1 && name.as_bytes()[0].is_ascii_uppercase());
    if letters && let Some(name) = ('A'..='Z').map(String::from).find(free) {
        return name;
    }
    let stem = last.trim_end_matches(|sign: char| sign.is_ascii_digit());
    let stem = if letters || stem.is_empty() || stem.len() > 6 { "P" } else { stem };
    let numbers = names.iter().filter_map(|name| name.strip_prefix(stem)?.parse::<u32>().ok());
    let next = numbers.filter(|number| *number < 100_000).max().unwrap_or(0) + 1;
    (next..).map(|number| format!("{stem}{number}")).find(free).expect("numbers do not run out")
}
