use crate::config::{Facts, Unknown};
use crate::finding::{Findings, Severity, Stage};
use crate::lints::lint;
use crate::text::Quote;

lint! {
    name: "external-driver-config",
    severity: Warning, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for (problem, unknown) in config.unknowns() {
        let Unknown::DatabaseArgs = unknown.what else { continue };
        let Some(written) = config.written(problem) else { continue };
        if !written.value.ends_with(".conf.ext") {
            continue;
        }
        let message =
            format!("2.4 no longer reads separate database settings files such as `{}`", written.value);
        let finding = findings.at(&LINT, problem, message);
        finding.severity(Severity::Error).label("2.3 name").help(HELP);
    }
    for assign in config.assigns() {
        if config.is_replaced(assign) {
            continue;
        }
        let value = config.value_of(assign);
        if !value.text.ends_with(b".conf.ext") || value.text.contains(&b' ') {
            continue;
        }
        let name = crate::text::clipped(&config.key_name(assign.key), 60);
        findings
            .add(
                &LINT,
                config.value_span(assign),
                format!("`{name}` points to `{}`, a 2.3 database settings file", shown(&value.text)),
            )
            .stage(Stage::Run)
            .label("2.4 does not read settings from it")
            .help(HELP);
    }
}

const HELP: &str = "Move its settings into this configuration: `sql_driver`, `mysql NAME { … }` and `query`, or `ldap_uris`, `ldap_base` and others.";

fn shown(value: &[u8]) -> Quote {
    crate::text::clipped(value, 60)
}
