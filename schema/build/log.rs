//! The table of messages of the log.

use super::code::{list, record, table, text, texts};
use super::model::LogMessage;

/// Adds the messages, as they are listed.
pub fn write(code: &mut String, messages: &[LogMessage]) {
    let row = |message: &LogMessage| {
        let series = message.series.iter().map(|series| format!("Line::V{}", series.suffix()));
        let fields =
            [("message", text(&message.message)), ("pages", texts(&message.pages)), ("series", list(series))];
        record("LogMessage", &fields)
    };
    let rows: Vec<String> = messages.iter().map(row).collect();
    table(code, "The messages of the log that have a page.", "pub(super) static LOG", "LogMessage", &rows);
}
