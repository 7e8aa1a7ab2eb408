//! Which values are secrets. What `doveconf` hides is hidden, and what else looks like a password.
//! Source: `hide_secrets_from_value()` in `doveconf.c`, 2.3.19 and 2.4.4.

use std::borrow::Cow;

/// Settings whose whole value is a secret end in one of these.
const ENDS: [&[u8]; 8] =
    [b"_password", b"_key", b"_key_file", b"_nonce", b"_secret", b"_dnpass", b"_passphrase", b"_api_token"];

/// Settings that are secrets by their whole name, within a section or a list.
const NAMES: [&[u8]; 7] =
    [b"password", b"key_file", b"secret", b"dnpass", b"passphrase", b"pass", b"client_secret"];

/// Words before a `=` that make what follows a secret.
const WORDS: [&[u8]; 3] = [b"key", b"secret", b"pass"];

/// What stands for a hidden part of a value.
const MASK: &[u8] = b"(hidden)";

/// What may be shown of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown<'v> {
    /// All of it.
    All,
    /// All but the secrets in it.
    Part(Cow<'v, [u8]>),
    /// Nothing.
    Hidden,
}

/// What may be shown of the value of a key.
pub fn shown<'v>(key: &[u8], value: &'v [u8]) -> Shown<'v> {
    if value.is_empty() {
        return Shown::All;
    }
    // `pass = yes` in a passdb is no password.
    let is_switch = value.eq_ignore_ascii_case(b"yes") || value.eq_ignore_ascii_case(b"no");
    if is_secret_key(key) && (!is_switch || !NAMES.contains(&key)) {
        return Shown::Hidden;
    }
    match masked(value) {
        Some(text) => Shown::Part(text.into()),
        None => Shown::All,
    }
}

/// Whether the value of a setting is a secret as a whole.
pub(super) fn is_secret_key(key: &[u8]) -> bool {
    ENDS.iter().any(|end| key.ends_with(end)) || NAMES.contains(&key) || key.starts_with(b"ssl_dh")
}

/// Whether a word at the end of `before` makes a secret of what follows its `=`.
pub(super) fn is_secret_word(before: &[u8]) -> bool {
    let start = before.iter().rposition(|b| !b.is_ascii_alphanumeric() && *b != b'_' && *b != b'-');
    let word = before[start.map_or(0, |start| start + 1)..].to_ascii_lowercase();
    word.split(|b| *b == b'_' || *b == b'-').any(|part| WORDS.iter().any(|w| part.starts_with(w)))
}

/// The value with `pass=…` and the user of a URL masked; none when there is nothing to mask.
fn masked(value: &[u8]) -> Option<Vec<u8>> {
    let mut out: Vec<u8> = Vec::with_capacity(value.len());
    let mut is_masked = false;
    let mut at = 0;
    while at < value.len() {
        let rest = &value[at..];
        let end = secret_end(&out, rest);
        if end == 0 {
            out.push(rest[0]);
            at += 1;
        } else {
            out.extend(MASK);
            at += end;
            is_masked = true;
        }
    }
    is_masked.then_some(out)
}

/// How many bytes are a secret, given what stands before them.
fn secret_end(before: &[u8], rest: &[u8]) -> usize {
    let until = |stop: &dyn Fn(u8) -> bool| rest.iter().position(|b| stop(*b));
    if before.ends_with(b"://") {
        let end = until(&|b| b.is_ascii_whitespace() || b == b'/' || b == b'@').unwrap_or(0);
        return if rest.get(end) == Some(&b'@') { end } else { 0 };
    }
    let Some(word) = before.strip_suffix(b"=") else { return 0 };
    // A variable names the place of a secret and is none.
    if !is_secret_word(word) || matches!(rest[0], b'%' | b'$') || rest.starts_with(b"'%") {
        return 0;
    }
    until(&|b| b.is_ascii_whitespace() || b == b';' || b == b':').unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(value: &str) -> Option<String> {
        masked(value.as_bytes()).map(|text| String::from_utf8_lossy(&text).into_owned())
    }

    #[test]
    fn whole_secrets() {
        for key in ["doveadm_password", "ssl_key", "key_file", "auth_policy_hash_nonce", "ssl_dh", "password"]
        {
            assert_eq!(shown(key.as_bytes(), b"x"), Shown::Hidden, "{key}");
        }
        assert_eq!(shown(b"ssl_key", b""), Shown::All);
        assert_eq!(shown(b"pass", b"yes"), Shown::All);
        assert_eq!(shown(b"client_limit", b"5"), Shown::All);
    }

    #[test]
    fn secrets_in_a_value() {
        assert_eq!(
            part("scheme=plain password=foo user=x").as_deref(),
            Some("scheme=plain password=(hidden) user=x")
        );
        assert_eq!(part("host=a pass=b").as_deref(), Some("host=a pass=(hidden)"));
        assert_eq!(part("http://u:p@host/x").as_deref(), Some("http://(hidden)@host/x"));
        assert_eq!(part("url=http://host/a@b"), None);
        assert_eq!(part("nopassword=x"), None);
        assert_eq!(part("SELECT x WHERE password = '%{password}'"), None);
        assert_eq!(part("%{passdb:x}"), None);
    }
}
