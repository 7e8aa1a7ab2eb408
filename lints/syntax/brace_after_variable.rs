use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::Span;
use crate::syntax::{Form, expressions};

lint! {
    name: "brace-after-variable",
    severity: Warning, stage: Never, profile: Default, series: [V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for assign in config.assigns() {
        let statement = config.statement(assign);
        let form = config.document.value(statement).form;
        if matches!(form, Form::File | Form::Heredoc) || statement.is_continued() {
            continue;
        }
        let value = config.value_span(assign);
        let text = config.document.sources.bytes(value);
        let Some(at) = stray_brace(text) else { continue };
        let start = value.start + at as u32;
        let span = Span { start, end: start + 1, ..value };
        let key = config.document.text(statement, statement.key);
        findings
            .add(
                &LINT,
                span,
                format!(
                    "the variable in `{key}` is closed before this `}}`, which becomes part of the value"
                ),
            )
            .label("extra brace")
            .help("Remove this `}`.")
            .fix_unsafe("remove the `}`", [Edit::delete(span)]);
    }
}

/// Where a `}` follows the end of a variable, with no brace open before it that it could close.
fn stray_brace(text: &[u8]) -> Option<usize> {
    let (mut at, mut open) = (0, 0_usize);
    for expression in expressions(text) {
        for byte in &text[at..expression.range.start] {
            match byte {
                b'{' => open += 1,
                b'}' => open = open.saturating_sub(1),
                _ => {}
            }
        }
        at = expression.range.end;
        // A variable inside a variable is another mistake.
        if expression.is_nested {
            return None;
        }
        if open == 0 && text.get(at) == Some(&b'}') {
            return Some(at);
        }
    }
    None
}
