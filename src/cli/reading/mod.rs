//! From paths and options to configurations that are read.

pub(super) mod causes;
pub(super) mod revision;
pub(super) mod settled;
pub(super) mod values;
