use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::Span;
use crate::syntax::{Form, Kind};

lint! {
    name: "environment-variable-of-other-form",
    severity: Error, stage: Never, profile: Default, series: [V24],
    fix: Unsafe, needs: Fragment,
}

/// How other programs name a variable of the environment.
const FRONTS: [&[u8]; 2] = [b"${env:", b"${ENV:"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for statement in document.statements.iter().filter(|statement| statement.kind == Kind::Setting) {
        let span = document.locate(statement, statement.value);
        let text = document.sources.bytes(span);
        if document.value(statement).form == Form::File {
            continue;
        }
        let found = FRONTS.iter().find_map(|front| {
            let at = memchr::memmem::find(text, front)?;
            let rest = &text[at + front.len()..];
            let length = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
            let is_whole = length > 0 && rest.get(length) == Some(&b'}');
            let name = String::from_utf8_lossy(&rest[..length]).into_owned();
            is_whole.then_some((at..at + front.len() + length + 1, name))
        });
        let Some((range, name)) = found else { continue };
        let (start, end) = (span.start + range.start as u32, span.start + range.end as u32);
        let place = Span { start, end, ..span };
        let key = document.text(statement, statement.key);
        let message = format!("`{key}` does not get `{name}` from the environment: 2.4 takes this literally");
        let finding = findings.add(&LINT, place, message);
        finding.label("not expanded").help(format!("Write `%{{env:{name}}}`."));
        if !statement.is_continued() {
            let edit = Edit::replace(place, format!("%{{env:{name}}}"));
            finding.fix_unsafe(format!("write `%{{env:{name}}}`"), [edit]);
        }
    }
}
