//! A replacement study as a form, and its edits.

use super::check::length;
use super::config::string;
use super::generate::{Generate, MAX_PROCESSES};
use super::generator;
use crate::figure::hue;
use crate::lab::{Column, Edit, Field, FieldKind, Form, Problem, Rows};
use crate::labs::memory::fields::{Entry, choice, code, decode, departs, number, rules, set_rules};
use crate::labs::memory::mersenne::Mersenne;
use crate::labs::memory::rules::RuleSet;
use crate::labs::memory::scenario::{MAX_FRAMES, Name, Policy, Replace};
use crate::labs::memory::words::{policy_help, policy_id, policy_name, set_id, set_name};
use crate::text;
use crate::text::Text;

/// References that are listed as rows.
const ROWS: usize = 200;
const MADE_ROWS: usize = 24;

/// The study as a form.
pub fn form(study: &Replace) -> Form {
    let rule = |entry: crate::labs::memory::fields::RuleEntry| Field {
        id: entry.id,
        value: (entry.read)(&study.rules.decided()),
        relevant: (entry.matters)(study.policy),
        differs: departs(&entry, &study.rules),
        name: entry.name,
        help: entry.help,
        kind: entry.kind,
    };
    let [variant, set] = choices();
    let params = params().into_iter().map(|entry| entry.field(study, false));
    // What cannot matter now stays out of the bar.
    let (bar, rest): (Vec<Field>, Vec<Field>) =
        params.partition(|field| field.relevant && !(field.id == "a" && is_shared(study)));
    let rules = rules().into_iter().filter(|entry| entry.id != "after").map(rule);
    Form {
        variant: variant.field(study, false),
        set: Some(set.field(study, false)),
        params: bar,
        rules: rules.chain(rest).collect(),
        rows: rows(study),
        random: generator::fields(study),
    }
}

fn choices() -> [Entry<Replace>; 2] {
    let policy = |policy: &Policy| choice(policy_id(*policy), policy_name(*policy), policy_help(*policy));
    let set = |set: &RuleSet| choice(set_id(*set), set_name(*set), Text::default());
    [
        Entry {
            id: "p",
            name: Text::new("Policy", "置换算法"),
            help: Text::new("Which page goes when no frame is free.", "没有空闲页框时淘汰哪个页面。"),
            kind: FieldKind::Choice(Policy::ALL.iter().map(policy).collect()),
            read: |study| code(study.policy),
            write: |study, word| {
                study.policy = decode(word)?;
                Some(())
            },
            matters: |_| true,
        },
        Entry {
            id: "set",
            name: Text::new("Conventions", "约定"),
            help: Text::new("Whose rules decide where books differ.", "教材不一致时采用哪一套规则。"),
            kind: FieldKind::Choice(RuleSet::ALL.iter().map(set).collect()),
            read: |study| set_id(study.rules.set).into(),
            write: |study, word| set_rules(&mut study.rules, word),
            matters: |_| true,
        },
    ]
}

