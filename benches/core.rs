//! `cargo bench`: the figures of the core, and of the download if `dist/` is there, as Markdown tables.

mod kernels;

use std::time::Instant;

fn main() {
    let start = Instant::now();
    let clock = move || start.elapsed().as_secs_f64();
    let mut groups = kernels::core(&clock);
    groups.extend(kernels::download::download());
    for group in groups {
        print!("{}", kernels::markdown(&group));
    }
}
