//! Files that are included and are no configuration of Dovecot: templates that another program has yet to render,
//! encrypted files, programs and pictures.

use std::ops::Range;

use memchr::memmem::{find, find_iter};

use crate::source::{FileId, Span};
use crate::syntax::{Kind, Statement};

use super::{Document, External, Found, Gap, looks_binary};

/// What a file holds in place of a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// A template; the statement says so.
    Template(Span),
    /// Text or bytes that this tool has encrypted.
    Encrypted(&'static str),
    /// No text at all.
    Binary,
}

/// What encrypted files begin with.
const HEADS: [(&[u8], &str); 6] = [
    (b"\0GITCRYPT\0", "git-crypt"),
    (b"$ANSIBLE_VAULT;", "ansible-vault"),
    (b"-----BEGIN PGP MESSAGE-----", "OpenPGP"),
    (b"-----BEGIN AGE ENCRYPTED FILE-----", "age"),
    (b"age-encryption.org/", "age"),
    (b"Salted__", "OpenSSL"),
];

/// What a line of a template begins with that no line of Dovecot does: Jinja, Go and Mustache, ERB and EPP, Template
/// Toolkit.
const MARKS: [&[u8]; 6] = [b"{%", b"{{", b"{#", b"<%", b"[%", b"%}"];

/// Notes the files that are no configuration.
pub(super) fn note(document: &mut Document) {
    let mut foreign: Vec<(FileId, Foreign)> = document
        .sources
        .files()
        .filter_map(|(id, file)| Some((id, of_bytes(&file.bytes)?)))
        .filter(|(id, _)| !document.is_external(*id))
        .collect();
    let mut braces: Vec<Span> = Vec::new();
    for statement in &document.statements {
        let span = statement.span;
        if foreign.last().is_some_and(|(file, _)| *file == span.file) {
            continue;
        }
        let text = document.sources.bytes(span);
        let is_known = || foreign.iter().any(|(file, _)| *file == span.file);
        if is_template_line(document, statement, text) && !is_known() {
            foreign.push((span.file, Foreign::Template(span)));
        } else if statement.kind == Kind::Garbage && text.ends_with(b"{{") {
            braces.push(span);
        } else if text == b"}}" && braces.iter().any(|head| head.file == span.file) && !is_known() {
            foreign.push((span.file, Foreign::Template(span)));
        }
    }
    foreign.extend(external_templates(document));
    for (file, foreign) in foreign {
        document.completeness.note(Gap::Foreign(file, foreign));
    }
}

/// The files beside the configuration, such as `dovecot-sql.conf.ext`, that are templates.
fn external_templates(document: &Document) -> Vec<(FileId, Foreign)> {
    let template = |external: &External| {
        let Found::Read(file) = external.outcome else { return None };
        let first =
            external.entries.iter().find(|entry| MARKS.iter().any(|mark| entry.key.starts_with(mark)))?;
        Some((file, Foreign::Template(first.key_span)))
    };
    document.externals.iter().filter_map(template).collect()
}

fn of_bytes(bytes: &[u8]) -> Option<Foreign> {
    let encrypted = HEADS.iter().find(|(head, _)| bytes.starts_with(head));
    encrypted
        .map(|(_, tool)| Foreign::Encrypted(tool))
        .or_else(|| looks_binary(bytes).then_some(Foreign::Binary))
}

/// Whether a line steers a template, or is nothing but a placeholder.
fn is_template_line(document: &Document, statement: &Statement, text: &[u8]) -> bool {
    match text.first() {
        // What follows a `#` is a comment for Dovecot, so the whole line counts.
        Some(b'{') if text.len() == 1 => {
            let file = document.sources.file(statement.span.file);
            let rest = &file.bytes[statement.span.start as usize..];
            let line = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())];
            line.starts_with(b"{#") && find(line, b"#}").is_some()
        }
        Some(b'{' | b'<' | b'[' | b'%') => MARKS.iter().any(|mark| text.starts_with(mark)),
        // `unix_listener {{ path }} {`
        _ if matches!(statement.kind, Kind::Malformed | Kind::Garbage) && fills_in(text) => true,
        // Quotes that a shell is to take away.
        _ if statement.kind == Kind::Malformed && find(text, br#"\\\""#).is_some() => true,
        Some(b'@' | b'$' | b'_') if statement.kind == Kind::Malformed => {
            placeholder(text).is_some_and(|at| at == (0..text.len()))
        }
        _ => false,
    }
}

/// Whether a line has a word in two braces, as no statement of Dovecot has.
fn fills_in(text: &[u8]) -> bool {
    find(text, b"{{").is_some_and(|start| find(&text[start..], b"}}").is_some())
}

/// Pairs that enclose a placeholder in a value, and whether what is between them must be a plain word.
const PAIRS: [(&[u8], &[u8], bool); 14] = [
    (b"{{", b"}}", false),
    (b"{%", b"%}", false),
    (b"<%", b"%>", false),
    (b"[%", b"%]", false),
    (b"@@", b"@@", true),
    (b"@", b"@", true),
    (b"__", b"__", true),
    (b"%%", b"%%", true),
    (b"${", b"}", false),
    (b"{", b"}", true),
    (b"<", b">", true),
    (b"##", b"##", true),
    (b"#", b"#", true),
    (b"%", b"%", true),
];

/// The first placeholder in a text that another program replaces: `{{ x }}`, `<%= x %>`, `@X@`, `__X__`, `${X}`.
pub fn placeholder(text: &[u8]) -> Option<Range<usize>> {
    let found = PAIRS.iter().filter_map(|(open, close, is_word)| {
        find_iter(text, open).take(16).find_map(|start| enclosed(text, start, open, close, *is_word))
    });
    found.chain(word_in_capitals(text)).min_by_key(|range| range.start)
}

