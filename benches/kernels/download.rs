//! What a reader downloads: the files of `dist/`, as static hosts send them.

use super::{Group, Row};
use std::fs;
use std::io::Read;
use std::path::Path;

/// Sizes by kind of file; `None` if `dist/` was not built.
pub fn download() -> Option<Group> {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("dist");
    let files: Vec<_> = fs::read_dir(dist).ok()?.flatten().map(|entry| entry.path()).collect();
    let mut rows = Vec::new();
    let mut sums = [0; 3];
    for ending in ["wasm", "js", "css", "html"] {
        let of_kind = files.iter().filter(|file| file.extension().is_some_and(|kind| kind == ending));
        let sizes = of_kind.map(|file| sizes(&fs::read(file).expect("a file of dist/"))).fold([0; 3], add);
        sums = add(sums, sizes);
        rows.push(row(ending, sizes));
    }
    rows.push(row("all", sums));
    let columns = ["raw", "gzip", "brotli"].map(String::from).into();
    Some(Group { title: "Download, kilobytes", columns, rows })
}

fn row(what: &str, sizes: [usize; 3]) -> Row {
    Row { what: what.into(), cells: sizes.map(|bytes| format!("{:.1}", bytes as f64 / 1000.0)).into() }
}

fn add(one: [usize; 3], other: [usize; 3]) -> [usize; 3] {
    [one[0] + other[0], one[1] + other[1], one[2] + other[2]]
}

/// Raw, gzip -9 (deflate with its 18 bytes of frame), brotli -q 11.
fn sizes(bytes: &[u8]) -> [usize; 3] {
    let gzip = miniz_oxide::deflate::compress_to_vec(bytes, 9).len() + 18;
    let mut brotli = Vec::new();
    brotli::CompressorReader::new(bytes, 1 << 16, 11, 22).read_to_end(&mut brotli).expect("memory");
    [bytes.len(), gzip, brotli.len()]
}
