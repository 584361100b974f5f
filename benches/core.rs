//! `cargo bench`: the figures of the core as Markdown tables.

mod kernels;

use std::time::Instant;

fn main() {
    let start = Instant::now();
    let clock = move || start.elapsed().as_secs_f64();
    for group in kernels::core(&clock) {
        print!("{}", kernels::markdown(&group));
    }
}
