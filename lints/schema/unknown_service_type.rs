use crate::config::{Facts, Judged};
use crate::edit::lines;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "unknown-service-type",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Safe, needs: Whole,
}

const TYPES: [&str; 6] = ["", "log", "config", "anvil", "login", "startup"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let version = config.version();
    let has_worker = version.series == Series::V24 || version.is_23_from(14);
    for checks in config.master_checks() {
        for service in &checks.services {
            let found = service.checked("type");
            let Some(assign) = found.assign else { continue };
            let is_known = |text: &[u8]| {
                TYPES.iter().any(|known| known.as_bytes() == text) || (has_worker && text == b"worker")
            };
            if is_known(&found.text) || (checks.judged == Judged::AtStart && found.is_open()) {
                continue;
            }
            let name = service.name();
            let finding = findings.add(
                &LINT,
                config.value_span(assign),
                format!("unknown type `{}` of `service {name}`", found.shown()),
            );
            finding.stage(checks.judged).label("no such type of service").help(if found.text.as_ref() == b"worker" {
                "Remove the line; the type `worker` was added in 2.3.14."
            } else {
                "Remove the line: Dovecot's own services have their type already, and a script needs none."
            });
            if service.holds(assign) {
                finding.fix_safe("remove the line", lines::remove(config, config.span(assign)));
            }
        }
    }
}
