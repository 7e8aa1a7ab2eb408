use std::io::IsTerminal;

use clap::Args;

use super::{Exit, JudgingArgs, ReadingArgs, complain};
use crate::lsp::{self, Ending};

#[derive(Debug, Args)]
pub(super) struct LspArgs {
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    judging: JudgingArgs,
    /// What editors add; there is no other way to talk to it
    #[arg(long, hide = true)]
    stdio: bool,
    /// What editors add; the protocol says it again
    #[arg(long = "clientProcessId", hide = true, value_name = "N")]
    client_process: Option<String>,
}

/// Serves, and gives the exit code.
pub(super) fn run(args: &LspArgs) -> Exit {
    let command = match args.judging.layer(&args.reading) {
        Ok(command) => command,
        Err(message) => {
            complain(&message);
            return Exit::Failed;
        }
    };
    if std::io::stdin().is_terminal() {
        complain("editors start `dovelint lsp`, and talk to it on standard input; set it up in your editor");
        return Exit::Failed;
    }
    match lsp::serve(command, args.reading.source()) {
        Ending::Told => Exit::Clean,
        Ending::Gone => Exit::Found,
        Ending::Broken(message) => {
            complain(&message);
            Exit::Found
        }
    }
}
