//! Whether a configuration is better for some fixes.

use super::round::Chosen;
use super::run::State;
use crate::config::Config;
use crate::config::effective::InForce;
use crate::document::roots::Root;
use crate::edit::Effect;
use crate::finding::{Finding, Severity};
use crate::hash::{HashMap, HashSet};

/// Why fixes are not applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Something else is wrong afterwards, or the same still is.
    Worse,
    /// Something else is effective, although they are said to change nothing.
    Changing,
    /// The files are then what they were before.
    Returning,
}

/// What is wrong with a configuration after some fixes.
pub(super) fn refusal(root: &Root, before: &State, after: &State, chosen: &[Chosen<'_>]) -> Option<Refusal> {
    if is_worse(before, after) || !are_mended(before, after, chosen) {
        return Some(Refusal::Worse);
    }
    let is_same = chosen.iter().all(|(_, fix)| fix.effect == Effect::Same);
    (is_same && in_force(before, root) != in_force(after, root)).then_some(Refusal::Changing)
}

fn in_force(state: &State, root: &Root) -> InForce {
    Config::new(&state.document, root.is_whole).all_in_force()
}

/// Whether a configuration is worse than before: Dovecot refuses what it accepted, or a lint reports more often than
/// it did.
fn is_worse(before: &State, after: &State) -> bool {
    // Where Dovecot refuses it anyway, fixing one mistake may show the next one after it.
    let was_refused = before.findings.iter().any(Finding::is_refused);
    let is_counted = |finding: &Finding| {
        if was_refused {
            finding.is_refused() && finding.lint.group == "syntax"
        } else {
            finding.severity >= Severity::Warning
        }
    };
    let old = counts(&before.findings, is_counted);
    let new = counts(&after.findings, is_counted);
    new.iter().any(|(lint, count)| old.get(lint).is_none_or(|old| count > old))
}

/// Whether of the findings that are fixed fewer are left.
fn are_mended(before: &State, after: &State, chosen: &[Chosen<'_>]) -> bool {
    let names: HashSet<Name> = chosen.iter().map(|(finding, _)| name(finding)).collect();
    let counted = |state: &State| {
        let mut counts: HashMap<Name, usize> = HashMap::default();
        for finding in state.findings.iter().filter(|finding| finding.ignored.is_none()) {
            let name = name(finding);
            if names.contains(&name) {
                *counts.entry(name).or_default() += 1;
            }
        }
        counts
    };
    let (old, new) = (counted(before), counted(after));
    old.iter().all(|(name, count)| new.get(name).is_none_or(|left| left < count))
}

/// How many findings each lint has.
pub(super) fn counts(
    findings: &[Finding],
    is_counted: impl Fn(&Finding) -> bool,
) -> HashMap<&'static str, usize> {
    let mut counts = HashMap::default();
    for finding in findings.iter().filter(|finding| finding.ignored.is_none() && is_counted(finding)) {
        *counts.entry(finding.lint.name).or_default() += 1;
    }
    counts
}

/// A finding that is known again after other lines have moved.
pub(super) type Name = (&'static str, String);

/// What a finding is known by.
pub(super) fn name(finding: &Finding) -> Name {
    (finding.lint.name, finding.message.to_string())
}