fn params() -> Vec<Entry<Replace>> {
    let most = u64::from(MAX_FRAMES);
    vec![
        Entry {
            id: "n",
            name: Text::new("Frames", "页框数"),
            help: Text::new("How many pages fit in memory.", "内存中能放多少页。"),
            kind: FieldKind::Number { min: 1, max: most },
            read: |study| study.frames.to_string(),
            write: |study, word| {
                study.frames = number(word, 1, u64::from(MAX_FRAMES))? as u32;
                study.hand = study.hand.min(study.frames - 1);
                study.initial.truncate(study.frames as usize);
                Some(())
            },
            matters: |study| study.policy.is_fixed(),
        },
        Entry {
            id: "win",
            name: Text::new("Window Δ", "窗口 Δ"),
            help: Text::new("How many of the last accesses count.", "考察最近多少次访问。"),
            kind: FieldKind::Number { min: 1, max: 100_000 },
            read: |study| study.window.to_string(),
            write: |study, word| {
                study.window = number(word, 1, 100_000)? as u32;
                Some(())
            },
            matters: |study| matches!(study.policy, Policy::WorkingSet | Policy::WsClock),
        },
        Entry {
            id: "gap",
            name: Text::new("Threshold", "阈值"),
            help: Text::new("The gap between faults that decides.", "决定收缩或增长的缺页间隔。"),
            kind: FieldKind::Number { min: 1, max: 100_000 },
            read: |study| study.threshold.to_string(),
            write: |study, word| {
                study.threshold = number(word, 1, 100_000)? as u32;
                Some(())
            },
            matters: |study| study.policy == Policy::Pff,
        },
        Entry {
            id: "pg",
            name: Text::new("Page size", "页面大小"),
            help: Text::new(
                "Bytes in a page; 1 if the file lists pages.",
                "一页的字节数；文件列出的是页号时为 1。",
            ),
            kind: FieldKind::Number { min: 1, max: 1 << 30 },
            read: |study| study.trace.as_ref().map_or(4096, |trace| trace.page_size).to_string(),
            write: |study, word| {
                let page_size = number(word, 1, 1 << 30)?;
                if let Some(trace) = &mut study.trace {
                    trace.page_size = page_size;
                }
                Some(())
            },
            matters: |study| study.trace.is_some(),
        },
        Entry {
            id: "procs",
            name: Text::new("Processes", "进程数"),
            help: Text::new(
                "So many processes run the same program, each with pages of its own.",
                "同时运行多少个进程；它们执行同样的程序，各有自己的页面。",
            ),
            kind: FieldKind::Number { min: 1, max: u64::from(MAX_PROCESSES) },
            read: |study| study.generate.map_or(1, |wish| wish.processes).to_string(),
            write: |study, word| {
                let processes = number(word, 1, u64::from(MAX_PROCESSES))? as u32;
                study.initial.clear();
                study.generate = study.generate.map(|wish| Generate { processes, ..wish });
                Some(())
            },
            matters: |study| study.generate.is_some_and(|wish| wish.processes > 1 || study.disk > 0),
        },
        Entry {
            id: "alloc",
            name: Text::new("Allocation", "页框分配"),
            help: Text::new("Whose frames a fault may take.", "缺页时可以淘汰谁的页面。"),
            kind: FieldKind::Choice(vec![
                choice(
                    "global",
                    Text::new("global", "全局"),
                    Text::new("A fault may take a frame from any process.", "可以淘汰任何进程的页面。"),
                ),
                choice(
                    "equal",
                    Text::new("local, equal", "局部，平均"),
                    Text::new(
                        "Each process has as many frames as any other and replaces only its own pages.",
                        "各进程页框数相同，只淘汰自己的页面。",
                    ),
                ),
                choice(
                    "proportional",
                    Text::new("local, by size", "局部，按比例"),
                    Text::new(
                        "Frames in proportion to the number of pages; each process replaces only its own.",
                        "按进程的页数分配页框，只淘汰自己的页面。",
                    ),
                ),
            ]),
            read: |study| code(study.allocation),
            write: |study, word| {
                let allocation = decode(word)?;
                if allocation != study.allocation {
                    study.initial.clear();
                }
                study.allocation = allocation;
                Some(())
            },
            matters: |study| study.policy.is_fixed() && is_shared(study),
        },
        Entry {
            id: "disk",
            name: Text::new("Disk time", "磁盘时间"),
            help: Text::new(
                "Accesses that could be made while the disk moves one page; the process waits, others run. 0: time is not modelled.",
                "磁盘传送一页的时间可以做多少次访问；该进程等待，其他进程运行。0 表示不考虑时间。",
            ),
            kind: FieldKind::Number { min: 0, max: 1_000_000 },
            read: |study| study.disk.to_string(),
            write: |study, word| {
                study.disk = number(word, 0, 1_000_000)? as u32;
                Some(())
            },
            matters: is_shared,
        },
        Entry {
            id: "q",
            name: Text::new("Time slice", "时间片"),
            help: Text::new(
                "Accesses after which the CPU goes to the next process.",
                "多少次访问之后 CPU 交给下一个进程。",
            ),
            kind: FieldKind::Number { min: 1, max: 1_000_000 },
            read: |study| study.quantum.to_string(),
            write: |study, word| {
                study.quantum = number(word, 1, 1_000_000)? as u32;
                Some(())
            },
            matters: |study| study.disk > 0 && is_shared(study),
        },
        Entry {
            id: "a",
            name: Text::new("Accesses", "访问串"),
            help: Text::new(
                "Pages apart by spaces; W before a page writes: 7 0 W1 2. Several processes: A.7 B.0 W A.1.",
                "页面之间用空格隔开，前面加 W 表示写：7 0 W1 2。多个进程：A.7 B.0 W A.1。",
            ),
            kind: FieldKind::Words,
            read: typed,
            write: |study, words| write_string(study, words),
            matters: |study| !is_made(study),
        },
        Entry {
            id: "seed",
            name: Text::new("Seed", "随机种子"),
            help: Text::new(
                "The same seed always gives the same run, as in OSTEP.",
                "相同的种子总得到相同的运行，与 OSTEP 一致。",
            ),
            kind: FieldKind::Number { min: 0, max: 1_000_000_000 },
            read: |study| study.seed.to_string(),
            write: |study, word| {
                study.seed = number(word, 0, 1_000_000_000)?;
                Some(())
            },
            matters: |study| {
                let probing = study.policy == Policy::Clock && code(study.rules.decided().clock) == "random";
                let drawn = is_made(study) && study.trace.is_none();
                drawn || study.policy == Policy::Random || probing
            },
        },
    ]
}

