use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::service_groups;
use crate::text;

lint! {
    name: "singleton-process-limit",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Safe, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let single = service_groups(config.version().series).single_process;
    for checks in config.master_checks() {
        for (service, judged) in checks.enabled() {
            let is_single = service.is_one_of(single);
            let own = service.get("process_limit");
            let (Some(limit), Some(assign)) = (service.process_limit().number(), own.assign) else {
                continue;
            };
            if !is_single || limit <= 1 {
                continue;
            }
            let name = service.name();
            let finding = findings.add(
                &LINT,
                config.value_span(assign),
                format!(
                    "`service {name}` must run as one process, but `process_limit` is {}",
                    text::count(limit)
                ),
            );
            finding.stage(judged).label("Dovecot rejects anything but 1");
            if !service.holds(assign) {
                finding.help("Move this line into the intended `service`; here it applies to every service.");
                continue;
            }
            if name == "auth" {
                finding.help("Remove the line; it is `service auth-worker { process_limit }` that makes slow lookups faster.");
            } else {
                finding.help("Remove the line.");
            }
            finding.fix_safe("write `1`", [Edit::replace(config.value_span(assign), "1")]);
        }
    }
}
