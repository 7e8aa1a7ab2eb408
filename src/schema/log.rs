use std::sync::LazyLock;

use super::{LOG, Series};

/// A message that Dovecot or Pigeonhole writes to the log, from the format strings of their sources.
#[derive(Debug, PartialEq, Eq)]
pub struct LogMessage {
    /// The text with holes: `%s` for any text, `%u` for digits, `%%` for a percent sign.
    pub message: &'static str,
    /// The pages that explain it, the likeliest cause first: lints, or pages of the log.
    pub pages: Vec<&'static str>,
    /// The series that log it.
    pub series: Vec<Series>,
    /// Whether it is only logged for debugging.
    pub is_debug: bool,
    /// The longest part of it without a hole.
    pub anchor: &'static str,
}

static MESSAGES: LazyLock<Vec<LogMessage>> = LazyLock::new(|| LOG.lines().filter_map(message).collect());

/// Every message that has a page.
pub fn log_messages() -> &'static [LogMessage] {
    &MESSAGES
}

fn message(line: &'static str) -> Option<LogMessage> {
    let mut fields = line.splitn(4, '\t');
    let (series, level) = (fields.next()?, fields.next()?);
    let (pages, message) = (fields.next()?, fields.next()?);
    let parts = message
        .split('%')
        .enumerate()
        .map(|(index, part)| if index == 0 { part } else { part.get(1..).unwrap_or("") });
    let line = |suffix| if suffix == "23" { Series::V23 } else { Series::V24 };
    Some(LogMessage {
        message,
        pages: pages.split(',').collect(),
        series: series.split(',').map(line).collect(),
        is_debug: level == "debug",
        anchor: parts.max_by_key(|part| part.len()).unwrap_or_default(),
    })
}
