use crate::config::{Config, Facts, ProblemKind};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema;

lint! {
    name: "invalid-filter-nesting",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    unreachable_sections(config, findings);
    for problem in config.problems() {
        let (message, help) = match &problem.kind {
            ProblemKind::NetworkOutside => {
                let head = problem.statement.and_then(|index| config.document.statements.get(index));
                let Some(head) = head else { continue };
                let kind = config.document.text(head, head.key);
                (
                    format!("this `{kind}` is not inside the network of the `{kind}` around it"),
                    "Close the outer block before this one, or write a network inside the outer one."
                        .to_owned(),
                )
            }
            ProblemKind::FilterNesting { outer, inner } => {
                (format!("`{inner}` is not allowed inside `{outer}`"), order(outer, inner))
            }
            _ => continue,
        };
        findings.at(&LINT, problem, message).label("Dovecot rejects this nesting").help(help);
    }
}

/// Which of two blocks belongs into the other one.
fn order(outer: &str, inner: &str) -> String {
    let is_filter = |name: &str| schema::is_filter(name.as_bytes());
    if outer == inner {
        format!("Close the outer `{outer}` block before this one.")
    } else if is_filter(outer) && is_filter(inner) {
        format!(
            "Write the `{outer}` block inside the `{inner}` block; the order is local, local_name, remote, protocol."
        )
    } else if is_filter(inner) {
        format!("Write the `{outer}` block inside the `{inner}` block.")
    } else {
        format!("Close the `{outer}` block before this one.")
    }
}

/// A `passdb` inside a `service` is listed, but Dovecot looks for it at the top level.
fn unreachable_sections(config: &Config<'_>, findings: &mut Findings) {
    for unreachable in config.unreachable_sections() {
        let Some(span) = config.scope_span(unreachable.section) else { continue };
        let last = |scope| config.scope_name(scope).rsplit("{ ").next().unwrap_or_default().to_owned();
        let (inner, outer) = (last(unreachable.section), last(unreachable.outer));
        let kind = inner.split(' ').next().unwrap_or_default().to_owned();
        let finding = findings.add(&LINT, span, format!("`{inner}` is not allowed inside `{outer}`"));
        finding.label("Dovecot does not look for it here");
        if let Some(place) = config.scope_span(unreachable.outer) {
            finding.also(place, "the section around it");
        }
        finding.help(if kind == "mailbox" {
            "Move it to the top level or into a `namespace`.".to_owned()
        } else {
            format!(
                "Move the `{kind}` to the top level or into a `protocol`; perhaps a `}}` is missing above."
            )
        });
    }
}
