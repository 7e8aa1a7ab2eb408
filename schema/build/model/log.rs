//! `log/*.json`.

use serde::Deserialize;

use super::Series;

/// A message of Dovecot's log, and what explains it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogMessage {
    /// The text with holes: `%s` for any text, `%u` for digits, `%%` for a percent sign.
    pub message: String,
    /// The pages, the likeliest cause first: lints, or files of `docs/log`.
    pub pages: Vec<String>,
    /// The series that log it.
    pub series: Vec<Series>,
    /// The source file that logs it.
    #[serde(rename = "source")]
    pub _source: String,
    /// A line of a log with it; read by tests.
    pub example: String,
}
