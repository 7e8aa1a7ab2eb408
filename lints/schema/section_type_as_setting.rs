use crate::config::{Config, ProblemKind};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Kind;

lint! {
    "section-type-as-setting", "schema", Warning, Never, Default,
    [V23], fix: none, whole: false, page: "section_type_as_setting.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    for problem in config.problems() {
        let ProblemKind::SectionTypeAsSetting(setting) = &problem.kind else { continue };
        let Some(written) = config.written(problem) else { continue };
        // With a brace at the end it is a section head with a stray `=`, which another lint tells.
        if written.value.ends_with('{') {
            continue;
        }
        let name = setting.name;
        let head = match setting.kind(config.version()) {
            Kind::StrList => name.to_owned(),
            _ if written.value.is_empty() => format!("{name} NAME"),
            _ => format!("{name} {}", written.value),
        };
        findings
            .at(&LINT, problem, format!("`{name} = {}` sets nothing: `{name}` is a section", written.value))
            .label("accepted and without effect")
            .help(format!(
                "Write `{head} {{`, its settings, and `}}` on lines of their own, or remove the line."
            ));
    }
}
