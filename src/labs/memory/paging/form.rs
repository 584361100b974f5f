//! A translation as a form, and its edits.

use crate::lab::{Column, Edit, Field, FieldKind, Form, Problem, Rows};
use crate::labs::memory::fields::{Entry, choice, code, decode, departs, number, rules, set_rules};
use crate::labs::memory::rules::RuleSet;
use crate::labs::memory::scenario::{Paging, Policy, Times, Tlb};
use crate::labs::memory::words::{policy_help, policy_id, policy_name, set_id, set_name};
use crate::text;
use crate::text::Text;

/// Accesses that are listed as rows.
const ROWS: usize = 200;

/// The run as a form.
pub fn form(paging: &Paging) -> Form {
    let mut entries = entries().into_iter().map(|entry| entry.field(paging, false));
    let variant = entries.next().expect("the policy comes first");
    let set = entries.next();
    let demand = is_demand(paging);
    let (bar, rest): (Vec<Field>, Vec<Field>) =
        entries.partition(|field| field.relevant && ["n", "tlb", "a"].contains(&field.id));
    let rule = |entry: crate::labs::memory::fields::RuleEntry| Field {
        id: entry.id,
        value: (entry.read)(&paging.rules.decided()),
        relevant: demand && (entry.id == "after" || (entry.matters)(paging.policy)),
        differs: departs(&entry, &paging.rules),
        name: entry.name,
        help: entry.help,
        kind: entry.kind,
    };
    Form {
        variant,
        set,
        params: bar,
        rules: rest.into_iter().chain(rules().into_iter().map(rule)).collect(),
        rows: rows(paging),
        random: vec![],
    }
}

fn is_demand(paging: &Paging) -> bool {
    paging.frames.is_some() || !paging.free_frames.is_empty() || !paging.areas.is_empty()
}

