use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, roman};

use super::printing::output::Output;
use super::{Cli, Exit, complain};
use crate::write::reason;

/// When what the pages say last changed.
const DATE: &str = "2026-11-28";

/// What the page of the command says about the answer that a script gets.
const EXIT_STATUS: [(&str, &str); 3] = [
    ("0", "No findings at or above --fail-on."),
    ("1", "Findings at or above --fail-on."),
    ("2", "dovelint could not run: an invalid option, or an unreadable file."),
];

const EXAMPLES: [(&str, &str); 5] = [
    ("dovelint /etc/dovecot", "Every dovecot.conf below the folder, with its includes."),
    ("dovelint --diff /etc/dovecot", "The safe fixes as a patch; --fix applies them."),
    ("dovelint explain auth-client-limit-too-low", "Why it matters and how to fix it."),
    ("dovelint show /etc/dovecot --why ssl_min_protocol", "Which line sets a value, and why it wins."),
    ("dovelint /etc/dovecot && systemctl reload dovecot", "Reload only if there are no findings."),
];

const FILES: [(&str, &str); 3] = [
    (
        "dovelint.toml",
        "Settings of dovelint, next to the configuration or in a folder above it. `dovelint init` writes one that lists every key.",
    ),
    (".dovelint-baseline.json", "Known findings, as --write-baseline records them."),
    (".gitignore", "What it excludes is not searched for configurations, unless --no-gitignore is given."),
];

const ENVIRONMENT: [(&str, &str); 4] = [
    ("NO_COLOR", "If set to anything, no colours; --color=always overrides it."),
    ("FORCE_COLOR, CLICOLOR_FORCE", "If set to anything but 0, colours also in a pipe or a file."),
    (
        "CI, GITHUB_ACTIONS, GITLAB_CI, PRE_COMMIT and the like",
        "On build servers and in hooks --confine is the default; with GITHUB_ACTIONS=true, so is --format=github.",
    ),
    ("LC_ALL, LC_CTYPE, LANG", "Lines and arrows are drawn with Unicode characters if the locale is UTF-8."),
];

pub(super) fn run(folder: Option<&Path>) -> Exit {
    let Some(folder) = folder else {
        let mut output = Output::standard();
        let written = page(&built()).and_then(|text| output.writer().write_all(&text));
        return output.finish(written, Exit::Clean);
    };
    match write(folder) {
        Ok(()) => Exit::Clean,
        Err(message) => {
            complain(&message);
            Exit::Failed
        }
    }
}

fn built() -> Command {
    let command = Cli::command().disable_help_subcommand(true);
    let mut command = command.subcommand_help_heading("COMMANDS").subcommand_value_name("COMMAND");
    command.build();
    command
}

fn write(folder: &Path) -> Result<(), String> {
    let said = |error| format!("cannot write the pages to {}: {}", folder.display(), reason(&error));
    std::fs::create_dir_all(folder).map_err(said)?;
    let top = built();
    for command in std::iter::once(&top).chain(top.get_subcommands()) {
        let name = command.get_display_name().unwrap_or_else(|| command.get_name());
        let path = folder.join(format!("{name}.1"));
        let mut output = Output::open(Some(&path.to_string_lossy()))?;
        let written = page(command).and_then(|text| output.writer().write_all(&text));
        if output.finish(written, Exit::Clean) != Exit::Clean {
            return Err(format!("{} was not changed", path.display()));
        }
    }
    Ok(())
}

fn page(command: &Command) -> std::io::Result<Vec<u8>> {
    let source = concat!("dovelint ", env!("CARGO_PKG_VERSION"));
    let title = command.get_display_name().unwrap_or_else(|| command.get_name()).to_uppercase();
    let man = Man::new(command.clone()).title(title).date(DATE).source(source).manual("User Commands");
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    synopsis(command).to_writer(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    let is_top = command.has_subcommands();
    if is_top {
        man.render_subcommands_section(&mut page)?;
        let mut more = Roff::new();
        section(&mut more, "EXIT STATUS", &EXIT_STATUS);
        section(&mut more, "EXAMPLES", &EXAMPLES);
        section(&mut more, "FILES", &FILES);
        section(&mut more, "ENVIRONMENT", &ENVIRONMENT);
        more.to_writer(&mut page)?;
    }
    see_also(is_top).to_writer(&mut page)?;
    Ok(tidy(&String::from_utf8_lossy(&page)).into_bytes())
}

/// The preamble once instead of before each section, and no break next to a blank line, so that no formatter
/// complains.
fn tidy(page: &str) -> String {
    let preamble: String = page.split_inclusive('\n').take(2).collect();
    let body = page.replace(&preamble, "").replace(".br\n\n.br\n", ".sp\n");
    let mut tidied = preamble;
    for line in body.lines() {
        tidied.push_str(line.trim_end());
        tidied.push('\n');
    }
    tidied
}

/// How the command is called, as `--help` says it: a list of all options would be longer than what it is for.
fn synopsis(command: &Command) -> Roff {
    let usage = command.clone().render_usage().to_string();
    let mut roff = Roff::new();
    roff.control("SH", ["SYNOPSIS"]);
    for (index, line) in usage.trim_start_matches("Usage:").lines().map(str::trim).enumerate() {
        if index > 0 {
            roff.control("br", []);
        }
        roff.text([roman(line)]);
    }
    roff
}

fn section(roff: &mut Roff, title: &str, items: &[(&str, &str)]) {
    roff.control("SH", [title]);
    for (term, text) in items {
        roff.control("TP", []);
        roff.text([bold(*term)]);
        roff.text([roman(*text)]);
    }
}

fn see_also(is_top: bool) -> Roff {
    let mut roff = Roff::new();
    let pages: &[(&str, &str)] = if is_top {
        &[("doveconf", "(1)"), ("dovecot", "(1)")]
    } else {
        &[("dovelint", "(1)"), ("doveconf", "(1)")]
    };
    let mut line: Vec<Inline> = Vec::new();
    for (name, chapter) in pages {
        if !line.is_empty() {
            line.push(roman(", "));
        }
        line.extend([bold(*name), roman(*chapter)]);
    }
    roff.control("SH", ["SEE ALSO"]);
    roff.text(line);
    roff
}
