use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "process-min-avail-exceeds-limit",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for checks in config.master_checks() {
        for (service, judged) in checks.enabled() {
            let (least, limit) = (service.get("process_min_avail"), service.process_limit());
            let (Some(least_number), Some(limit_number)) = (least.number(), limit.number()) else { continue };
            if least_number <= limit_number || limit_number == 0 {
                continue;
            }
            let Some(assign) = least.assign.or(limit.assign) else { continue };
            let name = service.name();
            let finding = findings.add(
                &LINT,
                config.value_span(assign),
                format!("`process_min_avail` of {least_number} is above the `process_limit` of {limit_number} in `service {name}`"),
            );
            finding.label("Dovecot rejects this").stage(judged).help(format!(
                "Lower `process_min_avail` to {limit_number} or less, or raise `process_limit` to {least_number}.{}",
                checks.after(service, least_number, service.request_count().0 != Some(1)).sentence()
            ));
            if let Some(limit) = limit.assign.filter(|limit| limit.statement != assign.statement) {
                finding.also(config.span(limit), "the limit");
            }
        }
    }
}
