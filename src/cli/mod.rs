//! The command line. What goes wrong here ends as a sentence for a person, so most errors are a `String`: nothing looks into
//! them.

mod capacity;
mod check;
mod config;
mod diff;
mod explaining;
mod facts;
mod files;
mod fmt;
mod host;
mod init;
mod lints;
mod lsp;
mod man;
mod printing;
mod reading;
mod shells;
mod show;
mod upgrade;

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use printing::output::complain;
use reading::values::{NO_STANDARD, excluded, path, place, remap};

use crate::document::roots::Trouble;
use crate::finding::{Profile, Severity};
use crate::limits::FILE_BYTES;
use crate::schema::Version;
use crate::settings::{Color, FailOn, Format};
use crate::source::at_most;
use crate::text;

/// What a command says of itself to the shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
enum Exit {
    /// 0: nothing at or above `--fail-on`.
    Clean = 0,
    /// 1: findings at or above `--fail-on`, or a difference.
    Found = 1,
    /// 2: dovelint could not run.
    Failed = 2,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        (exit as u8).into()
    }
}

/// Lint Dovecot configurations: what is wrong, where, why it matters and how to fix it.
///
/// Exit code: 0 if there is nothing at or above --fail-on, 1 if there is, 2 if dovelint could not
/// run (invalid option, unreadable file).
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
    /// Lint configurations (same as `dovelint PATH`)
    ///
    /// Exit code: 0 if there is nothing at or above --fail-on, 1 if there is, 2 if dovelint could not
    /// run (invalid option, unreadable file).
    Check(CheckArgs),
    /// Explain a lint, a setting, a line of Dovecot's log, or a whole log
    Explain(explaining::ExplainArgs),
    /// List lints, each with what it finds
    Lints(lints::LintsArgs),
    /// Print which files are read, in which order, and why
    Files {
        /// Configuration files and folders, or `PATH@REV` for a revision of their git repository
        #[arg(required = true, value_name = "PATH", value_parser = place)]
        paths: Vec<String>,
        #[command(flatten)]
        reading: ReadingArgs,
    },
    /// Print the effective configuration, each value with the line that sets it
    ///
    /// The output is a configuration that Dovecot can read. Exit code: 0, or 1 if doveconf would reject
    /// the configuration (the values are still printed), or 2 if dovelint could not run
    /// (invalid option, unreadable file, unknown setting).
    Show(ShowArgs),
    /// Compare the effective settings of two configurations
    ///
    /// Exit code: 0 if nothing differs, 1 if something does, 2 if doveconf would reject one of the two
    /// (the differences are still printed) or if dovelint could not run.
    Diff(diff::DiffArgs),
    /// Say how many connections a configuration can handle, which limit is reached first, and what to write for more
    /// users
    ///
    /// Exit code: 0, or 1 if --users or --sessions is given and a limit is reached before that number, or 2 if dovelint
    /// could not run (invalid option, unreadable file, a configuration that Dovecot rejects).
    Capacity(Box<capacity::CapacityArgs>),
    /// Print dovelint's own settings and where each comes from
    Config {
        /// A folder, or a file, to see also the overrides for it
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
    /// Write a dovelint.toml that lists every key with its default
    ///
    /// All lines are comments, so that the file changes nothing until one of them is uncommented. An existing
    /// file is left unchanged. Exit code: 0, or 2 if the file could not be written.
    Init {
        /// The folder for it
        #[arg(default_value = ".", value_name = "FOLDER", value_parser = place)]
        folder: String,
        /// Write to this file instead; `-` is standard output
        #[arg(long, value_name = "FILE", value_parser = path, conflicts_with = "folder")]
        output: Option<String>,
    },
    /// Format configuration files without changing their meaning
    ///
    /// For a folder, every file inside it that a configuration there reads is formatted.
    /// Exit code: 0 if everything is formatted, with --check or --diff 1 if something would change, 2 if
    /// dovelint could not run (invalid option, a file that cannot be read or written).
    Fmt(fmt::FmtArgs),
    /// Serve an editor: findings while typing, fixes, explanations, completion
    ///
    /// Editors start it and talk to it on standard input and output, in the Language Server Protocol. It never writes a
    /// file. Exit code: 0 after the editor shut it down, 1 if the connection ends without that or is not the protocol, 2 if
    /// dovelint could not run (invalid option, a terminal as standard input).
    Lsp(lsp::LspArgs),
    /// Convert a 2.3 tree to an equivalent 2.4 tree
    ///
    /// Without --output, --in-place or --diff the report says what would happen. Exit code: 0 when nothing is left to
    /// decide, 1 when decisions are open, 2 when dovelint could not run.
    Upgrade(Box<upgrade::UpgradeArgs>),
    /// Record what lints need to know about this machine, for --host-facts
    ///
    /// The file has modes, owners, sizes, times, labels and types of file systems of what the lints look at, and nothing
    /// else: no contents, and no names of mailboxes. Exit code: 0, or 2 if dovelint could not run.
    Facts(facts::FactsArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write the pages of all commands into a folder
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
    /// Also show all defaults
    #[arg(long)]
    all: bool,
    /// List every line that sets a setting, and say why one of them wins
    #[arg(long, value_name = "SETTING", conflicts_with_all = ["settings", "all"])]
    why: Option<String>,
    #[command(flatten)]
    secrets: SecretsArgs,
    /// As a configuration or as JSON
    #[arg(long, value_enum, default_value_t = ListFormat::Human)]
    format: ListFormat,
    #[command(flatten)]
    reading: ReadingArgs,
    /// When to use colours
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    color: Color,
    // Last, as what comes after it would be under its heading.
    #[command(flatten)]
    connection: ConnectionArgs,
}

// Without a doc comment: that of a flattened struct would replace the command's own.
#[derive(Debug, Args)]
struct SecretsArgs {
    /// Also show passwords and keys
    #[arg(long, visible_alias = "show-secrets")]
    secrets: bool,
}

// The connection for which filters are resolved. Its documentation would replace the command's own.
#[derive(Debug, Args)]
#[command(next_help_heading = "For one connection")]
struct ConnectionArgs {
    /// Values for this protocol: imap, pop3, lmtp, …
    #[arg(long, value_name = "NAME")]
    protocol: Option<String>,
    /// Values for clients that ask for this server name (TLS SNI)
    #[arg(long, value_name = "NAME")]
    local_name: Option<String>,
    /// Values for this address of the server
    #[arg(long, value_name = "IP")]
    local: Option<String>,
    /// Values for clients from this address
    #[arg(long, value_name = "IP")]
    remote: Option<String>,
}

#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "these are the switches of the command line")]
struct CheckArgs {
    /// Configuration files and folders; `-` reads standard input
    /// [default: /etc/dovecot or /usr/local/etc/dovecot if it exists, otherwise this folder]
    #[arg(value_name = "PATH", value_parser = path)]
    paths: Vec<String>,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    judging: JudgingArgs,
    /// How to print the findings [default: human; github in a GitHub Actions workflow]
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
    /// Apply safe fixes in place
    #[arg(long)]
    fix: bool,
    /// With --fix or --diff, also apply fixes that change what Dovecot does
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "true|false", hide_possible_values = true)]
    unsafe_fixes: Option<bool>,
    /// Print the changes --fix would make as a patch, without writing; exit code 1 if there are any
    #[arg(long, conflicts_with_all = ["fix", "format", "statistics"])]
    diff: bool,
    /// Hide the findings recorded in this file
    #[arg(long, value_name = "FILE", value_parser = path)]
    baseline: Option<String>,
    /// Record all findings in the file of --baseline or in FILE, so that --baseline hides them
    /// [default: .dovelint-baseline.json]
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    write_baseline: Option<String>,
    /// When to use colours [default: auto]
    #[arg(long, value_enum)]
    color: Option<Color>,
    /// Print only the findings
    #[arg(long, short, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "true|false", hide_possible_values = true)]
    quiet: Option<bool>,
    /// Print a count per lint instead of the findings
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "true|false", hide_possible_values = true)]
    statistics: Option<bool>,
    // Last, as what comes after them would be under their heading.
    #[command(flatten)]
    host: host::HostArgs,
    #[command(flatten)]
    host_shown: host::HostShownArgs,
}

