//! Real-browser tests: the finished dist/ in headless Chromium, driven through chromedriver.
//!
//! They are ignored unless asked for, so that `cargo test` needs no browser:
//! `cargo xtask test browser` builds dist/ and runs them;
//! `cargo test --test browser -- --ignored` runs them on the dist/ at hand.

#[cfg(not(target_arch = "wasm32"))]
mod harness;

#[cfg(not(target_arch = "wasm32"))]
mod access;
#[cfg(not(target_arch = "wasm32"))]
mod boot;
#[cfg(not(target_arch = "wasm32"))]
mod shots;
