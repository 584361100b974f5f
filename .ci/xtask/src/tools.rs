//! What the project needs besides a Rust toolchain, and how to get it on each system.

use crate::run::{self, command, finish, say};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// Any 0.21 will do; this one is installed when there is none.
const TRUNK: &str = "0.21.14";
/// The accessibility rules of the browser tests.
const AXE: &str = "4.14.1";

/// What `serve` and `build` need: the wasm32 target, trunk, and wasm-bindgen as in Cargo.lock.
pub fn for_building() -> Result<(), String> {
    wasm_target()?;
    wasm_bindgen()?;
    trunk()
}

/// Programs the browser tests drive.
pub struct Browser {
    pub chromedriver: PathBuf,
}

/// What the browser tests need: Chromium or Chrome, chromedriver, axe-core.
pub fn for_browser_tests() -> Result<Browser, String> {
    const ADVICE: &str = "Please install Chromium (or Chrome) and the chromedriver of the same version, or name \
                          the driver in the variable CHROMEDRIVER; then run this again.";
    if chromedriver().is_none() || chrome().is_none() {
        install_browser().map_err(|reason| format!("{reason} {ADVICE}"))?;
    }
    chrome().ok_or(format!("no browser for the tests was found. {ADVICE}"))?;
    let chromedriver = chromedriver().ok_or(format!("chromedriver was not found. {ADVICE}"))?;
    axe()?;
    Ok(Browser { chromedriver })
}

fn wasm_target() -> Result<(), String> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let libraries = run::output("rustc", &["--print", "target-libdir", "--target", TARGET]);
    if libraries.is_some_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    if run::find("rustup").is_none() {
        return Err(format!(
            "the Rust target {TARGET} is missing; install it with your system's Rust packages."
        ));
    }
    say(&format!("Adding the Rust target {TARGET} (some 30 MB)"));
    finish("rustup target add", command("rustup").args(["target", "add", TARGET]))
}

/// The version of the tool must equal that of the library, to the last digit.
fn wasm_bindgen() -> Result<(), String> {
    let wanted = locked_version("wasm-bindgen")?;
    let present = |program| run::output(program, &["--version"]).is_some_and(|text| text.ends_with(&wanted));
    if present("wasm-bindgen") && present("wasm-bindgen-test-runner") {
        return Ok(());
    }
    say(&format!("Installing wasm-bindgen {wanted} with cargo (once; 1 to 3 minutes)"));
    install("wasm-bindgen-cli", &wanted, "1", &[])
}

fn trunk() -> Result<(), String> {
    if run::output("trunk", &["--version"]).is_some_and(|text| text.starts_with("trunk 0.21.")) {
        return Ok(());
    }
    say(&format!("Installing trunk {TRUNK} with cargo (once; 2 to 4 minutes)"));
    install("trunk", TRUNK, "0", &["--no-default-features", "--features", "rustls"])
}

/// Optimising these tools would take longer than it ever saves: they wait for rustc.
fn install(package: &str, version: &str, opt_level: &str, options: &[&str]) -> Result<(), String> {
    let attempt = |locked: &[&str]| {
        let mut cargo = run::cargo_command();
        cargo.args(["install", package, "--force", "--version", version]).args(options).args(locked);
        cargo.env("CARGO_PROFILE_RELEASE_LTO", "false").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256");
        cargo.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", opt_level).env("CARGO_PROFILE_RELEASE_DEBUG", "false");
        finish(&format!("cargo install {package}"), &mut cargo)
    };
    attempt(&["--locked"]).or_else(|_| {
        say("With its own lock file it does not install here; trying without");
        attempt(&[])
    })
}

/// The version of a package in Cargo.lock.
fn locked_version(package: &str) -> Result<String, String> {
    let lock = fs::read_to_string(run::root().join("Cargo.lock"))
        .map_err(|error| format!("Cargo.lock: {error}."))?;
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1).and_then(|line| line.strip_prefix("version = \""));
    let version = version.and_then(|rest| rest.strip_suffix('"')).map(String::from);
    version.ok_or(format!("Cargo.lock names no {package}."))
}

fn chromedriver() -> Option<PathBuf> {
    let named = env::var_os("CHROMEDRIVER").map(PathBuf::from);
    let in_folder = || Some(PathBuf::from(env::var_os("CHROMEWEBDRIVER")?).join("chromedriver"));
    named.or_else(|| in_folder().filter(|path| path.is_file())).or_else(|| run::find("chromedriver"))
}

