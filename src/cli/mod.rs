//! The command line.

mod check;
mod config;
mod diff;
mod explaining;
mod files;
mod fmt;
mod lints;
mod man;
mod printing;
mod reading;
mod shells;
mod show;

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use printing::output::complain;

use crate::document::roots::Trouble;
use crate::finding::{Profile, Severity};
use crate::limits::FILE_BYTES;
use crate::schema::Version;
use crate::settings::{Color, FailOn, Format};
use crate::source::at_most;
use crate::text;

/// Nothing at or above `--fail-on`.
pub const CLEAN: u8 = 0;
/// Findings at or above `--fail-on`.
pub const FOUND: u8 = 1;
/// dovelint could not do its work.
pub const FAILED: u8 = 2;

/// Says what is wrong with a Dovecot configuration, where, why it matters, and how to mend it.
///
/// Exit code: 0 when there is nothing at or above --fail-on, 1 when there is, 2 when dovelint could not
/// do its work (a wrong option, a file that cannot be read).
#[derive(Debug, Parser)]
#[command(
    name = "dovelint",
    version,
    args_conflicts_with_subcommands = true,
    args_override_self = true,
    max_term_width = 100
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    check: CheckArgs,
}

#[derive(Debug, Subcommand)]
#[command(defer = true)] // only the options of the command that is run are put together
enum Command {
    /// Lint configurations; the same as `dovelint PATH`
    ///
    /// Exit code: 0 when there is nothing at or above --fail-on, 1 when there is, 2 when dovelint could not do its
    /// work (a wrong option, a file that cannot be read).
    Check(CheckArgs),
    Explain(explaining::ExplainArgs),
    /// List all lints
    Lints {
        /// As a table or as JSON
        #[arg(long, value_enum, default_value_t = ListFormat::Human)]
        format: ListFormat,
    },
    /// Print which files are read, in which order, and why
    Files {
        /// Configuration files and folders, or `PATH@REV` for a revision of their git repository
        #[arg(required = true, value_name = "PATH", value_parser = place)]
        paths: Vec<String>,
        #[command(flatten)]
        reading: ReadingArgs,
    },
    /// Print what is in force, each value with the place that sets it
    ///
    /// The output is a configuration that Dovecot reads again. Exit code: 0, or 1 when doveconf would refuse
    /// the configuration (what is in force is shown nevertheless), or 2 when dovelint could not do its work
    /// (a wrong option, a file that cannot be read, a setting that does not exist).
    Show(ShowArgs),
    /// Compare two configurations by what is in force
    ///
    /// Exit code: 0 when nothing differs, 1 when something does, 2 when doveconf would refuse one of the two
    /// (what differs is shown nevertheless) or when dovelint could not do its work.
    Diff(DiffArgs),
    /// Print the settings that are in force and where each comes from
    Config {
        /// A folder, or a file to see what the overrides make of it
        #[arg(default_value = ".", value_parser = place)]
        path: String,
        #[command(flatten)]
        reading: ReadingArgs,
        #[command(flatten)]
        judging: JudgingArgs,
        /// As a settings file or as JSON
        #[arg(long, value_enum, default_value_t = ListFormat::Human)]
        format: ListFormat,
    },
    /// Lay out configurations in one way, without changing what Dovecot takes from them
    ///
    /// A folder stands for all files that the configurations in it read from it, a file for itself alone.
    /// Exit code: 0 when all is laid out, with --check or --diff 1 when something would change, 2 when
    /// dovelint could not do its work (a wrong option, a file that cannot be read or written).
    Fmt(fmt::FmtArgs),
    /// Print what completes commands, options and names of lints in a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write those of all commands into a folder
    Man {
        /// Write dovelint.1 and a page for each command here
        #[arg(long, value_name = "FOLDER")]
        output: Option<std::path::PathBuf>,
    },
}

#[derive(Debug, Args)]
struct ShowArgs {
    /// A configuration file or a folder, or `PATH@REV` for a revision of its git repository
    #[arg(value_parser = place)]
    path: String,
    /// Show only these settings or sections: `mail_plugins`, `service/imap/client_limit`, `service/imap`
    #[arg(value_name = "SETTING")]
    settings: Vec<String>,
    /// With all defaults
    #[arg(long)]
    all: bool,
    /// List every place that sets a setting, and say why one of them wins
    #[arg(long, value_name = "SETTING", conflicts_with_all = ["settings", "all"])]
    why: Option<String>,
    #[command(flatten)]
    secrets: SecretsArgs,
    #[command(flatten)]
    connection: ConnectionArgs,
    /// As a configuration or as JSON
    #[arg(long, value_enum, default_value_t = ListFormat::Human)]
    format: ListFormat,
    #[command(flatten)]
    reading: ReadingArgs,
    /// When to use colours
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    color: Color,
}

