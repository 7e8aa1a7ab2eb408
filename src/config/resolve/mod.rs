//! The effective values: which of the assignments counts where, with the defaults of Dovecot.

pub(in crate::config) mod assignments;
pub mod effective;
pub(in crate::config) mod elements;
pub(in crate::config) mod filter;
pub(in crate::config) mod filters;
pub(in crate::config) mod groups;
pub(in crate::config) mod overlap;
pub(in crate::config) mod section_prefix;
pub(in crate::config) mod sections;
pub(in crate::config) mod tables;
pub(in crate::config) mod v23;
pub(in crate::config) mod v24;
pub(in crate::config) mod view;
pub(in crate::config) mod words;
