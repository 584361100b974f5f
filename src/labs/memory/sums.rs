//! What is worked out by formula: table sizes, effective access times, aging counters.

use super::replace::report::row_of_one;
use super::scenario::{CacheMode, Counters, Eat, Quantity, Sizes};
use crate::lab::Problem;
use crate::report::{Datum, Shape, Sheet};
use crate::sim::Ratio;
use crate::text;
use crate::text::Text;

/// Page tables of an address space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableSizes {
    /// Bits of the offset.
    pub offset_bits: u32,
    /// Bits of the page number.
    pub vpn_bits: u32,
    /// Bits of the index of each level, top first.
    pub level_bits: Vec<u32>,
    /// Entries in a table that fills one page.
    pub entries_per_page: u64,
    /// Tables on each level, if every page is mapped.
    pub tables_per_level: Vec<u64>,
}

/// Works table sizes out.
///
/// # Errors
/// Sizes that are no powers of two, or a page that cannot hold two entries.
pub fn sizes(wish: &Sizes) -> Result<TableSizes, Problem> {
    let Sizes { va_bits, page_size, pte_size } = *wish;
    let powers = page_size.is_power_of_two() && pte_size.is_power_of_two();
    if !powers || va_bits > 62 || page_size > 1 << 40 || pte_size > page_size / 2 {
        let text = text!(
            "Page and entry sizes are powers of two, a page holds at least two entries, and an address has at most 62 bits.",
            "页和页表项的大小应为 2 的幂，一页至少放两项，地址最多 62 位。"
        );
        return Err(Problem::at("page_size", text));
    }
    let offset_bits = page_size.trailing_zeros();
    if va_bits < offset_bits {
        return Err(Problem::at(
            "va_bits",
            text!("The page is larger than the space.", "页比地址空间还大。"),
        ));
    }
    let vpn_bits = va_bits - offset_bits;
    let entries_per_page = page_size / pte_size;
    let index = entries_per_page.trailing_zeros();
    let levels = vpn_bits.div_ceil(index).max(1);
    let mut level_bits = vec![index; levels as usize];
    level_bits[0] = vpn_bits - index * (levels - 1);
    let above = |level: usize| level_bits[..level].iter().sum::<u32>();
    let tables_per_level = (0..levels as usize).map(|level| 1 << above(level)).collect();
    Ok(TableSizes { offset_bits, vpn_bits, tables_per_level, level_bits, entries_per_page })
}

/// The tables of a report on sizes.
pub fn size_sheets(wish: &Sizes) -> Vec<Sheet> {
    let Ok(sizes) = sizes(wish) else { return vec![] };
    let int = |number: u64| Datum::Int(number as i64);
    let list = |numbers: Vec<u64>| Datum::List(numbers.into_iter().map(int).collect());
    let entries = 1u64 << sizes.vpn_bits;
    let flat = Ratio::whole(entries as i64) * Ratio::whole(wish.pte_size as i64);
    let bits = sizes.level_bits.iter().map(|bits| u64::from(*bits)).collect();
    vec![row_of_one(
        "sizes",
        [
            ("offset_bits", int(sizes.offset_bits.into())),
            ("vpn_bits", int(sizes.vpn_bits.into())),
            ("entries", int(entries)),
            ("flat_table_bytes", flat.floor().map_or(Datum::None, Datum::Int)),
            ("entries_per_page", int(sizes.entries_per_page)),
            ("levels", int(sizes.level_bits.len() as u64)),
            ("level_bits", list(bits)),
            ("top_entries", int(1 << sizes.level_bits[0])),
            ("tables_per_level", list(sizes.tables_per_level.clone())),
            ("all_tables", int(sizes.tables_per_level.iter().sum())),
        ],
    )]
}

/// A number as an exact fraction.
///
/// # Errors
/// Words that are neither a decimal nor a fraction.
pub fn ratio(quantity: &Quantity) -> Result<Ratio, Problem> {
    let words = match quantity {
        Quantity::Whole(number) => number.to_string(),
        Quantity::Words(words) => words.clone(),
        Quantity::Number(number) => number.to_string(),
    };
    parse(words.trim()).ok_or_else(|| {
        Problem::at(
            "eat",
            text!("“{words}” is neither a decimal nor a fraction.", "“{words}”既不是小数也不是分数。"),
        )
    })
}

fn parse(words: &str) -> Option<Ratio> {
    if let Some((above, below)) = words.split_once('/') {
        let below = parse(below.trim())?;
        return (!below.is_zero()).then_some(()).and(Some(parse(above.trim())? / below));
    }
    let (whole, part) = words.split_once('.').unwrap_or((words, ""));
    let digits = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 15 || part.len() > 15 || !digits(whole) || !digits(part) {
        return None;
    }
    let fraction = if part.is_empty() { 0 } else { part.parse().ok()? };
    let power = 10i64.pow(part.len() as u32);
    Some(Ratio::whole(whole.parse().ok()?) + Ratio::new(fraction, power))
}

/// A way that an access can go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// What happens on it.
    pub name: Text,
    /// How many of all accesses go this way, 0 to 1.
    pub share: Ratio,
    /// How long each of them takes.
    pub time: Ratio,
}