// Without a doc comment: that of a flattened struct would stand in the place of the command's own.
#[derive(Debug, Args)]
struct SecretsArgs {
    /// Show passwords and keys, too
    #[arg(long, visible_alias = "show-secrets")]
    secrets: bool,
}

// The connection for which filters are resolved. Its documentation would take the place of the command's own.
#[derive(Debug, Args)]
#[command(next_help_heading = "For one connection")]
struct ConnectionArgs {
    /// What holds for this protocol: imap, pop3, lmtp, …
    #[arg(long, value_name = "NAME")]
    protocol: Option<String>,
    /// What holds for clients that ask for this server name (TLS SNI)
    #[arg(long, value_name = "NAME")]
    local_name: Option<String>,
    /// What holds at this address of the server
    #[arg(long, value_name = "IP")]
    local: Option<String>,
    /// What holds for clients from this address
    #[arg(long, value_name = "IP")]
    remote: Option<String>,
}

#[derive(Debug, Args)]
struct DiffArgs {
    /// A configuration file or a folder, or `PATH@REV` for a revision of its git repository
    #[arg(value_parser = place)]
    a: String,
    /// The same to compare with
    #[arg(value_parser = place)]
    b: String,
    #[command(flatten)]
    secrets: SecretsArgs,
    /// For a person or as JSON
    #[arg(long, value_enum, default_value_t = ListFormat::Human)]
    format: ListFormat,
    #[command(flatten)]
    reading: ReadingArgs,
    /// When to use colours
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    color: Color,
}

#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "these are the switches of the command line")]
struct CheckArgs {
    /// Configuration files and folders; `-` reads standard input
    /// [default: /etc/dovecot or /usr/local/etc/dovecot, where it is there, otherwise this folder]
    #[arg(value_name = "PATH", value_parser = path)]
    paths: Vec<String>,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    judging: JudgingArgs,
    /// How to print the findings [default: human; github in a workflow of GitHub Actions]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Show only findings of this severity or worse; the exit code counts all
    #[arg(long, value_enum, value_name = "SEVERITY")]
    severity: Option<Severity>,
    /// Write the findings to a file; `-` is standard output
    #[arg(long, value_name = "FILE", value_parser = path)]
    output: Option<String>,
    #[command(flatten)]
    secrets: SecretsArgs,
    /// The name to give to standard input
    #[arg(long, value_name = "FILE", value_parser = path)]
    stdin_filename: Option<String>,
    /// Mend what can be mended safely, in the files themselves
    #[arg(long)]
    fix: bool,
    /// With --fix or --diff, also apply fixes that change what Dovecot does
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    unsafe_fixes: Option<bool>,
    /// Print what --fix would change as a patch and write nothing; exit code 1 when there is something
    #[arg(long, conflicts_with_all = ["fix", "format", "statistics"])]
    diff: bool,
    /// Leave out the findings that this file knows
    #[arg(long, value_name = "FILE", value_parser = path)]
    baseline: Option<String>,
    /// Write all findings to the file of --baseline or to FILE, so that --baseline leaves them out
    /// [default: .dovelint-baseline.json]
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    write_baseline: Option<String>,
    /// When to use colours [default: auto]
    #[arg(long, value_enum)]
    color: Option<Color>,
    /// Print the findings and nothing else
    #[arg(long, short, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    quiet: Option<bool>,
    /// Print how often each lint speaks instead of the findings
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    statistics: Option<bool>,
}

// Which findings there are, and which count. Its documentation would take the place of the command's own.
#[derive(Debug, Args)]
struct JudgingArgs {
    /// How strict to be [default: default]
    #[arg(long, value_enum)]
    profile: Option<Profile>,
    /// Run only these lints or groups, whatever the profile
    #[arg(long, value_name = "NAME|GROUP", value_delimiter = ',')]
    select: Vec<String>,
    /// Leave out these lints or groups
    #[arg(long, value_name = "NAME|GROUP", value_delimiter = ',')]
    ignore: Vec<String>,
    /// From which severity on the exit code is 1 [default: warning]
    #[arg(long, value_enum)]
    fail_on: Option<FailOn>,
    /// Report what comments in the text ask to ignore, too
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    no_ignores: Option<bool>,
    /// Report comments that ask to ignore something and do not say why
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    require_reason: Option<bool>,
}

