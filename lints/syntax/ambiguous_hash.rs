use crate::config::{Config, Facts};
use crate::edit::Edit;
use crate::finding::{Findings, Severity, Stage};
use crate::hash::HashMap;
use crate::lints::lint;
use crate::schema::Kind as Type;
use crate::secret;
use crate::secret::value::Manner;
use crate::source::Span;
use crate::syntax::{Kind, NoteKind};

lint! {
    name: "ambiguous-hash",
    severity: Warning, stage: Parse, profile: Default, series: [V23, V24],
    fix: Safe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    let mut settings: Option<HashMap<Span, usize>> = None;
    for note in document.notes.iter().filter(|note| note.kind == NoteKind::GluedHash) {
        // smart-quotes-or-nbsp is about a byte order mark before a comment.
        if document.sources.bytes(note.span) == "\u{feff}".as_bytes() {
            continue;
        }
        let file = document.sources.file(note.span.file);
        let line_end = file.line_range(file.line(note.span.start)).end;
        let lost = Span { start: note.span.end, end: line_end, ..note.span };
        let settings = settings.get_or_insert_with(|| {
            let all = document.statements.iter().enumerate().rev();
            all.map(|(index, s)| (s.span, index)).collect()
        });
        let index = settings.get(&note.span).copied();
        // Where nothing is left of the line that Dovecot could read, that is the mistake.
        let is_misread =
            |index: usize| matches!(document.statements[index].kind, Kind::Malformed | Kind::Garbage);
        if index.is_some_and(is_misread) {
            continue;
        }
        let index = index.filter(|index| document.statements[*index].kind == Kind::Setting);
        let statement = index.map(|index| &document.statements[index]);
        let message = match statement {
            Some(statement) => format!(
                "the value of `{}` ends at the `#`: Dovecot reads `{}`",
                document.text(statement, statement.key),
                document.text(statement, statement.value),
            ),
            None => "the line ends at the `#`, which starts a comment although there is no space before it"
                .to_owned(),
        };
        let finding = findings.add(&LINT, lost, message);
        finding.label("read as a comment");
        let either =
            "If this is a comment, put a space before the `#`; if the `#` belongs to the value, quote it.";
        let (Some(index), Some(statement)) = (index, statement) else {
            finding.help(either);
            continue;
        };
        if is_number_or_word(config, index) {
            finding
                .help(
                    "Put a space before the `#`: it begins a comment, as no value of this setting has a `#`.",
                )
                .fix_same("put a space before the `#`", [Edit::insert_before(lost, " ")]);
            continue;
        }
        finding.help(either);
        let key = document.key(statement);
        let value = document.bytes(statement, statement.value);
        let is_secret = secret::name::is_secret(&key) && !secret::name::is_of_key(&key);
        if is_secret || !secret::value::secrets(value, Manner::Value).is_empty() {
            // Dovecot starts with it: what does not work is what the secret is for.
            finding.severity(Severity::Error).stage(Stage::Never);
        }
        let value = document.locate(statement, statement.value);
        let Some(whole) = document.sources.exact(value.to(lost)) else { continue };
        let whole = whole.replace('\\', "\\\\").replace('"', "\\\"");
        finding.fix_unsafe("quote the value", [Edit::replace(value.to(lost), format!("\"{whole}\""))]);
    }
}

/// Whether no value of this setting has a `#` in it: it is a number, a size, a time, a word of a list.
fn is_number_or_word(config: &Config<'_>, index: usize) -> bool {
    let version = config.version();
    // Statements are read in order, so that their assignments are sorted by them.
    let assigns = config.assigns();
    let first = assigns.partition_point(|assign| (assign.statement as usize) < index);
    let own = assigns.get(first).filter(|assign| assign.statement as usize == index);
    let setting = own.and_then(|assign| config.setting(assign.key));
    setting.is_some_and(|setting| {
        matches!(
            setting.kind(version),
            Type::Bool
                | Type::Uint
                | Type::UintMax
                | Type::Octal
                | Type::Size
                | Type::Time
                | Type::TimeMsecs
                | Type::Port
                | Type::Enum
        )
    })
}
