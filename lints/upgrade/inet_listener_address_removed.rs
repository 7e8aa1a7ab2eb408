use crate::config::{Facts, Unknown};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "inet-listener-address-removed",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: Safe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for (problem, unknown) in config.unknowns() {
        let Unknown::ListenerAddress = unknown.what else { continue };
        let Some(written) = config.written(problem) else { continue };
        let finding = findings.at(&LINT, problem, "`address` of a listener is called `listen` in 2.4");
        finding
            .label("2.3 name")
            .help(format!("Write `listen = {}`.", written.value))
            .fix_safe("write `listen`", [Edit::replace(problem.span, "listen")]);
    }
}
