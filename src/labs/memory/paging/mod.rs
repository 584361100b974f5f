//! Address translation through page tables, with TLB and demand paging.

pub mod bits;
pub mod fault;
pub mod form;
pub mod inspect;
pub mod machine;
pub mod picture;
pub mod plan;
pub mod report;
pub mod space;
pub mod story;
pub mod study;
pub mod tlb;
