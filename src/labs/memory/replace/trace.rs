//! Accesses from a file: OSTEP's list of pages, any list of pages or addresses, or what
//! `valgrind --tool=lackey --trace-mem=yes` prints of a real program.
//!
//! ```text
//! file ─▶ log (addresses) ─▶ cut into pages of some size ─▶ references
//!          kept by its mark   kept until another is cut
//! ```
//!
//! A scenario names its file; the accesses themselves are too many for a link and stay in this program's memory.

use super::pool::Page;
use crate::lab::{Import, Imported, Lines, Problem};
use crate::labs::memory::scenario::{Name, Replace, Scenario};
use crate::text;
use crate::text::Text;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex};

/// The most accesses that are kept of a file.
pub const MOST: usize = 8_000_000;
/// Lists up to this length are written into the scenario itself.
const SHORT: usize = 2_000;
/// Files whose accesses are kept.
const FILES: usize = 2;
/// The page size of addresses, unless another is chosen.
const PAGE: u64 = 4_096;

/// The accesses of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Trace {
    /// Its name.
    pub file: String,
    /// Bytes in a page; 1 if the file lists pages.
    pub page_size: u64,
    /// How many accesses it has.
    pub accesses: u64,
    /// By which its accesses are known.
    pub mark: u32,
}

/// The accesses of a file as references to pages.
#[derive(Debug, Default)]
pub struct Cut {
    mark: u32,
    page_size: u64,
    /// The pages, in order.
    pub names: Arc<Vec<Name>>,
    /// The references.
    pub refs: Arc<Vec<Page>>,
    /// Which of them write.
    pub writes: Arc<Vec<bool>>,
}

/// Addresses doubled, plus one for a write.
type Log = Arc<(u32, Vec<u64>)>;

static LOGS: Mutex<Vec<Log>> = Mutex::new(Vec::new());
static CUT: Mutex<Option<Arc<Cut>>> = Mutex::new(None);

/// The references of a trace, if its file was opened in this program.
pub fn cut(trace: &Trace) -> Option<Arc<Cut>> {
    let log = {
        let logs = LOGS.lock().ok()?;
        logs.iter().find(|log| log.0 == trace.mark && log.1.len() as u64 == trace.accesses).cloned()?
    };
    let mut last = CUT.lock().ok()?;
    if let Some(known) =
        last.as_ref().filter(|cut| (cut.mark, cut.page_size) == (trace.mark, trace.page_size))
    {
        return Some(Arc::clone(known));
    }
    let made = Arc::new(made(&log, trace.page_size.max(1)));
    *last = Some(Arc::clone(&made));
    Some(made)
}

fn made(log: &(u32, Vec<u64>), page_size: u64) -> Cut {
    let page = |access: &u64| (access >> 1) / page_size;
    let mut pages: Vec<u64> = vec![];
    let mut distinct = 0;
    for part in log.1.chunks(1 << 16) {
        pages.extend(part.iter().map(page));
        // Sorted again only when the list has doubled.
        if pages.len() > 2 * distinct + (1 << 17) {
            pages.sort_unstable();
            pages.dedup();
            distinct = pages.len();
        }
    }
    pages.sort_unstable();
    pages.dedup();
    // Programs come back to the same few pages: most are found here.
    let mut lately = [(u64::MAX, 0u32); 256];
    let index = |page: u64| {
        let slot = &mut lately[(page % 256) as usize];
        if slot.0 != page {
            *slot = (page, pages.binary_search(&page).expect("every page is listed") as u32);
        }
        Page(slot.1)
    };
    Cut {
        mark: log.0,
        page_size,
        refs: Arc::new(log.1.iter().map(page).map(index).collect()),
        writes: Arc::new(log.1.iter().map(|access| access & 1 == 1).collect()),
        names: Arc::new(pages.iter().map(|page| Name::Number(*page)).collect()),
    }
}

fn keep(accesses: Vec<u64>) -> u32 {
    // FNV-1a over words, folded.
    let mix = |sum: u64, access: &u64| (sum ^ access).wrapping_mul(0x100_0000_01b3);
    let sum = accesses.iter().fold(0xcbf2_9ce4_8422_2325, mix);
    let mark = (sum ^ (sum >> 32)) as u32;
    if let Ok(mut logs) = LOGS.lock() {
        logs.retain(|log| log.0 != mark);
        logs.push(Arc::new((mark, accesses)));
        let gone = logs.len().saturating_sub(FILES);
        logs.drain(..gone);
    }
    mark
}

/// A file that is being read.
pub struct Reading {
    base: Replace,
    file: String,
    lines: Lines,
    found: Found,
}

#[derive(Default)]
struct Found {
    accesses: Vec<u64>,
    /// Some were written as addresses.
    addresses: bool,
    line: u64,
    bad: u64,
    first_bad: Option<(u64, String)>,
    more: u64,
}

