//! OS Visualizer: an operating system you can watch.
//!
//! `src/README.md` is the map. In reading order: words, simulation, pictures as data, what a lab is,
//! links, the labs themselves, what a link opens, and the two faces: the
//! command line (native) and the app (in the browser).

pub mod text;

pub mod sim;

pub mod figure;

pub mod report;

pub mod lab;

pub mod link;

pub mod labs;

pub mod open;

#[cfg(not(target_arch = "wasm32"))]
pub mod cli;

pub mod ui;