// Which findings there are, and which count. Its documentation would replace the command's own.
#[derive(Debug, Args)]
struct JudgingArgs {
    /// How strict to be [default: default]
    #[arg(long, value_enum)]
    profile: Option<Profile>,
    /// Run only these lints or groups, whatever the profile
    #[arg(long, value_name = "NAME|GROUP", value_delimiter = ',')]
    select: Vec<String>,
    /// Skip these lints or groups
    #[arg(long, value_name = "NAME|GROUP", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Lowest severity that makes the exit code 1 [default: warning]
    #[arg(long, value_enum)]
    fail_on: Option<FailOn>,
    /// Also report findings suppressed by comments
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "true|false", hide_possible_values = true)]
    no_ignores: Option<bool>,
    /// Report suppression comments without a reason
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "true|false", hide_possible_values = true)]
    require_reason: Option<bool>,
}

#[derive(Debug, Clone, Default, Args)]
struct ReadingArgs {
    /// Dovecot version to check against: 2.3, 2.4 or X.Y.Z [default: detected from the configuration]
    #[arg(long, value_name = "VERSION")]
    dovecot: Option<Version>,
    /// Map an absolute include path (FROM) to a path in this tree (TO)
    #[arg(long, value_name = "FROM=TO", value_parser = remap)]
    remap: Vec<(String, String)>,
    /// Skip what matches this pattern, written as in .gitignore, when a folder is searched
    #[arg(long, value_name = "PATTERN", value_parser = excluded)]
    exclude: Vec<String>,
    /// Also search what .gitignore files exclude
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "true|false", hide_possible_values = true)]
    no_gitignore: Option<bool>,
    /// Read nothing outside the main file's repository or, if there is none, the named folder
    /// [default: in hooks, on build servers, and in a repository that is not in /etc]
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "true|false", hide_possible_values = true)]
    confine: Option<bool>,
    /// Read settings from this file [default: the nearest dovelint.toml in the configuration's folder or above]
    #[arg(long, value_name = "FILE", value_parser = path)]
    config: Option<String>,
    /// Read settings from no file
    #[arg(long, conflicts_with = "config")]
    no_config: bool,
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
            let code = u8::try_from(error.exit_code()).unwrap_or(Exit::Failed as u8);
            // A closed pipe is not an error.
            let _ = shown(error).print();
            return code.into();
        }
    };
    let code = match &cli.command {
        None => check::run(&cli.check),
        Some(Command::Check(args)) => check::run(args),
        Some(Command::Explain(args)) => explaining::run(args),
        Some(Command::Lints(args)) => lints::run(args),
        Some(Command::Files { paths, reading }) => files::run(paths, reading),
        Some(Command::Show(args)) => show::run(args),
        Some(Command::Diff(args)) => diff::run(args),
        Some(Command::Capacity(args)) => capacity::run(args),
        Some(Command::Config { path, reading, judging, format }) => {
            config::run(path, reading, judging, *format)
        }
        Some(Command::Init { folder, output }) => init::run(folder, output.as_deref()),
        Some(Command::Fmt(args)) => fmt::run(args),
        Some(Command::Lsp(args)) => lsp::run(args),
        Some(Command::Upgrade(args)) => upgrade::run(args),
        Some(Command::Facts(args)) => facts::run(args),
        Some(Command::Completions { shell }) => shells::run(*shell),
        Some(Command::Man { output }) => man::run(output.as_deref()),
    };
    code.into()
}

/// An error in the command line, without characters that control a terminal: it may contain file names.
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

/// Standard input, under its given name.
fn read_standard(name: &str) -> Result<Vec<u8>, Trouble> {
    at_most(io::stdin().lock(), FILE_BYTES).map_err(|error| Trouble {
        path: name.to_owned(),
        message: format!("cannot read standard input: {error}"),
    })
}
