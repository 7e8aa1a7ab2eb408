//! A whole log: which known messages it has.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

use super::known::{self, Page};
use crate::cli::reading::causes::{self, Causes, Missing};
use crate::document::roots::reason;
use crate::report::{Style, plural};
use crate::secret::value::Manner;
use crate::secret::{self, MASK};
use crate::text;

/// A longer line is cut: no message is that long.
const LINE_BYTES: u64 = 64 << 10;

/// How often the messages of a page are in a log, and the first of them.
struct Group {
    pages: Vec<Page>,
    count: u64,
    first: String,
}

/// The known messages of a log by page, the most frequent first.
///
/// # Errors
/// When the log or the configuration cannot be read.
pub(super) fn explain(file: &str, path: Option<&str>, style: Style) -> Result<String, String> {
    let input: Box<dyn Read> = match file {
        "-" => Box::new(io::stdin()),
        _ => Box::new(File::open(file).map_err(|error| format!("{file}: {}", reason(&error)))?),
    };
    let (groups, lines) =
        groups(BufReader::new(input)).map_err(|error| format!("{file}: {}", reason(&error)))?;
    let names: Vec<&str> = groups.iter().flat_map(|group| &group.pages).map(|page| page.name()).collect();
    let causes = path.map(|path| causes::find(path, &names)).transpose()?;
    Ok(shown(&groups, lines, causes.as_ref(), style))
}

fn groups(mut input: impl BufRead) -> io::Result<(Vec<Group>, u64)> {
    let mut groups: Vec<Group> = Vec::new();
    let mut lines = 0;
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.by_ref().take(LINE_BYTES).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if line.last() != Some(&b'\n') && line.len() as u64 == LINE_BYTES {
            input.skip_until(b'\n')?;
        }
        lines += 1;
        let text = String::from_utf8_lossy(&line);
        let pages = known::of_line(&text);
        let Some(first) = pages.first() else { continue };
        match groups.iter_mut().find(|group| group.pages.first().is_some_and(|p| p.name() == first.name())) {
            Some(group) => group.count += 1,
            None => groups.push(Group { count: 1, first: without_passwords(text.trim()), pages }),
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.count));
    Ok((groups, lines))
}

/// A line without the passwords that a setting of debugging, a database or a command put into it.
fn without_passwords(line: &str) -> String {
    let mut out = line.to_owned();
    for secret in secret::value::secrets(line.as_bytes(), Manner::Log).into_iter().rev() {
        out.replace_range(secret, MASK);
    }
    out
}

fn shown(groups: &[Group], lines: u64, causes: Option<&Causes>, style: Style) -> String {
    let known: u64 = groups.iter().map(|group| group.count).sum();
    let read = plural(lines as usize, "line", "lines");
    if groups.is_empty() {
        return format!("{read}, none of them with a page.\n");
    }
    let mut out = format!("{read}, {known} of them with a page:\n");
    let width = style.width.clamp(40, 110);
    let mut is_machine_missing = false;
    for group in groups {
        let names: Vec<&str> = group.pages.iter().map(|page| page.name()).collect();
        let _ = writeln!(out, "\n{:>7}  {}", group.count, names.join(", "));
        let first = text::shown(&group.first);
        let options =
            textwrap::Options::new(width).initial_indent("         ").subsequent_indent("         ");
        let _ = writeln!(out, "{}", textwrap::fill(&crate::text::short(first.as_bytes(), 300), options));
        let Some(causes) = causes else { continue };
        let mut here = causes.found.iter().filter(|cause| names.contains(&cause.lint)).peekable();
        if here.peek().is_none() {
            out.push_str(match causes.missing(&names) {
                Missing::NoLint => "         no configuration shows it\n",
                Missing::NotShown => "         not shown by the configuration\n",
                Missing::NotAsked => {
                    is_machine_missing = true;
                    "         not shown by the configuration, maybe by the machine\n"
                }
            });
        }
        for cause in here {
            let place = format!("shown by {}: {}", cause.place, cause.message);
            let options =
                textwrap::Options::new(width).initial_indent("         ").subsequent_indent("           ");
            let _ = writeln!(out, "{}", textwrap::fill(&place, options));
        }
    }
    out.push('\n');
    if is_machine_missing {
        out.push_str("`dovelint --host` looks at the machine. ");
    }
    out.push_str("`dovelint explain NAME` prints one page.\n");
    out
}
