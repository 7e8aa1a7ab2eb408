use crate::config::Facts;
use crate::document::Foreign;
use crate::finding::{Finding, Findings, Severity, Stage};
use crate::lints::lint;
use crate::source::Span;

lint! {
    name: "unrendered-template",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
    about: File,
}

const HELP: &str = "Render the template, and run dovelint on the result.";

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for (_, foreign) in document.completeness.foreign() {
        let Foreign::Template(span) = foreign else { continue };
        // What follows a `#` is a comment for Dovecot alone.
        let file = document.sources.file(span.file);
        let range = file.line_range(file.line(span.start));
        let line =
            crate::text::clipped(file.bytes[range.start as usize..range.end as usize].trim_ascii(), 40);
        findings
            .add(&LINT, span, format!("this file looks like a template: `{line}` is not Dovecot syntax"))
            .label("a line for another program")
            .help(HELP);
    }
}

/// Says that a value which Dovecot refuses is a placeholder.
pub fn placeholder<'f>(findings: &'f mut Findings, span: Span, text: &[u8]) -> &'f mut Finding {
    let text = crate::text::clipped(text, 40);
    findings
        .add(&LINT, span, format!("this looks like a template: the value `{text}` is a placeholder"))
        .severity(Severity::Error)
        .stage(Stage::Parse)
        .label("Dovecot reads it as it is written")
        .help(HELP)
}
