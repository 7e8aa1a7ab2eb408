use crate::config::{Config, ProblemKind};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::Span;

lint! {
    "setting-without-equals", "syntax", Error, Parse, Default,
    [V23, V24], fix: safe, whole: false, page: "setting_without_equals.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    let document = config.document;
    for problem in config.problems() {
        let (ProblemKind::NoEquals(setting), Some(index)) = (&problem.kind, problem.statement) else {
            continue;
        };
        let Some(statement) = document.statements.get(index) else { continue };
        let text = document.text(statement, statement.key);
        let rest = text.strip_prefix(setting.name).unwrap_or_default();
        let value = rest.trim_start().trim_start_matches(':').trim_start();
        let name = setting.name;
        let finding = findings.at(&LINT, problem, format!("`{name}` is a setting and needs a `=`"));
        finding.label("a section head without its `{`, as Dovecot reads it");
        if let Some(added) = value.strip_prefix("+=").or_else(|| value.strip_prefix("-=")) {
            finding.help(format!("Write `{name} = {}`: files know no `+=` and no `-=`.", added.trim_start()));
            continue;
        }
        finding.help(format!("Write `{name} = {value}`."));
        if statement.is_continued() || !rest.starts_with([' ', '\t']) || value.ends_with('{') {
            continue;
        }
        let at = statement.span.start + name.len() as u32;
        finding.fix_safe("write ` =`", [Edit::replace(Span::new(problem.span.file, at..at), " =")]);
    }
}