/// Are the accesses made from a seed?
fn is_made(study: &Replace) -> bool {
    study.random.is_some() || study.generate.is_some() || study.trace.is_some()
}

/// Do several processes share memory?
fn is_shared(study: &Replace) -> bool {
    let mut processes = study.refs.iter().map(Name::process);
    let first = processes.next();
    match study.generate {
        Some(wish) => wish.processes > 1 || study.disk > 0,
        None => !is_made(study) && processes.any(|other| Some(other) != first),
    }
}

/// The string as it is typed; accesses made from a seed are not written out.
fn typed(study: &Replace) -> String {
    let ops = study.ops.as_deref().unwrap_or_default().as_bytes();
    let word = |(at, name): (usize, &Name)| {
        let writes = ops.get(at).is_some_and(|op| op.eq_ignore_ascii_case(&b'W'));
        match name {
            _ if !writes => name.to_string(),
            Name::Number(_) => format!("W{name}"),
            Name::Word(_) => format!("W {name}"),
        }
    };
    study.refs.iter().enumerate().map(word).collect::<Vec<_>>().join(" ")
}

/// The string with one more reference after the first `done`, as the field `a` takes it; `None` where the string is
/// not written out, or is not the order in which pages are used.
pub fn with_access(study: &Replace, done: usize, name: String, write: bool) -> Option<String> {
    if is_made(study) || study.disk > 0 || study.refs.len() >= ROWS {
        return None;
    }
    let mut words: Vec<String> = typed(study).split(' ').map(String::from).collect();
    // `W A.1` is two words, and one reference.
    while let Some(at) = words.iter().position(|word| word == "W") {
        words[at] = format!("W {}", words.remove(at + 1));
    }
    words.insert(done.min(words.len()), if write { format!("W {name}") } else { name });
    Some(words.join(" "))
}

/// Reads a string of references: `7 0 W1`, `7,0,1`, one per line, `R 7`.
fn write_string(study: &mut Replace, words: &str) -> Option<()> {
    let (mut refs, mut ops, mut pending) = (vec![], String::new(), None);
    for word in
        words.split(|c: char| c.is_whitespace() || ",，;；、".contains(c)).filter(|word| !word.is_empty())
    {
        if let "R" | "r" | "W" | "w" = word {
            pending = Some(word.to_ascii_uppercase());
            continue;
        }
        let (op, name) = match word.split_at_checked(1)? {
            ("R" | "r", name) if name.starts_with(|c: char| c.is_ascii_digit()) => ("R", name),
            ("W" | "w", name) if name.starts_with(|c: char| c.is_ascii_digit()) => ("W", name),
            _ => ("R", word),
        };
        ops.push_str(pending.take().as_deref().unwrap_or(op));
        refs.push(name.parse().map_or(Name::Word(name.into()), Name::Number));
    }
    if refs.is_empty() || pending.is_some() {
        // What is made from a seed is not written out, so that writing nothing keeps it.
        return (is_made(study) && words.trim().is_empty()).then_some(());
    }
    study.ops = ops.contains('W').then_some(ops);
    study.refs = refs;
    (study.random, study.generate, study.trace) = (None, None, None);
    Some(())
}

