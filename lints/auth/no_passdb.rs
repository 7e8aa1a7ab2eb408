use crate::config::{Config, Need};
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::Span;

lint! {
    "no-passdb", "auth", Error, Run, Default,
    [V23, V24], fix: none, whole: server, page: "no_passdb.md"
}

/// Protocols whose clients log in.
pub(super) const LOGS_IN: [&str; 4] = ["imap", "pop3", "submission", "sieve"];

fn check(config: &Config<'_>, findings: &mut Findings) {
    if !config.enabled_among(&LOGS_IN) || config.opens("passdb") {
        return;
    }
    let needs_one = |need: Need| need != Need::Nothing;
    let mechanisms = config.mechanisms();
    let Some(mechanism) = mechanisms.iter().find(|m| m.need.is_some_and(needs_one)) else { return };
    let Some(span) = protocols_in_tree(config) else { return };
    let name = mechanism.name.to_ascii_lowercase();
    findings
        .add(&LINT, span, format!("clients log in with `{name}`, and no `passdb` knows a password"))
        .label("nobody can log in to these")
        .help("Add a `passdb`, or include the file that has it (`auth-system.conf.ext` in Debian).");
}

/// Where `protocols` is set, or the first line when only a package's own file does.
pub(super) fn protocols_in_tree(config: &Config<'_>) -> Option<Span> {
    let document = config.document;
    let is_own = |span: &Span| !document.sources.file(span.file).path.ends_with(".protocol");
    let first = || document.statements.iter().map(|s| s.span).find(|span| span.file == document.root);
    config.protocols_span().filter(is_own).or_else(first)
}
