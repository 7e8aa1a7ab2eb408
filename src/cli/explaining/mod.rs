//! `dovelint explain`: the page of a lint, or of a line of the log.

pub(super) mod explain;
pub(super) mod log_line;
