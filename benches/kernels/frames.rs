//! What an access costs under a replacement policy, whatever the number of frames.

use super::{Clock, Group, Row, seconds};
use osviz::labs::memory::replace::machine::Replacing;
use osviz::labs::memory::scenario::{Policy, RandomRefs, Replace};

const FRAMES: [u32; 3] = [16, 4_096, 65_536];
const REFERENCES: u32 = 400_000;
const POLICIES: [(&str, Policy); 5] = [
    ("FIFO", Policy::Fifo),
    ("LRU", Policy::Lru),
    ("Clock", Policy::Clock),
    ("2nd chance", Policy::SecondChance),
    ("OPT", Policy::Opt),
];

/// Random accesses to a quarter more pages than there are frames: one in five faults. Frames are filled before.
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
            assert!(faults > u64::from(REFERENCES / 10), "hardly any faults");
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

fn pass(machine: &mut Replacing, references: usize) {
    let mut events = Vec::with_capacity(16);
    for _ in 0..references {
        events.clear();
        machine.finish_reference(&mut events);
    }
}
