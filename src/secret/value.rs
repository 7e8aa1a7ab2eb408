//! Secrets inside a value: `password=…` among parameters, the user of a URL, `{PLAIN}…`, `--password …`.

use std::ops::Range;

use memchr::memchr3;

use super::elsewhere::is_variable;
use super::name;

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// The value of a setting: parameters are written without space around the `=`.
    Value,
    /// Attributes of a database and the fields that they fill, `userPassword=password`: only `=field=value` is a
    /// value that is written there.
    Attributes,
    /// Variables of the environment, `NAME=value`.
    Environment,
    /// A line of the log: parameters, and what follows the name of a secret and a colon. The name of a key or of its
    /// file is part of many messages, which say nothing of its text.
    Log,
    /// A comment or a line that Dovecot refuses: anything may be there, and a secret reaches to its end.
    Loose,
}

/// Words for "yes" and "no", which a field such as `pass` may have as its value.
pub(super) const SWITCHES: [&[u8]; 6] = [b"yes", b"no", b"y", b"n", b"true", b"false"];

/// How far back the word before a sign is looked for.
const BACK: usize = 128;

/// Finds the secrets in a text, in order.
pub fn secrets(text: &[u8], manner: Manner) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    let mut signs = Signs { text, option: None };
    while let Some(at) = signs.next(from) {
        from = at + 1;
        let secret = match text[at] {
            b'=' => after_equals(text, at, manner),
            b':' if text[at..].starts_with(b"://") => in_url(text, at + 3),
            b':' => after_colon(text, at, manner),
            b'}' => after_scheme(text, at),
            _ => after_option(text, at),
        };
        if let Some(secret) = secret.filter(|secret| !secret.is_empty()) {
            from = from.max(secret.end);
            found.push(secret);
        }
    }
    found
}

/// What may be before a secret: `=`, `:`, `}` and the `--` of an option.
struct Signs<'t> {
    text: &'t [u8],
    /// Where the next `--` is, once it was looked for; the length of the text where none follows.
    option: Option<usize>,
}

impl Signs<'_> {
    fn next(&mut self, from: usize) -> Option<usize> {
        let rest = self.text.get(from..)?;
        let end = self.text.len();
        let option = match self.option {
            Some(at) if at >= from => at,
            _ => memchr::memchr_iter(b'-', rest)
                .find(|at| rest.get(at + 1) == Some(&b'-'))
                .map_or(end, |at| from + at),
        };
        self.option = Some(option);
        let sign = memchr3(b'=', b':', b'}', rest).map_or(end, |at| from + at);
        Some(option.min(sign)).filter(|at| *at < end)
    }
}

/// Whether a byte is one of a name before a sign.
pub(super) fn is_word_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// The word that ends at a place, of letters, digits, `_`, `-` and `.`.
fn word_before(text: &[u8], end: usize) -> Range<usize> {
    let from = end.saturating_sub(BACK);
    let start = text[from..end].iter().rposition(|b| !is_word_letter(*b)).map_or(from, |at| from + at + 1);
    start..end
}

/// The end of a text without the spaces and the quote that may be between a name and its sign.
fn before_gap(text: &[u8], end: usize) -> usize {
    let from = end.saturating_sub(BACK);
    let gap = |b: &u8| matches!(b, b' ' | b'\t' | b'"' | b'\'' | b'+' | b':');
    text[from..end].iter().rposition(|b| !gap(b)).map_or(from, |at| from + at + 1)
}

fn after_equals(text: &[u8], at: usize, manner: Manner) -> Option<Range<usize>> {
    let end = if manner == Manner::Loose { before_gap(text, at) } else { at };
    let word = word_before(text, end);
    let name = &text[word.clone()];
    let is_in_url = word.start > 0 && matches!(text[word.start - 1], b'?' | b'&');
    let is_secret = match manner {
        Manner::Environment => !name.is_empty() && (name::is_word(name) || name::is_foreign_variable(name)),
        Manner::Attributes => word.start > 0 && text[word.start - 1] == b'=' && name::is_word(name),
        Manner::Value => name::is_word(name),
        // `resp` is what a client answered to the server's challenge.
        Manner::Log => name::is_word(name) || name == b"resp",
        Manner::Loose => name::is_word(name) || name::is_secret(name),
    };
    if !is_secret {
        return None;
    }
    let start = if manner == Manner::Loose { skip_gap(text, at + 1) } else { at + 1 };
    let end = if manner == Manner::Loose && !is_in_url { text.len() } else { extent(text, start, is_in_url) };
    let value = text.get(start..end)?;
    (!is_no_secret(value)).then_some(start..end)
}

