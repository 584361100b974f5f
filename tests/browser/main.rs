//! Real-browser tests: the finished dist/ in headless Chromium, driven through chromedriver.
//!
//! They are ignored unless asked for, so that `cargo test` needs no browser:
//! `cargo xtask test browser` builds dist/ and runs them;
//! `cargo test --test browser -- --ignored` runs them on the dist/ at hand.
#![cfg(not(target_arch = "wasm32"))]

mod harness;

mod access;
mod boot;
mod compare;
mod edits;
mod keyboard;
mod layout;
mod links;
mod memory;
mod motion;
mod replace;
mod shots;
mod steps;
mod timeline;
mod zerocopy;