fn entries() -> Vec<Entry<Paging>> {
    let policy = |policy: &Policy| choice(policy_id(*policy), policy_name(*policy), policy_help(*policy));
    let set = |set: &RuleSet| choice(set_id(*set), set_name(*set), Text::default());
    let fixed = Policy::ALL.iter().filter(|policy| policy.is_fixed());
    let cost =
        |id, name, help, read: fn(&Paging) -> String, write: fn(&mut Paging, &str) -> Option<()>| Entry {
            id,
            name,
            help,
            kind: FieldKind::Number { min: 0, max: 1_000_000_000_000 },
            read,
            write,
            matters: |_| true,
        };
    vec![
        Entry {
            id: "p",
            name: Text::new("Policy", "置换算法"),
            help: Text::new("Which page goes when no frame is free.", "没有空闲页框时淘汰哪个页面。"),
            kind: FieldKind::Choice(fixed.map(policy).collect()),
            read: |paging| code(paging.policy),
            write: |paging, word| {
                paging.policy = decode::<Policy>(word).filter(|policy| policy.is_fixed())?;
                Some(())
            },
            matters: is_demand,
        },
        Entry {
            id: "set",
            name: Text::new("Conventions", "约定"),
            help: Text::new("Whose rules decide where books differ.", "教材不一致时采用哪一套规则。"),
            kind: FieldKind::Choice(RuleSet::ALL.iter().map(set).collect()),
            read: |paging| set_id(paging.rules.set).into(),
            write: |paging, word| set_rules(&mut paging.rules, word),
            matters: |_| true,
        },
        Entry {
            id: "n",
            name: Text::new("Frames", "页框数"),
            help: Text::new(
                "How many pages of the program fit in memory; 0 for as many as it needs.",
                "内存中能放程序的多少页；0 表示需要多少有多少。",
            ),
            kind: FieldKind::Number { min: 0, max: 1024 },
            read: |paging| paging.frames.unwrap_or(0).to_string(),
            write: |paging, word| {
                let frames = number(word, 0, 1024)? as u32;
                paging.frames = (frames > 0).then_some(frames);
                Some(())
            },
            matters: is_demand,
        },
        Entry {
            id: "tlb",
            name: Text::new("TLB entries", "快表项数"),
            help: Text::new("0 for no TLB.", "0 表示没有快表。"),
            kind: FieldKind::Number { min: 0, max: 1024 },
            read: |paging| paging.tlb.as_ref().map_or(0, |tlb| tlb.entries).to_string(),
            write: |paging, word| {
                let entries = number(word, 0, 1024)? as u32;
                let old = paging.tlb.take();
                let ways = old.as_ref().and_then(|tlb| tlb.ways).filter(|ways| entries.is_multiple_of(*ways));
                let policy = old.map(|tlb| tlb.policy).unwrap_or_default();
                paging.tlb = (entries > 0).then_some(Tlb { entries, ways, policy, initial: vec![] });
                Some(())
            },
            matters: |_| true,
        },
        Entry {
            id: "ways",
            name: Text::new("TLB ways", "快表路数"),
            help: Text::new(
                "Entries in a set, a divisor of all; 0, or any other number, for fully associative.",
                "每组项数，应整除总项数；0 或其他数表示全相联。",
            ),
            kind: FieldKind::Number { min: 0, max: 1024 },
            read: |paging| paging.tlb.as_ref().and_then(|tlb| tlb.ways).unwrap_or(0).to_string(),
            write: |paging, word| {
                let ways = number(word, 0, 1024)? as u32;
                let Some(tlb) = &mut paging.tlb else { return Some(()) };
                let fits = ways > 0 && ways < tlb.entries && tlb.entries.is_multiple_of(ways);
                tlb.ways = fits.then_some(ways);
                tlb.initial.clear();
                Some(())
            },
            matters: |paging| paging.tlb.is_some(),
        },
        Entry {
            id: "a",
            name: Text::new("Accesses", "访问串"),
            help: Text::new(
                "R, W or X and an address: R 404A7C, W 402000. Hexadecimal where pages are shown so, or with 0x.",
                "R、W 或 X 加地址：R 404A7C, W 402000。页号按十六进制显示时用十六进制，也可加 0x。",
            ),
            kind: FieldKind::Words,
            read: string,
            write: write_string,
            matters: |_| true,
        },
        cost(
            "tt",
            Text::new("TLB, ns", "查快表，ns"),
            Text::new("Cost of a TLB lookup.", "一次查快表的时间。"),
            |paging| paging.times.unwrap_or_default().tlb.to_string(),
            |paging, word| {
                paging.times.get_or_insert_with(Times::default).tlb = number(word, 0, 1 << 40)?;
                Some(())
            },
        ),
        cost(
            "tm",
            Text::new("Memory, ns", "访问内存，ns"),
            Text::new("Cost of a memory access.", "一次访问内存的时间。"),
            |paging| paging.times.unwrap_or_default().mem.to_string(),
            |paging, word| {
                paging.times.get_or_insert_with(Times::default).mem = number(word, 0, 1 << 40)?;
                Some(())
            },
        ),
        cost(
            "tf",
            Text::new("Disk, ns", "读磁盘，ns"),
            Text::new("Cost of reading a page, and of writing one back.", "读入一页的时间，写回同样。"),
            |paging| paging.times.unwrap_or_default().fault.to_string(),
            |paging, word| {
                let times = paging.times.get_or_insert_with(Times::default);
                times.fault = number(word, 0, 1 << 40)?;
                times.write_back = times.fault;
                Some(())
            },
        ),
    ]
}

fn is_hex(paging: &Paging) -> bool {
    !paging.areas.is_empty()
}

/// The accesses as they are typed.
fn string(paging: &Paging) -> String {
    let ops: Vec<char> = paging.ops.as_deref().unwrap_or_default().chars().collect();
    let word = |(at, address): (usize, &u64)| {
        let op = ops.get(at).copied().unwrap_or('R');
        let address = shown(paging, *address);
        if paging.ops.is_some() { format!("{op} {address}") } else { address }
    };
    paging.addresses.iter().enumerate().map(word).collect::<Vec<_>>().join(", ")
}

fn shown(paging: &Paging, address: u64) -> String {
    if is_hex(paging) { format!("{address:X}") } else { address.to_string() }
}

fn address(paging: &Paging, word: &str) -> Option<u64> {
    let hex = word.strip_prefix("0x").or_else(|| word.strip_prefix("0X"));
    let found = match hex {
        Some(digits) => u64::from_str_radix(digits, 16),
        None if is_hex(paging) => u64::from_str_radix(word, 16),
        None => word.parse(),
    };
    found.ok().filter(|address| *address < 1 << 52)
}

/// Reads accesses: `R 404A7C, W 402000`, or addresses alone.
fn write_string(paging: &mut Paging, words: &str) -> Option<()> {
    let (mut addresses, mut ops, mut pending) = (vec![], String::new(), None);
    for word in
        words.split(|c: char| c.is_whitespace() || ",，;；、".contains(c)).filter(|word| !word.is_empty())
    {
        if let "R" | "r" | "W" | "w" | "X" | "x" = word {
            pending = Some(word.to_ascii_uppercase());
            continue;
        }
        addresses.push(address(paging, word)?);
        ops.push_str(pending.take().as_deref().unwrap_or("R"));
    }
    if addresses.is_empty() || pending.is_some() {
        return None;
    }
    paging.addresses = addresses;
    paging.ops = ops.chars().any(|op| op != 'R').then_some(ops);
    Some(())
}