fn rows(study: &Replace) -> Rows {
    let column = |id, name, help| Column { id, name, help };
    let columns = vec![
        column("page", Text::new("Page", "页面"), Text::new("A number or a word: 7", "数字或名称：7")),
        column("op", Text::new("Read or write", "读或写"), Text::new("R or W", "R 或 W")),
    ];
    // The form of the generator stays in sight below a short list.
    let most = if is_made(study) { MADE_ROWS } else { ROWS };
    if length(study) > most || study.trace.is_some() {
        return Rows { columns, max: ROWS, ..Rows::default() };
    }
    let (refs, writes) = string(study, &mut Mersenne::new(study.seed));
    let mut names: Vec<&Name> = refs.iter().collect();
    names.sort();
    names.dedup();
    let hue = |name| hue(names.binary_search(&name).expect("every name is listed"), names.len());
    let op = |writes: &bool| if *writes { "W" } else { "R" }.to_string();
    Rows {
        columns,
        rows: refs.iter().zip(&writes).map(|(name, writes)| vec![name.to_string(), op(writes)]).collect(),
        hues: refs.iter().map(hue).collect(),
        max: ROWS,
        ..Rows::default()
    }
}

/// The study after an edit.
///
/// # Errors
/// The field is unknown, or the value is none that it takes.
pub fn edit(study: &Replace, edit: &Edit) -> Result<Replace, Problem> {
    let mut edited = study.clone();
    match edit {
        Edit::Set { field, value } => set(&mut edited, field, value)?,
        Edit::Random(values) => generator::generate(&mut edited, values)?,
        Edit::Paste(words) => write_string(&mut edited, words).ok_or_else(|| refused("a", words))?,
        _ => change_rows(&mut edited, edit)?,
    }
    Ok(edited)
}

fn set(study: &mut Replace, field: &str, value: &str) -> Result<(), Problem> {
    let entries = choices().into_iter().chain(params());
    if let Some(entry) = entries.into_iter().find(|entry| entry.id == field) {
        return (entry.write)(study, value).ok_or_else(|| refused(field, value));
    }
    let rule = rules().into_iter().find(|entry| entry.id == field);
    let Some(rule) = rule else {
        return Err(Problem::at(
            field,
            text!("There is no field “{field}” here.", "这里没有字段“{field}”。"),
        ));
    };
    (rule.write)(&mut study.rules, value).ok_or_else(|| refused(field, value))
}

pub(super) fn refused(field: &str, value: &str) -> Problem {
    Problem::at(field, text!("“{value}” does not fit here.", "“{value}”不适合填在这里。"))
}

fn change_rows(study: &mut Replace, edit: &Edit) -> Result<(), Problem> {
    if is_made(study) {
        if length(study) > ROWS || study.trace.is_some() {
            return Err(Problem::at(
                "rows",
                text!(
                    "These accesses come from a seed or a file and are too many to edit one by one.",
                    "这些访问由种子生成或来自文件，数量太多，不能逐个修改。"
                ),
            ));
        }
        // From now on they are written out.
        let (refs, writes) = string(study, &mut Mersenne::new(study.seed));
        study.ops = Some(writes.iter().map(|writes| if *writes { 'W' } else { 'R' }).collect());
        (study.refs, study.random, study.generate) = (refs, None, None);
    }
    let count = study.refs.len();
    let mut ops: Vec<char> = study.ops.clone().unwrap_or_else(|| "R".repeat(count)).chars().collect();
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
            let word = value.trim();
            match (column.as_str(), word) {
                ("op", "R" | "r") => ops[row] = 'R',
                ("op", "W" | "w") => ops[row] = 'W',
                ("page", word) if !word.is_empty() => {
                    study.refs[row] = word.parse().map_or(Name::Word(word.into()), Name::Number);
                }
                _ => return Err(refused(&format!("rows.{row}.{column}"), value)),
            }
        }
        Edit::Add => {
            study.refs.push(study.refs.last().cloned().unwrap_or(Name::Number(0)));
            ops.push('R');
        }
        Edit::Remove(row) => {
            let row = there(*row)?;
            study.refs.remove(row);
            ops.remove(row);
        }
        Edit::Move { from, to } => {
            let (from, to) = (there(*from)?, there(*to)?);
            let (name, op) = (study.refs.remove(from), ops.remove(from));
            study.refs.insert(to, name);
            ops.insert(to, op);
        }
        Edit::Set { .. } | Edit::Random(_) | Edit::Paste(_) => unreachable!("they do not touch single rows"),
    }
    study.ops = ops.contains(&'W').then(|| ops.into_iter().collect());
    Ok(())
}