#[derive(Debug, Default, Args)]
struct ReadingArgs {
    /// The version to read for: 2.3, 2.4 or X.Y.Z; found by itself when not given
    #[arg(long, value_name = "VERSION")]
    dovecot: Option<Version>,
    /// Where an absolute include lives in this tree
    #[arg(long, value_name = "FROM=TO", value_parser = remap)]
    remap: Vec<(String, String)>,
    /// Read nothing outside of the repository that holds the main file, or of its folder where there is none
    /// [default: in hooks, on build servers, and in a repository that is not in /etc]
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    confine: Option<bool>,
    /// Take the settings from this file; without it, from the nearest dovelint.toml, upward from the root
    #[arg(long, value_name = "FILE", value_parser = path)]
    config: Option<String>,
    /// Take no settings from a file
    #[arg(long, conflicts_with = "config")]
    no_config: bool,
}

/// A path; where `-` is one, it is standard input.
fn path(text: &str) -> Result<String, String> {
    if text.is_empty() {
        Err("this is no path; name a file or a folder".to_owned())
    } else {
        Ok(text.to_owned())
    }
}

/// A path for a command that does not read standard input.
fn place(text: &str) -> Result<String, String> {
    if text == "-" {
        return Err("check and fmt alone read standard input; `./-` is a file of this name".to_owned());
    }
    path(text)
}

/// What is said of a name for standard input when that is not read.
const NO_STANDARD: &str = "--stdin-filename names what `-` reads; give `-` as the path";

fn remap(text: &str) -> Result<(String, String), String> {
    let (from, to) = text.split_once('=').ok_or("write FROM=TO, for example /etc/dovecot=./dovecot")?;
    if !from.starts_with('/') {
        return Err(
            "FROM is the absolute path that the configuration names, for example /etc/dovecot".to_owned()
        );
    }
    Ok((from.to_owned(), to.to_owned()))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ListFormat {
    /// For a person
    Human,
    /// For a program
    Json,
}

/// Runs the command with the arguments of this process.
pub fn main() -> ExitCode {
    // Without it, a limit on the size of files kills the process, as it kills others.
    let _ = crate::write::ignore_size_signal();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let code = u8::try_from(error.exit_code()).unwrap_or(FAILED);
            // A closed pipe is no reason to complain.
            let _ = shown(error).print();
            return code.into();
        }
    };
    let code = match &cli.command {
        None => check::run(&cli.check),
        Some(Command::Check(args)) => check::run(args),
        Some(Command::Explain(args)) => explaining::run(args),
        Some(Command::Lints { format }) => lints::run(*format),
        Some(Command::Files { paths, reading }) => files::run(paths, reading),
        Some(Command::Show(args)) => show::run(args),
        Some(Command::Diff(args)) => diff::run(args),
        Some(Command::Config { path, reading, judging, format }) => {
            config::run(path, reading, judging, *format)
        }
        Some(Command::Fmt(args)) => fmt::run(args),
        Some(Command::Completions { shell }) => shells::run(*shell),
        Some(Command::Man { output }) => man::run(output.as_deref()),
    };
    code.into()
}

/// What is wrong with the command line, such that nothing in it steers a terminal: names of files may stand there.
fn shown(error: clap::Error) -> clap::Error {
    let is_plain = |argument: &OsString| {
        argument.to_str().is_some_and(|text| text::shown(text) == text && !text.contains('\t'))
    };
    if std::env::args_os().all(|argument| is_plain(&argument)) {
        return error;
    }
    let arguments = std::env::args_os().map(|argument| text::printable(argument.as_encoded_bytes()));
    // The same mistake with the arguments as they can be shown.
    Cli::try_parse_from(arguments).err().unwrap_or_else(|| {
        let said = text::printable(error.to_string().as_bytes());
        clap::Error::raw(error.kind(), said + "\n")
    })
}

/// What stands on standard input, under the name that it goes by.
fn read_standard(name: &str) -> Result<Vec<u8>, Trouble> {
    at_most(io::stdin().lock(), FILE_BYTES).map_err(|error| Trouble {
        path: name.to_owned(),
        message: format!("cannot read standard input: {error}"),
    })
}
