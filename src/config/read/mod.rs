//! From statements to the model, as Dovecot reads them. The two series read differently, so each has its own reader:
//! `v23` follows `config-parser.c` and `settings-parser.c` of 2.3.21, `v24` those of 2.4.1 to 2.4.5.

pub(in crate::config) mod early;
pub(in crate::config) mod heredoc;
pub(in crate::config) mod interrupted;
pub(in crate::config) mod unclosed;
pub(in crate::config) mod unknown;
pub(in crate::config) mod unreachable;
pub(in crate::config) mod v23;
pub(in crate::config) mod v24;
