//! `cargo xtask build`: the release build in dist/, finished for static hosts.
//!
//! Trunk writes the files; what it has no means for is done here: one stylesheet instead of many (fewer
//! requests before the first paint), the content-security policy, the service worker with its list of files,
//! and a module without function names.

use crate::run::{root, say, trunk};
use std::fs;
use std::path::{Path, PathBuf};

/// Everything comes from the page's own folder. Inline style attributes carry computed geometry.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                      style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; \
                      connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; \
                      form-action 'none'";

/// Builds dist/ for any static host and any sub-folder.
pub fn build() -> Result<(), String> {
    say("Release build to dist/ (about a minute at first)");
    trunk(&["build", "--release"])?;
    finish(&dist()).map_err(|error| format!("dist/ could not be finished: {error}."))
}

/// Whether there is a finished dist/, of whatever age.
pub fn built() -> bool {
    dist().join("service-worker.js").is_file()
}

fn dist() -> PathBuf {
    root().join("dist")
}

fn finish(dist: &Path) -> std::io::Result<()> {
    let index = dist.join("index.html");
    fs::write(&index, with_one_stylesheet(&fs::read_to_string(&index)?, dist)?)?;
    let mut files = files_in(dist)?;
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "wasm")) {
        fs::write(file, without_names(&fs::read(file)?))?;
    }
    let contents: Vec<Vec<u8>> = files.iter().map(fs::read).collect::<Result<_, _>>()?;
    let version = name_of(&contents.concat());
    fs::write(&index, with_policy(&fs::read_to_string(&index)?, &version))?;
    let template = fs::read_to_string(root().join("assets/service-worker.js"))?;
    fs::write(dist.join("service-worker.js"), with_files(&template, &version, dist, &files))
}

fn files_in(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_in(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

/// The policy must stand before anything it governs; the version turns the service worker on.
fn with_policy(html: &str, version: &str) -> String {
    const CHARSET: &str = "<meta charset=\"utf-8\">";
    let (before, after) = html.split_once(CHARSET).expect("index.html begins with its charset");
    format!(
        "{before}{CHARSET}<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\
         <meta name=\"osviz-build\" content=\"{version}\">{after}"
    )
}

fn with_files(template: &str, version: &str, dist: &Path, files: &[PathBuf]) -> String {
    let names = files.iter().filter_map(|file| file.strip_prefix(dist).ok()?.to_str());
    let names = names.map(|name| name.replace('\\', "/")).filter(|name| name != "service-worker.js");
    let names: Vec<String> = names.map(|name| format!("\"./{}\"", name.replace("index.html", ""))).collect();
    template.replace("BUILD_VERSION", version).replace("\"BUILD_FILES\"", &names.join(", "))
}

/// Joins the stylesheets of the page in their order, and names the result by its content.
fn with_one_stylesheet(html: &str, dist: &Path) -> std::io::Result<String> {
    let (links, others): (Vec<&str>, Vec<&str>) =
        html.split_inclusive('\n').partition(|line| line.contains("rel=\"stylesheet\""));
    let mut css = String::new();
    for link in links {
        let name = link.split("href=\"./").nth(1).and_then(|rest| rest.split('"').next());
        let file = dist.join(name.expect("trunk writes a link of each stylesheet"));
        css += &fs::read_to_string(&file)?;
        fs::remove_file(file)?;
    }
    let name = format!("styles-{}.css", name_of(css.as_bytes()));
    fs::write(dist.join(&name), css)?;
    let others = others.concat();
    let (before, after) = others.split_once("<!-- styles -->").expect("index.html says where its styles go");
    Ok(format!("{before}<link rel=\"stylesheet\" href=\"./{name}\">{after}"))
}

/// Content names itself (64-bit FNV-1a): what is equal needs no new download.
fn name_of(content: &[u8]) -> String {
    let mix = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", content.iter().fold(0xcbf2_9ce4_8422_2325, mix))
}

/// A WebAssembly module without its `name` section, which only debuggers use.
fn without_names(module: &[u8]) -> Vec<u8> {
    const HEADER: usize = 8;
    let mut kept = module[..HEADER].to_vec();
    let mut at = HEADER;
    while at < module.len() {
        let (size, body) = number_at(module, at + 1);
        let end = body + size;
        if !(module[at] == 0 && module[body..end].starts_with(b"\x04name")) {
            kept.extend_from_slice(&module[at..end]);
        }
        at = end;
    }
    kept
}

/// An unsigned LEB128 number and the position behind it.
fn number_at(module: &[u8], mut at: usize) -> (usize, usize) {
    let mut value = 0;
    for shift in (0..).step_by(7) {
        let byte = module[at];
        at += 1;
        value |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            break;
        }
    }
    (value, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_dropped_and_the_rest_kept() {
        let header = b"\0asm\x01\0\0\0";
        let names = b"\0\x06\x04namex";
        let other = b"\0\x07\x05otherx";
        let module = [&header[..], names, other].concat();
        assert_eq!(without_names(&module), [&header[..], other].concat());
    }

    #[test]
    fn a_number_of_two_bytes_is_read() {
        assert_eq!(number_at(&[0xe5, 0x02], 0), (357, 2));
    }

    #[test]
    fn the_service_worker_lists_every_file_and_the_page_itself() {
        let files = [PathBuf::from("d/index.html"), PathBuf::from("d/sub/a.css")];
        let text = with_files("BUILD_VERSION [\"BUILD_FILES\"]", "7", Path::new("d"), &files);
        assert_eq!(text, "7 [\"./\", \"./sub/a.css\"]");
    }
}
