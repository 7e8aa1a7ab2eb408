use proptest::prelude::*;

use super::*;
use crate::syntax::{Form, Value};

/// What a file gives when so much of it is cut in advance: statements with their texts and here documents,
/// and what was noted.
fn read(text: &str, version: Version, chunk: usize) -> (Vec<String>, Vec<Note>) {
    let mut sources = SourceMap::default();
    let file = sources.add("a".to_owned(), "a".to_owned(), text.as_bytes().to_vec(), false);
    let mut cursor = Cursor { chunk, ..Cursor::new(file, version, &sources) };
    let (mut joined, mut notes, mut carry) = (Vec::new(), Vec::new(), Carry::default());
    let mut found = Vec::new();
    while let Some(statement) = cursor.next(&sources, &mut joined, &mut notes, &mut carry) {
        let part = |part| String::from_utf8_lossy(statement.bytes(part, &sources, &joined)).into_owned();
        let (key, value) = (part(statement.key), part(statement.value));
        let read = Value::read(version, value.as_bytes());
        let heredoc = (statement.kind == Kind::Setting && read.form == Form::Heredoc)
            .then(|| cursor.heredoc(&read.text, &sources));
        found.push(format!("{:?} {:?} {key:?} {value:?} {heredoc:?}", statement.kind, statement.span));
    }
    found.push(format!("{:?}", carry.pieces()));
    notes.sort_by_key(|note| (note.span, note.kind as u8));
    (found, notes)
}

const LINES: [&str; 16] = [
    "a = <<E",
    "b = <<E \\",
    "c = << E\\",
    "d = <<#E",
    "E",
    "E\\",
    "E \\",
    "#E",
    "#E \\",
    "x = y # c",
    "x = 'y # c",
    "x = \\",
    "y z#\\",
    "",
    "  ",
    "s {",
];

proptest! {
    #[test]
    fn cutting_in_advance_changes_nothing(
        lines in prop::collection::vec(prop::sample::select(&LINES[..]), 1..40),
        chunk in 1_usize..60,
    ) {
        let text = lines.join("\n");
        let version = Version::newest(Series::V24);
        prop_assert_eq!(read(&text, version, CHUNK), read(&text, version, 1));
        prop_assert_eq!(read(&text, version, chunk), read(&text, version, 1));
    }
}
