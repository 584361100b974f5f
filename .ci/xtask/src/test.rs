//! `cargo xtask test`: every check, one after the other, and an honest summary.

use crate::run::{cargo_command, find, say};
use crate::{site, tools};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const WASM: &str = "wasm32-unknown-unknown";
const DENY: [&str; 3] = ["--", "-D", "warnings"];

/// What one stage found. A check without tests of its own counts as one.
struct Outcome {
    name: &'static str,
    passed: u32,
    failed: u32,
    note: String,
    time: Duration,
}

/// Runs the named parts, or all; fails when anything did.
pub fn run(parts: &[String]) -> Result<(), String> {
    const PARTS: [&str; 4] = ["lint", "native", "wasm", "browser"];
    if let Some(unknown) = parts.iter().find(|part| !PARTS.contains(&part.as_str())) {
        return Err(format!("there is no part `{unknown}`; the parts are {}.", PARTS.join(", ")));
    }
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|name| name == part);
    let mut outcomes = Vec::new();
    if wanted("wasm") || wanted("browser") {
        tools::for_building()?;
    }
    if wanted("lint") {
        lint(&mut outcomes);
    }
    if wanted("native") {
        outcomes.push(tests("native tests", cargo_command().args(["test", "--no-fail-fast"])));
    }
    if wanted("wasm") || wanted("browser") {
        match tools::for_browser_tests() {
            Ok(browser) => in_browser(&browser, wanted("wasm"), wanted("browser"), &mut outcomes),
            Err(sentence) => outcomes.push(check("tests in a browser", || Err(sentence))),
        }
    }
    summary(&outcomes)
}

/// Screenshots of the given links: what the tests' harness sees, as files.
pub fn shots(arguments: &[String]) -> Result<(), String> {
    let (options, hashes): (Vec<_>, Vec<_>) = arguments.iter().partition(|word| word.starts_with("--"));
    if let Some(unknown) = options.iter().find(|option| **option != "--build") {
        return Err(format!("there is no option `{unknown}`; `--build` rebuilds dist/ first."));
    }
    tools::for_building()?;
    let browser = tools::for_browser_tests()?;
    if !options.is_empty() || !site::built() {
        site::build()?;
    }
    let hashes: Vec<&str> = hashes.into_iter().map(String::as_str).collect();
    let links = if hashes.is_empty() { "#/".into() } else { hashes.join("\n") };
    let mut cargo = cargo_command();
    cargo.args([
        "test",
        "--quiet",
        "--test",
        "browser",
        "--",
        "--ignored",
        "--exact",
        "shots::take",
        "--nocapture",
    ]);
    cargo.env("CHROMEDRIVER", browser.chromedriver).env("OSVIZ_SHOTS", links);
    crate::run::finish("taking the screenshots", &mut cargo)
}

fn lint(outcomes: &mut Vec<Outcome>) {
    let cargo = |arguments: &[&str]| crate::run::cargo("this check", arguments);
    outcomes.push(check("format", || cargo(&["fmt", "--all", "--check"])));
    let clippy = ["clippy", "--workspace", "--all-targets"];
    outcomes.push(check("clippy, native", || cargo(&[&clippy[..], &DENY].concat())));
    // The tests that only a browser can run are the only ones that compile for it.
    let wasm = ["clippy", "--target", WASM, "--lib", "--bins", "--test", "web", "--test", "bench"];
    outcomes.push(check("clippy, WebAssembly", || cargo(&[&wasm[..], &DENY].concat())));
}

fn in_browser(browser: &tools::Browser, wasm: bool, real: bool, outcomes: &mut Vec<Outcome>) {
    if wasm {
        let mut cargo = cargo_command();
        cargo.args(["test", "--target", WASM, "--test", "web"]).env("CHROMEDRIVER", &browser.chromedriver);
        let runner = find("wasm-bindgen-test-runner").expect("just installed beside wasm-bindgen");
        cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner);
        outcomes.push(tests("WebAssembly tests", &mut cargo));
    }
    if real {
        let build = check("release build", site::build);
        let built = build.failed == 0;
        outcomes.push(build);
        if built {
            let mut cargo = cargo_command();
            cargo.args(["test", "--test", "browser", "--", "--ignored", "--skip", "shots::"]);
            cargo.args(["--test-threads", "2"]).env("CHROMEDRIVER", &browser.chromedriver);
            outcomes.push(tests("real-browser tests", &mut cargo));
        }
    }
}

/// One check that either holds or does not.
fn check(name: &'static str, work: impl FnOnce() -> Result<(), String>) -> Outcome {
    say(name);
    let start = Instant::now();
    let result = work();
    let failed = u32::from(result.is_err());
    let note = result.err().unwrap_or_default();
    Outcome { name, passed: 1 - failed, failed, note, time: start.elapsed() }
}

/// Runs a test program, passes its output on, and adds up its `test result:` lines.
fn tests(name: &'static str, command: &mut Command) -> Outcome {
    say(name);
    let start = Instant::now();
    let mut outcome = Outcome { name, passed: 0, failed: 0, note: String::new(), time: Duration::ZERO };
    let succeeded = pass_on(command, |line| count(line, &mut outcome));
    if outcome.failed == 0 && succeeded != Ok(true) {
        outcome.failed = 1;
        outcome.note = succeeded.err().unwrap_or("it ended with an error, see above".into());
    } else if outcome.failed == 0 && outcome.passed == 0 {
        outcome.failed = 1;
        outcome.note = "no test was run".into();
    }
    outcome.time = start.elapsed();
    outcome
}

/// Whether it succeeded; each line of its output is shown, then given to `see`.
fn pass_on(command: &mut Command, mut see: impl FnMut(&str)) -> Result<bool, String> {
    let could_not = |error: std::io::Error| format!("it could not be run: {error}");
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(could_not)?;
    let output = child.stdout.take().expect("piped above");
    for line in BufReader::new(output).split(b'\n') {
        let line = String::from_utf8_lossy(&line.map_err(could_not)?).into_owned();
        println!("{line}");
        see(&line);
    }
    Ok(child.wait().map_err(could_not)?.success())
}

/// Reads a line like `test result: ok. 12 passed; 0 failed; 3 ignored; …`.
fn count(line: &str, outcome: &mut Outcome) {
    let Some((_, counts)) = line.split_once("test result: ") else {
        return;
    };
    let number = |what: &str| -> u32 {
        let words: Vec<&str> = counts.split([' ', ';']).filter(|word| !word.is_empty()).collect();
        let at = words.iter().position(|word| *word == what);
        at.and_then(|at| words.get(at.checked_sub(1)?)?.parse().ok()).unwrap_or(0)
    };
    outcome.passed += number("passed");
    outcome.failed += number("failed");
}

/// Prints what was run and how it went; the last line has the totals.
fn summary(outcomes: &[Outcome]) -> Result<(), String> {
    say("Summary");
    for Outcome { name, passed, failed, note, time } in outcomes {
        let verdict = if *failed == 0 { "ok" } else { "FAILED" };
        let seconds = time.as_secs();
        println!("{verdict:8}{name:22}{seconds:>5} s   {passed} passed, {failed} failed  {note}");
    }
    let passed: u32 = outcomes.iter().map(|outcome| outcome.passed).sum();
    let failed: u32 = outcomes.iter().map(|outcome| outcome.failed).sum();
    println!("{passed} passed, {failed} failed");
    match failed {
        0 => Ok(()),
        _ => std::process::exit(1),
    }
}
