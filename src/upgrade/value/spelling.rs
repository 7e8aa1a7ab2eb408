//! Values as they are written: the old spelling where nothing changed.

use crate::schema::{Series, Version};
use crate::syntax::{Alone, Form, Kind, NoteKind, Value};

/// Whether the value in some lines of 2.3 means the same in every version of 2.4.
pub fn is_kept(lines: &[u8]) -> bool {
    if lines.contains(&b'=') && lines.iter().all(|b| b.is_ascii_alphanumeric() || b" \t=_/.:,-~@".contains(b))
    {
        return true;
    }
    let old = Version::newest(Series::V23);
    let Some(read) = Alone::read(old, lines) else { return false };
    let raw = read.bytes(read.statement.value);
    let own = Value::read(old, raw);
    let is_same = |new: Version| {
        let Some(again) = Alone::read(new, lines) else { return false };
        let value = Value::read(new, again.bytes(again.statement.value));
        again.statement.kind == Kind::Setting
            && (value.form, &value.text, value.bad_escape) == (own.form, &own.text, None)
    };
    own.form != Form::Heredoc
        && [Version { series: Series::V24, patch: 0 }, Version::newest(Series::V24)].into_iter().all(is_same)
}

/// A setting on several lines with another key and value, each line as it was; none where that does not read back as
/// the value, or where comments are between the lines.
pub fn on_its_lines(
    lines: &[u8],
    key: &[u8],
    wanted: &[u8],
    change: &dyn Fn(&[u8]) -> Option<Vec<u8>>,
    to: Version,
) -> Option<Vec<u8>> {
    let old = Alone::read(Version::newest(Series::V23), lines)?;
    if !old.statement.is_continued() || old.notes.iter().any(|note| note.kind == NoteKind::Comment) {
        return None;
    }
    let start = memchr::memchr(b'=', lines)? + 1;
    let text = [key, b" =", &change(&lines[start..])?].concat();
    let read = Alone::read(to, &text)?;
    let value = Value::read(to, read.bytes(read.statement.value));
    let is_it = read.statement.kind == Kind::Setting
        && *read.key() == *key
        && matches!(value.form, Form::Plain | Form::Quoted)
        && value.bad_escape.is_none()
        && *value.text == *wanted;
    is_it.then_some(text)
}
