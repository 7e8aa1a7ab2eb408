use crate::config::{Facts, ProblemKind};
use crate::finding::{Findings, Severity, Stage};
use crate::lints::lint;

lint! {
    name: "block-on-plain-setting",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
    yields_to: ["old-metric-filter" here],
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for problem in config.problems() {
        let (setting, refused, is_list) = match problem.kind {
            ProblemKind::BlockOnSetting { setting, refused } => (setting, refused, false),
            ProblemKind::NamedList { setting, refused } => (setting, refused, true),
            _ => continue,
        };
        let Some(statement) = problem.statement.and_then(|index| document.statements.get(index)) else {
            continue;
        };
        let written = document.text(statement, statement.key);
        let name = setting.name;
        let message = if is_list {
            format!("`{name}` is a list, so its block must not have a name")
        } else if written == "protocol" {
            format!("`protocol` means the setting `{name}` here, which cannot be used as a section")
        } else {
            format!("`{name}` is a setting and cannot be used as a section")
        };
        let finding = findings.at(&LINT, problem, message);
        finding.label(if is_list { "not allowed here" } else { "no section of this name" });
        if !refused {
            finding.severity(Severity::Warning).stage(Stage::Never);
        }
        finding.help(if is_list {
            format!("Write `{name} {{`.")
        } else if written == "protocol" {
            "Write the `protocol` block at the top level.".to_owned()
        } else {
            format!("Write `{name} = VALUE`.")
        });
    }
}