/// A value that is one word in capitals, as `sed` replaces it: with a `_` in it (`DB_HOST`), or in brackets (`[PORT]`).
fn word_in_capitals(text: &[u8]) -> Option<Range<usize>> {
    let start = text.len() - text.trim_ascii_start().len();
    let written = text.trim_ascii();
    let bracketed = written.strip_prefix(b"[").and_then(|rest| rest.strip_suffix(b"]"));
    let word = bracketed.unwrap_or(written);
    let is_part =
        |part: &[u8]| !part.is_empty() && part.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    // Ciphers of TLS are called like that.
    let fits = word.first().is_some_and(u8::is_ascii_uppercase)
        && (word.contains(&b'_') || bracketed.is_some())
        && word.split(|b| *b == b'_').all(is_part)
        && !word.starts_with(b"TLS_");
    fits.then(|| start..start + written.len())
}

/// What two marks enclose from here on, with the marks, if it is the name of something.
fn enclosed(text: &[u8], start: usize, open: &[u8], close: &[u8], is_word: bool) -> Option<Range<usize>> {
    let inner = start + open.len();
    let len = find(&text[inner..], close)?;
    let name = &text[inner..inner + len];
    // `${env:X}` is Dovecot's own, and `a@b.org@` an address with one `@` too many.
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    // `%%u%%` is a variable of 2.3, and `<name>` may begin a path: of these only words in capitals.
    let is_sure = match open {
        b"${" => {
            !name.is_empty()
                && !name[..name.len().min(4)].eq_ignore_ascii_case(b"env:")
                && !name.iter().any(|b| matches!(b, b'{' | b'"'))
        }
        // `{your_user}`, but `%{user_name}` is a variable, and `{SHA512-CRYPT}` the scheme of a password.
        b"{" => {
            is_words(name)
                && !name.iter().any(u8::is_ascii_uppercase)
                && !matches!(text[..start].last(), Some(b'%' | b'$' | b'{'))
        }
        // `<your-domain>`, but `</path` and `<file` name files.
        b"<" if start > 0 && text[start - 1].is_ascii_graphic() && is_words(name) => true,
        b"__" | b"%%" | b"<" | b"#" | b"%" => {
            name.len() > 2
                && !name.iter().any(u8::is_ascii_lowercase)
                && name.iter().any(u8::is_ascii_uppercase)
        }
        _ => true,
    };
    let fits = is_sure && (!is_word || (!name.is_empty() && name.iter().all(is_name)));
    fits.then(|| start..inner + len + close.len())
}

/// Words with a `-` or a `_` between them, as people write what is to be filled in.
fn is_words(name: &[u8]) -> bool {
    let mut words = name.split(|b| matches!(b, b'-' | b'_'));
    let is_word = |word: &[u8]| word.len() > 1 && word.iter().all(u8::is_ascii_alphabetic);
    words.clone().count() > 1 && words.all(is_word)
}

#[cfg(test)]
mod tests {
    use super::placeholder;

    #[test]
    fn placeholders() {
        for (text, expected) in [
            ("{{ domain }}", Some("{{ domain }}")),
            ("*:storage={{ q }}", Some("{{ q }}")),
            ("<%= @d %>", Some("<%= @d %>")),
            ("@VERBOSE@", Some("@VERBOSE@")),
            ("x-@@domain@@", Some("@@domain@@")),
            ("postmaster@@domain@", Some("@domain@")),
            ("__LIMIT__", Some("__LIMIT__")),
            ("${UID}", Some("${UID}")),
            ("${cfg.get('uid')}", Some("${cfg.get('uid')}")),
            ("${VMAIL_UID:-5000}", Some("${VMAIL_UID:-5000}")),
            ("${env:UID}", None),
            ("PH_VMAIL_UID", Some("PH_VMAIL_UID")),
            ("{your_user}", Some("{your_user}")),
            ("/var/mail/{mail-user}/x", Some("{mail-user}")),
            ("postmaster@{your-domain}", Some("{your-domain}")),
            ("{BLF-CRYPT}$2y$05$x", None),
            ("%{home_dir}", None),
            ("TLS_AES_128_GCM_SHA256", None),
            ("[MYSQL_PORT]", Some("[MYSQL_PORT]")),
            ("[PORT]", Some("[PORT]")),
            ("[::1]", None),
            ("[Gmail]", None),
            ("SSHA512", None),
            ("##SSL_CERT##", Some("##SSL_CERT##")),
            ("admin@<replace-this-name>", Some("<replace-this-name>")),
            ("</etc/<your-name>", Some("<your-name>")),
            ("postmaster@<SERVERNAME>", Some("<SERVERNAME>")),
            ("imap <SSLPROTOCOLS>", Some("<SSLPROTOCOLS>")),
            ("%GID%", Some("%GID%")),
            ("</e/live/#DNS#/c.pem", Some("#DNS#")),
            ("</etc/ssl/cert.pem", None),
            ("%u@%d%", None),
            ("storage=95%% quota-warning 95 %u", None),
            ("%{user | domain}", None),
            ("shared/%%u@%%d/", None),
            ("a@example.com, b@example.com", None),
            ("$mail_plugins", None),
            ("%u.__x", None),
        ] {
            let found = placeholder(text.as_bytes()).map(|at| &text[at]);
            assert_eq!(found, expected, "{text}");
        }
    }
}
