//! Processes and sockets: services, listeners, limits, the checks of the master process.

pub(in crate::config) mod access;
pub(in crate::config) mod limits;
pub(in crate::config) mod listen;
pub(in crate::config) mod listener;
pub(in crate::config) mod master;
pub(in crate::config) mod reach;
pub(in crate::config) mod service;
pub(in crate::config) mod struct_check;
