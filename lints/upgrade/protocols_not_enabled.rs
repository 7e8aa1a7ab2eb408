use crate::config::{Facts, ROOT};
use crate::document::{Include, Outcome};
use crate::finding::{Findings, Severity};
use crate::lints::lint;
use crate::schema::Series;
use crate::source::Span;

lint! {
    name: "protocols-not-enabled",
    severity: Warning, stage: Start, profile: Default, series: [V23, V24],
    fix: None, needs: Server,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    if config.sets_list([ROOT], "protocols") {
        return;
    }
    // A package adds its protocol by a file of its own, which may be on another machine.
    let adds = |include: &Include| {
        include.pattern.ends_with(".protocol")
            || matches!(include.outcome, Outcome::NoMatch | Outcome::NotRead)
    };
    if document.includes.iter().any(adds) {
        return;
    }
    // In 2.3 it is only a question of the build, and matters to who says where clients should connect.
    if config.version().series == Series::V23 && config.root().get("listen").assign.is_none() {
        return;
    }
    let Some(first) = document.statements.first() else { return };
    let file = document.sources.file(first.span.file);
    let line = Span::new(first.span.file, file.line_range(file.line(first.span.start)));
    let finding = findings.add(&LINT, line, "`protocols` is not set");
    match config.version().series {
        Series::V24 => finding.label("nothing is served: `protocols` is empty by default"),
        Series::V23 => finding
            .severity(Severity::Advice)
            .label("Debian and Ubuntu packages then serve nothing; other builds serve imap, pop3 and lmtp"),
    };
    finding.help("Add `protocols = imap lmtp`, or the protocols that this server should offer.");
}
