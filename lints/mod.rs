//! The lints: one lint, one room. `<group>/<name>.rs` finds it, `<group>/<name>.md` explains it.

pub mod auth;
pub mod clients;
pub mod delivery;
pub mod hygiene;
pub mod limits;
mod mending;
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
use crate::document::Document;
use crate::finding::{Finding, Findings, Lint, Stage};
use crate::source::{FileId, Span};
use crate::syntax::{Form, Kind, Statement};

/// Declares a lint: `lint! { name, group, severity, stage, profile, lines, fix, whole }` and the page beside
/// the file. `whole: false` also judges a fragment, `whole: true` needs a whole configuration, and
/// `whole: server` one of a whole server, because it finds what is missing: any excerpt would have it.
///
/// A lint that concludes something from what is not there says when that is not known: with `silent: unread` it
/// does not speak when a part of the tree was not read, with `silent: incomplete`, as of a whole server, also not
/// when an include gave nothing or text does not count where it was put.
macro_rules! lint {
    (
        $name:literal, $group:literal, $severity:ident, $stage:ident, $profile:ident,
        [$($line:ident),+], fix: $fix:ident, whole: $whole:ident, $(silent: $silent:ident,)? page: $page:literal
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
            silent: lint!(@silent $whole $($silent)?),
            page: include_str!($page),
            check,
        };
    };
    (@whole false) => { false };
    (@whole $other:ident) => { true };
    (@server server) => { true };
    (@server $other:ident) => { false };
    (@silent $whole:ident unread) => { crate::document::Silent::Unread };
    (@silent $whole:ident incomplete) => { crate::document::Silent::Incomplete };
    (@silent server) => { crate::document::Silent::Incomplete };
    (@silent $whole:ident) => { crate::document::Silent::Never };
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
    leave_unread_values(config, &mut findings);
    reach_last_lines(config, &mut findings);
    mending::settle(config, &mut findings);
    seal(config.document, &mut findings);
    findings
}

/// Makes what findings say safe to show, whoever asks: names and values in it may hold anything, and some are secret.
fn seal(document: &Document, findings: &mut Findings) {
    if findings.is_empty() {
        return;
    }
    let secrets = document.secrets();
    for finding in findings.iter_mut() {
        let labels = finding.labels.iter().map(|label| label.span);
        let near = secrets.near(document, std::iter::once(finding.span).chain(labels));
        for text in finding.texts_mut() {
            text.replace(|part, _| crate::text::shown(part).into_owned());
            secrets.seal(text, &near);
        }
    }
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
    findings
}

/// Whether a lint has something to say of such a configuration.
fn speaks(config: &Config<'_>, lint: &Lint) -> bool {
    lint.dovecot.contains(&config.version().line)
        && (config.is_whole || !lint.whole)
        && !config.document.completeness.silences(lint.silent)
}

/// Lints that speak of how a path or a variable is written, and not of what it stands for.
const OF_THE_WRITING: [&str; 4] =
    ["certificate-without-chain", "tls-file-not-read", "tls-file-prefix-in-2.4", "old-percent-variable"];

/// What stands in another file or in the environment is not known, so nothing judges it by the path or the name of
/// the variable that stands in its place. `doveconf -n` does: it checks the type of what is written.
fn leave_unread_values(config: &Config<'_>, findings: &mut Findings) {
    let document = config.document;
    let unread = |statement: &Statement| {
        let raw = document.bytes(statement, statement.value);
        let is_elsewhere = match raw.first() {
            Some(b'<') => document.value(statement).form == Form::File,
            _ => raw.contains(&b'$') && memchr::memmem::find(raw, b"$ENV:").is_some(),
        };
        is_elsewhere.then(|| document.locate(statement, statement.value))
    };
    let settings = document.statements.iter().filter(|statement| statement.kind == Kind::Setting);
    let mut places: Vec<Span> = settings.filter_map(unread).collect();
    if places.is_empty() {
        return;
    }
    places.sort_unstable();
    findings.retain(|finding| {
        let span = finding.span;
        let place = around(&places, span);
        let is_of_the_writing = finding.lint.group == "syntax" || OF_THE_WRITING.contains(&finding.lint.name);
        // Beside a variable there may be words that are known.
        let is_read = |place: Span| {
            let whole = document.sources.bytes(place);
            let is_blank = |b: &u8| matches!(b, b' ' | b'\t');
            let (from, to) = ((span.start - place.start) as usize, (span.end - place.start) as usize);
            let start = whole[..from].iter().rposition(is_blank).map_or(0, |at| at + 1);
            let end = whole[to..].iter().position(is_blank).map_or(whole.len(), |at| to + at);
            !whole.starts_with(b"<") && memchr::memmem::find(&whole[start..end], b"$ENV:").is_none()
        };
        finding.stage == Stage::Parse || is_of_the_writing || place.is_none_or(is_read)
    });
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
        if let Some(span) = around(&continued, finding.span) {
            finding.span.end = span.end;
        }
    }
}

/// The last of these sorted places that begins at a span or before it, if the span lies in it.
fn around(places: &[Span], span: Span) -> Option<Span> {
    let before = places.partition_point(|place| (place.file, place.start) <= (span.file, span.start));
    let place = places[..before].last()?;
    (place.file == span.file && span.end <= place.end).then_some(*place)
}
