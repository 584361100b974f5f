//! Translation through a segment table, with or without pages inside the segments.
//!
//! Source: Silberschatz 9.2; OSTEP ch. 16 (a segment that grows down has its base above it); 408 (segmented paging).

use super::event::{Event, Refusal};
use super::scenario::{Address, Grows, MAX_ACCESSES, MAX_ENTRIES, Segment, Segments};
use crate::lab::Problem;
use crate::report::{Datum, Shape, Sheet};
use crate::text;
use std::sync::Arc;

/// The machine.
#[derive(Clone, Debug)]
pub struct Segmenting {
    /// What does not change.
    pub scenario: Arc<Segments>,
    /// Accesses that are over.
    pub done: usize,
    /// What comes next.
    pub phase: Phase,
}

/// Where an access stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Split the next address.
    Ready,
    /// Compare the offset with the limit.
    Check,
    /// Read the page table of the segment.
    Walk,
    /// Access the data.
    Access,
    /// Nothing is left to do.
    Over,
}

/// An address worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worked {
    /// The segment.
    pub segment: u64,
    /// The offset in it.
    pub offset: u64,
    /// Segmented paging: the page and the offset in the page.
    pub page: Option<(u64, u64)>,
    /// Why it is refused.
    pub fault: Option<Refusal>,
    /// The physical address; may lie below 0 for a badly placed stack.
    pub physical: Option<i64>,
    /// Memory accesses, the data included.
    pub accesses: u64,
}

impl Segmenting {
    /// The machine before its first access.
    ///
    /// # Errors
    /// A count or size out of its bounds.
    pub fn start(scenario: &Segments) -> Result<Self, Problem> {
        let entries: usize = scenario.segments.values().map(|segment| segment.page_table.len()).sum();
        if scenario.addresses.len() > MAX_ACCESSES || entries + scenario.segments.len() > MAX_ENTRIES {
            return Err(Problem::at("a", text!("Too many addresses or entries.", "地址或表项太多。")));
        }
        let sizes = |segment: &Segment| segment.base <= 1 << 50 && segment.limit <= 1 << 50;
        let paged = scenario.page_size.is_none_or(|size| size > 0 && size <= 1 << 40);
        if !paged
            || scenario.offset_bits.is_some_and(|bits| bits > 50)
            || !scenario.segments.values().all(sizes)
        {
            return Err(Problem::at("segments", text!("A size is out of its bounds.", "数值超出范围。")));
        }
        fits(scenario)?;
        let down = |segment: &Segment| segment.grows == Grows::Down;
        let sized = scenario.offset_bits.is_some() || scenario.address_space.is_some();
        if !sized && scenario.segments.values().any(down) {
            let text = text!(
                "A segment that grows down needs the number of offset bits.",
                "向下增长的段需要给出段内地址的位数。"
            );
            return Err(Problem::at("offset_bits", text));
        }
        Ok(Segmenting { scenario: Arc::new(scenario.clone()), done: 0, phase: Phase::Ready })
    }

    /// The access under way or just over, from 1.
    pub fn current(&self) -> usize {
        match self.phase {
            Phase::Ready | Phase::Over => self.done,
            _ => self.done + 1,
        }
    }

    /// The address under way or just over, worked out to its end.
    pub fn worked(&self) -> Option<Worked> {
        let address = self.scenario.addresses.get(self.current().checked_sub(1)?)?;
        Some(work(&self.scenario, *address))
    }

