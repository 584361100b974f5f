//! The reports that must be the same, byte for byte, natively and as WebAssembly: those of every preset and of
//! 200 random scenarios. What is kept of each is its length and a digest.

use osviz::lab::Run;
use osviz::labs::LABS;
use std::fmt::Write;

const POLICIES: [&str; 8] = ["fcfs", "sjf", "srtf", "rr", "hrrn", "priority", "priority_rr", "mlfq"];
const SETS: [&str; 6] = ["silberschatz", "ostep", "stallings", "tanenbaum", "tang", "408"];

/// One line per report: name, bytes, digest.
pub fn digests() -> String {
    let mut out = String::new();
    for lab in LABS {
        for card in (lab.presets)() {
            let run = (lab.preset)(card.id, &[]).expect("a preset opens");
            line(&mut out, &format!("{}/{}", lab.id, card.id), run.as_ref());
        }
    }
    for seed in 0..200 {
        let run = (LABS[0].open)(1, random(seed)).expect("a random scenario opens");
        line(&mut out, &format!("random/{seed}"), run.as_ref());
    }
    out
}

fn random(seed: usize) -> serde_json::Value {
    let boost = [None, Some(25)][seed % 2];
    let quantum = ["1", "2.5", "3"][seed % 3];
    let cost = ["0", "1", "0.25", "0"][seed % 4];
    let (policy, set) = (POLICIES[seed % POLICIES.len()], SETS[seed % SETS.len()]);
    serde_json::json!({
        "policy": policy,
        "quantum": quantum,
        "boost": boost,
        "random": { "seed": seed, "count": 1 + seed % 23, "arrival": 30, "burst": 9, "io": seed % 4, "priority": 5 },
        "rules": { "set": set, "switch_cost": cost },
    })
}

fn line(out: &mut String, name: &str, run: &dyn Run) {
    let report = serde_json::to_string(&run.report().json()).expect("a report is JSON");
    writeln!(out, "{name} {} {:016x}", report.len(), fnv(report.as_bytes())).expect("memory");
}

/// FNV-1a, 64 bits: <http://www.isthe.com/chongo/tech/comp/fnv/>.
fn fnv(bytes: &[u8]) -> u64 {
    let mix = |hash: u64, byte: &u8| (hash ^ *byte as u64).wrapping_mul(0x0000_0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, mix)
}
