//! Secrets in what a person sees of the text: reports land in the logs of CI, where many read them.

use std::ops::Range;

use super::secret::{is_secret_key, is_secret_word};
use crate::document::Document;
use crate::finding::Finding;
use crate::source::{SourceFile, Span};

/// The names of settings are shorter than this.
const HEAD: u32 = 256;

/// How far before a place the word may stand that makes a secret of it.
const BEFORE: u32 = 512;

/// Lines of one finding that are looked at.
const LINES: u32 = 16;

/// Letters of keys in PEM files, a line of which is longer than any word.
const PEM_LINE: usize = 40;

/// What stands in the place of a secret in a message.
const MASK: &str = "(hidden)";

/// The bytes `from..to` of a file with every letter of a secret replaced by `*`, so that places stay where they are.
pub fn masked(file: &SourceFile, from: u32, to: u32) -> Vec<u8> {
    let mut out = file.bytes[from as usize..to as usize].to_vec();
    for line in file.line(from)..=file.line(to.max(from)) {
        for secret in secrets_of_line(file, line, from, to) {
            for at in secret.start.max(from)..secret.end.min(to) {
                let byte = &mut out[(at - from) as usize];
                if !byte.is_ascii_whitespace() && !matches!(byte, b'"' | b'\'') {
                    *byte = b'*';
                }
            }
        }
    }
    out
}

/// Where the secrets of a line stand, as far as `from..to` shows it.
fn secrets_of_line(file: &SourceFile, line: u32, from: u32, to: u32) -> Vec<Range<u32>> {
    let range = file.line_range(line);
    let head = &file.bytes[range.start as usize..range.end.min(range.start + HEAD) as usize];
    let equals = head.iter().position(|b| *b == b'=');
    if let Some(equals) = equals {
        let key = head[..equals].trim_ascii_start();
        let key = key.strip_prefix(b"#").unwrap_or(key).trim_ascii();
        let value = head[equals + 1..].trim_ascii();
        if is_secret_key(key) && !names_a_place(key, value) {
            let value = range.start + equals as u32 + 1..range.end;
            return vec![value];
        }
    }
    let start = from.saturating_sub(BEFORE).max(range.start);
    let end = to.clamp(start, range.end.max(start));
    let shown = &file.bytes[start as usize..end as usize];
    if shown.len() > PEM_LINE
        && shown.trim_ascii().iter().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(b))
    {
        let key = start..end;
        return vec![key];
    }
    // What stands before the first `=` of the line names a setting.
    let skip = equals.map_or(0, |equals| (range.start + equals as u32 + 1).saturating_sub(start) as usize);
    words(shown, skip).into_iter().map(|word| start + word.start as u32..start + word.end as u32).collect()
}

/// A file to read, a variable or a switch is no secret itself.
fn names_a_place(key: &[u8], value: &[u8]) -> bool {
    let value = value.strip_prefix(b"\"").unwrap_or(value);
    let is_path = value.starts_with(b"/") || value.starts_with(b"~");
    // A key is a text of many lines, but a password may begin with a slash.
    let is_of_key = key.ends_with(b"key") || key.ends_with(b"key_file") || key.starts_with(b"ssl_dh");
    value.is_empty()
        || matches!(value[0], b'<' | b'$' | b'%')
        || matches!(value, b"yes" | b"no")
        || (is_path && is_of_key)
}

/// Where `password=…` and `//user:…@` stand in a value.
fn words(text: &[u8], skip: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = skip;
    while let Some(next) = text.get(at..).and_then(|rest| memchr::memchr2(b'=', b'/', rest)) {
        let sign = at + next;
        at = sign + 1;
        let rest = &text[at..];
        let end = rest.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b';'));
        let end = end.unwrap_or(rest.len());
        let length = if text[sign] == b'=' {
            let before = &text[skip.min(sign)..sign];
            let is_place =
                rest.first().is_none_or(|b| matches!(b, b'%' | b'$' | b'<')) || rest.starts_with(b"'%");
            if is_secret_word(before) && !is_place { end } else { 0 }
        } else if text[..at].ends_with(b"://") {
            rest[..end].iter().position(|b| *b == b'@').unwrap_or(0)
        } else {
            0
        };
        if length > 0 {
            found.push(at..at + length);
            at += length;
        }
    }
    found
}

