//! Which names say that a value is a secret: of settings of both series, of fields, parameters, options of commands
//! and variables of the environment. `doveconf` hides a part of them (`hide_secrets_from_value()` in `doveconf.c`,
//! 2.3.19 and 2.4.4), and all that it hides is here.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::schema::{self, Series, Words};

/// How a name ends whose value is a secret, in lower case and without a number at its end.
const ENDS: [&[u8]; 19] = [
    b"password",
    b"passwd",
    b"passphrase",
    b"passwort",
    b"secret",
    b"token",
    b"nonce",
    b"apikey",
    b"api_header",
    b"authorization",
    b"credentials",
    b"dnpass",
    b"_pass",
    b"_pwd",
    b"_pw",
    b"_key",
    b"-key",
    b"key_file",
    b"_credential",
];

/// Names that are secrets as a whole and too short to be the end of another one.
const NAMES: [&[u8]; 6] = [b"pass", b"pwd", b"pw", b"bearer", b"key_file", b"credential"];

/// Names that end so and hold none.
const HARMLESS: [&[u8]; 3] = [b"nopassword", b"bypass", b"ssl_dh_parameters_length"];

/// How parts of a word before a `=` inside a value begin, that make a secret of what follows.
const PARTS: [&[u8]; 9] =
    [b"key", b"secret", b"pass", b"token", b"nonce", b"pwd", b"apikey", b"credential", b"authorization"];

/// How such a word as a whole ends.
const WORD_ENDS: [&[u8]; 5] = [b"password", b"passwd", b"secret", b"token", b"apikey"];

/// Variables of the environment that Dovecot imports by itself, or that say nothing but how to run.
const ENVIRONMENT: [&str; 24] = [
    "tz",
    "core_outofmem",
    "core_error",
    "core_sigstop",
    "listen_pid",
    "listen_fds",
    "notify_socket",
    "gdb",
    "debug",
    "debug_silent",
    "path",
    "home",
    "lang",
    "language",
    "lc_all",
    "lc_ctype",
    "malloc_arena_max",
    "malloc_check_",
    "valgrind",
    "mallocstats",
    "ld_library_path",
    "ld_preload",
    "user",
    "shell",
];

/// The longest name that is looked at.
const LONGEST: usize = 200;

/// Whether the value of a setting, a field or a parameter is a secret as a whole: `service/x/password`,
/// `"doveadm_password"`, `Doveadm_Password` and `doveadm_passwrd` are as well.
pub fn is_secret(key: &[u8]) -> bool {
    let Some(name) = plain(key) else { return false };
    is_sure(&name) || (!is_harmless(&name) && !is_known(&name) && is_near(&name))
}

/// Whether a name is that of a secret as it is written, not by a guess at what was meant.
pub fn is_certain(key: &[u8]) -> bool {
    plain(key).is_some_and(|name| is_sure(&name) && !name.starts_with(b"ssl_dh"))
}

/// Whether the value of such a name is a text of many lines or the path to one.
pub fn is_of_key(key: &[u8]) -> bool {
    let name = plain(key).unwrap_or_default();
    let is_one = name.ends_with(b"key") && !name.ends_with(b"api_key") && !name.ends_with(b"apikey");
    is_one || name.ends_with(b"key_file") || name.starts_with(b"ssl_dh")
}

/// Whether a word before a `=` inside a value makes a secret of what follows: `password`, `userdb_pass`,
/// `sslpassword`, `access_token`.
pub fn is_word(word: &[u8]) -> bool {
    if word.is_empty() || word.len() > LONGEST {
        return false;
    }
    let begins = |part: &[u8], begin: &[u8]| {
        part.get(..begin.len()).is_some_and(|start| start.eq_ignore_ascii_case(begin))
    };
    let ends = |end: &[u8]| {
        let start = word.len().checked_sub(end.len());
        start.is_some_and(|start| word[start..].eq_ignore_ascii_case(end))
    };
    if HARMLESS.iter().any(|word_of| word.eq_ignore_ascii_case(word_of)) {
        return false;
    }
    let mut parts = word.split(|b| matches!(b, b'_' | b'-' | b'.'));
    parts.any(|part| PARTS.iter().any(|begin| begins(part, begin))) || WORD_ENDS.iter().any(|end| ends(end))
}

/// Whether a list holds variables of the environment.
pub fn is_environment(key: &[u8]) -> bool {
    plain(key).is_some_and(|name| *name == *b"import_environment")
}

/// Whether the value of a variable of the environment may be a secret: Dovecot does not import it by itself.
pub fn is_foreign_variable(name: &[u8]) -> bool {
    let name = String::from_utf8_lossy(name).to_ascii_lowercase();
    !ENVIRONMENT.contains(&name.as_str())
}

