//! `cargo xtask bench`: the figures of README's table, natively and in the browser.

use crate::run::{cargo_command, find, finish, say};
use crate::{site, tools};

/// Builds dist/ for its size, then measures natively and in the browser.
pub fn run(options: &[String]) -> Result<(), String> {
    tools::for_building()?;
    let browser = tools::for_browser_tests()?;
    site::build()?;
    say("Natively");
    finish("the native benchmarks", cargo_command().arg("bench").args(options))?;
    say("In the browser");
    let runner = find("wasm-bindgen-test-runner").expect("just installed beside wasm-bindgen");
    let mut cargo = cargo_command();
    cargo.args([
        "test",
        "--profile",
        "web",
        "--target",
        "wasm32-unknown-unknown",
        "--test",
        "bench",
        "--",
        "--nocapture",
    ]);
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner);
    cargo.env("CHROMEDRIVER", browser.chromedriver).env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    finish("the benchmarks in the browser", &mut cargo)
}