    /// Moves one step.
    pub fn step(&mut self, events: &mut Vec<Event>) {
        let Some(address) = self.scenario.addresses.get(self.done).copied() else {
            if self.phase != Phase::Over {
                self.phase = Phase::Over;
                events.push(Event::Finished);
            }
            return;
        };
        let worked = work(&self.scenario, address);
        match self.phase {
            Phase::Over => {}
            Phase::Ready => {
                events.push(Event::Split);
                self.phase = Phase::Check;
            }
            Phase::Check => {
                let fault = worked.fault.filter(|fault| *fault != Refusal::PageFault);
                events.push(Event::Checked { segment: worked.segment, fault });
                match (fault, worked.page) {
                    (Some(_), _) => self.end(),
                    (None, Some(_)) => self.phase = Phase::Walk,
                    (None, None) => self.phase = Phase::Access,
                }
            }
            Phase::Walk => {
                let (page, _) = worked.page.expect("only paged segments are walked");
                let found = match worked.fault {
                    None => super::event::Found::Frame(self.frame(worked.segment, page)),
                    Some(_) => super::event::Found::Missing,
                };
                events.push(Event::Walked { level: 1, table: worked.segment as usize, index: page, found });
                if worked.fault.is_some() { self.end() } else { self.phase = Phase::Access }
            }
            Phase::Access => {
                let address = worked.physical.expect("an allowed access has an address");
                events.push(Event::Accessed { address: address.max(0) as u64 });
                self.end();
            }
        }
    }

    fn frame(&self, segment: u64, page: u64) -> u64 {
        self.scenario.segments[&segment].page_table[page as usize].expect("a present page has a frame")
    }

    fn end(&mut self) {
        self.done += 1;
        self.phase = Phase::Ready;
    }
}

/// With an address space, an address lies in it; with a memory, so do the segments, and apart.
fn fits(scenario: &Segments) -> Result<(), Problem> {
    let wrong = |place: &str, text| Err(Problem::at(place, text));
    let space = scenario.address_space;
    if space.is_some_and(|space| space == 0 || space > 1 << 50)
        || scenario.memory.is_some_and(|size| size > 1 << 50)
    {
        return wrong("address_space", text!("A size is out of its bounds.", "数值超出范围。"));
    }
    let beyond = |address: &&Address| match **address {
        Address::Whole(address) => space.is_some_and(|space| address >= space),
        Address::Pair(..) => false,
    };
    if scenario.addresses.iter().any(|address| beyond(&address)) {
        return wrong("a", text!("An address lies outside of the address space.", "有地址超出地址空间。"));
    }
    if half(scenario)
        .is_some_and(|_| scenario.segments.values().any(|segment| segment.limit * 2 > space.unwrap_or(0)))
    {
        let text = text!("A segment has at most half of the address space.", "段长不能超过地址空间的一半。");
        return wrong("segments", text);
    }
    let Some(memory) = scenario.memory.filter(|_| scenario.page_size.is_none()) else { return Ok(()) };
    if space.is_some_and(|space| memory <= space) {
        let text =
            text!("Physical memory must be larger than the address space.", "物理内存必须大于地址空间。");
        return wrong("memory", text);
    }
    let reach = |segment: &Segment| match segment.grows {
        Grows::Up => (segment.base as i64, (segment.base + segment.limit) as i64),
        Grows::Down => (segment.base as i64 - segment.limit as i64, segment.base as i64),
    };
    let ranges: Vec<(i64, i64)> = scenario.segments.values().map(reach).collect();
    // OSTEP's simulator asks less of two segments: the last byte of the lower one and the first of the upper one
    // may lie at the very end, and only an upper segment above the lower one can overlap it.
    let halves = half(scenario).is_some();
    let end = |&(start, end): &(i64, i64), grows: Grows| match grows {
        Grows::Up => end - i64::from(halves),
        Grows::Down if halves => start,
        Grows::Down => end,
    };
    let mut ends = ranges.iter().zip(scenario.segments.values());
    if ends.any(|(range, segment)| end(range, segment.grows) > memory as i64) {
        return wrong("segments", text!("A segment does not fit in memory.", "有的段放不进内存。"));
    }
    let apart = |a: &(i64, i64), b: &(i64, i64)| {
        a.1 <= b.0 || b.1 <= a.0 || a.0 == a.1 || b.0 == b.1 || (halves && a.0 < b.0)
    };
    let overlap = ranges.iter().enumerate().any(|(at, a)| ranges[..at].iter().any(|b| !apart(a, b)));
    if overlap {
        return wrong("segments", text!("Two segments overlap in memory.", "有两个段在内存中重叠。"));
    }
    Ok(())
}