impl Way {
    fn new(name: Text, share: Ratio, time: Ratio) -> Way {
        Way { name, share, time }
    }

    /// What it adds to the mean.
    pub fn part(&self) -> Ratio {
        self.share.clone() * self.time.clone()
    }
}

/// The ways an access can go, the fast one first.
///
/// # Errors
/// A number that is none.
pub fn ways(wish: &Eat) -> Result<Vec<Way>, Problem> {
    let one = || Ratio::whole(1);
    let hits = || Text::new("TLB hit", "快表命中");
    Ok(match wish {
        Eat::Tlb { hit, tlb, mem, levels } => {
            let (h, t, m) = (ratio(hit)?, ratio(tlb)?, ratio(mem)?);
            let walk = Ratio::whole(i64::from(*levels) + 1) * m.clone();
            let miss = Text::new("TLB miss: read the tables", "快表未命中：查页表");
            vec![Way::new(hits(), h.clone(), t.clone() + m), Way::new(miss, one() - h, t + walk)]
        }
        Eat::Demand { p, mem, fault } => {
            let (p, m, f) = (ratio(p)?, ratio(mem)?, ratio(fault)?);
            let there = Text::new("In memory", "在内存");
            vec![Way::new(there, one() - p.clone(), m), Way::new(Text::new("Page fault", "缺页"), p, f)]
        }
        Eat::Cache { hit, cache, mem, mode } => {
            let (h, c, m) = (ratio(hit)?, ratio(cache)?, ratio(mem)?);
            let miss = match mode {
                CacheMode::LookThrough => c.clone() + m,
                CacheMode::LookAside => m,
            };
            vec![
                Way::new(Text::new("Cache hit", "高速缓存命中"), h.clone(), c),
                Way::new(Text::new("Cache miss", "高速缓存未命中"), one() - h, miss),
            ]
        }
        Eat::TlbDemand { hit, tlb, mem, p, fault } => {
            let (h, t, m) = (ratio(hit)?, ratio(tlb)?, ratio(mem)?);
            let (p, f) = (ratio(p)?, ratio(fault)?);
            let walked = t.clone() + m.clone() + m.clone();
            let faulted = walked.clone() + t.clone() + f;
            let miss = one() - h.clone();
            let there = Text::new("TLB miss, page in memory", "快表未命中，页在内存");
            let fault = Text::new("TLB miss, page fault", "快表未命中，缺页");
            vec![
                Way::new(hits(), h, t + m),
                Way::new(there, miss.clone() * (one() - p.clone()), walked),
                Way::new(fault, miss * p, faulted),
            ]
        }
    })
}

/// Works an effective access time out: the times of all ways, weighted by their shares.
///
/// # Errors
/// A number that is none.
pub fn eat(wish: &Eat) -> Result<Ratio, Problem> {
    let parts = ways(wish)?.into_iter().map(|way| way.part());
    Ok(parts.fold(Ratio::whole(0), |sum, part| sum + part))
}

/// The tables of a report on an effective access time.
pub fn eat_sheets(wish: &Eat) -> Vec<Sheet> {
    eat(wish).map(|time| vec![row_of_one("eat", [("eat", Datum::Exact(time))])]).unwrap_or_default()
}

/// Counters after each tick, and the page that would go.
///
/// # Errors
/// Ticks that do not have one bit per page.
pub fn counters(wish: &Counters) -> Result<(Vec<Vec<u32>>, usize), Problem> {
    let pages = wish.pages as usize;
    let fits = |tick: &String| tick.len() == pages && tick.bytes().all(|bit| b"01".contains(&bit));
    let bounded = (1..=32).contains(&wish.bits) && (1..=1000).contains(&pages) && wish.ticks.len() <= 10_000;
    if !bounded || !wish.ticks.iter().all(fits) {
        let text = text!(
            "Each tick needs one 0 or 1 per page: {pages}.",
            "每个时钟周期需要 {pages} 个 0 或 1，每页一个。"
        );
        return Err(Problem::at("ticks", text));
    }
    let mut now = vec![0u32; pages];
    let mut rows = vec![];
    for tick in &wish.ticks {
        for (counter, bit) in now.iter_mut().zip(tick.bytes()) {
            *counter = (*counter >> 1) | (u32::from(bit == b'1') << (wish.bits - 1));
        }
        rows.push(now.clone());
    }
    let victim = (0..pages).min_by_key(|&page| (now[page], page)).unwrap_or(0);
    Ok((rows, victim))
}

/// The tables of a report on counters.
pub fn counter_sheets(wish: &Counters) -> Vec<Sheet> {
    let Ok((rows, victim)) = counters(wish) else { return vec![] };
    let bits = wish.bits as usize;
    let row = |(tick, counters): (usize, Vec<u32>)| {
        let words = counters.iter().map(|counter| Datum::Word(format!("{counter:0bits$b}"))).collect();
        vec![Datum::Int(tick as i64 + 1), Datum::List(words)]
    };
    let ticks = Sheet {
        id: "counters",
        shape: Shape::Rows,
        columns: vec!["tick".into(), "counters".into()],
        rows: rows.into_iter().enumerate().map(row).collect(),
    };
    vec![ticks, row_of_one("victim", [("victim", Datum::Int(victim as i64))])]
}
