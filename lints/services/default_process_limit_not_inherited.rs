use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "default-process-limit-not-inherited",
    severity: Advice, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let default = config.root().get("default_process_limit");
    let (Some(wanted), Some(assign)) = (default.number(), default.assign) else { return };
    let mut kept = None;
    let mut names = Vec::new();
    for service in config.enabled_services() {
        let limit = service.get("process_limit");
        let Some(own) = limit.number().filter(|own| limit.assign.is_none() && *own > 0) else { continue };
        // Those that are one process, or only help others, are not what the author had in mind.
        if service.protocol().text.is_empty() || service.is_login() || own >= wanted {
            continue;
        }
        kept = Some(own);
        if !service.name().starts_with("imap-urlauth") {
            names.push(service.name());
        }
    }
    let Some(kept) = kept.filter(|_| !names.is_empty()) else { return };
    let listed = crate::text::listed(&names);
    let heads = crate::text::listed(&names.iter().map(|name| format!("service {name}")).collect::<Vec<_>>());
    let verb = if names.len() == 1 { "keeps its" } else { "keep their" };
    findings
        .add(
            &LINT,
            config.value_span(assign),
            format!("{listed} {verb} built-in `process_limit` of {kept}, regardless of this line"),
        )
        .label("applies only to services without their own limit")
        .help(format!("Set `process_limit = {wanted}` in {heads} if that is what you need."));
}
