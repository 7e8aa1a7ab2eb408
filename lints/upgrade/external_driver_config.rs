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
        let message = format!("2.4 reads no file of database settings, as `{}` was", written.value);
        let finding = findings.at(&LINT, problem, message);
        finding.severity(Severity::Error).label("a name of 2.3").help(HELP);
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
                format!("`{name}` points to `{}`, a file of database settings of 2.3", shown(&value.text)),
            )
            .stage(Stage::Run)
            .label("2.4 does not read it as settings")
            .help(HELP);
    }
}

const HELP: &str = "Move its settings into this configuration: `sql_driver`, `mysql NAME { … }` and `query`, or `ldap_uris`, `ldap_base` and others.";

fn shown(value: &[u8]) -> Quote {
    crate::text::clipped(value, 60)
}
