//! One name, or one line of the log.

use std::fmt::Write as _;

use serde::Serialize;

use super::known::{self, Page};
use super::page;
use super::setting;
use crate::cli::reading::causes::{self, Causes, MACHINE, Missing};
use crate::lints;
use crate::log;
use crate::report::Style;
use crate::schema::{self, Series};

/// The page of a name, or what a line means; with a configuration, whether it shows the cause.
///
/// # Errors
/// When nothing is known by this name, or of this line, or the configuration cannot be read.
pub(super) fn explain(what: &str, path: Option<&str>, style: Style) -> Result<String, String> {
    let pages = known::of(what);
    let mut text = match pages.as_slice() {
        [] => return group(what).or_else(|| setting::explain(what, style)).ok_or_else(|| unknown(what)),
        [only] => page::rendered(*only, style),
        several => choice(several),
    };
    if let Some(path) = path {
        let names: Vec<&str> = pages.iter().map(|page| page.name()).collect();
        text.push('\n');
        text.push_str(&said(path, &names, &causes::find(path, &names)?));
    }
    Ok(text)
}

/// A page for programs.
#[derive(Serialize)]
struct JsonPage {
    name: &'static str,
    /// The group of a lint; none for a page of the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<&'static str>,
    summary: String,
    /// The page in Markdown.
    text: &'static str,
}

/// The pages of a name, a group or a line of the log, as JSON.
///
/// # Errors
/// When there is no page.
pub(super) fn json(what: &str) -> Result<String, String> {
    let mut pages: Vec<Page> = known::of(what);
    if pages.is_empty() {
        pages = lints::all().filter(|lint| lint.group == what).map(Page::Lint).collect();
    }
    if pages.is_empty() {
        return Err(match setting::explain(what, Style { color: false, unicode: false, width: 80 }) {
            Some(_) => format!("`{what}` is a setting: --format json prints the pages of lints and messages"),
            None => unknown(what),
        });
    }
    let of_page = |page: Page| {
        let group = match page {
            Page::Lint(lint) => Some(lint.group),
            Page::Log(_) => None,
        };
        JsonPage { name: page.name(), group, summary: page.summary(), text: page.text() }
    };
    let rows: Vec<JsonPage> = pages.into_iter().map(of_page).collect();
    serde_json::to_string_pretty(&rows).map(|text| text + "\n").map_err(|error| error.to_string())
}

/// The lints of a group.
fn group(name: &str) -> Option<String> {
    let lints: Vec<_> = lints::all().filter(|lint| lint.group == name).collect();
    if lints.is_empty() {
        return None;
    }
    let mut out = format!("The lints of the group {name}:\n\n");
    for lint in lints {
        let options = textwrap::Options::new(78).initial_indent("      ").subsequent_indent("      ");
        let _ = writeln!(out, "  {}\n{}", lint.name, textwrap::fill(&lint.finds(), options));
    }
    Some(out)
}

/// What a configuration shows of a cause.
fn said(path: &str, pages: &[&str], causes: &Causes) -> String {
    if causes.found.is_empty() {
        return match causes.missing(pages) {
            Missing::NoLint => "No configuration shows the cause.\n".to_owned(),
            Missing::NotShown => format!("{path} does not show the cause.\n"),
            Missing::NotAsked => format!("{path} does not show the cause. {MACHINE}\n"),
        };
    }
    let mut out = format!("{path} shows the cause:\n");
    for cause in &causes.found {
        let _ = writeln!(out, "  {}: {} [{}]", cause.place, cause.message, cause.lint);
    }
    out
}

fn unknown(what: &str) -> String {
    if what.contains(' ') {
        return known::not_known(what);
    }
    let settings = [Series::V24, Series::V23].into_iter().flat_map(|line| schema::all(line).iter());
    let names = lints::all()
        .map(|lint| lint.name)
        .chain(log::pages().iter().map(|page| page.name))
        .chain(settings.map(|setting| setting.name));
    let near = schema::nearest(what, names);
    let is_part = lints::all().any(|lint| lint.name.contains(what));
    let list = format!("`dovelint lints {what}` lists the lints that mention it");
    let hint = match near {
        Some(near) if is_part => format!("did you mean `{near}`? {list}"),
        Some(near) => format!("did you mean `{near}`?"),
        None if is_part => list,
        None => "`dovelint lints` lists the lints".to_owned(),
    };
    format!("no lint or setting is called `{what}`; {hint}")
}

/// Several pages know a message: their names, and what each is about.
fn choice(pages: &[Page]) -> String {
    let mut out = String::from("This message has several causes, the likeliest first:\n\n");
    for page in pages {
        let options = textwrap::Options::new(78).initial_indent("    ").subsequent_indent("    ");
        let _ = writeln!(out, "  {}\n{}", page.name(), textwrap::fill(&page.summary(), options));
    }
    out.push_str("\n`dovelint check PATH` finds out which; `dovelint explain NAME` prints one page.\n");
    out
}