fn chrome() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
    let program_files = ["ProgramFiles", "ProgramFiles(x86)", "LocalAppData"];
    let on_windows = program_files.into_iter().filter_map(env::var_os);
    let on_windows = on_windows.map(|folder| Path::new(&folder).join("Google/Chrome/Application/chrome.exe"));
    let apps = ["Google Chrome.app/Contents/MacOS/Google Chrome", "Chromium.app/Contents/MacOS/Chromium"];
    let on_macos = apps.into_iter().map(|app| Path::new("/Applications").join(app));
    let installed = || on_windows.chain(on_macos).find(|path| path.is_file());
    names.into_iter().find_map(run::find).or_else(installed)
}

fn install_browser() -> Result<(), String> {
    say("Installing Chromium and chromedriver for the browser tests (once)");
    if run::find("apt-get").is_some() {
        let ubuntu = fs::read_to_string("/etc/os-release").is_ok_and(|text| text.contains("ID=ubuntu"));
        let packages = match ubuntu {
            true => ["chromium-browser", "chromium-chromedriver", "fonts-noto-cjk"],
            false => ["chromium", "chromium-driver", "fonts-noto-cjk"],
        };
        apt_install(&packages)
    } else if run::find("brew").is_some() {
        finish("brew install", command("brew").args(["install", "--cask", "google-chrome", "chromedriver"]))
    } else if run::find("winget").is_some() {
        let winget = |id| {
            let agree = ["--accept-package-agreements", "--accept-source-agreements"];
            finish("winget install", command("winget").args(["install", "--exact", "--id", id]).args(agree))
        };
        winget("Google.Chrome").and_then(|()| winget("Chromium.ChromeDriver"))
    } else {
        Err("there is no apt-get, brew or winget to install the browser of the tests with.".into())
    }
}

/// Installs Debian packages as root, or with a sudo that asks no password.
fn apt_install(packages: &[&str]) -> Result<(), String> {
    let root = run::output("id", &["-u"]).as_deref() == Some("0");
    if !root && run::output("sudo", &["-n", "true"]).is_none() {
        let list = packages.join(" ");
        return Err(format!("missing packages; please run `sudo apt-get install {list}`, then this again."));
    }
    let apt = |arguments: &[&str]| {
        let mut words = if root { vec![] } else { vec!["sudo", "-n"] };
        words.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y"]);
        words.extend(arguments);
        finish("apt-get", command(words[0]).args(&words[1..]))
    };
    // A machine whose package lists are partly out of reach may still have these packages.
    if let Err(sentence) = apt(&["update"]) {
        println!("{sentence} Going on with the package lists at hand.");
    }
    apt(&[&["install", "--no-install-recommends"], packages].concat())
}

/// axe-core is fetched, never committed; the browser harness reads it from this place.
fn axe() -> Result<(), String> {
    let folder = run::root().join("target/axe");
    let package = folder.join("node_modules/axe-core/package.json");
    let wanted = format!("\"version\": \"{AXE}\"");
    if fs::read_to_string(&package).is_ok_and(|text| text.contains(&wanted)) {
        return Ok(());
    }
    if npm().is_none() && run::find("apt-get").is_some() {
        say("Installing npm, which fetches the accessibility rules of the browser tests (once)");
        apt_install(&["npm"])?;
    }
    let Some(npm) = npm() else {
        return Err(
            "the accessibility tests fetch axe-core with npm, which is missing; please install Node.js \
                    (it brings npm), then run this again."
                .into(),
        );
    };
    say(&format!("Fetching axe-core {AXE} for the accessibility tests (once; 3 MB)"));
    fs::create_dir_all(&folder)
        .map_err(|error| format!("could not create {}: {error}.", folder.display()))?;
    let package = format!("axe-core@{AXE}");
    let quiet = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
    let mut npm = command(npm);
    npm.args(["install", "--prefix", "target/axe"]).args(quiet).arg(package);
    finish("npm install axe-core", &mut npm)
}

/// On Windows npm is a script, which needs its full name to be started.
fn npm() -> Option<&'static str> {
    ["npm", "npm.cmd"].into_iter().find(|name| run::output(name, &["--version"]).is_some())
}
