//! A mail location of 2.3, `driver:path:KEY=value:…`, in its parts.
//!
//! Source: `mail_storage_set_autodetection()` in `mail-storage.c`, `mailbox_list_settings_parse_full()` and
//! `split_next_arg()` in `mailbox-list.c`, 2.3.21.

use std::borrow::Cow;
use std::ops::Range;

use crate::syntax::percent_variables;

/// Where in a text the parts of a location are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The name before the first colon; none when Dovecot looks at the disk.
    pub driver: Option<Range<usize>>,
    /// The root of the folders.
    pub path: Range<usize>,
    /// What is after it, each a `KEY=value` or a `KEY`.
    pub options: Vec<Range<usize>>,
}

impl Location {
    /// Takes a location apart.
    pub fn read(text: &[u8]) -> Location {
        Location::read_with(text, |_| true)
    }

    /// Takes a location apart in which only some names are drivers.
    pub fn read_with(text: &[u8], is_driver: impl Fn(&[u8]) -> bool) -> Location {
        let name = text.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        let has_driver = name > 0 && text.get(name) == Some(&b':') && is_driver(&text[..name]);
        let mut parts = parts(text, if has_driver { name + 1 } else { 0 }).into_iter();
        let path = parts.next().unwrap_or(text.len()..text.len());
        Location { driver: has_driver.then_some(0..name), path, options: parts.collect() }
    }
}

/// The parts between single colons; a colon at the very end closes the last part. Dovecot expands variables first, so
/// what is in one separates nothing: `%{userdb:home}`.
fn parts(text: &[u8], from: usize) -> Vec<Range<usize>> {
    let mut variables = percent_variables(text).map(|variable| variable.range).peekable();
    let mut parts = Vec::new();
    let (mut start, mut at) = (from, from);
    while at < text.len() {
        while variables.next_if(|variable| variable.end <= at).is_some() {}
        if let Some(variable) = variables.next_if(|variable| variable.contains(&at)) {
            at = variable.end;
        } else if text[at..].starts_with(b"::") {
            at += 2;
        } else {
            if text[at] == b':' {
                parts.push(start..at);
                start = at + 1;
            }
            at += 1;
        }
    }
    if start < text.len() || parts.is_empty() {
        parts.push(start..text.len());
    }
    parts
}

/// A part as Dovecot takes it: `::` is a colon, but not in a variable, where it belongs to the name.
pub fn unescaped(text: &[u8]) -> Cow<'_, [u8]> {
    if !text.windows(2).any(|pair| pair == b"::") {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    let ends = std::iter::once(text.len()..text.len());
    for variable in percent_variables(text).map(|variable| variable.range).chain(ends) {
        while at < variable.start {
            out.push(text[at]);
            at += if text[at..variable.start].starts_with(b"::") { 2 } else { 1 };
        }
        out.extend_from_slice(&text[variable.clone()]);
        at = variable.end;
    }
    Cow::Owned(out)
}

/// The layout of folders that a driver has where none is written; both in lower case.
pub fn usual_layout(driver: &str) -> &'static str {
    match driver {
        "maildir" => "maildir++",
        "imapc" => "imapc",
        _ => "fs",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts() {
        for (text, driver, path, options) in [
            ("maildir:~/Maildir", "maildir", "~/Maildir", &[][..]),
            (
                "mbox:~/mail:INBOX=/var/mail/%u:INDEX=/i:",
                "mbox",
                "~/mail",
                &["INBOX=/var/mail/%u", "INDEX=/i"],
            ),
            ("~/Maildir", "", "~/Maildir", &[]),
            ("maildir:", "maildir", "", &[]),
            ("maildir:/srv/a::b:LAYOUT=fs", "maildir", "/srv/a::b", &["LAYOUT=fs"]),
            (
                "maildir:%{userdb:home}/M:ALT=%{userdb:alt}",
                "maildir",
                "%{userdb:home}/M",
                &["ALT=%{userdb:alt}"],
            ),
        ] {
            let location = Location::read(text.as_bytes());
            assert_eq!(&text[location.driver.unwrap_or(0..0)], driver, "{text}");
            assert_eq!(&text[location.path], path, "{text}");
            assert!(
                location.options.into_iter().map(|range| &text[range]).eq(options.iter().copied()),
                "{text}"
            );
        }
        for (text, plain) in [
            ("/srv/a::b", "/srv/a:b"),
            ("/a:::", "/a::"),
            ("::%{env:A::B}::%u", ":%{env:A::B}:%u"),
            ("/a:%{env:A::B}:", "/a:%{env:A::B}:"),
        ] {
            assert_eq!(unescaped(text.as_bytes()).as_ref(), plain.as_bytes(), "{text}");
        }
    }
}