impl Reading {
    /// Begins to read; policy, frames and rules are those of a study.
    pub fn new(base: Replace, file: &str) -> Self {
        Reading {
            base,
            file: file.chars().take(60).collect(),
            lines: Lines::default(),
            found: Found::default(),
        }
    }
}

impl Import for Reading {
    fn files(&self) -> Text {
        Text::new(
            "A list of pages or addresses, or what valgrind --tool=lackey --trace-mem=yes prints.",
            "页号或地址的列表，或 valgrind --tool=lackey --trace-mem=yes 的输出。",
        )
    }

    fn feed(&mut self, bytes: &[u8]) {
        let Reading { lines, found, .. } = self;
        lines.feed(bytes, |line| found.read(line));
    }

    fn finish(mut self: Box<Self>) -> Result<Imported, Problem> {
        let Reading { lines, found, .. } = &mut *self;
        lines.finish(|line| found.read(line));
        let Reading { base, file, found, .. } = *self;
        let Found { accesses, addresses, bad, first_bad, more, .. } = found;
        let (line, words) = first_bad.unwrap_or_default();
        if accesses.is_empty() {
            return Err(Problem::at(
                "rows",
                match line {
                    0 => text!("The file is empty.", "文件是空的。"),
                    _ => text!(
                        "No access in this file. Line {line} is “{words}”; it should be a page (7), an address (0x1f00) or a line of valgrind's lackey (“ L 1ffe8,8”).",
                        "文件中没有访问。第 {line} 行是“{words}”；应为页号（7）、地址（0x1f00）或 valgrind lackey 的一行（“ L 1ffe8,8”）。"
                    ),
                },
            ));
        }
        let count = accesses.len();
        let said = [
            text!("{count} accesses read from “{file}”.", "从“{file}”读入 {count} 次访问。"),
            match bad {
                0 => Default::default(),
                1 => text!(
                    "Line {line} is no access and was skipped: “{words}”.",
                    "第 {line} 行不是访问，已跳过：“{words}”。"
                ),
                _ => text!(
                    "{bad} lines are no accesses and were skipped, the first is line {line}: “{words}”.",
                    "有 {bad} 行不是访问，已跳过，第一处是第 {line} 行：“{words}”。"
                ),
            },
            match more {
                0 => Default::default(),
                _ => text!(
                    "{more} further accesses were left out: at most {MOST} are kept.",
                    "另有 {more} 次访问未读入：最多保留 {MOST} 次。"
                ),
            },
        ];
        let said = crate::labs::memory::words::paragraph(said);
        let study = study(base, file, accesses, addresses);
        let scenario = serde_json::to_value(Scenario::Replace(study)).expect("a scenario is plain data");
        Ok(Imported { scenario, said })
    }
}

fn study(base: Replace, file: String, accesses: Vec<u64>, addresses: bool) -> Replace {
    let study = Replace {
        refs: vec![],
        ops: None,
        random: None,
        generate: None,
        initial: vec![],
        times: vec![],
        disk: 0,
        hand: 0,
        ..base
    };
    if accesses.len() <= SHORT && !addresses {
        let ops: String = accesses.iter().map(|access| if access & 1 == 1 { 'W' } else { 'R' }).collect();
        return Replace {
            refs: accesses.iter().map(|access| Name::Number(access >> 1)).collect(),
            ops: ops.contains('W').then_some(ops),
            trace: None,
            ..study
        };
    }
    let page_size = if addresses { PAGE } else { 1 };
    let accesses_count = accesses.len() as u64;
    let trace = Trace { file, page_size, accesses: accesses_count, mark: keep(accesses) };
    Replace { trace: Some(trace), ..study }
}

impl Found {
    fn read(&mut self, line: &[u8]) {
        self.line += 1;
        let line = line.trim_ascii();
        // valgrind's own words begin like this, remarks in lists like that.
        if line.is_empty() || line.starts_with(b"==") || line.starts_with(b"--") || line.starts_with(b"#") {
            return;
        }
        let before = (self.accesses.len(), self.more);
        if self.lackey(line).is_none() && self.list(line).is_none() {
            self.accesses.truncate(before.0);
            self.more = before.1;
            self.bad += 1;
            let words =
                || String::from_utf8_lossy(line).chars().take(40).filter(|c| !c.is_control()).collect();
            self.first_bad.get_or_insert_with(|| (self.line, words()));
        }
    }

    /// `I  04222cac,3`, `S be80199c,4`: instruction, load, store, modify; address and size in bytes.
    fn lackey(&mut self, line: &[u8]) -> Option<()> {
        let (op, rest) = line.split_first()?;
        if !b"ILSM".contains(op) || !rest.first()?.is_ascii_whitespace() {
            return None;
        }
        let rest = rest.trim_ascii_start();
        let comma = rest.iter().position(|byte| *byte == b',')?;
        let address = number(&rest[..comma], 16)?;
        number(&rest[comma + 1..], 10)?;
        self.addresses = true;
        self.add(address, b"SM".contains(op));
        Some(())
    }