fn rows(paging: &Paging) -> Rows {
    let column = |id, name, help| Column { id, name, help };
    let columns = vec![
        column(
            "op",
            Text::new("Kind", "方式"),
            Text::new("R read, W write, X execute", "R 读、W 写、X 执行"),
        ),
        column("address", Text::new("Address", "地址"), Text::new("404A7C", "404A7C")),
    ];
    if paging.addresses.len() > ROWS {
        return Rows { columns, max: ROWS, ..Rows::default() };
    }
    let ops = paging.ops.as_deref().unwrap_or_default();
    let row = |(at, address): (usize, &u64)| {
        vec![ops.get(at..at + 1).unwrap_or("R").into(), shown(paging, *address)]
    };
    Rows {
        columns,
        rows: paging.addresses.iter().enumerate().map(row).collect(),
        hues: vec![0; paging.addresses.len()],
        max: ROWS,
        ..Rows::default()
    }
}

/// The run after an edit.
///
/// # Errors
/// The field is unknown, or the value is none that it takes.
pub fn edit(paging: &Paging, edit: &Edit) -> Result<Paging, Problem> {
    let mut edited = paging.clone();
    match edit {
        Edit::Set { field, value } => set(&mut edited, field, value)?,
        Edit::Paste(words) => write_string(&mut edited, words).ok_or_else(|| refused("a", words))?,
        Edit::Random(_) => {
            return Err(Problem::at(
                "rows",
                text!("Random accesses belong to a replacement study.", "随机访问属于页面置换。"),
            ));
        }
        _ => change_rows(&mut edited, edit)?,
    }
    Ok(edited)
}

fn set(paging: &mut Paging, field: &str, value: &str) -> Result<(), Problem> {
    if let Some(entry) = entries().into_iter().find(|entry| entry.id == field) {
        return (entry.write)(paging, value).ok_or_else(|| refused(field, value));
    }
    let Some(rule) = rules().into_iter().find(|entry| entry.id == field) else {
        return Err(Problem::at(
            field,
            text!("There is no field “{field}” here.", "这里没有字段“{field}”。"),
        ));
    };
    (rule.write)(&mut paging.rules, value).ok_or_else(|| refused(field, value))
}

fn refused(field: &str, value: &str) -> Problem {
    Problem::at(field, text!("“{value}” does not fit here.", "“{value}”不适合填在这里。"))
}

fn change_rows(paging: &mut Paging, edit: &Edit) -> Result<(), Problem> {
    let count = paging.addresses.len();
    let mut ops: Vec<char> = paging.ops.clone().unwrap_or_else(|| "R".repeat(count)).chars().collect();
    ops.resize(count, 'R');
    let there = |row: usize| {
        if row < count {
            Ok(row)
        } else {
            Err(Problem::at("rows", text!("There is no such row.", "没有这一行。")))
        }
    };
    match edit {
        Edit::Cell { row, column, value } => {
            let row = there(*row)?;
            let place = format!("rows.{row}.{column}");
            let word = value.trim();
            match (column.as_str(), word.to_ascii_uppercase().as_str()) {
                ("op", "R" | "W" | "X") => {
                    ops[row] = word.to_ascii_uppercase().chars().next().expect("one letter")
                }
                ("address", _) => {
                    paging.addresses[row] = address(paging, word).ok_or_else(|| refused(&place, value))?;
                }
                _ => return Err(refused(&place, value)),
            }
        }
        Edit::Add => {
            paging.addresses.push(paging.addresses.last().copied().unwrap_or(0));
            ops.push('R');
        }
        Edit::Remove(row) => {
            let row = there(*row)?;
            paging.addresses.remove(row);
            ops.remove(row);
        }
        Edit::Move { from, to } => {
            let (from, to) = (there(*from)?, there(*to)?);
            let (address, op) = (paging.addresses.remove(from), ops.remove(from));
            paging.addresses.insert(to, address);
            ops.insert(to, op);
        }
        Edit::Set { .. } | Edit::Random(_) | Edit::Paste(_) => unreachable!("they do not touch single rows"),
    }
    paging.ops = ops.iter().any(|op| *op != 'R').then(|| ops.into_iter().collect());
    Ok(())
}
