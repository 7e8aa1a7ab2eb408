use crate::config::{Config, ProblemKind};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::Span;

lint! {
    "section-written-as-setting", "syntax", Warning, Never, Default,
    [V23], fix: safe, whole: false, page: "section_written_as_setting.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    let document = config.document;
    for problem in config.problems() {
        let (ProblemKind::SectionTypeAsSetting(setting), Some(index)) = (&problem.kind, problem.statement)
        else {
            continue;
        };
        let Some(statement) = document.statements.get(index) else { continue };
        let name = setting.name;
        let value = document.text(statement, statement.value);
        let finding = findings.at(
            &LINT,
            problem,
            format!("`{name}` is a section, so `{name} = {value}` opens nothing"),
        );
        finding.label("Dovecot accepts this line and it does nothing useful");
        let head = value.strip_suffix('{').unwrap_or(&value).trim_end();
        finding.help(format!(
            "Write `{name} {head}{}{{` without the `=`.",
            if head.is_empty() { "" } else { " " }
        ));
        if value.ends_with('{') && !statement.is_continued() {
            let key = document.locate(statement, statement.key);
            let value = document.locate(statement, statement.value);
            let gap = Span { start: key.end, end: value.start, ..key };
            finding.fix_safe("remove the `=`", [Edit::replace(gap, " ")]);
        }
    }
}
