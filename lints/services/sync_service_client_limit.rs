use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::service_groups;

lint! {
    name: "sync-service-client-limit",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let synchronous = service_groups(config.version().line).waits_for_answer;
    for service in config.services().iter().filter(|s| s.is_one_of(synchronous)) {
        let (Some(effective), Some(assign)) =
            (service.effective_client_limit(), service.get("client_limit").assign)
        else {
            continue;
        };
        if effective <= 1 || !service.owns(assign) {
            continue;
        }
        let name = service.name();
        let finding = findings.add(
            &LINT,
            config.value_span(assign),
            format!(
                "`service {name}` answers one request at a time, and each process takes {} clients",
                crate::text::count(effective)
            ),
        );
        finding.label("the others wait for the slowest answer");
        if name == "dict" {
            finding.help("Set `client_limit = 1` and raise `process_limit`; databases that can answer out of order belong to `service dict-async`.");
        } else {
            finding.help("Set `client_limit = 1`; raise `process_limit` to answer more at once.");
        }
        if service.holds(assign) {
            finding.fix_unsafe("write `1`", [Edit::replace(config.value_span(assign), "1")]);
        }
    }
}
