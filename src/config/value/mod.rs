//! One value as Dovecot reads it.

pub(in crate::config) mod escape;
pub mod event_filter;
pub(in crate::config) mod expand;
pub(in crate::config) mod net;
pub mod percent;
pub(in crate::config) mod sql;
mod typed;
pub(in crate::config) mod user_variable;
pub(in crate::config) mod variable;
pub mod writing;
pub(in crate::config) mod written;

pub use typed::{
    Flaw, boolean, check, has_variable, is_unlimited, meant_boolean, number, octal, size, time, words,
};
