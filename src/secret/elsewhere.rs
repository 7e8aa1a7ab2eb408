//! Whether a value stands for a secret that is somewhere else: a variable, a file, a switch.

use super::name;
use super::value::SWITCHES;
use crate::schema;
use crate::syntax::{Percent, PercentVariable, percents};

/// Folders in which the files are that a configuration names. A password hardly begins with one.
const FOLDERS: [&[u8]; 14] = [
    b"/etc/",
    b"/run/",
    b"/var/",
    b"/usr/",
    b"/home/",
    b"/opt/",
    b"/srv/",
    b"/root/",
    b"/mnt/",
    b"/tmp/",
    b"/ssl/",
    b"/certs/",
    b"/secrets/",
    b"/data/",
];

/// The variables and functions of 2.4, some of them of 2.3 as well; the schema has those of 2.3 alone. What is called
/// otherwise between `%{` and `}` may be a secret.
///
/// Source: `var-expand.c` and the tables of 2.3.21, `var-expand-*.c` and the tables of 2.4.4.
const VARIABLES: &[&str] = &[
    "access_token",
    "auth",
    "auth_user",
    "base64",
    "cert",
    "client_id",
    "client_ip",
    "client_port",
    "conn_security",
    "decrypt",
    "dict",
    "domain_first",
    "domain_last",
    "encrypt",
    "env",
    "event",
    "hexlify",
    "home",
    "hostname",
    "if",
    "ldap",
    "ldap_multi",
    "local_ip",
    "local_name",
    "local_port",
    "login_domain",
    "login_user",
    "login_username",
    "lookup",
    "mail",
    "mail_pid",
    "mailbox",
    "master_user",
    "md5",
    "mechanism",
    "original_user",
    "owner_domain",
    "owner_home",
    "owner_user",
    "owner_username",
    "passdb",
    "password",
    "process",
    "protocol",
    "real_local_ip",
    "real_local_port",
    "real_remote_ip",
    "real_remote_port",
    "remote_ip",
    "remote_port",
    "secured",
    "service",
    "session",
    "ssl_security",
    "system",
    "token",
    "uid",
    "gid",
    "user",
    "userdb",
];

/// Whether a value stands for a secret that is somewhere else: a variable, a file, a switch. `is_set` tells
/// whether a name is that of a setting, so that `$name` reads it.
pub fn is_elsewhere(key: &[u8], value: &[u8], is_set: &dyn Fn(&[u8]) -> bool) -> bool {
    let value = value.trim_ascii();
    let value = value.strip_prefix(b"\"").map_or(value, |rest| rest.strip_suffix(b"\"").unwrap_or(rest));
    if value.is_empty() || SWITCHES.iter().any(|switch| value.eq_ignore_ascii_case(switch)) {
        return true;
    }
    if let Some(path) = value.strip_prefix(b"<").map(<[u8]>::trim_ascii_start) {
        return is_path(path, name::is_of_key(key)) && !value.starts_with(b"<<");
    }
    // A key is a text of many lines, so that what begins with a slash is the path to one.
    let is_no_key = is_path(value, true) && value.starts_with(b"/") || is_head(value);
    (name::is_of_key(key) && is_no_key)
        || is_variable(value)
        || value.strip_prefix(b"$").is_some_and(|name| is_set(name.strip_prefix(b"SET:").unwrap_or(name)))
}

/// Whether a value is the section header that was meant to begin on this line: `userdb {`.
fn is_head(value: &[u8]) -> bool {
    const TYPES: [&[u8]; 8] =
        [b"passdb", b"userdb", b"service", b"protocol", b"namespace", b"plugin", b"mailbox", b"dict"];
    value.strip_suffix(b"{").is_some_and(|head| TYPES.contains(&head.trim_ascii_end()))
}

/// Whether a value is made of variables alone: `%u`, `%{password}`, `$ENV:NAME`, `%u@%d`.
pub fn is_variable(text: &[u8]) -> bool {
    if let Some(name) = text.strip_prefix(b"$ENV:") {
        return !name.is_empty()
            && name.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_')
            && !name[0].is_ascii_digit();
    }
    let text = text.strip_prefix(b"'").map_or(text, |rest| rest.strip_suffix(b"'").unwrap_or(rest));
    let (mut at, mut has_any) = (0, false);
    let is_between = |text: &[u8]| text.iter().all(|b| b"@._-/: '()".contains(b));
    for percent in percents(text) {
        let Percent::Variable(variable) = percent else { return false };
        if !is_between(&text[at..variable.range.start]) || !is_known(&variable, &text[variable.range.end..]) {
            return false;
        }
        (at, has_any) = (variable.range.end, true);
    }
    has_any && is_between(&text[at..])
}

/// Whether this stands for something else, and is no secret with a percent sign in it.
fn is_known(variable: &PercentVariable<'_>, after: &[u8]) -> bool {
    if !variable.is_long {
        // `%Lu`, not `%Lux`.
        let is_letter = variable.name.iter().all(|b| b.is_ascii_alphabetic() || *b == b'$');
        return is_letter
            && variable.modifiers.len() <= 1
            && !after.first().is_some_and(u8::is_ascii_alphanumeric);
    }
    let inside = variable.name;
    let named = inside.iter().position(|b| *b == b':' || *b == b'|' || *b == b' ').unwrap_or(inside.len());
    let is_name = str::from_utf8(&inside[..named])
        .is_ok_and(|name| VARIABLES.contains(&name) || schema::old_name(name).is_some());
    // What is in quotes or parentheses may be a secret that is written out.
    is_name && inside[named..].iter().all(|b| b.is_ascii_alphanumeric() || b":_-./| ".contains(b))
}

fn is_path(path: &[u8], is_of_key: bool) -> bool {
    let is_name = path.iter().all(|b| b.is_ascii_alphanumeric() || b"/._-+@ %{}*:~".contains(b));
    let is_absolute = path.starts_with(b"/") || path.starts_with(b"~/");
    if is_of_key {
        let has_end = [b".pem".as_slice(), b".key", b".crt", b".txt"].iter().any(|end| path.ends_with(end));
        if is_name && has_end {
            return true;
        }
    }
    is_name
        && is_absolute
        && FOLDERS.iter().any(|folder| path.starts_with(folder) && path.len() > folder.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_elsewhere() {
        let is_set = |name: &[u8]| name == b"base_dir";
        for (key, value) in [
            ("doveadm_password", "</run/secrets/doveadm"),
            ("doveadm_password", "$ENV:DOVEADM"),
            ("doveadm_password", "$base_dir"),
            ("doveadm_password", "%{env:X}"),
            ("ssl_key", "</key.pem"),
            ("ssl_key", "/etc/key.pem"),
            ("pass", "yes"),
        ] {
            assert!(is_elsewhere(key.as_bytes(), value.as_bytes(), &is_set), "{key} = {value}");
        }
        for (key, value) in [
            ("doveadm_password", "<hunter2"),
            ("doveadm_password", "</hunter2"),
            ("doveadm_password", "$hunter2"),
            ("doveadm_password", "%hunter2"),
            ("doveadm_password", "%{hunter2;x}"),
            ("doveadm_password", "%{hunter2:x}"),
            ("doveadm_password", "%{hunter2 x}"),
            ("doveadm_password", "/hunter2"),
            ("doveadm_password", "$ENV:hunter2"),
        ] {
            assert!(!is_elsewhere(key.as_bytes(), value.as_bytes(), &is_set), "{key} = {value}");
        }
    }
}
