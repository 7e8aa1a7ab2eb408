//! Patterns as glibc's `glob(3)` with `GLOB_BRACE` reads them, over any reader.

use std::ffi::OsString;

use glob::Pattern;

use super::look::Look;
use crate::limits::{Allowance, Limit};
use crate::source::NotRead;
use crate::text::wildcard::Wildcard;

/// A name that is looked at costs at least this much, however short it is.
const LEAST: u64 = 64;

/// Every path that matches, in the order in which Dovecot reads them: sorted by bytes within each brace
/// alternative, the alternatives in the order they are given.
pub(super) fn glob(look: &Look<'_>, pattern: &str, allowance: &Allowance) -> Result<Vec<String>, Limit> {
    let mut paths = Vec::new();
    for alternative in braces(pattern, allowance)? {
        let mut found = one(look, &alternative, allowance)?;
        found.sort_unstable();
        paths.append(&mut found);
    }
    Ok(paths)
}

/// Counts a name or a path that is looked at.
fn spend(allowance: &Allowance, bytes: usize) -> Result<(), Limit> {
    if allowance.take((bytes as u64).max(LEAST)) { Ok(()) } else { Err(Limit::Glob) }
}

/// The folders whose names a pattern is compared with, each with its trailing slash; those that are
/// themselves found by a pattern are left out.
pub(super) fn folders(pattern: &str, allowance: &Allowance) -> Vec<String> {
    let alternatives = braces(pattern, allowance).unwrap_or_default().into_iter();
    let folders = alternatives.filter_map(|alternative| {
        let cut = alternative.rfind('/').map_or(0, |slash| slash + 1);
        let (folder, names) = alternative.split_at(cut);
        (has_magic(names) && !has_magic(folder)).then(|| without_escapes(folder))
    });
    folders.collect()
}

/// `a{b,c}d` gives `abd` and `acd`; a brace without a partner is an ordinary character.
fn braces(pattern: &str, allowance: &Allowance) -> Result<Vec<String>, Limit> {
    let mut out = Vec::new();
    spread(pattern.to_owned(), allowance, &mut out)?;
    Ok(out)
}

fn spread(pattern: String, allowance: &Allowance, out: &mut Vec<String>) -> Result<(), Limit> {
    let bytes = pattern.as_bytes();
    let Some(open) = next_unescaped(bytes, 0, |b| b == b'{').filter(|_| pattern != "{}") else {
        out.push(pattern);
        return Ok(());
    };
    let mut alternatives = Vec::new();
    let (mut depth, mut start, mut at) = (0, open + 1, open + 1);
    while let Some(found) = next_unescaped(bytes, at, |b| matches!(b, b'{' | b'}' | b',')) {
        match bytes[found] {
            b'{' => depth += 1,
            b'}' if depth > 0 => depth -= 1,
            b',' if depth > 0 => {}
            mark => {
                alternatives.push(&pattern[start..found]);
                start = found + 1;
                if mark == b'}' {
                    let (head, tail) = (&pattern[..open], &pattern[start..]);
                    for alternative in alternatives {
                        let made = format!("{head}{alternative}{tail}");
                        spend(allowance, made.len())?;
                        spread(made, allowance, out)?;
                    }
                    return Ok(());
                }
            }
        }
        at = found + 1;
    }
    out.push(pattern);
    Ok(())
}

fn next_unescaped(bytes: &[u8], from: usize, wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            byte if wanted(byte) => return Some(at),
            _ => at += 1,
        }
    }
    None
}

fn has_magic(text: &str) -> bool {
    next_unescaped(text.as_bytes(), 0, |b| matches!(b, b'*' | b'?' | b'[')).is_some()
}

fn without_escapes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.push(if c == '\\' { chars.next().unwrap_or('\\') } else { c });
    }
    out
}

fn one(look: &Look<'_>, pattern: &str, allowance: &Allowance) -> Result<Vec<String>, Limit> {
    if pattern.is_empty() {
        return Ok(Vec::new());
    }
    if !has_magic(pattern) {
        let path = without_escapes(pattern);
        spend(allowance, path.len())?;
        return Ok(if exists(look, &path) { vec![path] } else { Vec::new() });
    }
    // Each element is a path so far, with its trailing slash.
    let mut found = vec![String::new()];
    let mut parts = pattern.split('/').peekable();
    let mut is_listed = false;
    while let Some(part) = parts.next() {
        let end = if parts.peek().is_some() { "/" } else { "" };
        let mut next = Vec::new();
        is_listed = has_magic(part);
        if is_listed {
            let matcher = Matcher::new(part);
            for base in found {
                spend(allowance, base.len())?;
                for name in look.list(&base) {
                    spend(allowance, name.len())?;
                    if !matcher.matches(name.as_encoded_bytes()) {
                        continue;
                    }
                    let Some(name) = text(look, &base, name) else { continue };
                    let path = format!("{base}{name}{end}");
                    spend(allowance, path.len())?;
                    if end.is_empty() || exists(look, &path) {
                        next.push(path);
                    }
                }
            }
        } else {
            let part = without_escapes(part);
            for base in found {
                let path = format!("{base}{part}{end}");
                spend(allowance, path.len())?;
                next.push(path);
            }
        }
        found = next;
    }
    // What a folder lists is there; asking again would cost a system call for each name.
    if !is_listed {
        found.retain(|path| exists(look, path));
    }
    Ok(found)
}