/// Takes secrets out of what findings say: message, help, labels and titles.
pub fn hide(document: &Document, findings: &mut [Finding]) {
    for finding in findings {
        let spans = std::iter::once(finding.span).chain(finding.labels.iter().map(|label| label.span));
        let secrets: Vec<String> = spans.flat_map(|span| secrets_at(document, span)).collect();
        if secrets.is_empty() {
            continue;
        }
        for text in finding.texts_mut() {
            for secret in &secrets {
                *text = without(text, secret);
            }
        }
    }
}

fn secrets_at(document: &Document, span: Span) -> Vec<String> {
    let file = document.sources.file(span.file);
    let first = file.line(span.start);
    let last = file.line(span.end).min(first + LINES);
    let mut secrets = Vec::new();
    for line in first..=last {
        let range = file.line_range(line);
        let end = range.end.min(range.start + 4096);
        for secret in secrets_of_line(file, line, range.start, end) {
            let end = secret.end.min(end).max(secret.start);
            let text = crate::text::printable(&file.bytes[secret.start as usize..end as usize]);
            let text = text.trim().trim_matches(['"', '\'']).to_owned();
            if !text.is_empty() {
                secrets.push(text);
            }
        }
    }
    secrets
}

/// The text without a secret in its quoted pieces: as it stands, clipped, or as Dovecot would read it.
fn without(text: &str, secret: &str) -> String {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let secret_letters = letters(secret);
    let pieces = text.split('`').enumerate().map(|(index, piece)| {
        if index % 2 == 0 {
            return piece.to_owned();
        }
        let own = letters(piece.rsplit_once(" = ").map_or(piece, |(_, value)| value));
        if piece == secret {
            MASK.to_owned()
        } else if secret.len() > 3 && piece.contains(secret) {
            piece.replace(secret, MASK)
        } else if own.len() > 3 && secret_letters.contains(&own) {
            piece.rsplit_once(" = ").map_or(MASK.to_owned(), |(key, _)| format!("{key} = {MASK}"))
        } else {
            piece.to_owned()
        }
    });
    pieces.collect::<Vec<_>>().join("`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    fn shown(text: &str) -> String {
        let mut sources = SourceMap::default();
        let id = sources.add("a".into(), "a".into(), text.into(), false);
        String::from_utf8_lossy(&masked(sources.file(id), 0, text.len() as u32)).into_owned()
    }

    #[test]
    fn secrets_become_stars() {
        for (text, expected) in [
            ("doveadm_password = hunter2\n", "doveadm_password = *******\n"),
            ("#doveadm_password=\"hunter 2\"\nssl = no\n", "#doveadm_password=\"****** *\"\nssl = no\n"),
            ("ssl_key = </etc/key.pem\n", "ssl_key = </etc/key.pem\n"),
            ("ssl_key = /etc/key.pem\n", "ssl_key = /etc/key.pem\n"),
            ("doveadm_password = /Zm9v\n", "doveadm_password = *****\n"),
            ("args = password=foo proxy=y\n", "args = password=*** proxy=y\n"),
            ("args = password=%w\n", "args = password=%w\n"),
            ("args = nopassword=y\n", "args = nopassword=y\n"),
            ("connect = \"host=a password=b:c\"\n", "connect = \"host=a password=***\"\n"),
            ("uri = http://u:p@host/x\n", "uri = http://***@host/x\n"),
            ("auth_debug_passwords = yes\n", "auth_debug_passwords = yes\n"),
            ("default_pass_scheme = PLAIN\n", "default_pass_scheme = PLAIN\n"),
            ("password_query = SELECT a FROM b\n", "password_query = SELECT a FROM b\n"),
        ] {
            assert_eq!(shown(text), expected);
        }
    }

    #[test]
    fn messages_without_the_secret() {
        assert_eq!(without("becomes `hunter2`", "hunter2"), "becomes `(hidden)`");
        assert_eq!(without("becomes `hunter2…`", "hunter2andmore"), "becomes `(hidden)`");
        assert_eq!(without("becomes `ab2`", "ab\\2"), "becomes `ab2`");
        assert_eq!(without("becomes `hunter2`", "hun\\ter2"), "becomes `(hidden)`");
        assert_eq!(without("write `a = \"hunter2\"`", "hunter2"), "write `a = \"(hidden)\"`");
        assert_eq!(without("set `doveadm_password`", "yes"), "set `doveadm_password`");
    }
}
