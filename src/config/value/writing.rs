//! A setting as a line that Dovecot reads as this very setting again.
//!
//! Quotes, comments, `$` and `<` depend on each other and on the version, so every way of writing is tried
//! on dovelint's own reader, and the first one that gives the value back is taken.

use crate::schema::Version;
use crate::syntax::{Alone, Form, Kind, NoteKind, Value};

/// What the bytes of a value are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing but text.
    Text,
    /// With variables that Dovecot expands when it starts.
    Variables,
    /// `<path`.
    File,
    /// 2.4: the words of a boolean list.
    Words,
    /// A built-in default: as it is, whatever that means.
    Default,
}

/// A setting or the section header, written out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenLine {
    /// The line, or several for a here document, without indentation.
    pub text: Vec<u8>,
    /// Whether a comment may be after it.
    pub takes_comment: bool,
}

/// What is after a line while it is tried.
const COMMENT: &[u8] = b"  # x:1";

/// What is in names and paths besides letters and digits.
const PLAIN: &[u8] = b"_-./:";

/// Whether a word needs no quotes, whatever reads it: letters, digits and some signs, which it does not begin with unless
/// it is a path.
fn is_plain(text: &[u8], signs: &[u8]) -> bool {
    let is_first = |b: &u8| b.is_ascii_alphanumeric() || *b == b'/' && signs.contains(b);
    let is_plain = |b: &u8| b.is_ascii_alphanumeric() || signs.contains(b);
    text.first().is_some_and(is_first) && text.iter().all(is_plain)
}

/// A setting as a line; none when this version has no way to write it.
pub fn setting(version: Version, key: &[u8], value: &[u8], meaning: Meaning) -> Option<WrittenLine> {
    if meaning == Meaning::Text && is_plain(key, b"_") && is_plain(value, PLAIN) {
        return Some(WrittenLine { text: [key, b" = ", value].concat(), takes_comment: true });
    }
    let with = |value: &[u8]| spellings(key).map(|key| [key.as_slice(), b" = ", value].concat());
    let ways: Vec<Vec<u8>> = spellings(value).iter().flat_map(|value| with(value)).collect();
    let is_this = |text: &[u8]| {
        read_clean(version, text).is_some_and(|read| {
            let taken = read.value();
            read.statement.kind == Kind::Setting
                && *read.key() == *key
                && taken.bad_escape.is_none()
                && means(&taken, value, meaning)
        })
    };
    first_way(&ways, is_this).or_else(|| {
        let lines = here_document(version, value)?;
        let is_this = |text: &Vec<u8>| {
            read_clean(version, text).is_some_and(|read| *read.key() == *key && read.body() == Some(value))
        };
        let text = with(&lines).into_iter().find(is_this)?;
        Some(WrittenLine { text, takes_comment: false })
    })
}

/// A setting whose value is not shown: a comment is in its place.
pub fn hidden(version: Version, key: &[u8]) -> WrittenLine {
    let [plain, quoted] =
        spellings(key).map(|key| [key.as_slice(), b" = # hidden, use --secrets to show it"].concat());
    let is_this = |text: &[u8]| {
        read_clean(version, text).is_some_and(|read| {
            let value = read.statement.value;
            read.statement.kind == Kind::Setting && *read.key() == *key && value.start == value.end
        })
    };
    let text = if is_this(&plain) || !is_this(&quoted) { plain } else { quoted };
    WrittenLine { text, takes_comment: true }
}

/// The section header; none when its name cannot be written.
pub fn head(version: Version, kind: &[u8], name: Option<&[u8]>) -> Option<WrittenLine> {
    if is_plain(kind, b"_") && name.is_none_or(|name| is_plain(name, PLAIN)) {
        let gap = if name.is_some() { &b" "[..] } else { &[] };
        let text = [kind, gap, name.unwrap_or_default(), b" {"].concat();
        return Some(WrittenLine { text, takes_comment: true });
    }
    let ways = match name {
        None => vec![[kind, b" {"].concat()],
        Some(name) => spellings(name).map(|name| [kind, b" ", &name, b" {"].concat()).to_vec(),
    };
    let is_this = |text: &[u8]| {
        read_clean(version, text).is_some_and(|read| {
            let is_name = match (read.name(), name) {
                (Some((taken, is_wrong)), Some(name)) => !is_wrong && *taken == *name,
                (None, None) => true,
                _ => false,
            };
            matches!(read.statement.kind, Kind::Open | Kind::Group)
                && is_name
                && read.bytes(read.statement.key) == kind.strip_prefix(b"group ").unwrap_or(kind)
        })
    };
    first_way(&ways, is_this)
}

fn first_way(ways: &[Vec<u8>], is_this: impl Fn(&[u8]) -> bool) -> Option<WrittenLine> {
    let commented = ways.iter().find(|way| is_this(&[way.as_slice(), COMMENT].concat()) && is_this(way));
    if let Some(way) = commented {
        return Some(WrittenLine { text: way.clone(), takes_comment: true });
    }
    let bare = ways.iter().find(|way| is_this(way))?;
    Some(WrittenLine { text: bare.clone(), takes_comment: false })
}

/// A key, a value or a name as it is, and in quotes: the order in which they are tried.
pub fn spellings(text: &[u8]) -> [Vec<u8>; 2] {
    let mut quoted = vec![b'"'];
    for byte in text {
        if matches!(byte, b'"' | b'\\') {
            quoted.push(b'\\');
        }
        quoted.push(*byte);
    }
    quoted.push(b'"');
    [text.to_vec(), quoted]
}

