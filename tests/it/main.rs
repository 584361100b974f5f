//! What holds across modules and labs, in one binary.

mod contrast;
mod tidy;
