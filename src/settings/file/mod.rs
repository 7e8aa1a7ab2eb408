//! The settings file.

pub(super) mod keys;
pub(super) mod read;
pub(super) mod schema;
pub(super) mod value;
pub(super) mod wrong;
