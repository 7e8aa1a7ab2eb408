//! `dovelint lints`: which lints there are.

use std::io::{self, Write};

use clap::Args;
use serde::Serialize;

use super::printing::output::{Output, style};
use super::{Exit, ListFormat, complain};
use crate::finding::{Lint, Profile, Safety, Severity, Stage};
use crate::lints;
use crate::report::color::{BOLD, DIM};
use crate::report::{Style, json_text};
use crate::schema::{Series, Version};
use crate::settings::Color;

#[derive(Debug, Args)]
pub(super) struct LintsArgs {
    /// Only lints whose name, group or text contains all these words
    #[arg(value_name = "WORD")]
    words: Vec<String>,
    /// Only lints of this severity
    #[arg(long, value_enum)]
    severity: Option<Severity>,
    /// Only lints of this profile
    #[arg(long, value_enum)]
    profile: Option<Profile>,
    /// Only lints for this series: 2.3 or 2.4
    #[arg(long, value_name = "SERIES")]
    series: Option<Version>,
    /// For a person or as JSON
    #[arg(long, value_enum, default_value_t = ListFormat::Human)]
    format: ListFormat,
    /// When to use colours
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    color: Color,
}

#[derive(Serialize)]
struct Row {
    name: &'static str,
    group: &'static str,
    severity: Severity,
    stage: Stage,
    profile: Profile,
    dovecot: Vec<&'static str>,
    fix: Option<&'static str>,
    finds: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

fn row(lint: &Lint) -> Row {
    Row {
        name: lint.name,
        group: lint.group,
        severity: lint.severity,
        stage: lint.stage,
        profile: lint.profile,
        dovecot: lint.dovecot.iter().map(|line| line.as_str()).collect(),
        fix: lint.fix.map(Safety::as_str),
        finds: lint.finds(),
        url: lint.url(),
    }
}

/// Whether a lint is one of those that were asked for.
fn is_wanted(lint: &Lint, args: &LintsArgs) -> bool {
    let has = |word: &String| {
        let word = word.to_lowercase();
        lint.group == word || lint.name.contains(&word) || lint.finds().to_lowercase().contains(&word)
    };
    // A group by its name stands for the group and for nothing that only is about it.
    let is_group = |word: &String| lints::all().any(|lint| lint.group == word.as_str());
    let fits = |word: &String| if is_group(word) { lint.group == word.as_str() } else { has(word) };
    let series: Option<Series> = args.series.map(|version| version.series);
    args.words.iter().all(fits)
        && args.severity.is_none_or(|severity| lint.severity == severity)
        && args.profile.is_none_or(|profile| lint.profile == profile)
        && series.is_none_or(|line| lint.dovecot.contains(&line))
}

pub(super) fn run(args: &LintsArgs) -> Exit {
    let rows: Vec<Row> = lints::all().filter(|lint| is_wanted(lint, args)).map(row).collect();
    if rows.is_empty() {
        complain("no lint is like this; `dovelint lints` lists all of them");
        return Exit::Failed;
    }
    let mut output = Output::standard();
    let written = match args.format {
        ListFormat::Human => table(&rows, style(args.color, false), output.writer()),
        ListFormat::Json => {
            json_text::pretty(output.writer(), &rows).and_then(|()| writeln!(output.writer()))
        }
    };
    output.finish(written, Exit::Clean)
}

fn table(rows: &[Row], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let width = style.width.min(100);
    let mut group = "";
    for row in rows {
        if row.group != group {
            if !group.is_empty() {
                writeln!(out)?;
            }
            group = row.group;
            writeln!(out, "{}", style.paint(BOLD, group))?;
        }
        let profile = if row.profile == Profile::Default { "" } else { row.profile.as_str() };
        let fix = row.fix.map(|fix| format!("{fix} fix")).unwrap_or_default();
        let facts = [row.severity.as_str(), &row.dovecot.join(" and "), profile, &fix];
        let facts: Vec<&str> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
        writeln!(out, "  {}  {}", row.name, style.paint(DIM, &facts.join(", ")))?;
        let options = textwrap::Options::new(width).initial_indent("      ").subsequent_indent("      ");
        writeln!(out, "{}", textwrap::fill(&row.finds, options))?;
    }
    let lints = crate::report::plural(rows.len(), "lint", "lints");
    writeln!(out, "\n{lints}; `dovelint explain NAME` prints the page of one.")
}
