//! A setting as a line that Dovecot reads as this very setting again.
//!
//! Quotes, comments, `$` and `<` depend on each other and on the version, so every way of writing is tried
//! on dovelint's own reader, and the first one that gives the value back is taken.

use std::borrow::Cow;

use super::{Entry, Origin};
use crate::config::{Assign, Config};
use crate::schema::{self, Version};
use crate::source::SourceMap;
use crate::syntax::{Carry, Cursor, Form, Kind, NoteKind, Statement, Value, unescape};

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
    /// A built-in default: as it stands, whatever that means.
    Default,
}

/// A setting or the head of a section, written out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The line, or several for a here document, without indentation.
    pub text: Vec<u8>,
    /// Whether a comment may stand behind it.
    pub takes_comment: bool,
}

/// What stands behind a line while it is tried.
const COMMENT: &[u8] = b"  # x:1";

impl Config<'_> {
    /// What the value of an entry is.
    pub fn meaning(&self, entry: &Entry<'_>) -> Meaning {
        match entry.origin {
            Origin::Default => Meaning::Default,
            Origin::Set(assign) if entry.value.starts_with(b"<") && self.is_file(assign) => Meaning::File,
            _ if self.is_words(entry) => Meaning::Words,
            Origin::Named(_) => Meaning::Text,
            Origin::Set(assign) => match self.value_of(assign).form {
                Form::Variable if entry.value.contains(&b'$') => Meaning::Variables,
                _ => Meaning::Text,
            },
        }
    }
}

impl Config<'_> {
    /// Whether a place sets a value to `<path`; Dovecot 2.3 makes one of `ssl_cert_file`.
    fn is_file(&self, assign: &Assign) -> bool {
        let is_made = self.version().line == schema::Line::V23 && self.is_converted(assign);
        is_made || self.value_of(assign).form == Form::File
    }

    fn is_words(&self, entry: &Entry<'_>) -> bool {
        let assign = match entry.origin {
            Origin::Set(assign) => assign,
            // The one list that a built-in group brings.
            Origin::Named(_) => return *entry.key == *b"special_use",
            Origin::Default => return false,
        };
        self.setting(assign.key).is_some_and(|setting| setting.kind(self.version()) == schema::Kind::BoolList)
    }

    /// The value of an entry without what `doveconf` puts around it: the lines of a here document without
    /// its marks, the words of a list without needless quotes.
    pub fn plain_value<'e>(&self, entry: &'e Entry<'_>) -> Cow<'e, [u8]> {
        let value = &*entry.value;
        if self.is_words(entry) {
            let Ok(words) = crate::config::value::words(value) else { return value.into() };
            return words.iter().map(|word| list_word(word)).collect::<Vec<_>>().join(&b' ').into();
        }
        if let Origin::Set(assign) = entry.origin
            && self.value_of(assign).form == Form::Heredoc
            && let Some(marked) = value.strip_prefix(b"<<")
            && let Some(end) = marked.iter().position(|b| *b == b'\n')
        {
            let (marker, body) = marked.split_at(end);
            return body[1..].strip_suffix(marker).unwrap_or(&body[1..]).into();
        }
        value.into()
    }
}

fn list_word(word: &[u8]) -> Vec<u8> {
    if word.iter().any(|b| b" ,\"#".contains(b)) { quote(word) } else { word.to_vec() }
}

/// A setting as a line; none when this version has no way to write it.
pub fn setting(version: Version, key: &[u8], value: &[u8], meaning: Meaning) -> Option<Line> {
    let quoted = quote(value);
    let with = |value: &[u8]| keys(key).map(|key| [key.as_slice(), b" = ", value].concat());
    let ways: Vec<Vec<u8>> = with(value).into_iter().chain(with(&quoted)).collect();
    let is_this = |text: &[u8]| {
        read_one(version, text, |sources, joined, statement| {
            let raw = statement.bytes(statement.value, sources, joined);
            let read = Value::read(version, raw);
            statement.kind == Kind::Setting
                && key_of(version, statement, sources, joined) == key
                && read.bad_escape.is_none()
                && means(&read, value, meaning)
        })
    };
    if let Some(line) = first_way(&ways, is_this) {
        return Some(line);
    }
    here_document(version, key, value)
}

/// A setting whose value is not shown: a comment stands in its place.
pub fn hidden(version: Version, key: &[u8]) -> Line {
    let [plain, quoted] =
        keys(key).map(|key| [key.as_slice(), b" = # hidden, use --secrets to show it"].concat());
    let is_this = |text: &[u8]| {
        read_one(version, text, |sources, joined, statement| {
            statement.kind == Kind::Setting
                && key_of(version, statement, sources, joined) == key
                && statement.value.start == statement.value.end
        })
    };
    let text = if is_this(&plain) || !is_this(&quoted) { plain } else { quoted };
    Line { text, takes_comment: true }
}

