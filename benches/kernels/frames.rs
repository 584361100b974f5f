//! What an access costs under a replacement policy, whatever the number of frames.

use super::{Clock, Group, Row, seconds};
use osviz::labs::memory::paging::machine::Walking;
use osviz::labs::memory::replace::machine::Replacing;
use osviz::labs::memory::scenario::{Area, Paging, Policy, RandomRefs, Replace, Tlb};

const FRAMES: [u32; 3] = [16, 4_096, 65_536];
const REFERENCES: u32 = 400_000;
const POLICIES: [(&str, Policy); 5] = [
    ("FIFO", Policy::Fifo),
    ("LRU", Policy::Lru),
    ("Clock", Policy::Clock),
    ("2nd chance", Policy::SecondChance),
    ("OPT", Policy::Opt),
];

/// Random accesses to a quarter more pages than there are frames: one in five faults, but under OPT. Frames are
/// filled before.
pub fn accesses(clock: &Clock) -> Group {
    let mut rows = Vec::new();
    for (name, policy) in POLICIES {
        let cost = |frames: &u32| {
            let random = Some(RandomRefs { count: REFERENCES + 2 * frames, max: frames * 5 / 4 });
            let mut start =
                Replacing::start(&Replace { policy, frames: *frames, random, ..Replace::default() })
                    .expect("a study within its bounds");
            pass(&mut start, 2 * *frames as usize);
            let mut faults = 0;
            let spent = seconds(clock, || {
                let mut machine = start.clone();
                pass(&mut machine, REFERENCES as usize);
                faults = machine.totals.faults - start.totals.faults;
            });
            // The copy is not what is asked.
            let copied = seconds(clock, || start.clone());
            // OPT is spared most: about one in twelve.
            assert!(faults > u64::from(REFERENCES / 20), "hardly any faults");
            (spent - copied) / f64::from(REFERENCES) * 1e9
        };
        let costs: Vec<f64> = FRAMES.iter().map(cost).collect();
        let mut cells: Vec<String> = costs.iter().map(|cost| format!("{cost:.0}")).collect();
        cells.push(format!("{:.1}", costs[1] / costs[0]));
        cells.push(format!("{:.1}", costs[2] / costs[0]));
        rows.push(Row { what: name.into(), cells });
    }
    let mut columns: Vec<String> = FRAMES.iter().map(|frames| format!("{frames} frames")).collect();
    columns.extend(["4096 / 16".into(), "65536 / 16".into()]);
    Group { title: "Nanoseconds per access", columns, rows }
}

/// Accesses to be translated, and the pages that they go to at random.
const TRANSLATED: usize = 200_000;
const PAGES: u64 = 512;

/// Whole accesses per second: split, TLB, walk, frames under a policy, write-back.
pub fn translations(clock: &Clock) -> Group {
    let machines = [
        ("1 level, no TLB", vec![20], None, 0),
        ("2 levels, TLB of 64", vec![10, 10], Some(64), 0),
        ("4 levels, TLB of 64", vec![9, 9, 9, 9], Some(64), 0),
        ("4 levels, TLB of 64, half the frames, Clock", vec![9, 9, 9, 9], Some(64), PAGES as u32 / 2),
    ];
    let mut rows = Vec::new();
    for (what, level_bits, entries, frames) in machines {
        let mut numbers = super::Numbers(11);
        let mut access = || (0x400 + numbers.below(PAGES)) << 12 | numbers.below(4096);
        let area =
            Area { name: "all".into(), first: 0x400, pages: PAGES, may: "rw".into(), disk: true, huge: 0 };
        let start = Walking::start(&Paging {
            offset_bits: Some(12),
            level_bits,
            areas: vec![area],
            policy: Policy::Clock,
            frames: (frames > 0).then_some(frames),
            tlb: entries.map(|entries| Tlb { entries, ..Tlb::default() }),
            addresses: (0..TRANSLATED).map(|_| access()).collect(),
            ..Paging::default()
        })
        .expect("a translation within its bounds");
        let mut totals = start.totals;
        let spent = seconds(clock, || {
            let mut machine = start.clone();
            let mut events = Vec::with_capacity(32);
            for _ in 0..TRANSLATED {
                events.clear();
                machine.finish_access(&mut events);
            }
            totals = machine.totals;
        });
        let percent = |part: u64| format!("{} %", part * 100 / TRANSLATED as u64);
        let rate = format!("{:.2} M/s", TRANSLATED as f64 / spent / 1e6);
        rows.push(Row {
            what: what.into(),
            cells: vec![rate, percent(totals.tlb_hits), percent(totals.page_faults)],
        });
    }
    let columns = ["accesses", "TLB hits", "faults"].map(String::from).into();
    Group { title: "Translated accesses per second", columns, rows }
}

fn pass(machine: &mut Replacing, references: usize) {
    let mut events = Vec::with_capacity(16);
    for _ in 0..references {
        events.clear();
        machine.finish_reference(&mut events);
    }
}
