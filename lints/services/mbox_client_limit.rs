use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "mbox-client-limit",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for service in config.services() {
        let (Some(effective), Some(assign)) =
            (service.effective_client_limit(), service.get("client_limit").assign)
        else {
            continue;
        };
        if effective <= 1 {
            continue;
        }
        let Some(place) = config.mbox_opened_by(&service) else { continue };
        let (name, clients) = (service.name(), crate::text::count(effective));
        let finding = findings.add(
            &LINT,
            config.value_span(assign),
            format!("mbox needs `client_limit = 1`, but each {name} process may serve {clients} clients"),
        );
        finding.label("every login fails").help(format!("Set `client_limit = 1` in `service {name}`."));
        if service.holds(assign) {
            finding.fix_unsafe("write `1`", [Edit::replace(config.value_span(assign), "1")]);
        }
        if let Some(span) = place.span {
            finding.also(span, "the mail is mbox");
        }
    }
}
