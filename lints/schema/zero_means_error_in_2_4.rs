use crate::config::{Config, Facts, Found};
use crate::edit::{Edit, lines};
use crate::finding::{Findings, Stage};
use crate::lints::lint;
use crate::schema::{RefusedZero, refused_zeros};

lint! {
    name: "zero-means-error-in-2.4",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: Safe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let version = config.version();
    let of_service = |zero: &RefusedZero| {
        let key = zero.setting.strip_prefix("service_").filter(|_| zero.in_struct == "service");
        key.map(|key| (key, zero.instead))
    };
    let of_services: Vec<_> = refused_zeros(version).filter_map(of_service).collect();
    for checks in config.master_checks() {
        for (service, judged) in checks.enabled() {
            for (key, meant) in &of_services {
                let found = match *key {
                    "process_limit" => service.process_limit(),
                    "client_limit" => service.client_limit(),
                    "vsz_limit" => service.vsz_limit(),
                    // These two are remembered by their names of 2.3.
                    "restart_request_count" => service.get("service_count"),
                    "idle_kill_interval" => service.get("idle_kill"),
                    key => service.get(key),
                };
                report(config, findings, &found, *meant, Stage::from(judged));
            }
            let idle = service.get("idle_kill");
            if idle.assign.is_none() && idle.seconds() == Some(0) {
                report(config, findings, &checks.view.get("default_idle_kill_interval"), None, judged.into());
            }
        }
    }
    for zero in refused_zeros(version).filter(|zero| zero.in_struct != "service") {
        for checked in config.checks(zero.in_struct) {
            // `doveconf` does not load the check of the submission service.
            let stage = if zero.in_struct == "submission" { Stage::Run } else { Stage::from(checked.judged) };
            report(config, findings, &checked.view.get(zero.setting), zero.instead, stage);
        }
    }
}

fn report(
    config: &Config<'_>,
    findings: &mut Findings,
    found: &Found<'_>,
    meant: Option<&str>,
    stage: Stage,
) {
    let Some(assign) = found.assign else { return };
    if found.is_open() || found.size().or(found.number()).or(found.seconds()) != Some(0) {
        return;
    }
    let statement = config.statement(assign);
    let name = config.document.text(statement, statement.key);
    let span = config.value_span(assign);
    let finding = findings.add(&LINT, span, format!("`{name}` must not be 0 in 2.4"));
    finding.stage(stage).label("0 no longer means no limit");
    match meant {
        Some(meant) => finding
            .help(format!("Write `{meant}`."))
            .fix_safe(format!("write `{meant}`"), [Edit::replace(span, meant)]),
        None => finding
            .help("Remove the line to use the default.")
            .fix_safe("remove the line", lines::remove(config, config.span(assign))),
    };
}
