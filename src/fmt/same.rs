use crate::document::Document;
use crate::source::FileId;
use crate::syntax::{Kind, NoteKind};

/// Whether two readings give the same to Dovecot, and the same comments to a person: all statements with
/// their keys, values and names in order, all here documents, all that was noted while cutting lines.
pub fn same(a: &Document, b: &Document) -> bool {
    a.version == b.version
        && a.statements.len() == b.statements.len()
        && a.notes.len() == b.notes.len()
        && (0..a.statements.len()).all(|index| taken(a, index) == taken(b, index))
        && notes(a) == notes(b)
}

/// What Dovecot takes from a statement.
#[derive(PartialEq)]
struct Taken<'d> {
    kind: Kind,
    file: FileId,
    key: &'d [u8],
    value: &'d [u8],
    flags: [bool; 3],
    /// The body of a here document and whether it ends.
    heredoc: Option<(&'d [u8], bool)>,
}

fn taken(document: &Document, index: usize) -> Taken<'_> {
    let statement = &document.statements[index];
    let key = document.bytes(statement, statement.key);
    let heredoc = document.heredoc(index);
    Taken {
        kind: statement.kind,
        file: statement.span.file,
        key: if matches!(statement.kind, Kind::Include | Kind::IncludeTry) {
            key.trim_ascii_end()
        } else {
            key
        },
        value: document.bytes(statement, statement.value),
        flags: [statement.key_quoted, statement.name_quoted, statement.has_name],
        heredoc: heredoc.map(|heredoc| (document.sources.bytes(heredoc.body), heredoc.closed)),
    }
}

/// The comments with their texts, and how often everything else was noted.
fn notes(document: &Document) -> Vec<(NoteKind, &[u8])> {
    let text = |kind, span| match kind {
        NoteKind::Comment | NoteKind::AfterNul => document.sources.bytes(span).trim_ascii_end(),
        _ => &[][..],
    };
    document.notes.iter().map(|note| (note.kind, text(note.kind, note.span))).collect()
}
