use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::service_groups;
use crate::text;

lint! {
    name: "mail-process-client-limit",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let proxies_lmtp = config.protocol_view(b"lmtp").get("lmtp_proxy").boolean() == Some(true);
    let blocking = service_groups(config.version().series).waits_for_disk;
    let mut last = None;
    for service in config.services().iter().filter(|s| s.is_one_of(blocking)) {
        // The line of the service itself, also where its 0 only points at the default.
        let (Some(effective), Some(assign)) =
            (service.effective_client_limit(), service.get("client_limit").assign)
        else {
            continue;
        };
        if effective <= 1 || last == Some(assign.statement) || (service.is("lmtp") && proxies_lmtp) {
            continue;
        }
        // With mbox it is worse: mbox-client-limit is about it.
        if config.mbox_opened_by(service).is_some() {
            continue;
        }
        let (name, clients) = (service.name(), text::count(effective));
        let finding = findings.add(
            &LINT,
            config.span(assign),
            format!("each {name} process serves {clients} clients at once"),
        );
        finding.label("all of them wait while one waits for disk I/O");
        if service.holds(assign) {
            finding
                .help("Set `client_limit = 1`; raise `process_limit` to serve more clients.")
                .fix_unsafe("write `1`", [Edit::replace(config.value_span(assign), "1")]);
        } else {
            last = Some(assign.statement);
            finding.help(format!(
                "Set `client_limit = 1` in `service {name}`; raise `process_limit` to serve more clients."
            ));
        }
    }
}
