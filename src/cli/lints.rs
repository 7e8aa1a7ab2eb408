use std::io::{self, Write};

use serde::Serialize;

use super::printing::output::Output;
use super::{CLEAN, ListFormat};
use crate::finding::{Lint, Profile, Safety, Severity, Stage};

#[derive(Serialize)]
struct Row {
    name: &'static str,
    group: &'static str,
    severity: Severity,
    stage: Stage,
    profile: Profile,
    dovecot: Vec<&'static str>,
    fix: Option<&'static str>,
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
        url: lint.url(),
    }
}

pub(super) fn run(format: ListFormat) -> u8 {
    let mut output = Output::standard();
    let rows: Vec<Row> = crate::lints::all().map(row).collect();
    let written = match format {
        ListFormat::Human => table(&rows, output.writer()),
        ListFormat::Json => serde_json::to_writer_pretty(output.writer(), &rows)
            .map_err(io::Error::from)
            .and_then(|()| writeln!(output.writer())),
    };
    output.finish(written, CLEAN)
}

fn table(rows: &[Row], out: &mut dyn Write) -> io::Result<()> {
    let mut group = "";
    for row in rows {
        if row.group != group {
            if !group.is_empty() {
                writeln!(out)?;
            }
            group = row.group;
            writeln!(out, "{group}")?;
        }
        let profile = if row.profile == Profile::Default { "" } else { row.profile.as_str() };
        let line = format!(
            "  {:<42} {:<8} {:<8} {:<8} {profile}",
            row.name,
            row.severity.as_str(),
            row.dovecot.join(" "),
            row.fix.unwrap_or(""),
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    writeln!(out, "\n{} lints; `dovelint explain NAME` prints the page of one.", rows.len())
}