/// Whether a value that was read is the one that was meant.
pub fn means(read: &Value<'_>, value: &[u8], meaning: Meaning) -> bool {
    let file = value.strip_prefix(b"<").map(<[u8]>::trim_ascii_start);
    let words = |text: &[u8]| super::words(text).ok();
    match (read.form, meaning) {
        (Form::Plain | Form::Quoted | Form::Variable, Meaning::Words) => {
            words(&read.text).is_some_and(|read| Some(read) == words(value))
        }
        (Form::Plain | Form::Quoted, Meaning::Text | Meaning::Default) => *read.text == *value,
        (Form::Plain | Form::Variable, Meaning::Variables) => *read.text == *value,
        (Form::Variable, Meaning::Default) => *read.text == *value,
        (Form::File, Meaning::File | Meaning::Default) => Some(&*read.text) == file,
        _ => false,
    }
}

/// A text that is exactly one statement and comments.
fn read_clean(version: Version, text: &[u8]) -> Option<Alone> {
    let read = Alone::read(version, text)?;
    read.notes.iter().all(|note| note.kind == NoteKind::Comment).then_some(read)
}

/// Several lines as a here document, which 2.4.5 and later read: what is after the `=`, down to its end marker.
pub fn here_document(version: Version, value: &[u8]) -> Option<Vec<u8>> {
    if !version.is_24_from(5) || !value.ends_with(b"\n") {
        return None;
    }
    let is_free = |marker: &[u8]| {
        value.split(|b| *b == b'\n').all(|line| line.strip_suffix(b"\r").unwrap_or(line) != marker)
    };
    let marker = (0..100)
        .map(|n| if n == 0 { "END".to_owned() } else { format!("END_{n}") })
        .find(|m| is_free(m.as_bytes()))?;
    Some([b"<<", marker.as_bytes(), b"\n", value, marker.as_bytes()].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(version: &str, value: &str, meaning: Meaning) -> Option<(String, bool)> {
        let version = version.parse().expect("a version");
        setting(version, b"k", value.as_bytes(), meaning)
            .map(|line| (String::from_utf8_lossy(&line.text).into_owned(), line.takes_comment))
    }

    #[test]
    fn values_get_the_quotes_that_they_need() {
        for (value, text, takes_comment) in [
            ("plain", "k = plain", true),
            ("", "k = ", true),
            ("It's ready", "k = \"It's ready\"", true),
            ("a # b", "k = \"a # b\"", true),
            (" padded ", "k = \" padded \"", true),
            ("\"quoted\"", "k = \"\\\"quoted\\\"\"", true),
            ("end with \"", "k = \"end with \\\"\"", true),
            ("C:\\", "k = \"C:\\\\\"", true),
            ("<file", "k = \"<file\"", true),
            ("50$", "k = \"50$\"", true),
            ("a { b }", "k = a { b }", true),
        ] {
            for version in ["2.3", "2.4.1", "2.4"] {
                assert_eq!(
                    write(version, value, Meaning::Text),
                    Some((text.to_owned(), takes_comment)),
                    "{version}: {value}"
                );
            }
        }
    }

    #[test]
    fn variables_and_files_stay_what_they_are() {
        assert_eq!(write("2.3", "$ENV:X's", Meaning::Variables), Some(("k = $ENV:X's".into(), false)));
        assert_eq!(write("2.3", "</a b", Meaning::File), Some(("k = </a b".into(), true)));
        assert_eq!(write("2.4", "$SET:a", Meaning::Default), Some(("k = $SET:a".into(), true)));
        assert_eq!(write("2.3", "%$: %s", Meaning::Default), Some(("k = %$: %s".into(), true)));
    }

    #[test]
    fn words_of_a_list_are_quoted_one_by_one() {
        let words = |value| write("2.4", value, Meaning::Words);
        assert_eq!(words("\\Sent \\Junk"), Some(("k = \\Sent \\Junk".into(), true)));
        assert_eq!(words("\"a b\" c"), Some(("k = \"a b\" c".into(), true)));
        assert_eq!(words("\"a b\" \"c d\""), Some(("k = \"\\\"a b\\\" \\\"c d\\\"\"".into(), true)));
    }

    #[test]
    fn several_lines_are_a_here_document() {
        assert_eq!(
            write("2.4", "a\nEND\n", Meaning::Text),
            Some(("k = <<END_1\na\nEND\nEND_1".into(), false))
        );
        assert_eq!(write("2.4.1", "a\nb\n", Meaning::Text), None);
        assert_eq!(write("2.4", "a\nb", Meaning::Text), None);
        let version = "2.4".parse().expect("a version");
        let line = setting(version, b"a b", b"c\n", Meaning::Text).expect("a key in quotes");
        assert_eq!(line.text, b"\"a b\" = <<END\nc\nEND");
    }

    #[test]
    fn keys_names_and_secrets() {
        let version = "2.4".parse().expect("a version");
        let line = setting(version, b"a b", b"c", Meaning::Text).expect("a line");
        assert_eq!(line.text, b"\"a b\" = c");
        assert_eq!(
            head(version, b"mailbox", Some(b"Sent Messages")).expect("a head").text,
            b"mailbox \"Sent Messages\" {"
        );
        assert_eq!(head(version, b"mailbox", Some(b"")).expect("a head").text, b"mailbox \"\" {");
        assert_eq!(head(version, b"ssl_server", None).expect("a head").text, b"ssl_server {");
        let group = head(version, b"group @mailbox_defaults", Some(b"english")).expect("a head");
        assert_eq!(group.text, b"group @mailbox_defaults english {");
        assert_eq!(hidden(version, b"ssl_key").text, b"ssl_key = # hidden, use --secrets to show it");
    }
}
