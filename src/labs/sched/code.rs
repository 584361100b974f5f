//! Pseudocode of the policies.
