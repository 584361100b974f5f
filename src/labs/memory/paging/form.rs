//! A translation as a form, and its edits.

use super::space::{MAX_PROCESSES, Space, letter};
use crate::lab::{Column, Edit, Field, FieldKind, Form, Problem, Rows};
use crate::labs::memory::fields::{Entry, choice, code, decode, departs, number, rules, set_rules};
use crate::labs::memory::rules::RuleSet;
use crate::labs::memory::scenario::{Area, Paging, Policy, Times, Tlb};
use crate::labs::memory::words::{policy_help, policy_id, policy_name, set_id, set_name};
use crate::text;
use crate::text::Text;

/// Accesses that are listed as rows.
const ROWS: usize = 200;

/// The run as a form.
pub fn form(paging: &Paging) -> Form {
    let mut entries = entries().into_iter().map(|entry| offered(paging, entry.field(paging, false)));
    let variant = entries.next().expect("the policy comes first");
    let set = entries.next();
    let demand = is_demand(paging);
    // What the scenario is about stands in the bar, as far as there is room.
    let huge = paging.level_bits.len() > 2 && paging.areas.iter().any(|area| can_be_huge(paging, area, 1));
    let bar: &[&str] = match (paging.who.is_some(), huge) {
        (true, _) => &["asid", "tlb"],
        (_, true) => &["hp", "tlb"],
        _ => &["n", "tlb"],
    };
    let (bar, rest): (Vec<Field>, Vec<Field>) =
        entries.partition(|field| field.relevant && bar.contains(&field.id));
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

/// Of the page sizes, only those that the areas can have are offered.
fn offered(paging: &Paging, mut field: Field) -> Field {
    let FieldKind::Choice(options) = &mut field.kind else { return field };
    if field.id == "hp" {
        let fits = |id| {
            let mut changed = paging.clone();
            set(&mut changed, "hp", id).is_ok() && Space::of(&changed).is_ok()
        };
        options.retain(|option| option.id == "0" || field.relevant && fits(option.id));
        field.relevant &= options.len() > 1;
    }
    field
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
                let old = old.unwrap_or_default();
                paging.tlb = (entries > 0).then_some(Tlb { entries, ways, initial: vec![], ..old });
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
            id: "asid",
            name: Text::new("Process switch", "进程切换时"),
            help: Text::new(
                "Entries with the number of their process (ASID; Intel: PCID) survive a switch; without it the TLB is emptied.",
                "表项带进程号（ASID，Intel 称 PCID）时切换后仍可用；不带时要清空快表。",
            ),
            kind: FieldKind::Choice(vec![
                choice("flush", Text::new("flush TLB", "清空快表"), Text::default()),
                choice("keep", Text::new("keep (ASID)", "保留（ASID）"), Text::default()),
            ]),
            read: |paging| match paging.tlb.as_ref().is_some_and(|tlb| tlb.asid) {
                true => "keep".into(),
                false => "flush".into(),
            },
            write: |paging, word| {
                let asid = match word {
                    "keep" => true,
                    "flush" => false,
                    _ => return None,
                };
                paging.tlb.iter_mut().for_each(|tlb| tlb.asid = asid);
                Some(())
            },
            matters: |paging| paging.tlb.is_some() && paging.who.is_some(),
        },
        Entry {
            id: "hp",
            name: Text::new("Page size", "页面大小"),
            help: Text::new(
                "Of the areas that can have huge pages: mapped one level up (2 MB on x86-64) or two (1 GB).",
                "能用大页的区域：上移一级映射（x86-64 为 2 MB）或两级（1 GB）。",
            ),
            kind: FieldKind::Choice(vec![
                choice("0", Text::new("small pages", "小页"), Text::default()),
                choice("1", Text::new("huge, 1 level up", "大页，上移 1 级"), Text::default()),
                choice("2", Text::new("huge, 2 levels up", "大页，上移 2 级"), Text::default()),
            ]),
            read: |paging| paging.areas.iter().map(|area| area.huge).max().unwrap_or(0).to_string(),
            write: |paging, word| {
                let huge = number(word, 0, 2)? as u32;
                let able = |area: &Area| can_be_huge(paging, area, huge);
                let able: Vec<bool> = paging.areas.iter().map(able).collect();
                if huge > 0 && !able.contains(&true) {
                    return None;
                }
                for (area, able) in paging.areas.iter_mut().zip(able) {
                    area.huge = if able { huge } else { 0 };
                }
                Some(())
            },
            matters: |paging| paging.areas.iter().any(|area| can_be_huge(paging, area, 1)),
        },
        Entry {
            id: "flip",
            name: Text::new("Bits by hand", "手工改位"),
            help: Text::new(
                "Before which access, which page, which bit (p w u a d x c): 5 404 w. Or click a page and its bit.",
                "在第几次访问之前、哪一页、哪一位（p w u a d x c）：5 404 w。也可点页面再点位。",
            ),
            kind: FieldKind::Words,
            read: |paging| paging.by_hand.join(", "),
            write: |paging, words| {
                let parts = words.split([',', ';', '，', '；', '、', '\n']);
                let tidy = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ");
                paging.by_hand = parts.map(tidy).filter(|part| !part.is_empty()).collect();
                Some(())
            },
            matters: |_| true,
        },
        Entry {
            id: "a",
            name: Text::new("Accesses", "访问串"),
            help: Text::new(
                "R, W or X and an address: R 404A7C, W 402000. Hexadecimal where pages are shown so, or with 0x. Several processes: A: R 404A7C, B: R 404A7C.",
                "R、W 或 X 加地址：R 404A7C, W 402000。页号按十六进制显示时用十六进制，也可加 0x。多个进程：A: R 404A7C, B: R 404A7C。",
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

/// Can an area have huge pages of this kind? It must begin where one begins.
fn can_be_huge(paging: &Paging, area: &Area, huge: u32) -> bool {
    let below: u32 = paging.level_bits.iter().rev().take(huge as usize).sum();
    (huge as usize) < paging.level_bits.len() && below < 40 && area.first.is_multiple_of(1 << below)
}

fn is_hex(paging: &Paging) -> bool {
    !paging.areas.is_empty()
}

/// The accesses as they are typed.
fn string(paging: &Paging) -> String {
    let mut running = None;
    let word = |access: Access| {
        let address = shown(paging, access.address);
        let address = if paging.ops.is_some() { format!("{} {address}", access.op) } else { address };
        let turn = paging.who.is_some() && running.replace(access.who) != Some(access.who);
        if turn { format!("{}: {address}", access.who) } else { address }
    };
    listed(paging).into_iter().map(word).collect::<Vec<_>>().join(", ")
}

/// An access as a row: whose, how, where.
#[derive(Clone, Copy)]
struct Access {
    who: char,
    op: char,
    address: u64,
}

fn listed(paging: &Paging) -> Vec<Access> {
    let mut ops = paging.ops.as_deref().unwrap_or_default().chars();
    let mut who = paging.who.as_deref().unwrap_or_default().chars();
    let access = |&address: &u64| {
        let (op, who) = (ops.next().unwrap_or('R'), who.next().unwrap_or('A'));
        Access { who, op, address }
    };
    paging.addresses.iter().map(access).collect()
}

/// Puts accesses back; what is the usual is not written.
fn put(paging: &mut Paging, accesses: &[Access]) {
    let (ops, who): (String, String) = accesses.iter().map(|access| (access.op, access.who)).unzip();
    paging.addresses = accesses.iter().map(|access| access.address).collect();
    paging.ops = ops.contains(['W', 'X']).then_some(ops);
    paging.who = who.chars().any(|who| who != 'A').then_some(who);
    // What was turned over after the last access has no place any more.
    let most = accesses.len() + 1;
    paging.by_hand.retain(|words| turn_of(words).is_none_or(|turn| turn <= most));
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

/// Reads accesses: `R 404A7C, W 402000`, or addresses alone; `B:` says whose the following are.
fn write_string(paging: &mut Paging, words: &str) -> Option<()> {
    let (mut accesses, mut who, mut pending) = (vec![], 'A', None);
    let words = words.replace('：', ":").replace(':', ": ");
    let parts = words.split(|c: char| c.is_whitespace() || ",，;；、".contains(c));
    for word in parts.filter(|word| !word.is_empty()) {
        if let Some(name) = word.strip_suffix(':') {
            who = process(name)?;
        } else if let "R" | "r" | "W" | "w" | "X" | "x" = word {
            pending = word.chars().next();
        } else {
            let op = pending.take().unwrap_or('R').to_ascii_uppercase();
            accesses.push(Access { who, op, address: address(paging, word)? });
        }
    }
    if accesses.is_empty() || pending.is_some() {
        return None;
    }
    put(paging, &accesses);
    Some(())
}

/// The letter of a process.
fn process(word: &str) -> Option<char> {
    (0..MAX_PROCESSES).map(letter).find(|name| word.eq_ignore_ascii_case(&name.to_string()))
}

fn rows(paging: &Paging) -> Rows {
    let column = |id, name, help| Column { id, name, help };
    let mut columns = vec![
        column(
            "op",
            Text::new("Kind", "方式"),
            Text::new("R read, W write, X execute", "R 读、W 写、X 执行"),
        ),
        column("address", Text::new("Address", "地址"), Text::new("404A7C", "404A7C")),
    ];
    let several = paging.who.is_some();
    if several {
        columns.insert(0, column("who", Text::new("Process", "进程"), Text::new("A to D", "A 到 D")));
    }
    if paging.addresses.len() > ROWS {
        return Rows { columns, max: ROWS, ..Rows::default() };
    }
    let row = |access: Access| {
        let own = several.then(|| access.who.to_string());
        own.into_iter().chain([access.op.to_string(), shown(paging, access.address)]).collect()
    };
    Rows {
        columns,
        rows: listed(paging).into_iter().map(row).collect(),
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
    let mut accesses = listed(paging);
    let count = accesses.len();
    let there = |row: usize| {
        if row < count {
            Ok(row)
        } else {
            Err(Problem::at("rows", text!("There is no such row.", "没有这一行。")))
        }
    };
    match edit {
        Edit::Cell { row, column, value } => {
            let access = &mut accesses[there(*row)?];
            let word = value.trim();
            let wrong = || refused(&format!("rows.{row}.{column}"), value);
            match (column.as_str(), word.to_ascii_uppercase().as_str()) {
                ("op", "R") => access.op = 'R',
                ("op", "W") => access.op = 'W',
                ("op", "X") => access.op = 'X',
                ("who", _) => access.who = process(word).ok_or_else(wrong)?,
                ("address", _) => access.address = address(paging, word).ok_or_else(wrong)?,
                _ => return Err(wrong()),
            }
        }
        Edit::Add => {
            let last = accesses.last().copied().unwrap_or(Access { who: 'A', op: 'R', address: 0 });
            accesses.push(Access { op: 'R', ..last });
        }
        Edit::Remove(row) => {
            accesses.remove(there(*row)?);
        }
        Edit::Move { from, to } => {
            let access = accesses.remove(there(*from)?);
            accesses.insert(there(*to)?, access);
        }
        Edit::Set { .. } | Edit::Random(_) | Edit::Paste(_) => unreachable!("they do not touch single rows"),
    }
    put(paging, &accesses);
    Ok(())
}

/// Before which access a bit is turned over.
fn turn_of(words: &str) -> Option<usize> {
    words.split_whitespace().next()?.parse().ok()
}

/// The access string with one more access after the first `done`, as the field `a` takes it.
pub fn with_access(paging: &Paging, done: usize, who: char, op: char, address: u64) -> String {
    let mut accesses = listed(paging);
    accesses.insert(done.min(accesses.len()), Access { who, op, address });
    let mut edited = paging.clone();
    put(&mut edited, &accesses);
    string(&edited)
}

/// The bits by hand with one more, as the field `flip` takes them; those of later accesses are dropped.
pub fn with_bit(paging: &Paging, access: usize, page: &str, bit: char) -> String {
    let mut hand = paging.by_hand.clone();
    hand.retain(|words| turn_of(words).is_some_and(|turn| turn <= access));
    let fresh = format!("{access} {page} {bit}");
    // Turned over twice is not turned over.
    match hand.iter().position(|words| *words == fresh) {
        Some(again) => {
            hand.remove(again);
        }
        None => hand.push(fresh),
    }
    hand.join(", ")
}
