//! What is in force, and why.

pub(super) mod difference;
pub(super) mod show;
pub(super) mod why;
