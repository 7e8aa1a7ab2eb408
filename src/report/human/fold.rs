//! Findings that say the same are drawn once, with the other places below.

use std::fmt::Write as _;

use crate::document::Document;
use crate::engine::RootReport;
use crate::finding::Finding;
use crate::hash::{HashMap, HashSet};
use crate::report::Style;
use crate::text;

/// How many findings of a lint are drawn that differ in what they say; further ones get a line each.
const DRAWN: usize = 3;

/// A finding to draw, and those that are named below it.
pub(super) struct Folded<'r> {
    pub finding: &'r Finding,
    /// Findings that say the same at other places.
    same: Vec<&'r Finding>,
    /// Findings of the same lint that say something else.
    others: Vec<&'r Finding>,
    /// Whether a configuration above has one that says the same.
    pub is_above: bool,
}

/// What findings say that are drawn: the lint, the message, the help.
pub(super) type Said<'r> = HashSet<(&'r str, &'r str, &'r str)>;

/// What to draw for a configuration, the worst first. `above` is what was drawn for others; what is new joins it.
pub(super) fn folded<'r>(report: &'r RootReport, above: &mut Said<'r>) -> Vec<Folded<'r>> {
    let mut findings: Vec<&Finding> = report.counting().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let mut folded: Vec<Folded<'_>> = Vec::new();
    let mut known: HashMap<(&str, &str, &str), usize> = HashMap::default();
    let mut of_lint: HashMap<&str, (usize, usize)> = HashMap::default();
    for finding in findings {
        let said = (finding.lint.name, &*finding.message, &*finding.help);
        if let Some(index) = known.get(&said) {
            folded[*index].same.push(finding);
            continue;
        }
        if above.contains(&said) {
            known.insert(said, folded.len());
            folded.push(Folded { finding, same: Vec::new(), others: Vec::new(), is_above: true });
            continue;
        }
        let (drawn, last) = of_lint.entry(finding.lint.name).or_insert((0, 0));
        if *drawn >= DRAWN {
            folded[*last].others.push(finding);
            continue;
        }
        (*drawn, *last) = (*drawn + 1, folded.len());
        known.insert(said, folded.len());
        folded.push(Folded { finding, same: Vec::new(), others: Vec::new(), is_above: false });
    }
    above.extend(known.into_keys());
    folded
}

/// The place of a finding that is drawn above, in another configuration.
pub(super) fn place_alone(finding: &Finding, document: &Document, style: Style) -> String {
    let line = format!("{}: as above{}", document.place(finding.span), super::mark(finding));
    format!("{}\n", textwrap::fill(&text::shown(&line), options(style)))
}

/// The lines below a drawn finding.
pub(super) fn rest(folded: &Folded<'_>, document: &Document, style: Style) -> String {
    let mut out = String::new();
    let place = |finding: &Finding| document.place(finding.span);
    if !folded.same.is_empty() {
        let places: Vec<String> = folded.same.iter().map(|finding| place(finding)).collect();
        let line = format!("and {} more: {}", places.len(), places.join(", "));
        let _ = writeln!(out, "{}", textwrap::fill(&text::shown(&line), options(style)));
    }
    for finding in &folded.others {
        let help = if finding.help == folded.finding.help { "" } else { &*finding.help };
        let line = format!("and {}: {}. {help}", place(finding), finding.message);
        let _ = writeln!(out, "{}", textwrap::fill(text::shown(&line).trim_end(), options(style)));
    }
    out
}

fn options(style: Style) -> textwrap::Options<'static> {
    super::at_spaces(style.width).initial_indent("  ").subsequent_indent("    ").break_words(false)
}