    /// `7`, `7, 0, 1`, `W 12`, `W12`, `0x1f00`: pages, or addresses in hexadecimal.
    fn list(&mut self, line: &[u8]) -> Option<()> {
        let mut writes = false;
        let apart = |byte: &u8| byte.is_ascii_whitespace() || b",;".contains(byte);
        for word in line.split(apart).filter(|word| !word.is_empty()) {
            let (op, digits) = match word.split_first()? {
                (b'R' | b'r', rest) => (Some(false), rest),
                (b'W' | b'w', rest) => (Some(true), rest),
                _ => (None, word),
            };
            writes = op.unwrap_or(writes);
            if digits.is_empty() {
                continue;
            }
            let hex = digits.strip_prefix(b"0x").or_else(|| digits.strip_prefix(b"0X"));
            let value = hex.map_or_else(|| number(digits, 10), |digits| number(digits, 16))?;
            self.addresses |= hex.is_some();
            self.add(value, writes);
            writes = false;
        }
        Some(())
    }

    fn add(&mut self, address: u64, write: bool) {
        if self.accesses.len() < MOST {
            self.accesses.push((address << 1) | u64::from(write));
        } else {
            self.more += 1;
        }
    }
}

/// A number below 2^63.
fn number(digits: &[u8], base: u32) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0u64, |sum, byte| {
        let digit = char::from(*byte).to_digit(base)?;
        let sum = sum.checked_mul(u64::from(base))?.checked_add(u64::from(digit))?;
        (sum < 1 << 63).then_some(sum)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str) -> Result<(Replace, String), String> {
        let mut reading = Box::new(Reading::new(Replace::default(), "file"));
        // In pieces that cut lines.
        file.as_bytes().chunks(7).for_each(|piece| reading.feed(piece));
        let imported = reading.finish().map_err(|problem| problem.text.en.into_owned())?;
        let Scenario::Replace(study) = serde_json::from_value(imported.scenario).unwrap() else {
            unreachable!()
        };
        Ok((study, imported.said.en.into_owned()))
    }

    #[test]
    fn lackey_lines_are_addresses_in_pages_of_4_kib() {
        let file = "==12== Lackey, an example Valgrind tool\nI  04222cac,3\n S be80199c,4\n L 04222000,8\n M 0421c7cc,4\n==12==\n";
        let (study, said) = read(file).unwrap();
        assert_eq!(said, "4 accesses read from “file”.");
        let cut = cut(&study.trace.unwrap()).unwrap();
        let pages: Vec<String> = cut.refs.iter().map(|page| cut.names[page.0 as usize].to_string()).collect();
        assert_eq!(pages, [0x4222, 0xbe801, 0x4222, 0x421c].map(|page: u64| page.to_string()));
        assert_eq!(*cut.writes, [false, true, false, true]);
    }

    #[test]
    fn a_short_list_of_pages_is_written_into_the_scenario() {
        let (study, _) = read("7 0 1\n2, W0\nW 3\n# a remark\n4").unwrap();
        let refs: Vec<String> = study.refs.iter().map(ToString::to_string).collect();
        assert_eq!((refs.join(" "), study.ops.as_deref()), ("7 0 1 2 0 3 4".into(), Some("RRRRWWR")));
        assert_eq!(study.trace, None);
    }

    #[test]
    fn what_is_no_access_is_counted_and_said() {
        let (study, said) = read("7\nseven\n0\nL 12\n").unwrap();
        assert_eq!(study.refs.len(), 2);
        assert_eq!(
            said,
            "2 accesses read from “file”. 2 lines are no accesses and were skipped, the first is line 2: “seven”."
        );
        assert!(read("").unwrap_err().contains("empty"));
        assert!(read("hello\nworld").unwrap_err().contains("Line 1 is “hello”"));
    }

    #[test]
    fn numbers_that_are_too_large_are_no_accesses() {
        let (study, said) = read("1\n99999999999999999999999\n0xffffffffffffffff\n2").unwrap();
        assert_eq!(study.refs.len(), 2);
        assert!(said.contains("2 lines are no accesses"), "{said}");
    }

    #[test]
    fn a_long_file_is_cut_into_pages_of_any_size() {
        let file: String = (0..5_000u64).map(|at| format!(" L {:x},8\n", at * 1_000)).collect();
        let trace = read(&file).unwrap().0.trace.unwrap();
        for page_size in [4_096, 65_536, 1] {
            let cut = cut(&Trace { page_size, ..trace.clone() }).unwrap();
            for (at, page) in cut.refs.iter().enumerate() {
                assert_eq!(cut.names[page.0 as usize], Name::Number(at as u64 * 1_000 / page_size));
            }
        }
        assert!(super::cut(&Trace { mark: trace.mark ^ 1, ..trace }).is_none());
    }
}
