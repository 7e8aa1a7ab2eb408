//! The lints: one lint, one room. `<group>/<name>.rs` finds it, `<group>/<name>.md` explains it.

pub mod auth;
pub mod clients;
pub mod delivery;
pub mod hygiene;
pub mod limits;
pub mod namespaces;
pub mod plugins;
pub mod schema;
pub mod security;
pub mod services;
pub mod storage;
pub mod syntax;
pub mod tls;
pub mod upgrade;

use crate::config::Config;
use crate::finding::{Finding, Findings, Lint, Stage};
use crate::source::{FileId, Span};

/// Declares a lint: `lint! { name, group, severity, stage, profile, lines, fix, whole }` and the page beside
/// the file. `whole: false` also judges a fragment, `whole: true` needs a whole configuration, and
/// `whole: server` one of a whole server, because it finds what is missing: any excerpt would have it.
macro_rules! lint {
    (
        $name:literal, $group:literal, $severity:ident, $stage:ident, $profile:ident,
        [$($line:ident),+], fix: $fix:ident, whole: $whole:ident, page: $page:literal
    ) => {
        /// What this room is about; its page says the rest.
        pub static LINT: crate::finding::Lint = crate::finding::Lint {
            name: $name,
            group: $group,
            severity: crate::finding::Severity::$severity,
            stage: crate::finding::Stage::$stage,
            profile: crate::finding::Profile::$profile,
            dovecot: &[$(crate::schema::Line::$line),+],
            fix: lint!(@fix $fix),
            whole: lint!(@whole $whole),
            of_a_server: lint!(@server $whole),
            page: include_str!($page),
            check,
        };
    };
    (@whole false) => { false };
    (@whole $other:ident) => { true };
    (@server server) => { true };
    (@server $other:ident) => { false };
    (@fix safe) => { Some(true) };
    (@fix unsafe_only) => { Some(false) };
    (@fix none) => { None };
}
pub(crate) use lint;

/// Every lint, by group, then as the group lists them.
pub static GROUPS: &[&[&Lint]] = &[
    syntax::LINTS,
    schema::LINTS,
    services::LINTS,
    limits::LINTS,
    security::LINTS,
    tls::LINTS,
    auth::LINTS,
    delivery::LINTS,
    storage::LINTS,
    namespaces::LINTS,
    clients::LINTS,
    plugins::LINTS,
    upgrade::LINTS,
    hygiene::LINTS,
];

/// Every lint.
pub fn all() -> impl Iterator<Item = &'static Lint> {
    GROUPS.iter().flat_map(|group| group.iter().copied())
}

/// A lint by its name.
pub fn find(name: &str) -> Option<&'static Lint> {
    all().find(|lint| lint.name == name)
}

/// Runs the lints that are wanted.
pub fn run(config: &Config<'_>, wanted: impl Fn(&Lint) -> bool) -> Findings {
    let mut findings = Findings::default();
    for lint in all() {
        if speaks(config, lint) && wanted(lint) {
            (lint.check)(config, &mut findings);
        }
    }
    syntax::helper_speaks_first(config, &mut findings);
    reach_last_lines(config, &mut findings);
    for edit in findings.iter_mut().flat_map(|finding| &mut finding.fixes).flat_map(|fix| &mut fix.edits) {
        edit.keep_line_ends(&config.document.sources);
    }
    findings
}

/// Runs the lints that are wanted in the files in which they are.
pub fn run_by_file(config: &Config<'_>, wanted: impl Fn(&Lint, FileId) -> bool) -> Findings {
    let files: Vec<FileId> = config.document.sources.files().map(|(id, _)| id).collect();
    let mut findings = run(config, |lint| files.iter().any(|file| wanted(lint, *file)));
    findings.retain(|finding| wanted(finding.lint, finding.span.file));
    findings
}

/// Runs the lints that are wanted and leaves out what comments in the text ask to leave out: such findings
/// are marked as ignored. Sorted by place; what they say holds no secret.
pub fn judge(config: &Config<'_>, wanted: impl Fn(&Lint) -> bool) -> Vec<Finding> {
    judge_by_file(config, |lint, _| wanted(lint))
}

/// The same with the lints that are wanted in each file.
pub fn judge_by_file(config: &Config<'_>, wanted: impl Fn(&Lint, FileId) -> bool) -> Vec<Finding> {
    let mut findings = run_by_file(config, &wanted).into_sorted();
    let ran = |lint: &Lint, file| speaks(config, lint) && wanted(lint, file);
    crate::ignore::apply(config.document, &mut findings, ran);
    findings.sort_by_key(|finding| finding.span);
    crate::config::effective::hide(config.document, &mut findings);
    findings
}

/// Whether a lint has something to say of such a configuration.
fn speaks(config: &Config<'_>, lint: &Lint) -> bool {
    lint.dovecot.contains(&config.version().line) && (config.is_whole || !lint.whole)
}

/// Dovecot names the last physical line of a continued statement, so what it refuses reaches down to there.
fn reach_last_lines(config: &Config<'_>, findings: &mut Findings) {
    let mut continued: Vec<Span> =
        config.document.statements.iter().filter(|s| s.is_continued()).map(|s| s.span).collect();
    if continued.is_empty() {
        return;
    }
    continued.sort_unstable();
    for finding in findings.iter_mut().filter(|f| f.stage == Stage::Parse) {
        let before = continued
            .partition_point(|span| (span.file, span.start) <= (finding.span.file, finding.span.start));
        let around = before.checked_sub(1).map(|index| continued[index]);
        if let Some(span) =
            around.filter(|span| span.file == finding.span.file && finding.span.end <= span.end)
        {
            finding.span.end = span.end;
        }
    }
}
