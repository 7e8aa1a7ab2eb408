use crate::config::{Facts, ProblemKind, SetFlaw};
use crate::finding::{Findings, Stage};
use crate::lints::lint;
use crate::source::Span;

lint! {
    name: "set-variable-loop",
    severity: Error, stage: Start, profile: Default, series: [V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for problem in config.problems() {
        let ProblemKind::UnknownVariable { name, at_parse } = &problem.kind else { continue };
        let finding = findings.at(&LINT, problem, format!("`$SET:{name}` does not name a setting"));
        finding.label("unknown setting");
        finding.help(
            "Correct the name; settings of sections need their long name, such as `service_client_limit`.",
        );
        finding.span = word(document.sources.bytes(problem.span), problem.span, name);
        if *at_parse {
            finding.stage(Stage::Parse);
        }
    }
    for (assign, name, flaw) in config.broken_sets() {
        let span = config.value_span(assign);
        let place = word(document.sources.bytes(span), span, &name);
        match flaw {
            SetFlaw::Loop => findings
                .add(&LINT, place, format!("`$SET:{name}` refers back to this setting"))
                .label("a loop")
                .help("Write the value itself somewhere in the loop."),
            SetFlaw::NoText => findings
                .add(&LINT, place, format!("`{name}` is a list or a section and cannot be used as text"))
                .label("only the value of a plain setting can be used here")
                .help("Write the value itself."),
            SetFlaw::NoPath => findings
                .add(&LINT, place, format!("`{name}` does not refer to a section"))
                .label("no such section")
                .help("Name a section that exists; before 2.4.2 only settings of the top level can be read."),
        };
    }
}

/// Where `$SET:name` is in a value.
fn word(text: &[u8], span: Span, name: &str) -> Span {
    let word = format!("$SET:{name}");
    match memchr::memmem::find(text, word.as_bytes()) {
        Some(at) => {
            let start = span.start + at as u32;
            Span { start, end: start + word.len() as u32, ..span }
        }
        None => span,
    }
}
