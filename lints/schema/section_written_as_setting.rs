use crate::config::{Facts, ProblemKind};
use crate::finding::{Findings, Severity, Stage};
use crate::lints::lint;
use crate::schema::Kind;

lint! {
    name: "section-written-as-setting",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for problem in config.problems() {
        let ProblemKind::SectionAsSetting { setting, refused } = &problem.kind else { continue };
        let Some(written) = config.written(problem) else { continue };
        let name = setting.name;
        let head = match setting.kind(config.version()) {
            Kind::NamedListFilter if written.value.is_empty() || written.value.contains(' ') => {
                format!("{name} NAME")
            }
            Kind::NamedListFilter => format!("{name} {}", written.value.trim_end_matches([' ', '{'])),
            _ => name.to_owned(),
        };
        let finding = findings.at(&LINT, problem, format!("`{name}` is a section and cannot have a value"));
        if !refused {
            finding.severity(Severity::Warning).stage(Stage::Never);
        }
        finding
            .label("written as a setting")
            .help(format!("Write `{head} {{`, the settings of the section, and `}}` on lines of their own."));
    }
}