/// The head of a section; none when its name cannot be written.
pub fn head(version: Version, kind: &[u8], name: Option<&[u8]>) -> Option<Line> {
    let ways = match name {
        None => vec![[kind, b" {"].concat()],
        Some(name) => {
            let kind = [kind, b" "].concat();
            vec![[&kind, name, b" {"].concat(), [&kind, quote(name).as_slice(), b" {"].concat()]
        }
    };
    let is_this = |text: &[u8]| {
        read_one(version, text, |sources, joined, statement| {
            let raw = statement.bytes(statement.value, sources, joined);
            let (read, flaw) =
                if statement.name_quoted { unescape(version, raw) } else { (raw.into(), None) };
            matches!(statement.kind, Kind::Open | Kind::Group)
                && statement.has_name == name.is_some()
                && flaw.is_none()
                && *read == *name.unwrap_or_default()
                && statement.bytes(statement.key, sources, joined)
                    == kind.strip_prefix(b"group ").unwrap_or(kind)
        })
    };
    first_way(&ways, is_this)
}

fn first_way(ways: &[Vec<u8>], is_this: impl Fn(&[u8]) -> bool) -> Option<Line> {
    let commented = ways.iter().find(|way| is_this(&[way.as_slice(), COMMENT].concat()) && is_this(way));
    if let Some(way) = commented {
        return Some(Line { text: way.clone(), takes_comment: true });
    }
    let bare = ways.iter().find(|way| is_this(way))?;
    Some(Line { text: bare.clone(), takes_comment: false })
}

fn keys(key: &[u8]) -> [Vec<u8>; 2] {
    [key.to_vec(), quote(key)]
}

fn quote(text: &[u8]) -> Vec<u8> {
    let mut out = vec![b'"'];
    for byte in text {
        if matches!(byte, b'"' | b'\\') {
            out.push(b'\\');
        }
        out.push(*byte);
    }
    out.push(b'"');
    out
}

fn means(read: &Value<'_>, value: &[u8], meaning: Meaning) -> bool {
    let file = value.strip_prefix(b"<").map(<[u8]>::trim_ascii_start);
    let words = |text: &[u8]| crate::config::value::words(text).ok();
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

fn key_of(
    version: Version,
    statement: &Statement,
    sources: &SourceMap,
    joined: &[crate::syntax::Joined],
) -> Vec<u8> {
    let raw = statement.bytes(statement.key, sources, joined);
    if statement.key_quoted && version.is_24_from(2) {
        unescape(version, raw).0.into_owned()
    } else {
        raw.to_vec()
    }
}

/// Whether a text is exactly one statement, and the statement that is asked for.
fn read_one(
    version: Version,
    text: &[u8],
    is_this: impl FnOnce(&SourceMap, &[crate::syntax::Joined], &Statement) -> bool,
) -> bool {
    let mut sources = SourceMap::default();
    let file = sources.add(String::new(), String::new(), text.to_vec(), false);
    let mut cursor = Cursor::new(file, version, &sources);
    let (mut joined, mut notes, mut carry) = (Vec::new(), Vec::new(), Carry::default());
    let Some(statement) = cursor.next(&sources, &mut joined, &mut notes, &mut carry) else { return false };
    let is_last = cursor.next(&sources, &mut joined, &mut notes, &mut carry).is_none() && carry.is_empty();
    let is_clean = notes.iter().all(|note| note.kind == NoteKind::Comment);
    is_last && is_clean && is_this(&sources, &joined, &statement)
}

/// Several lines as a here document, which 2.4.5 and later read.
fn here_document(version: Version, key: &[u8], value: &[u8]) -> Option<Line> {
    if !version.is_24_from(5) || !value.ends_with(b"\n") {
        return None;
    }
    let is_free = |marker: &[u8]| {
        value.split(|b| *b == b'\n').all(|line| line.strip_suffix(b"\r").unwrap_or(line) != marker)
    };
    let marker = (0..100)
        .map(|n| if n == 0 { "END".to_owned() } else { format!("END_{n}") })
        .find(|m| is_free(m.as_bytes()))?;
    let text = [key, b" = <<", marker.as_bytes(), b"\n", value, marker.as_bytes()].concat();
    Some(Line { text, takes_comment: false })
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