/// `Authorization: Basic …`, `"token": "…"`; a colon that begins a path or a port is none.
fn after_colon(text: &[u8], at: usize, manner: Manner) -> Option<Range<usize>> {
    let word = word_before(text, before_gap(text, at));
    let is_apart = matches!(text.get(at + 1), Some(b' ' | b'\t' | b'"' | b'\'')) || manner == Manner::Loose;
    let name = &text[word];
    if !is_apart || !name::is_secret(name) || (manner == Manner::Log && name::is_of_key(name)) {
        return None;
    }
    let start = skip_gap(text, at + 1);
    (!is_no_secret(&text[start..])).then_some(start..text.len())
}

fn skip_gap(text: &[u8], from: usize) -> usize {
    let gap = |b: &&u8| matches!(b, b' ' | b'\t' | b'=' | b':' | b'>');
    (from + text[from.min(text.len())..].iter().take_while(gap).count()).min(text.len())
}

/// Where a value ends that begins at a place: at the quote that closes it, or at the next white space.
fn extent(text: &[u8], start: usize, is_in_url: bool) -> usize {
    let rest = &text[start..];
    let quote = match rest {
        [b'\\', quote @ (b'"' | b'\''), ..] | [quote @ (b'"' | b'\''), ..] => Some(*quote),
        _ => None,
    };
    if let Some(quote) = quote {
        let is_escaped = rest[0] == b'\\';
        let from = if is_escaped { 2 } else { 1 };
        // A quote within a word is a letter to Dovecot.
        let closes = |at: &usize| {
            let slashes = rest[..*at].iter().rev().take_while(|b| **b == b'\\').count();
            let ends_word =
                rest.get(at + 1).is_none_or(|b| b.is_ascii_whitespace() || b",;&)\"'".contains(b));
            rest[*at] == quote && (slashes % 2 == 1) == is_escaped && ends_word
        };
        return (from..rest.len()).find(closes).map_or(text.len(), |at| start + at + 1);
    }
    let mut at = 0;
    while at < rest.len() {
        match rest[at] {
            b'\\' => at += 1,
            b'&' if is_in_url => break,
            b if b.is_ascii_whitespace() => break,
            _ => {}
        }
        at += 1;
    }
    start + at.min(rest.len())
}

/// Whether what follows the `=` is none: nothing, a switch, or variables alone.
fn is_no_secret(value: &[u8]) -> bool {
    let value = value.trim_ascii().trim_ascii_end();
    let bare = value.strip_suffix(b",").or(value.strip_suffix(b";")).unwrap_or(value);
    bare.is_empty() || SWITCHES.iter().any(|switch| bare.eq_ignore_ascii_case(switch)) || is_variable(bare)
}

/// `user:password@` after `://`; a password may hold a `/`.
fn in_url(text: &[u8], start: usize) -> Option<Range<usize>> {
    let rest = text.get(start..)?;
    let end =
        rest.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'')).unwrap_or(rest.len());
    let url = &rest[..end];
    let authority = &url[..url.iter().position(|b| matches!(b, b'/' | b'?' | b'#')).unwrap_or(end)];
    if let Some(sign) = memchr::memrchr(b'@', authority) {
        return Some(start..start + sign);
    }
    let port = authority.iter().position(|b| *b == b':').map(|colon| &authority[colon + 1..])?;
    let is_address =
        authority.starts_with(b"[") || port.iter().all(u8::is_ascii_digit) || port.starts_with(b"%");
    let sign = memchr::memrchr(b'@', url).filter(|_| !is_address)?;
    Some(start..start + sign)
}

/// What follows `{PLAIN}` or `{SHA512-CRYPT}`: a password or its hash.
fn after_scheme(text: &[u8], at: usize) -> Option<Range<usize>> {
    let from = at.saturating_sub(40);
    let open = from + memchr::memrchr(b'{', &text[from..at])?;
    let scheme = &text[open + 1..at];
    let is_scheme = scheme.len() >= 3
        && scheme[0].is_ascii_uppercase()
        && scheme.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.'));
    let is_variable = open > 0 && matches!(text[open - 1], b'%' | b'$');
    let end = extent(text, at + 1, false);
    (is_scheme && !is_variable && !is_no_secret(&text[at + 1..end])).then_some(at + 1..end)
}