/// Whether a name is that of a setting of either series.
pub fn is_known(name: &[u8]) -> bool {
    let in_table = |line, table| schema::find(schema::scope(line, table), name).is_some();
    in_table(Series::V24, "root")
        || ["root", "plugin", "passdb", "service", "namespace"]
            .iter()
            .any(|table| in_table(Series::V23, table))
}

/// The last part of a path, in lower case, without quotes and a number at its end.
fn plain(key: &[u8]) -> Option<Cow<'_, [u8]>> {
    let key = key.trim_ascii();
    let last = crate::text::last_part(key);
    let last = last.trim_ascii().strip_prefix(b"\"").or(last.strip_prefix(b"'")).unwrap_or(last);
    let last = last.strip_suffix(b"\"").or(last.strip_suffix(b"'")).unwrap_or(last);
    if last.is_empty() || last.len() > LONGEST {
        return None;
    }
    let number = last.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let name = &last[..last.len() - number];
    let is_lower = !name.iter().any(u8::is_ascii_uppercase);
    Some(if is_lower { name.into() } else { name.to_ascii_lowercase().into() })
}

fn is_sure(name: &[u8]) -> bool {
    let Some(last) = name.last() else { return false };
    let is_one =
        NAMES.contains(&name) || ENDS.iter().any(|end| end.last() == Some(last) && name.ends_with(end));
    (is_one || name.starts_with(b"ssl_dh")) && !is_harmless(name)
}

fn is_harmless(name: &[u8]) -> bool {
    HARMLESS.iter().any(|end| name.ends_with(end))
}

/// Whether a secret was meant: a typing mistake away from a word for one, or from a setting that is one.
fn is_near(name: &[u8]) -> bool {
    let name = String::from_utf8_lossy(name);
    let last = name.rsplit(['_', '-', '.']).next().unwrap_or_default();
    let limit = match last.len() {
        0..=3 => return nearest(&name),
        4..=6 => 1,
        _ => 2,
    };
    let is_typo = |word: &str| schema::distance(last, word, limit).is_some() || ends_nearly(last, word);
    MEANT.likely(last, limit).any(is_typo) || nearest(&name)
}

/// Whether a word ends in another one with one mistake: `sslpasword`.
fn ends_nearly(text: &str, word: &str) -> bool {
    word.len() > 6
        && (word.len() - 1..=word.len() + 1).any(|length| {
            let tail = text.len().checked_sub(length).and_then(|start| text.get(start..));
            tail.is_some_and(|tail| schema::distance(tail, word, 1).is_some())
        })
}

/// Words that a misspelt name may have been meant to end in.
static MEANT: LazyLock<Words> =
    LazyLock::new(|| Words::new(["password", "passwd", "passphrase", "secret", "nonce", "token"]));

/// The settings of both series that are secrets.
static SETTINGS: LazyLock<Words> = LazyLock::new(|| {
    let all = [Series::V23, Series::V24].into_iter().flat_map(|line| schema::scope(line, "root").iter());
    Words::new(all.map(|setting| setting.name).filter(|name| is_sure(name.as_bytes())))
});

/// Whether a name may be a misspelt setting that is a secret. A sentence of a comment is none.
fn nearest(name: &str) -> bool {
    let is_name = name.len() >= 5 && !name.contains([' ', '\t']);
    is_name && SETTINGS.nearest(name).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets() {
        for name in [
            "doveadm_password",
            "Doveadm_Password",
            "\"doveadm_password\"",
            "'password'",
            "doveadm_passwrd",
            "imapc_pasword",
            "ssl_kye",
            "passdb/static/password",
            "mail_crypt_global_private_key2",
            "mail_crypt_private_key1_password",
            "auth_policy_server_api_header",
            "auth_policy_hash_nonce",
            "doveadm_api_key",
            "userdb_pass",
            "sslpassword",
            "token",
            "MYSQL_PWD",
            "GITHUB_TOKEN",
            "dnpass",
            "ssl_dh",
            "ssl_server_key_file",
            "oauth2_client_secret",
        ] {
            assert!(is_secret(name.as_bytes()), "{name}");
        }
    }

    #[test]
    fn names_of_other_things() {
        for name in [
            "auth_debug_passwords",
            "auth_verbose_passwords",
            "default_pass_scheme",
            "passdb_default_password_scheme",
            "password_query",
            "nopassword",
            "passdb",
            "mail_plugins",
            "ssl_cert",
            "client_limit",
            "oauth2_token_expire_grace",
            "auth_cache_verify_password_with_worker",
            "mail_max_keyword_length",
            "",
            "/",
        ] {
            assert!(!is_secret(name.as_bytes()), "{name}");
        }
    }

    #[test]
    fn words_inside_a_value() {
        for word in
            ["password", "pass", "userdb_pass", "master_pass", "sslpassword", "access_token", "apikey"]
        {
            assert!(is_word(word.as_bytes()), "{word}");
        }
        for word in ["nopassword", "user", "host", "bypass", ""] {
            assert!(!is_word(word.as_bytes()), "{word}");
        }
    }
}
