//! What completes the command line in a shell.
//!
//! Bash and PowerShell get what `clap_complete` makes. Its scripts for zsh and fish know nothing of arguments after a
//! command as soon as the top level takes paths as well, so that theirs are made here from the same definitions.

mod fish;
mod zsh;

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, CommandFactory};
use clap_complete::Shell;

use super::printing::output::Output;
use super::{Cli, Exit};
use crate::lints;
use crate::schema::{self, Series};

pub(super) fn run(shell: Shell) -> Exit {
    let mut output = Output::standard();
    let mut command = with_names(Cli::command());
    let script = match shell {
        Shell::Fish => fish::script(&command).into_bytes(),
        Shell::Zsh => zsh::script(&command).into_bytes(),
        _ => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut command, "dovelint", &mut script);
            script
        }
    };
    let written = output.writer().write_all(&script);
    output.finish(written, Exit::Clean)
}

/// The command line in which the names of lints, groups, settings and protocols are known. Only a shell is told: when
/// the command is read, a wrong name gets a message of its own, and `explain` takes any line of a log.
fn with_names(mut command: Command) -> Command {
    // The options of the commands are put together only when they are needed, as here.
    command.build();
    let groups = lints::GROUPS.iter().filter_map(|group| group.first()).map(|lint| lint.group);
    let names: Vec<&str> = lints::all().map(|lint| lint.name).collect();
    let both = PossibleValuesParser::new(groups.clone().chain(names.iter().copied()));
    let chosen = |command: Command| {
        command
            .mut_arg("select", |arg| arg.value_parser(both.clone()))
            .mut_arg("ignore", |arg| arg.value_parser(both.clone()))
    };
    let explained = both.clone();
    let lines = [Series::V23, Series::V24];
    let sorted = |mut names: Vec<&'static str>| {
        names.sort_unstable();
        names.dedup();
        PossibleValuesParser::new(names)
    };
    let settings = sorted(
        lines.iter().flat_map(|line| schema::scope(*line, "root").iter()).map(|own| own.name).collect(),
    );
    let protocols = sorted(lines.iter().flat_map(|line| schema::protocols(*line)).collect());
    chosen(command)
        .mut_subcommand("check", chosen)
        .mut_subcommand("config", chosen)
        .mut_subcommand("explain", |explain| explain.mut_arg("lint", |arg| arg.value_parser(explained)))
        .mut_subcommand("show", |show| {
            show.mut_arg("settings", |arg| arg.value_parser(settings.clone()))
                .mut_arg("why", |arg| arg.value_parser(settings))
                .mut_arg("protocol", |arg| arg.value_parser(protocols))
        })
}

/// What a value can be.
enum Values {
    /// One of these words, each with what it means.
    Words(Vec<(String, String)>),
    /// Several of them with commas between.
    List(Vec<String>),
    /// A file or a folder.
    Path,
    /// Anything else.
    Free,
}

impl Values {
    fn of(arg: &Arg) -> Values {
        let words: Vec<(String, String)> = arg
            .get_possible_values()
            .iter()
            .filter(|value| !value.is_hide_set())
            .map(|value| {
                let says = value.get_help().map(ToString::to_string).unwrap_or_default();
                (value.get_name().to_owned(), says)
            })
            .collect();
        let names = arg.get_value_names().unwrap_or_default();
        let is_path =
            |name: &clap::builder::Str| matches!(name.as_str(), "PATH" | "FILE" | "FOLDER" | "A" | "B");
        if !words.is_empty() && arg.get_value_delimiter().is_some() {
            Values::List(words.into_iter().map(|(word, _)| word).collect())
        } else if !words.is_empty() {
            Values::Words(words)
        } else if names.is_empty() || names.iter().any(is_path) {
            Values::Path
        } else {
            Values::Free
        }
    }
}

/// Whether an option stands alone, or takes its value after a `=`.
fn is_flag(arg: &Arg) -> bool {
    !arg.get_action().takes_values() || arg.is_require_equals_set()
}

/// The options of a command that a person sees.
fn options(command: &Command) -> impl Iterator<Item = &Arg> {
    command
        .get_opts()
        .chain(command.get_arguments().filter(|arg| !arg.is_positional() && !arg.get_action().takes_values()))
        .filter(|arg| !arg.is_hide_set())
}

/// What a command or an option is for, in one line.
fn says(text: Option<&clap::builder::StyledStr>) -> String {
    let text = text.map(ToString::to_string).unwrap_or_default();
    text.lines().next().unwrap_or_default().to_owned()
}
