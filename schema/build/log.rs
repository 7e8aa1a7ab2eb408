//! The messages of the log.

use std::fmt::Write as _;

use super::model::LogMessage;

/// Adds the messages as one text, a line each: the series, the level, the pages and the message, with tabs between them. It is
/// only taken apart where a line of a log is explained, so that no other run pays for a table.
///
/// # Errors
///
/// When a message holds a tab or a line feed.
pub fn write(code: &mut String, messages: &[LogMessage]) -> Result<(), String> {
    let mut text = String::new();
    for message in messages {
        if message.message.contains(['\t', '\n']) {
            return Err(format!("{}: a tab or a line feed", message.message));
        }
        let series: Vec<&str> = message.series.iter().map(|series| series.suffix()).collect();
        // What is logged for debugging alone says so in its example.
        let level = if message.example.contains("Debug: ") { "debug" } else { "" };
        let (series, pages) = (series.join(","), message.pages.join(","));
        let _ = writeln!(text, "{series}\t{level}\t{pages}\t{}", message.message);
    }
    let _ = writeln!(
        code,
        "/// The messages of the log that have a page.\npub(super) static LOG: &str = {text:?};"
    );
    Ok(())
}
