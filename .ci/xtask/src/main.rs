//! `cargo xtask …`: sets up what is missing, then serves, tests or builds the project.

mod bench;
mod run;
mod site;
mod test;
mod tools;

use std::io::IsTerminal;
use std::net::TcpListener;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask serve [trunk options]   set up what is missing, serve the app, rebuild on change
cargo xtask test [part ...]         set up what is missing, run every test
                                    parts: lint, native, wasm, browser (default: all)
cargo xtask build                   write dist/, ready for any static host and any sub-folder
cargo xtask bench [options]         run the benchmarks (options go to cargo bench)
cargo xtask shots ['#/hash' ...]    write screenshots to target/shots/ (--build: rebuild dist/ first)
cargo xtask setup                   only install what serve and test need
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((command, rest)) = arguments.split_first() else {
        eprint!("{HELP}");
        return ExitCode::from(2);
    };
    let result = match command.as_str() {
        "serve" => serve(rest),
        "test" => test::run(rest),
        "build" => tools::for_building().and_then(|()| site::build()),
        "bench" => bench::run(rest),
        "shots" => test::shots(rest),
        "setup" => tools::for_building().and_then(|()| tools::for_browser_tests().map(drop)),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        other => Err(format!("there is no command `{other}`.\n\n{HELP}")),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("xtask: {sentence}");
            ExitCode::FAILURE
        }
    }
}

/// Serves the development build with trunk; a page opens when a person is there to see it.
fn serve(options: &[String]) -> Result<(), String> {
    tools::for_building()?;
    let mut arguments = vec!["serve".to_string()];
    if !options.iter().any(|option| option.starts_with("--port")) {
        arguments.push(format!("--port={}", free_port()?));
    }
    if std::io::stdout().is_terminal() && std::env::var_os("CI").is_none() {
        arguments.push("--open".into());
    }
    arguments.extend_from_slice(options);
    run::say("Building the app and serving it; the first build takes about a minute. Ctrl+C ends.");
    run::trunk(&strs(&arguments))
}

/// 8080, or the next port that nobody listens on.
fn free_port() -> Result<u16, String> {
    (8080..8100)
        .find(|&port| TcpListener::bind(("127.0.0.1", port)).is_ok())
        .ok_or_else(|| "ports 8080 to 8099 are all in use; name another with --port=".into())
}

fn strs(strings: &[String]) -> Vec<&str> {
    strings.iter().map(String::as_str).collect()
}
