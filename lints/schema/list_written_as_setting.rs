use crate::config::{Facts, ProblemKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "list-written-as-setting",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for problem in config.problems() {
        let ProblemKind::ListAsSetting(setting) = &problem.kind else { continue };
        let name = setting.name;
        findings
            .at(
                &LINT,
                problem,
                format!("`{name}` is a list of keys and values and cannot be set to a plain value"),
            )
            .label("not a list")
            .help(format!("Write `{name} {{`, one `key = value` per line, and `}}`."));
    }
}
