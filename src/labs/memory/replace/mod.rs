//! The replacement study.

mod check;
pub mod code;
pub mod config;
pub mod form;
pub mod generate;
mod generator;
mod grid;
pub mod inspect;
pub mod machine;
mod mechanism;
pub mod metrics;
#[cfg(test)]
mod ostep_tests;
pub mod picture;
pub mod pool;
mod processes;
pub mod report;
pub mod resident;
pub mod story;
pub mod study;
pub mod timeline;
pub mod trace;
pub mod turns;
