use super::{LOG, Line};

/// A message that Dovecot or Pigeonhole writes to the log, from the format strings of their sources.
#[derive(Debug, PartialEq, Eq)]
pub struct LogMessage {
    /// The text with holes: `%s` for any text, `%u` for digits, `%%` for a percent sign.
    pub message: &'static str,
    /// The pages that explain it, the likeliest cause first: lints, or pages of the log.
    pub pages: &'static [&'static str],
    /// The series that log it.
    pub series: &'static [Line],
}

/// Every message that has a page.
pub fn log_messages() -> &'static [LogMessage] {
    LOG
}
