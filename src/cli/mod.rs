//! The command line.

mod check;
mod diff;
mod explain;
mod files;
mod lints;
mod log_line;
mod output;
mod revision;
mod show;

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::finding::Profile;
use crate::schema::Version;

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
#[command(name = "dovelint", version, args_conflicts_with_subcommands = true, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    check: CheckArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Lint configurations; the same as `dovelint PATH`
    Check(CheckArgs),
    /// Print the page of a lint, found by its name or by a line of Dovecot's log
    Explain {
        /// The name of the lint, for example mail-process-client-limit, or a message from the log in quotes
        #[arg(value_name = "LINT|MESSAGE")]
        lint: String,
        /// When to use colours
        #[arg(long, value_enum, default_value_t = Color::Auto)]
        color: Color,
    },
    /// List all lints
    Lints {
        /// As a table or as JSON
        #[arg(long, value_enum, default_value_t = ListFormat::Human)]
        format: ListFormat,
    },
    /// Print which files are read, in which order, and why
    Files {
        /// A configuration file or a folder
        #[arg(required = true)]
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
    /// Exit code: 0 when nothing differs, 1 when something does, 2 when dovelint could not do its work.
    Diff(DiffArgs),
}

#[derive(Debug, Args)]
struct ShowArgs {
    /// A configuration file or a folder, or `PATH@REV` for a revision of its git repository
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
    /// Show passwords and keys, too
    #[arg(long)]
    secrets: bool,
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

/// The connection for which filters are resolved.
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
    a: String,
    /// The same to compare with
    b: String,
    /// Show passwords and keys, too
    #[arg(long)]
    secrets: bool,
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
    #[arg(value_name = "PATH")]
    paths: Vec<String>,
    #[command(flatten)]
    reading: ReadingArgs,
    /// How strict to be
    #[arg(long, value_enum, default_value_t = ProfileArg::Default)]
    profile: ProfileArg,
    /// Run only these lints or groups, whatever the profile
    #[arg(long, value_name = "NAME|GROUP", value_delimiter = ',')]
    select: Vec<String>,
    /// Leave out these lints or groups
    #[arg(long, value_name = "NAME|GROUP", value_delimiter = ',')]
    ignore: Vec<String>,
    /// From which severity on the exit code is 1
    #[arg(long, value_enum, default_value_t = FailOn::Warning)]
    fail_on: FailOn,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Write the findings to a file
    #[arg(long, value_name = "FILE")]
    output: Option<String>,
    /// The name to give to standard input
    #[arg(long, value_name = "FILE")]
    stdin_filename: Option<String>,
    /// Mend what can be mended safely, in the files themselves
    #[arg(long)]
    fix: bool,
    /// With --fix or --diff, also apply fixes that change what Dovecot does
    #[arg(long)]
    unsafe_fixes: bool,
    /// Print what --fix would change as a patch and write nothing; exit code 1 when there is something
    #[arg(long)]
    diff: bool,
    /// Report what comments in the text ask to ignore, too
    #[arg(long)]
    no_ignores: bool,
    /// When to use colours
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    color: Color,
    /// Print the findings and nothing else
    #[arg(long, short)]
    quiet: bool,
    /// Print how often each lint speaks instead of the findings
    #[arg(long)]
    statistics: bool,
}

#[derive(Debug, Args)]
struct ReadingArgs {
    /// The version to read for: 2.3, 2.4 or X.Y.Z; found by itself when not given
    #[arg(long, value_name = "VERSION")]
    dovecot: Option<Version>,
    /// Where an absolute include lives in this tree
    #[arg(long, value_name = "FROM=TO", value_parser = remap)]
    remap: Vec<(String, String)>,
}

impl ReadingArgs {
    fn options(&self) -> crate::roots::Options {
        crate::roots::Options { version: self.dovecot, remap: self.remap.clone(), unread: false }
    }
}

fn remap(text: &str) -> Result<(String, String), String> {
    let (from, to) = text.split_once('=').ok_or("write FROM=TO, for example /etc/dovecot=./dovecot")?;
    if !from.starts_with('/') {
        return Err(
            "FROM is the absolute path that the configuration names, for example /etc/dovecot".to_owned()
        );
    }
    Ok((from.to_owned(), to.to_owned()))
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ProfileArg {
    /// Quiet on a good stock configuration
    Default,
    /// Also what is right and could be tidier
    Pedantic,
    /// Also what a hardened server would do
    Audit,
}

impl From<ProfileArg> for Profile {
    fn from(profile: ProfileArg) -> Profile {
        match profile {
            ProfileArg::Default => Profile::Default,
            ProfileArg::Pedantic => Profile::Pedantic,
            ProfileArg::Audit => Profile::Audit,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Errors alone
    Error,
    /// Errors and warnings
    Warning,
    /// Everything
    Advice,
    /// Nothing
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// With the lines of the files
    Human,
    /// One line per finding
    Concise,
    /// One JSON object
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ListFormat {
    /// For a person
    Human,
    /// For a program
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal that shows them
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Runs the command with the arguments of this process.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let code = u8::try_from(error.exit_code()).unwrap_or(FAILED);
            // A closed pipe is no reason to complain.
            let _ = error.print();
            return code.into();
        }
    };
    let code = match &cli.command {
        None => check::run(&cli.check),
        Some(Command::Check(args)) => check::run(args),
        Some(Command::Explain { lint, color }) => explain::run(lint, *color),
        Some(Command::Lints { format }) => lints::run(*format),
        Some(Command::Files { paths, reading }) => files::run(paths, reading),
        Some(Command::Show(args)) => show::run(args),
        Some(Command::Diff(args)) => diff::run(args),
    };
    code.into()
}

/// Prints what went wrong with dovelint itself.
fn complain(message: &str) {
    eprintln!("dovelint: {message}");
}
