//! Names, values, lists, TLS, services, filters.

pub(in crate::upgrade) mod debug;
pub(in crate::upgrade) mod defaults;
pub(in crate::upgrade) mod environment;
pub(in crate::upgrade) mod filters;
pub(in crate::upgrade) mod generic;
pub(in crate::upgrade) mod heads;
pub(in crate::upgrade) mod lists;
pub(in crate::upgrade) mod metrics;
pub(in crate::upgrade) mod obsolete;
pub(in crate::upgrade) mod services;
pub(in crate::upgrade) mod tls;
