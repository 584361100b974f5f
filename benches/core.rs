//! `cargo bench`: the figures of the core, and of the download if `dist/` is there, as Markdown tables.
//! `cargo bench --bench core -- frames translations` prints only these of `kernels::core`.

mod kernels;

use std::time::Instant;

fn main() {
    let start = Instant::now();
    let clock = move || start.elapsed().as_secs_f64();
    let names: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let wanted = |name: &str| names.is_empty() || names.iter().any(|wish| wish == name);
    let mut groups = kernels::core(&clock, &wanted);
    if wanted("download") {
        groups.extend(kernels::download::download());
    }
    for group in groups {
        print!("{}", kernels::markdown(&group));
    }
}
