use super::printing::output::Output;
use super::reading::settled::complain_of;
use super::{Exit, JudgingArgs, ListFormat, ReadingArgs, complain};
use crate::settings::{self, Color};

/// Prints the effective settings for a path.
pub(super) fn run(path: &str, reading: &ReadingArgs, judging: &JudgingArgs, format: ListFormat) -> Exit {
    let mut finder = match judging.finder(reading) {
        Ok(finder) => finder,
        Err(message) => {
            complain(&message);
            return Exit::Failed;
        }
    };
    if let Err(error) = std::fs::metadata(path) {
        complain(&format!("{path}: {}", crate::document::roots::reason(&error)));
        return Exit::Failed;
    }
    let settings = match finder.find(path) {
        Ok(settings) => settings,
        Err(wrong) => {
            complain_of(&wrong, Color::Auto);
            return Exit::Failed;
        }
    };
    let print = settings::print(&settings, path);
    let text = match format {
        ListFormat::Human => print.to_toml(),
        ListFormat::Json => match serde_json::to_string_pretty(&print) {
            Ok(text) => format!("{text}\n"),
            Err(_) => return Exit::Failed,
        },
    };
    let mut output = Output::standard();
    let written = output.writer().write_all(text.as_bytes());
    output.finish(written, Exit::Clean)
}
