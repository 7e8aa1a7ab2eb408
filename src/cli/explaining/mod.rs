//! `dovelint explain`: the page of a lint, or of a line of the log; `--log` for a whole log.

mod answer;
mod known;
mod log;
mod page;
mod setting;

use clap::Args;

use super::printing::output::{Output, style};
use super::{Exit, ListFormat, complain};
use crate::settings::Color;

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The name of a lint, a setting, a service or a plugin, or a message from the log in quotes
    #[arg(value_name = "NAME|MESSAGE", required_unless_present = "log")]
    lint: Option<String>,
    /// A configuration to search for the cause
    path: Option<String>,
    /// Explain a whole log: which known messages it contains, and how often; `-` reads standard input
    #[arg(long, value_name = "FILE")]
    log: Option<String>,
    /// For a person or as JSON: the pages of a lint, a group or a line of the log
    #[arg(long, value_enum, default_value_t = ListFormat::Human, conflicts_with_all = ["log", "path"])]
    format: ListFormat,
    /// When to use colours
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    color: Color,
}

/// Explains, and gives the exit code.
pub(super) fn run(args: &ExplainArgs) -> Exit {
    let style = style(args.color, false);
    let text = match (&args.log, &args.lint, &args.path) {
        // What is named next to a log is the configuration.
        (Some(file), path, None) => log::explain(file, path.as_deref(), style),
        (Some(_), _, Some(_)) => Err("--log accepts one configuration".to_owned()),
        (None, Some(what), _) if args.format == ListFormat::Json => answer::json(what),
        (None, Some(what), path) => answer::explain(what, path.as_deref(), style),
        (None, None, _) => {
            Err("name a lint or a setting, or give a message from the log in quotes".to_owned())
        }
    };
    match text {
        Ok(text) => {
            let mut output = Output::standard();
            let written = output.writer().write_all(text.as_bytes());
            output.finish(written, Exit::Clean)
        }
        Err(message) => {
            complain(&message);
            Exit::Failed
        }
    }
}
