//! What the lints say of one configuration.

use std::rc::Rc;

use super::{Levels, fix, foreign, passes, suppression};
use crate::config::{Config, Facts, LintOptions};
use crate::finding::{Finding, Findings, Lint, Needs};
use crate::hash::HashSet;
use crate::lints;
use crate::source::FileId;

/// What is asked of a configuration.
#[derive(Debug, Clone, Default)]
pub struct Judging {
    /// What the people who run the server have said about it.
    pub options: LintOptions,
    /// The lints that are wanted in each file, by its number.
    pub levels: Vec<Rc<Levels>>,
    /// Whether comments in the text may leave findings out.
    pub suppressions: bool,
}

impl Judging {
    /// Whether a lint is wanted in a file.
    pub(super) fn wants(&self, lint: &Lint, file: FileId) -> bool {
        self.levels.get(file.0 as usize).is_some_and(|levels| levels.has(lint))
    }
}

/// Runs the lints that are wanted, all that they find.
pub fn run(config: &Config<'_>, wanted: impl Fn(&Lint) -> bool) -> Findings {
    let mut findings = found(Findings::default(), config, &wanted);
    fix::bound(config, &mut findings);
    passes::seal(config.document, &mut findings);
    findings
}

/// What `doveconf` refuses of all that the lints find, without fixes.
pub(super) fn refused(config: &Config<'_>, wanted: impl Fn(&Lint) -> bool) -> Findings {
    let mut findings = found(Findings::without_remedies(), config, &wanted);
    findings.retain(Finding::is_refused);
    passes::seal(config.document, &mut findings);
    findings
}

/// What the lints find, as it is in the text: it may show secrets. It is added to findings of which none is there yet.
fn found(mut findings: Findings, config: &Config<'_>, wanted: &dyn Fn(&Lint) -> bool) -> Findings {
    // A lint says nothing where another one says more, whether that one is wanted or not.
    let others: HashSet<&str> = lints::all()
        .filter(|lint| !lint.yields_to.is_empty() && wanted(lint))
        .flat_map(|lint| lint.yields_to)
        .map(|other| other.to)
        .collect();
    let facts = Facts::new(config);
    for lint in lints::all() {
        if applies(config, lint) && (wanted(lint) || others.contains(lint.name)) {
            if let Some(machine) = config.document.machine() {
                machine.asked_by(lint.name);
            }
            (lint.check)(&facts, &mut findings);
        }
    }
    passes::yield_to_others(&mut findings);
    findings.retain(|finding| !others.contains(finding.lint.name) || wanted(finding.lint));
    lints::syntax::helper_reports_first(config, &mut findings);
    foreign::speak_for_files(config, &mut findings, wanted);
    passes::leave_unread_values(config, &mut findings);
    passes::say_who_reads_files(config, &mut findings);
    passes::reach_last_lines(config, &mut findings);
    debug_assert_eq!(
        findings
            .iter()
            .find(|finding| finding.is_refused() && !finding.lint.may_refuse())
            .map(|f| f.lint.name),
        None,
        "a lint that is no error by itself says `refuses: Sometimes`"
    );
    findings
}

/// Runs the lints that are wanted, and marks as ignored what comments in the text ask to leave out. Sorted by place.
pub fn judge(config: &Config<'_>, wanted: impl Fn(&Lint) -> bool) -> Vec<Finding> {
    suppressed(config, run(config, &wanted), |lint, _| wanted(lint))
}

/// The same with the lints that are wanted in each file.
pub(super) fn judge_by_file(config: &Config<'_>, judging: &Judging) -> Vec<Finding> {
    let files: Vec<FileId> = config.document.sources.files().map(|(id, _)| id).collect();
    let mut findings = run(config, |lint| files.iter().any(|file| judging.wants(lint, *file)));
    findings.retain(|finding| judging.wants(finding.lint, finding.span.file));
    if judging.suppressions {
        suppressed(config, findings, |lint, file| judging.wants(lint, file))
    } else {
        findings.into_sorted()
    }
}

fn suppressed(
    config: &Config<'_>,
    findings: Findings,
    wanted: impl Fn(&Lint, FileId) -> bool,
) -> Vec<Finding> {
    let mut findings = findings.into_sorted();
    suppression::apply(config.document, &mut findings, |lint, file| {
        applies(config, lint) && wanted(lint, file)
    });
    findings.sort_by_key(|finding| finding.span);
    findings
}

/// Whether a lint can judge such a configuration.
fn applies(config: &Config<'_>, lint: &Lint) -> bool {
    lint.needs.are_known(config.document)
        && lint.dovecot.contains(&config.version().series)
        && (config.is_whole || lint.needs == Needs::Fragment)
        && !config.document.completeness.silences(lint.silent)
}
