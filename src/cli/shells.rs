use clap::builder::PossibleValuesParser;
use clap::{Command, CommandFactory};
use clap_complete::Shell;

use super::printing::output::Output;
use super::{CLEAN, Cli};
use crate::lints;

pub(super) fn run(shell: Shell) -> u8 {
    let mut output = Output::standard();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut with_names(Cli::command()), "dovelint", &mut script);
    let written = output.writer().write_all(&script);
    output.finish(written, CLEAN)
}

/// The command line in which the names of lints and groups are known. Only a shell is told: when the command is
/// read, a wrong name gets a message of its own, and `explain` takes any line of a log.
fn with_names(mut command: Command) -> Command {
    // The options of the commands are put together only when they are needed, as here.
    command.build();
    let groups = lints::GROUPS.iter().filter_map(|group| group.first()).map(|lint| lint.group);
    let names: Vec<&str> = lints::all().map(|lint| lint.name).collect();
    let both = PossibleValuesParser::new(groups.chain(names.iter().copied()));
    let chosen = |command: Command| {
        command
            .mut_arg("select", |arg| arg.value_parser(both.clone()))
            .mut_arg("ignore", |arg| arg.value_parser(both.clone()))
    };
    chosen(command).mut_subcommand("check", chosen).mut_subcommand("explain", |explain| {
        explain.mut_arg("lint", |arg| arg.value_parser(PossibleValuesParser::new(names)))
    })
}
