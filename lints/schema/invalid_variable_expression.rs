use crate::config::Facts;
use crate::config::value::Flaw;
use crate::finding::{Findings, Stage};
use crate::lints::lint;

lint! {
    name: "invalid-variable-expression",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for assign in config.panics() {
        let statement = config.statement(assign);
        let key = config.document.text(statement, statement.key);
        let text = config.value_of(assign).text;
        findings
            .add(&LINT, config.value_span(assign), format!("a `%{{…}}` in `{key}` cannot be parsed"))
            .stage(Stage::Start)
            .label("Dovecot panics here")
            .help(help(&String::from_utf8_lossy(&text)));
    }
    for bad in config.bad_values().filter(|bad| *bad.flaw == Flaw::Variable) {
        let (key, value) = (&bad.written.key, &bad.written.value);
        findings
            .at(&LINT, bad.problem, format!("a `%{{…}}` in `{key}` cannot be parsed"))
            .label("not a valid expression")
            .help(help(value));
    }
}

fn help(value: &str) -> &'static str {
    if value.matches("%{").count() > value.matches('}').count() {
        "Close the variable with `}`; to write a percent sign before a brace, write `%%`."
    } else if value.contains(';') {
        "Use filters as in `%{user | sha256}`; the form with `;` is 2.3 syntax."
    } else {
        "Write a variable and its filters, as in `%{user | domain | lower}`."
    }
}
