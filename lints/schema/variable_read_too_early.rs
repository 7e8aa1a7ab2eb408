use crate::config::Config;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    "variable-read-too-early", "schema", Error, Parse, Default,
    [V24], fix: none, whole: false, page: "variable_read_too_early.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    for early in config.read_too_early() {
        let (name, variable) = (early.setting.name, &early.variable);
        findings
            .add(
                &LINT,
                config.value_span(early.assign),
                format!("Dovecot reads `{name}` before it knows what `{variable}` stands for"),
            )
            .label("no variable is known yet")
            .help(format!("Write the value itself instead of `{variable}`."));
    }
}
