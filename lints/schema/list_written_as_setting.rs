use crate::config::{Config, ProblemKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    "list-written-as-setting", "schema", Error, Parse, Default,
    [V24], fix: none, whole: false, page: "list_written_as_setting.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    for problem in config.problems() {
        let ProblemKind::ListAsSetting(setting) = &problem.kind else { continue };
        let name = setting.name;
        findings
            .at(&LINT, problem, format!("`{name}` is a list of keys and values and takes no text"))
            .label("no list")
            .help(format!("Write `{name} {{`, one `key = value` a line, and `}}`."));
    }
}