/// Where the upper half of the space begins, rounded up, if that is how the segment is named.
pub fn half(scenario: &Segments) -> Option<u64> {
    let halves = scenario.offset_bits.is_none() && scenario.segments.keys().eq([&0, &1]);
    scenario.address_space.filter(|_| halves).map(|space| space.div_ceil(2))
}

/// How far below the end of its segment an offset of a segment that grows down lies, in bytes.
pub fn below(scenario: &Segments, offset: u64) -> Option<u64> {
    let size = match (scenario.offset_bits, half(scenario)) {
        (Some(bits), _) => 1 << bits,
        (None, Some(half)) => scenario.address_space? - half,
        (None, None) => scenario.address_space?,
    };
    size.checked_sub(offset)
}

/// Segment and offset of an address.
pub fn split(scenario: &Segments, address: Address) -> (u64, u64) {
    match (address, scenario.offset_bits) {
        (Address::Pair(segment, offset), _) => (segment, offset),
        (Address::Whole(address), Some(bits)) => (address >> bits, address & ((1 << bits) - 1)),
        (Address::Whole(address), None) => match half(scenario) {
            Some(half) if address >= half => (1, address - half),
            _ => (0, address),
        },
    }
}

/// Works an address out.
pub fn work(scenario: &Segments, address: Address) -> Worked {
    let (number, offset) = split(scenario, address);
    let page = scenario.page_size.map(|size| (offset / size, offset % size));
    let refused = |fault, accesses| Worked {
        segment: number,
        offset,
        page,
        fault: Some(fault),
        physical: None,
        accesses,
    };
    let Some(segment) = scenario.segments.get(&number) else {
        return refused(Refusal::InvalidSegment, 1);
    };
    let Some(physical) = place(scenario, segment, offset) else {
        return refused(Refusal::Limit, 1);
    };
    let allowed = |physical, accesses| Worked {
        segment: number,
        offset,
        page,
        fault: None,
        physical: Some(physical),
        accesses,
    };
    match (page, scenario.page_size) {
        (Some((page, rest)), Some(size)) => match segment.page_table.get(page as usize) {
            Some(Some(frame)) => allowed((frame * size + rest) as i64, 3),
            _ => refused(Refusal::PageFault, 2),
        },
        _ => allowed(physical, 2),
    }
}

/// Where an offset lies, if it is within the limit.
fn place(scenario: &Segments, segment: &Segment, offset: u64) -> Option<i64> {
    match segment.grows {
        Grows::Down => {
            let below = below(scenario, offset)?;
            (below <= segment.limit).then(|| segment.base as i64 - below as i64)
        }
        Grows::Up => (offset < segment.limit).then(|| (segment.base + offset) as i64),
    }
}

/// The tables of a run: `results`, one row per address.
pub fn sheets(scenario: &Segments) -> Vec<Sheet> {
    let columns = ["address", "segment", "page", "offset", "fault", "pa", "memory_accesses", "valid"];
    let row = |address: &Address| {
        let worked = work(scenario, *address);
        let int = |number: u64| Datum::Int(number as i64);
        let offset = worked.page.map_or(worked.offset, |(_, rest)| rest);
        vec![
            match *address {
                Address::Whole(address) => int(address),
                Address::Pair(segment, offset) => Datum::List(vec![int(segment), int(offset)]),
            },
            int(worked.segment),
            worked.page.map_or(Datum::None, |(page, _)| int(page)),
            int(offset),
            worked.fault.map_or(Datum::None, |fault| Datum::Word(name(fault).into())),
            worked.physical.map_or(Datum::None, Datum::Int),
            int(worked.accesses),
            Datum::Flag(worked.fault.is_none()),
        ]
    };
    vec![Sheet {
        id: "results",
        shape: Shape::Rows,
        columns: columns.map(String::from).into(),
        rows: scenario.addresses.iter().map(row).collect(),
    }]
}

fn name(fault: Refusal) -> &'static str {
    match fault {
        Refusal::InvalidSegment => "invalid_segment",
        Refusal::Limit => "limit",
        Refusal::PageFault => "page_fault",
    }
}
