//! The replacement study.

pub mod code;
pub mod form;
pub mod inspect;
pub mod machine;
pub mod metrics;
pub mod picture;
pub mod pool;
pub mod report;
pub mod resident;
pub mod story;
pub mod study;
pub mod timeline;
