use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "service-without-name",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for checks in config.master_checks() {
        for service in &checks.services {
            if config.has_service_name(service) {
                continue;
            }
            let Some(span) = service.span() else { continue };
            findings
                .add(&LINT, span, "this `service` has no name")
                .stage(checks.judged)
                .label("name missing")
                .help("Write the name before the brace, as in `service imap {`.");
        }
    }
}
