use crate::config::{Facts, ProblemKind};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema;

lint! {
    name: "required-setting-missing",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Fragment, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for problem in config.problems() {
        let ProblemKind::MissingRequired(setting) = &problem.kind else { continue };
        let (name, required) = (setting.name, setting.required);
        let short = required.strip_prefix(name).and_then(|rest| rest.strip_prefix('_')).unwrap_or(required);
        let finding = findings.at(&LINT, problem, format!("this `{name}` section does not set `{required}`"));
        finding.label(format!("`{short}` is missing"));
        let is_section = schema::find(schema::scope(config.version().series, "root"), required.as_bytes())
            .is_some_and(|setting| setting.kind(config.version()).is_section());
        if is_section {
            finding.help(format!("Put a section `{short} … {{ }}` into it, or remove the section."));
        } else {
            finding.help(format!("Add `{short} = …` to it, or remove the section."));
        }
    }
}
