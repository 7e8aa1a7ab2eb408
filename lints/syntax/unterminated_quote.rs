use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{self, Kind as Type};
use crate::syntax::{HalfKind, Kind, half_quoted};

lint! {
    name: "unterminated-quote",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for statement in document.statements.iter().filter(|s| s.kind == Kind::Setting) {
        let raw = document.bytes(statement, statement.value);
        let Some(half) = half_quoted(raw) else { continue };
        // The words of a list have quotes of their own: `"a b", c`.
        let key = document.key(statement);
        let setting = schema::find(schema::scope(config.version().series, "root"), &key);
        if setting.is_some_and(|s| s.kind(config.version()) == Type::BoolList) {
            continue;
        }
        let span = document.locate(statement, statement.value);
        let shown = crate::text::clipped(raw, 60);
        let finding = findings.add(&LINT, span, format!("the quotes become part of the value: `{shown}`"));
        let sign = char::from(half.sign);
        match half.kind {
            HalfKind::NoEnd => {
                finding.label(format!("the `{sign}` at the start is never closed"));
                finding.help(format!("Close the quote at the end of the value, or remove the `{sign}`."));
                if !raw.contains(&b'#') {
                    finding.fix_unsafe("close the quote", [Edit::insert_after(span, sign.to_string())]);
                }
            }
            HalfKind::NoStart => {
                finding.label(format!("the `{sign}` at the end was never opened"));
                finding.help(format!("Open the quote at the start of the value, or remove the `{sign}`."));
                finding.fix_unsafe("open the quote", [Edit::insert_before(span, sign.to_string())]);
            }
            HalfKind::Part => {
                finding.label("Dovecot strips quotes only around a whole value");
                finding.help("Quote the whole value, or remove the quotes.");
            }
        }
    }
}
