use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "variable-read-too-early",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for early in config.read_too_early() {
        let (name, variable) = (early.setting.name, &early.variable);
        findings
            .add(
                &LINT,
                config.value_span(early.assign),
                format!("Dovecot reads `{name}` before it knows the value of `{variable}`"),
            )
            .label("no variable is known yet")
            .help(format!("Write the value itself instead of `{variable}`."));
    }
}
