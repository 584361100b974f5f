//! A run as large as they come: 100,000 processes, a million slices. What the page waits for.

use super::{Clock, Group, Numbers, Row};
use osviz::lab::Look;
use osviz::labs;
use serde_json::json;
use std::hint::black_box;

const SEEKS: usize = 200;

/// Recording it, and showing any of its steps: picture, table, figures and one thing closely, as the page asks.
pub fn run(clock: &Clock) -> Group {
    let random =
        json!({ "seed": 1, "count": 100_000, "arrival": 1_000_000, "burst": 20, "io": 0, "priority": 1 });
    let mut rows = Vec::new();
    for policy in ["rr", "lottery", "stride", "cfs"] {
        let scenario = json!({ "policy": policy, "quantum": 1, "random": random });
        let entry = labs::find("sched").expect("the lab is there");
        let start = clock();
        let Ok(mut opening) = (entry.begin)(entry.version, scenario) else { panic!("it opens") };
        while !opening.go(4_096) {}
        let recorded = clock() - start;
        let run = opening.finish();
        let finished = clock() - start - recorded;
        let look = Look { view: "both".into(), narrow: false };
        let mut numbers = Numbers(3);
        let mut seek = |_| {
            let step = 1 + numbers.below(run.len() as u64) as usize;
            let start = clock();
            black_box((
                run.frame(step, &look),
                run.table(step),
                run.metrics(step),
                run.inspect(step, "proc:P7"),
            ));
            clock() - start
        };
        let mut seeks: Vec<f64> = (0..SEEKS).map(&mut seek).collect();
        seeks.sort_by(f64::total_cmp);
        let ms = |seconds: f64| format!("{:.1} ms", seconds * 1e3);
        rows.push(Row {
            what: format!("{policy}, {:.1} million steps", run.len() as f64 / 1e6),
            cells: vec![
                format!("{:.2} s", recorded),
                ms(finished),
                ms(seeks[SEEKS / 2]),
                ms(seeks[SEEKS * 99 / 100]),
            ],
        });
    }
    let columns = ["recorded in", "finished in", "any step, median", "any step, p99"];
    Group { title: "100,000 processes", columns: columns.map(String::from).into(), rows }
}
