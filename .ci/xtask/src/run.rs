//! Running other programs, in the project's root and with cargo's own bin folder on PATH.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Says what happens now, or why it takes long.
pub fn say(text: &str) {
    println!("\n=== {text}");
}

/// The folder of the project's Cargo.toml.
pub fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.ancestors().nth(2).expect("the project holds .ci/xtask").to_path_buf()
}

/// A program to be run in the project's root.
pub fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root()).env("PATH", search_path()).stdin(Stdio::null());
    command
}

/// The cargo that started us, so that all parts use one toolchain.
pub fn cargo_command() -> Command {
    command(&env::var("CARGO").unwrap_or_else(|_| "cargo".into()))
}

/// Runs cargo; fails with a sentence that names `what`.
pub fn cargo(what: &str, arguments: &[&str]) -> Result<(), String> {
    finish(what, cargo_command().args(arguments))
}

/// Runs trunk. It takes `NO_COLOR=1` for a wrong option value, hence the removal.
pub fn trunk(arguments: &[&str]) -> Result<(), String> {
    finish("trunk", command("trunk").env_remove("NO_COLOR").args(arguments))
}

/// Runs to the end; a non-zero exit is an error.
pub fn finish(what: &str, command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|error| format!("could not start {what}: {error}."))?;
    if status.success() { Ok(()) } else { Err(format!("{what} failed ({status}).")) }
}

/// What a program prints, or nothing when it is absent or fails.
pub fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output = command(program).args(arguments).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_string())
}

/// The full path of a program on PATH.
pub fn find(program: &str) -> Option<PathBuf> {
    let file = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&search_path()).map(|folder| folder.join(&file)).find(|path| path.is_file())
}

fn search_path() -> OsString {
    let path = env::var_os("PATH").unwrap_or_default();
    // winget adds its folder to the PATH of later sessions only.
    let winget = env::var_os("LOCALAPPDATA").map(|data| Path::new(&data).join("Microsoft/WinGet/Links"));
    let folders = cargo_bin().into_iter().chain(env::split_paths(&path)).chain(winget);
    env::join_paths(folders).unwrap_or(path)
}

/// Where `cargo install` puts programs; not always on PATH of an editor or a service.
fn cargo_bin() -> Option<PathBuf> {
    let home =
        || Some(PathBuf::from(env::var_os("HOME").or_else(|| env::var_os("USERPROFILE"))?).join(".cargo"));
    Some(env::var_os("CARGO_HOME").map(PathBuf::from).or_else(home)?.join("bin"))
}
