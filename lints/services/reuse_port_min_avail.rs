use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "reuse-port-min-avail",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    if !config.version().is_24_from(4) {
        return;
    }
    for checks in config.master_checks() {
        for (service, judged) in checks.enabled() {
            let reuse = service.get("reuse_port");
            let (least, limit) = (service.get("process_min_avail"), service.process_limit());
            let (Some(assign), Some(least), Some(limit)) = (reuse.assign, least.number(), limit.number())
            else {
                continue;
            };
            if reuse.boolean() != Some(true) || least == limit {
                continue;
            }
            let name = service.name();
            findings
                .add(
                    &LINT,
                    config.span(assign),
                    format!("`reuse_port` of `service {name}` needs `process_min_avail` ({least}) and `process_limit` ({limit}) to be equal"),
                )
                .stage(judged)
                .label("the kernel would hand connections to processes that do not exist")
                .help("Set `process_min_avail` and `process_limit` both to the number of CPU cores.");
        }
    }
}
