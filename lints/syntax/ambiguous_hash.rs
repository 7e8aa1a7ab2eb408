use crate::config::Config;
use crate::edit::Edit;
use crate::finding::{Findings, Severity};
use crate::lints::lint;
use crate::source::Span;
use crate::syntax::{Kind, NoteKind};

lint! {
    "ambiguous-hash", "syntax", Warning, Parse, Default,
    [V23, V24], fix: unsafe_only, whole: false, page: "ambiguous_hash.md"
}

/// Settings whose value must not lose its end.
const SECRETS: [&str; 5] = ["password", "secret", "nonce", "api_key", "connect"];

fn check(config: &Config<'_>, findings: &mut Findings) {
    let document = config.document;
    for note in document.notes.iter().filter(|note| note.kind == NoteKind::GluedHash) {
        // smart-quotes-or-nbsp speaks of a byte order mark before a comment.
        if document.sources.bytes(note.span) == "\u{feff}".as_bytes() {
            continue;
        }
        let file = document.sources.file(note.span.file);
        let line_end = file.line_range(file.line(note.span.start)).end;
        let lost = Span { start: note.span.end, end: line_end, ..note.span };
        let statement = document.statements.iter().find(|s| s.span == note.span && s.kind == Kind::Setting);
        let message = match statement {
            Some(statement) => format!(
                "the value of `{}` ends at the `#`: Dovecot reads `{}`",
                document.text(statement, statement.key),
                document.text(statement, statement.value),
            ),
            None => {
                "the line ends at the `#`, which starts a comment although no blank is before it".to_owned()
            }
        };
        let finding = findings.add(&LINT, lost, message);
        finding.label("read as a comment");
        finding.help(
            "Put a blank before the `#` if this is a comment; quote the value if the `#` belongs to it.",
        );
        let Some(statement) = statement else { continue };
        let key = document.text(statement, statement.key);
        if SECRETS.iter().any(|word| key.contains(word)) {
            finding.severity(Severity::Error);
        }
        let value = document.locate(statement, statement.value);
        let Some(whole) = document.sources.exact(value.to(lost)) else { continue };
        let whole = whole.replace('\\', "\\\\").replace('"', "\\\"");
        finding.fix_unsafe("quote the value", [Edit::replace(value.to(lost), format!("\"{whole}\""))]);
    }
}
