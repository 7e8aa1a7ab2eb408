//! What is printed, and where.

pub(super) mod ci_log;
pub(super) mod output;
