use crate::config::{Facts, lone_backslashes};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::Span;
use crate::syntax::{Form, Kind, unescape};

lint! {
    name: "backslash-lost-in-quotes",
    severity: Warning, stage: Parse, profile: Default, series: [V23],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for statement in &document.statements {
        let (is_quoted, offset) = match statement.kind {
            Kind::Setting => (document.value(statement).form == Form::Quoted, 1),
            Kind::Open => (statement.name_quoted, 0),
            _ => continue,
        };
        let raw = document.bytes(statement, statement.value);
        if !is_quoted || !raw.contains(&b'\\') {
            continue;
        }
        let inner = raw.get(offset..raw.len() - offset).unwrap_or_default();
        let places = lone_backslashes(inner, b"\\\"'");
        let Some(first) = places.first() else { continue };
        let (text, _) = unescape(config.version(), inner);
        let what = if statement.kind == Kind::Setting { "value" } else { "name" };
        let span = document.locate(statement, statement.value);
        let shown = crate::text::clipped(&text, 60);
        let finding =
            findings.add(&LINT, span, format!("the backslash is dropped: the {what} becomes `{shown}`"));
        finding.label("a backslash in quotes only protects the next character");
        finding.help("Write `\\\\` for a backslash in quotes, or omit the quotes.");
        if statement.is_continued() {
            continue;
        }
        let at = |place: u32| {
            let start = span.start + offset as u32 + place;
            Span { start, end: start, ..span }
        };
        let place = at(*first);
        finding.span = Span { end: place.end + 2, ..place };
        let edits = places.iter().map(|place| Edit::insert_before(at(*place), "\\"));
        finding.fix_unsafe("double the backslash", edits);
    }
}
