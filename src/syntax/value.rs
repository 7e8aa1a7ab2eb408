use std::borrow::Cow;

use crate::schema::Version;

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As it is.
    Plain,
    /// In `"` or `'` from the first to the last byte.
    Quoted,
    /// `<path`: the contents of a file.
    File,
    /// Holds a `$`, so that its words may be variables.
    Variable,
    /// `<<MARKER` (2.4.5): the lines below it.
    Heredoc,
}

/// A value as Dovecot takes it from a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value<'a> {
    /// How it is written.
    pub form: Form,
    /// What is left without quotes, escapes, `<` or `<<`.
    pub text: Cow<'a, [u8]>,
    /// The byte after a backslash that this version does not allow there.
    pub bad_escape: Option<Option<u8>>,
}

/// Takes backslashes away, the byte after each stays. From 2.4.2 on only `\\` and `\"` are allowed;
/// the second part is then the offending byte, or `None` for a backslash at the end.
pub fn unescape(version: Version, text: &[u8]) -> (Cow<'_, [u8]>, Option<Option<u8>>) {
    if !text.contains(&b'\\') {
        return (Cow::Borrowed(text), None);
    }
    let mut out = Vec::with_capacity(text.len());
    let mut bad = None;
    let mut bytes = text.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        let next = bytes.next();
        if version.is_24_from(2) && !matches!(next, Some(b'\\' | b'"')) && bad.is_none() {
            bad = Some(next);
        }
        out.extend(next);
    }
    (Cow::Owned(out), bad)
}

impl<'a> Value<'a> {
    /// Reads the text after the `=`.
    pub fn read(version: Version, raw: &'a [u8]) -> Value<'a> {
        let plain = |form, text| Value { form, text, bad_escape: None };
        if let Some(marker) = heredoc_marker(version, raw) {
            return plain(Form::Heredoc, Cow::Borrowed(marker));
        }
        match raw {
            [b'<', path @ ..] => {
                let start = path
                    .iter()
                    .position(|b| !super::lines::is_white(version.series, *b))
                    .unwrap_or(path.len());
                plain(Form::File, Cow::Borrowed(&path[start..]))
            }
            [b'"', .., b'"'] | [b'\'', .., b'\''] => {
                let (text, bad_escape) = unescape(version, &raw[1..raw.len() - 1]);
                Value { form: Form::Quoted, text, bad_escape }
            }
            // A value that is a single quote sign counts as quoted and is empty.
            [b'"' | b'\''] => plain(Form::Quoted, Cow::Borrowed(&raw[..0])),
            _ if is_variable(version, raw) => plain(Form::Variable, Cow::Borrowed(raw)),
            _ => plain(Form::Plain, Cow::Borrowed(raw)),
        }
    }
}

fn is_variable(version: Version, raw: &[u8]) -> bool {
    if version.series == crate::schema::Series::V23 && version.patch < 14 {
        return raw.first() == Some(&b'$');
    }
    !matches!(raw.first(), Some(b'"' | b'\'')) && raw.contains(&b'$')
}

/// The marker of `<<MARKER`, which exists from 2.4.5 on.
pub(super) fn heredoc_marker(version: Version, raw: &[u8]) -> Option<&[u8]> {
    let marker = raw.strip_prefix(b"<<")?;
    let start = marker.iter().position(|b| !super::lines::is_white(version.series, *b))?;
    version.is_24_from(5).then_some(&marker[start..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(version: &str, raw: &str) -> (Form, String) {
        let version = version.parse().expect("a version");
        let value = Value::read(version, raw.as_bytes());
        (value.form, String::from_utf8_lossy(&value.text).into_owned())
    }

    #[test]
    fn forms() {
        assert_eq!(read("2.3", r#""a" "b""#), (Form::Quoted, r#"a" "b"#.into()));
        assert_eq!(read("2.3", r#""hello"#), (Form::Plain, r#""hello"#.into()));
        assert_eq!(read("2.3", r#"""#), (Form::Quoted, String::new()));
        assert_eq!(read("2.3", "< /x"), (Form::File, "/x".into()));
        assert_eq!(read("2.3", "a $b"), (Form::Variable, "a $b".into()));
        assert_eq!(read("2.3.13", "a $b"), (Form::Plain, "a $b".into()));
        assert_eq!(read("2.3", r#""a\nb""#), (Form::Quoted, "anb".into()));
        assert_eq!(read("2.4.5", "<< END X"), (Form::Heredoc, "END X".into()));
        assert_eq!(read("2.4.1", "<<END"), (Form::File, "<END".into()));
    }

    #[test]
    fn escapes_from_2_4_2_on() {
        let read = |version: &str| Value::read(version.parse().expect("a version"), br#""a\nb""#).bad_escape;
        assert_eq!(read("2.4.2"), Some(Some(b'n')));
        assert_eq!(read("2.4.1"), None);
    }
}
