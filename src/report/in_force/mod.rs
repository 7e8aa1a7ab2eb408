//! The effective values, and why.

pub(super) mod difference;
pub(super) mod show;
pub(super) mod why;
