//! Rules about the source that the compiler cannot check. `src/README.md` gives the reasons.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Who may use whom inside the crate: module, and what it may name besides itself.
/// A new top-level module gets a line here.
const LAYERS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("sim", &[]),
    ("parts", &["sim"]),
    ("figure", &["sim", "text"]),
    ("report", &["sim", "text"]),
    ("link", &["text"]),
    ("lab", &["figure", "link", "report", "sim", "text"]),
    ("labs", &["figure", "lab", "link", "parts", "report", "sim", "text"]),
    ("open", &["lab", "labs", "link", "text"]),
    ("cli", &["figure", "lab", "labs", "link", "open", "report", "sim", "text"]),
    ("ui", &["figure", "lab", "labs", "link", "open", "report", "sim", "text"]),
];

/// Modules that compute the same on every machine, at every time.
const EXACT: [&str; 8] = ["text", "sim", "parts", "report", "link", "lab", "labs", "open"];

#[test]
fn modules_use_only_the_layers_below_them() {
    let mut wrong = Vec::new();
    for file in sources() {
        let Some((_, below)) = LAYERS.iter().find(|(name, _)| *name == file.module) else {
            assert!(["lib", "main", "bin"].contains(&file.module.as_str()), "{} is in no layer", file.path);
            continue;
        };
        for used in modules_named_in(&file.code) {
            if used != file.module && !below.contains(&used.as_str()) {
                wrong.push(format!("{} uses {used}", file.path));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_lab_does_not_use_another_lab() {
    for file in sources().iter().filter(|file| file.module == "labs") {
        let own = file.path.split('/').nth(2).expect("src/labs/<lab>");
        for (_, rest) in splits(&file.code, "crate::labs::") {
            let other = leading_word(rest);
            let foreign = root().join("src/labs").join(&other).is_dir() && other != own;
            assert!(!foreign, "{} uses the lab {other}", file.path);
        }
    }
}

#[test]
fn every_lab_folder_is_registered() {
    let registry = fs::read_to_string(root().join("src/labs/mod.rs")).expect("src/labs/mod.rs");
    let (_, list) = registry.split_once("static LABS").expect("the list of labs");
    for entry in fs::read_dir(root().join("src/labs")).expect("src/labs") {
        let entry = entry.expect("a readable folder");
        let name = entry.file_name().into_string().expect("an ASCII name");
        if entry.path().is_dir() {
            assert!(registry.contains(&format!("mod {name};")), "src/labs/mod.rs does not declare {name}");
            assert!(list.contains(&format!("{name}::")), "LABS lacks {name}");
        }
    }
}

#[test]
fn simulations_use_no_float_no_clock_and_no_hash_order() {
    forbid_in(&EXACT, &["f32", "f64", "Instant", "SystemTime", "HashMap", "HashSet", "RandomState"]);
}

#[test]
fn only_the_ui_names_the_browser() {
    let rest: Vec<&str> = LAYERS.iter().map(|(name, _)| *name).filter(|name| *name != "ui").collect();
    forbid_in(
        &rest,
        &["leptos", "web_sys", "js_sys", "wasm_bindgen", "plotters", "plotters_canvas", "gloo_timers"],
    );
}

#[test]
fn colours_are_in_the_tokens_only() {
    let names =
        ["white", "black", "red", "green", "blue", "yellow", "orange", "purple", "gray", "grey", "silver"];
    for (name, css) in stylesheets().iter().filter(|(name, _)| name != "tokens.css") {
        for line in css.lines() {
            let values = line.split_once(':').map_or("", |(_, values)| values);
            let named = words(values).into_iter().find(|word| names.contains(word));
            assert_eq!(named, None, "styles/{name}: {line}");
            assert!(!has_colour(line), "styles/{name}: {line}");
        }
    }
    for file in sources() {
        for line in file.code.lines() {
            assert!(!has_colour(line), "{}: {line}", file.path);
        }
    }
}

#[test]
fn every_token_in_use_is_defined() {
    let sheets = stylesheets();
    let ui: Vec<Source> = sources().into_iter().filter(|file| file.module == "ui").collect();
    let css = sheets.iter().map(|(name, text)| (format!("styles/{name}"), text.as_str()));
    let all: Vec<(String, &str)> =
        css.chain(ui.iter().map(|file| (file.path.clone(), file.code.as_str()))).collect();
    let mut defined = BTreeSet::new();
    for (_, text) in &all {
        for (before, rest) in splits(text, "--") {
            let name = token_name(rest);
            // `--name:` in a stylesheet or a style attribute, `"--name"` where Rust sets it.
            let follows = &rest[name.len()..];
            if !before.ends_with("var(") && (follows.trim_start().starts_with(':') || before.ends_with('"')) {
                defined.insert(name);
            }
        }
    }
    for (path, text) in &all {
        for (_, rest) in splits(text, "var(--") {
            let name = token_name(rest);
            let assembled = rest[name.len()..].starts_with('{'); // `var(--{name})`
            let prose = name.is_empty();
            assert!(
                assembled || prose || defined.contains(&name),
                "{path} uses --{name}, which is defined nowhere"
            );
        }
    }
}

#[test]
fn stylesheets_force_nothing_and_are_all_in_the_page() {
    let page = fs::read_to_string(root().join("index.html")).expect("index.html");
    for (name, css) in stylesheets() {
        assert!(page.contains(&format!("styles/{name}")), "index.html lacks styles/{name}");
        assert!(!css.contains("!important"), "styles/{name} has !important");
    }
}

/// One Rust file of src/, without its comments.
struct Source {
    /// From the project's root, with `/`.
    path: String,
    /// The top-level module it belongs to.
    module: String,
    code: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<Source> {
    let files = files_under(&root().join("src"), "rs");
    assert!(files.len() > 10, "src/ is not where it should be");
    files.iter().map(|file| source(file)).collect()
}

fn source(file: &Path) -> Source {
    let path = file.strip_prefix(root()).expect("a file of the project").to_string_lossy().replace('\\', "/");
    let module = path.split('/').nth(1).expect("src/<module>").trim_end_matches(".rs").to_string();
    let text = fs::read_to_string(file).expect("a readable source");
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    Source { path, module, code: lines.collect::<Vec<_>>().join("\n") }
}

fn stylesheets() -> Vec<(String, String)> {
    let files = files_under(&root().join("styles"), "css");
    let name = |file: &PathBuf| file.file_name().expect("a name").to_string_lossy().into_owned();
    files.iter().map(|file| (name(file), fs::read_to_string(file).expect("a readable stylesheet"))).collect()
}

fn files_under(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            files.extend(files_under(&path, ending));
        } else if path.extension().is_some_and(|found| found == ending) {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// What stands before and behind each occurrence of a mark.
fn splits<'a>(text: &'a str, mark: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    text.match_indices(mark).map(move |(at, _)| (&text[..at], &text[at + mark.len()..]))
}

/// The top-level modules that `crate::module` and `crate::{module, …}` name.
fn modules_named_in(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, rest) in splits(code, "crate::") {
        match rest.strip_prefix('{') {
            None => found.insert(leading_word(rest)),
            Some(group) => {
                found.extend(outermost_parts(group).iter().map(|part| leading_word(part.trim())));
                true
            }
        };
    }
    // Macros of the crate stand at its root: `crate::text!` is of the module text as well.
    found.retain(|name| name.starts_with(|first: char| first.is_ascii_lowercase()));
    found
}

/// `a::{b, c}, d}; more` has the outermost parts `a::{b, c}` and ` d`.
fn outermost_parts(group: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => {
                parts.push(&group[start..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts
}

fn leading_word(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '_').collect()
}

fn token_name(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect()
}

fn words(text: &str) -> Vec<&str> {
    text.split(|letter: char| !(letter.is_ascii_alphanumeric() || "_-".contains(letter))).collect()
}

fn forbid_in(modules: &[&str], names: &[&str]) {
    for file in sources().iter().filter(|file| modules.contains(&file.module.as_str())) {
        for line in file.code.lines() {
            let found = words(line).into_iter().find(|word| names.contains(word));
            assert_eq!(found, None, "{}: {line}", file.path);
        }
    }
}

/// `#1A2029`, `#fff`, `rgb(…)` and their like.
fn has_colour(line: &str) -> bool {
    let hex = splits(line, "#").any(|(_, rest)| {
        let digits = leading_word(rest);
        matches!(digits.len(), 3 | 4 | 6 | 8) && digits.chars().all(|digit| digit.is_ascii_hexdigit())
    });
    let functions =
        ["rgb(", "rgba(", "hsl(", "hsla(", "hwb(", "lab(", "lch(", "oklab(", "oklch(", "color-mix("];
    hex || functions.iter().any(|function| {
        splits(line, function)
            .any(|(before, _)| !before.ends_with(|last: char| last.is_alphanumeric() || "_-".contains(last)))
    })
}

#[test]
fn the_readers_of_this_test_see_what_they_should() {
    assert!(has_colour("color: #fff;") && has_colour("a: rgb(1, 2, 3)") && has_colour("\"#1A2029\""));
    assert!(!has_colour("href=\"#/sched\"") && !has_colour("fn slab(") && !has_colour("#[derive(Debug)]"));
    let named = modules_named_in("use crate::{a::{b, c}, d};\nuse crate::text::Text;\ncrate::Thing");
    assert_eq!(named.into_iter().collect::<Vec<_>>(), ["a", "d", "text"]);
}
