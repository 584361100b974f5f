//! In the browser: mounts the app. Natively: the command line.

#[cfg(target_arch = "wasm32")]
fn main() {
    osviz::ui::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    osviz::cli::main()
}