/// `--password X` of a command.
fn after_option(text: &[u8], at: usize) -> Option<Range<usize>> {
    let start = at + 2;
    let is_letter = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    let end = start + text.get(start..)?.iter().take_while(|b| is_letter(b)).count();
    let gap = text[end..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    if gap == 0 || !name::is_word(&text[start..end]) {
        return None;
    }
    let value = end + gap..extent(text, end + gap, false);
    (!is_no_secret(&text[value.clone()])).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str, manner: Manner) -> String {
        let mut out = text.to_owned();
        for secret in secrets(text.as_bytes(), manner).into_iter().rev() {
            out.replace_range(secret, "*");
        }
        out
    }

    #[test]
    fn parameters() {
        for (text, expected) in [
            ("scheme=plain password=foo user=x", "scheme=plain password=* user=x"),
            ("host=a pass=b", "host=a pass=*"),
            ("password=a:b;c,d", "password=*"),
            ("password=\"a b\" user=x", "password=* user=x"),
            ("password='a b' user=x", "password=* user=x"),
            ("password='a'b x' user=x", "password=* user=x"),
            ("password='a'b user=x", "password=*"),
            ("password=\\\"a b\\\" user=x", "password=* user=x"),
            ("password=a\\ b user=x", "password=* user=x"),
            ("userdb_pass=x sslpassword=z", "userdb_pass=* sslpassword=*"),
            ("nopassword=y", "nopassword=y"),
            ("pass=yes", "pass=yes"),
            ("password=%w", "password=%w"),
            ("password=%{password}", "password=%{password}"),
            ("password=%Secret", "password=*"),
            ("password=$X", "password=*"),
            ("SELECT x WHERE password = '%{password}'", "SELECT x WHERE password = '%{password}'"),
            ("%{passdb:x}", "%{passdb:x}"),
            ("x {PLAIN}foo bar", "x {PLAIN}* bar"),
            ("script --password foo -v", "script --password * -v"),
            ("script --token=foo -v", "script --token=* -v"),
            ("Authorization: Basic Zm9v", "Authorization: *"),
        ] {
            assert_eq!(masked(text, Manner::Value), expected);
        }
    }

    #[test]
    fn lines_of_the_log() {
        for (text, expected) in [
            (
                "auth: Debug: client passdb out: OK\t1\tuser=u\tpass=a",
                "auth: Debug: client passdb out: OK\t1\tuser=u\tpass=*",
            ),
            ("client in: AUTH\t1\tPLAIN\tresp=AHUAYQ==", "client in: AUTH\t1\tPLAIN\tresp=*"),
            (
                "sql(u): Password mismatch (given password: a b)",
                "sql(u): Password mismatch (given password: *",
            ),
            ("oauth2 failed: client secret=a", "oauth2 failed: client secret=*"),
            ("http: Authorization: Basic dTpw", "http: Authorization: *"),
            ("mysql: Connect failed to mysql://u:p@db", "mysql: Connect failed to mysql://*@db"),
            (
                "line 3: ssl_key: Can't open file /etc/x: No such",
                "line 3: ssl_key: Can't open file /etc/x: No such",
            ),
            ("passwd-file(u): unknown user", "passwd-file(u): unknown user"),
        ] {
            assert_eq!(masked(text, Manner::Log), expected);
        }
    }

    #[test]
    fn urls() {
        for (text, expected) in [
            ("http://u:p@host/x", "http://*@host/x"),
            ("http://u:a/b@host/x", "http://*@host/x"),
            ("http://u:a?b#c@host", "http://*@host"),
            ("http://host/a@b", "http://host/a@b"),
            ("http://host:80/a@b", "http://host:80/a@b"),
            ("https://h/?token=abc&x=1", "https://h/?token=*&x=1"),
            ("https://h/?x=1&access_token=abc", "https://h/?x=1&access_token=*"),
            ("https://h/?apikey=abc", "https://h/?apikey=*"),
        ] {
            assert_eq!(masked(text, Manner::Value), expected);
        }
    }

    #[test]
    fn other_manners() {
        let attributes = |text| masked(text, Manner::Attributes);
        assert_eq!(attributes("uid=user,userPassword=password"), "uid=user,userPassword=password");
        assert_eq!(attributes("=password=foo"), "=password=*");
        let environment = |text| masked(text, Manner::Environment);
        assert_eq!(environment("TZ MYSQL_PWD=foo GDB=1"), "TZ MYSQL_PWD=* GDB=1");
        let loose = |text| masked(text, Manner::Loose);
        assert_eq!(loose("args = password=a b"), "args = password=*");
        assert_eq!(loose("{ doveadm_password += a b"), "{ doveadm_password += *");
        assert_eq!(loose("\"token\": \"abc\""), "\"token\": *");
    }
}
