use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;
use crate::syntax::{Form, Kind};

lint! {
    name: "placeholder-read-as-file",
    severity: Error, stage: Start, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
    about: Placeholder,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let mut told: Option<(crate::source::FileId, usize)> = None;
    let document = config.document;
    for statement in document.statements.iter().filter(|statement| statement.kind == Kind::Setting) {
        let value = document.value(statement);
        let is_placeholder =
            value.form == Form::File && value.text.ends_with(b">") && !value.text.contains(&b'/');
        if !is_placeholder {
            continue;
        }
        let span = document.locate(statement, statement.value);
        // A file in which nothing was filled in is one mistake.
        if let Some((_, index)) = told.filter(|(file, _)| *file == span.file)
            && let Some(first) = findings.iter_mut().nth(index)
        {
            first.also(span, "not filled in either");
            continue;
        }
        told = Some((span.file, findings.len()));
        let key = document.text(statement, statement.key);
        let path = crate::text::clipped(&value.text, 60);
        findings
            .add(&LINT, span, format!("`<` reads a file, so `{key}` is the content of the file `{path}`"))
            .label("a placeholder that was not filled in")
            .help("Write the value itself, without `<` and `>`.");
    }
}
