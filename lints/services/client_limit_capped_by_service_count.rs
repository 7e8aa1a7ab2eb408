use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::service_groups;
use crate::text;

lint! {
    name: "client-limit-capped-by-service-count",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let groups = service_groups(config.version().series);
    for service in config.services() {
        let limit = service.client_limit();
        let (Some(count), found) = service.request_count() else { continue };
        let (Some(number), Some(assign)) = (limit.number(), limit.assign) else { continue };
        if count == 0 || count >= number || !service.owns(assign) {
            continue;
        }
        // Other lints are about a service whose processes should not take several clients at all.
        let is_blocking =
            service.is_one_of(groups.waits_for_disk) || service.is_one_of(groups.waits_for_answer);
        if count > 1 && is_blocking {
            continue;
        }
        let key = config.request_count_name();
        let finding = findings.add(
            &LINT,
            config.value_span(assign),
            format!("`client_limit = {}` has no effect: `{key}` caps it at {count}", text::count(number)),
        );
        finding.label(format!("each process of `{}` serves {count}", service.name()));
        match found.assign {
            Some(count) => finding.also(config.span(count), "this is the cap"),
            None => finding,
        };
        if service.is_login() {
            let endless = config.no_limit();
            let stranded = if service.strands_clients() {
                " A few long sessions can keep everyone else out."
            } else {
                ""
            };
            finding.help(format!(
                "Set `{key} = {endless}` and `process_min_avail` to the number of CPU cores, or remove the `client_limit`.{stranded}"
            ));
        } else {
            finding.help("Remove the `client_limit`; raise `process_limit` to serve more clients.");
        }
    }
}