fn exists(look: &Look<'_>, path: &str) -> bool {
    if path.len() > 1 && path.ends_with('/') { look.is_folder(path) } else { look.exists(path) }
}

/// A name as text. Paths are texts here, so that one that is none cannot be read.
fn text(look: &Look<'_>, base: &str, name: OsString) -> Option<String> {
    let said = |name: OsString| look.note(&format!("{base}{}", name.to_string_lossy()), NotRead::Name);
    name.into_string().map_err(said).ok()
}

/// One component of a pattern. Bytes are matched as the C locale does, so every byte is one character.
struct Matcher {
    pattern: Option<Wildcard>,
    hidden: bool,
}

impl Matcher {
    fn new(part: &str) -> Matcher {
        let mut out = String::new();
        let mut chars = part.bytes().peekable();
        while let Some(byte) = chars.next() {
            match byte {
                b'\\' => out.push_str(&Pattern::escape(&latin1(&[chars.next().unwrap_or(b'\\')]))),
                // `**` has a meaning of its own in the crate, none in glibc.
                b'*' if out.ends_with('*') => {}
                // An unclosed bracket is an ordinary character.
                b'[' if !chars.clone().skip(1).any(|b| b == b']') => out.push_str("[[]"),
                b'[' => {
                    out.push('[');
                    if chars.next_if(|b| matches!(b, b'!' | b'^')).is_some() {
                        out.push('!');
                    }
                    if chars.next_if_eq(&b']').is_some() {
                        out.push(']');
                    }
                    for byte in chars.by_ref() {
                        out.push(char::from(byte));
                        if byte == b']' {
                            break;
                        }
                    }
                }
                _ => out.push(char::from(byte)),
            }
        }
        Matcher { pattern: Wildcard::new(&out).ok(), hidden: part.starts_with('.') }
    }

    fn matches(&self, name: &[u8]) -> bool {
        (self.hidden || !name.starts_with(b"."))
            && self.pattern.as_ref().is_some_and(|p| p.matches(&latin1(name)))
    }
}

fn latin1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test may stop")]
mod tests {
    use super::*;
    use crate::source::{Memory, Reader};

    fn braces(pattern: &str) -> Vec<String> {
        super::braces(pattern, &Allowance::new(1 << 20)).expect("a small pattern")
    }

    fn glob(look: &Look<'_>, pattern: &str) -> Vec<String> {
        super::glob(look, pattern, &Allowance::new(1 << 20)).expect("a small tree")
    }

    /// Every folder holds the same eight folders.
    struct Everywhere;

    impl Reader for Everywhere {
        fn read(&self, _: &str) -> std::io::Result<Vec<u8>> {
            Ok(Vec::new())
        }

        fn exists(&self, _: &str) -> std::io::Result<bool> {
            Ok(true)
        }

        fn is_folder(&self, _: &str) -> std::io::Result<bool> {
            Ok(true)
        }

        fn list(&self, _: &str) -> std::io::Result<Vec<OsString>> {
            Ok((0..8).map(|n| n.to_string().into()).collect())
        }

        fn canonical(&self, path: &str) -> String {
            path.to_owned()
        }
    }

    #[test]
    fn patterns_that_explode_are_given_up() {
        for pattern in ["{a,b}".repeat(30), "*/../".repeat(30), "{a}".repeat(100_000)] {
            let found = super::glob(&Look::new(&Everywhere), &pattern, &Allowance::new(1 << 20));
            assert_eq!(found, Err(Limit::Glob), "{pattern:.40}");
        }
        assert_eq!(braces(&"{".repeat(10_000)).len(), 1);
    }

    #[test]
    fn braces_keep_their_order() {
        assert_eq!(braces("a{c,b}{1,2}"), ["ac1", "ac2", "ab1", "ab2"]);
        assert_eq!(braces("a{b,{c,d}}"), ["ab", "ac", "ad"]);
        assert_eq!(braces("a{b"), ["a{b"]);
        assert_eq!(braces("{}"), ["{}"]);
    }

    #[test]
    fn names_are_sorted_by_bytes_and_hidden_files_stay_hidden() {
        let reader = Memory::new(
            ["/c/9-c.conf", "/c/20-b.conf", "/c/.x.conf", "/c/B.conf", "/c/d/z.conf"].map(|p| (p, "")),
        );
        let look = Look::new(&reader);
        assert_eq!(glob(&look, "/c/*.conf"), ["/c/20-b.conf", "/c/9-c.conf", "/c/B.conf"]);
        assert_eq!(glob(&look, "/c/[!0-9]*"), ["/c/B.conf", "/c/d"]);
        assert_eq!(glob(&look, "/c/*/z.conf"), ["/c/d/z.conf"]);
        assert_eq!(glob(&look, "/c/{9,2}*"), ["/c/9-c.conf", "/c/20-b.conf"]);
        assert_eq!(glob(&look, "/c/"), ["/c/"]);
        assert!(glob(&look, "/c/*.nosuch").is_empty());
    }
}
