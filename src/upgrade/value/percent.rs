//! `%` variables of 2.3 as 2.4 writes them.
//!
//! Source: `var-expand.c` and `var-expand-if.c`, 2.3.21; `lib-var-expand`, 2.4.4. The forms were expanded by running
//! servers of 2.3.19, 2.4.1 and 2.4.5 for names of 1 to 33 letters, with equal results.

use super::condition;
use super::hashing;
use crate::schema::{UpgradeVariables, upgrade_variables};
use crate::syntax::{Percent, PercentVariable, percents};

/// Who expands the variables of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Processes that open mail.
    Mail,
    /// The auth process.
    Auth,
    /// Processes that open mail, before they take the UID of the user: 2.4 has no variable for it yet.
    BeforeMail,
    /// Login processes.
    Login,
    /// Login processes, where a space ends a word even in a variable.
    LoginElements,
    /// The setting has its own variables.
    Own(&'static str),
    /// Processes that open the mail of an owner.
    Owner,
    /// A shared namespace: `%%u` is the owner.
    Shared,
    /// The prefix of a shared namespace.
    SharedPrefix,
}

/// A variable that 2.4 has nothing for, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoWay(pub String);

/// The variables of the two tables that count for a place.
#[derive(Clone, Copy)]
pub(super) struct Names {
    own: Option<&'static UpgradeVariables>,
    usual: Option<&'static UpgradeVariables>,
    is_owner: bool,
    is_before: bool,
}

impl Names {
    fn of(who: Who) -> Names {
        let (own, usual) = match who {
            Who::Auth => (None, "auth"),
            Who::Login | Who::LoginElements => (None, "login"),
            Who::Own(setting) if setting.starts_with("login") => (upgrade_variables(setting), "login"),
            Who::Own(setting) => (upgrade_variables(setting), "mail"),
            Who::Mail | Who::BeforeMail | Who::Owner | Who::Shared | Who::SharedPrefix => (None, "mail"),
        };
        let usual = upgrade_variables(usual);
        Names { own, usual, is_owner: who == Who::Owner, is_before: who == Who::BeforeMail }
    }

    fn tables(self) -> impl Iterator<Item = &'static UpgradeVariables> {
        self.own.into_iter().chain(self.usual)
    }

    fn letter(self, letter: u8) -> Option<String> {
        let new = self.tables().find_map(|table| table.letter(letter))?;
        Some(self.owned(new))
    }

    /// What stands for `%{name}`; a name that did not change stays.
    pub(super) fn name(self, name: &str) -> String {
        self.owned(self.tables().find_map(|table| table.name(name)).unwrap_or(name))
    }

    /// Whether the process has another value of it than the user.
    fn is_too_early(self, new: &str) -> bool {
        self.is_before && matches!(new, "process:uid" | "process:gid")
    }

    fn owned(self, new: &str) -> String {
        match new.strip_prefix("user") {
            Some(rest) if self.is_owner && (rest.is_empty() || rest.starts_with(' ')) => {
                format!("owner_user{rest}")
            }
            _ => new.to_owned(),
        }
    }
}

/// A value with its variables as 2.4 writes them.
///
/// # Errors
/// When 2.4 has nothing that gives the same text.
pub fn converted(who: Who, text: &[u8]) -> Result<Vec<u8>, NoWay> {
    let names = Names::of(who);
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    for percent in percents(text) {
        match percent {
            Percent::Sign(range) => {
                out.extend_from_slice(&text[at..range.start]);
                at = range.end + doubled(who, &text[range.end..], &mut out);
            }
            Percent::Variable(variable) => {
                out.extend_from_slice(&text[at..variable.range.start]);
                let whole = &text[variable.range.clone()];
                let no_way = || NoWay(String::from_utf8_lossy(whole).into_owned());
                match expression(&variable, names).ok_or_else(no_way)? {
                    Expression::New(new) if who == Who::LoginElements => {
                        out.extend(format!("%{{{}}}", without_spaces(&new)).bytes());
                    }
                    Expression::New(new) => out.extend(format!("%{{{new}}}").bytes()),
                    Expression::Unknown => out.extend_from_slice(whole),
                }
                at = variable.range.end;
            }
            Percent::Unfinished(_) => {}
        }
    }
    out.extend_from_slice(&text[at..]);
    Ok(out)
}

/// `%%` is a percent sign; before a brace it must stay doubled. Gives how much after it was taken.
fn doubled(who: Who, rest: &[u8], out: &mut Vec<u8>) -> usize {
    let shared = match (who, rest.first()) {
        (Who::SharedPrefix, Some(b'u')) => Some("$user"),
        (Who::SharedPrefix, Some(b'n')) => Some("$username"),
        (Who::SharedPrefix, Some(b'd')) => Some("$domain"),
        (Who::Shared, Some(b'u')) => Some("%{owner_user}"),
        (Who::Shared, Some(b'n')) => Some("%{owner_user | username}"),
        (Who::Shared, Some(b'd')) => Some("%{owner_user | domain}"),
        (Who::Shared, Some(b'h')) => Some("%{owner_home}"),
        _ => None,
    };
    match (shared, rest.first()) {
        (Some(new), _) => {
            out.extend_from_slice(new.as_bytes());
            1
        }
        (None, Some(b'{')) => {
            out.extend_from_slice(b"%%{");
            1
        }
        _ => {
            out.push(b'%');
            0
        }
    }
}

/// A text that 2.3 did not expand and 2.4 does.
pub fn literal(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for (at, byte) in text.iter().enumerate() {
        if *byte == b'%' && text.get(at + 1) == Some(&b'{') {
            out.push(b'%');
        }
        out.push(*byte);
    }
    out
}

/// The first variable of one letter that 2.3 does not know, as it is written.
pub fn unknown(who: Who, text: &[u8]) -> Option<String> {
    let names = Names::of(who);
    percents(text).find_map(|percent| match percent {
        Percent::Variable(variable) if !variable.is_long => {
            let is_known = names.letter(*variable.name.first()?).is_some();
            (!is_known).then(|| String::from_utf8_lossy(&text[variable.range]).into_owned())
        }
        _ => None,
    })
}

/// Whether a text holds a variable of the user.
pub fn has_user_variable(text: &[u8]) -> bool {
    converted(Who::Mail, text).is_ok_and(|new| {
        [&b"%{user"[..], b"%{home", b"%{owner"].iter().any(|sign| memchr::memmem::find(&new, sign).is_some())
    })
}

/// What becomes of a variable.
enum Expression {
    New(String),
    /// No variable of 2.3: it stays as text.
    Unknown,
}

/// What 2.4 writes for a variable, without the braces.
fn expression(variable: &PercentVariable<'_>, names: Names) -> Option<Expression> {
    let base = if variable.is_long {
        let name = std::str::from_utf8(variable.name).ok()?;
        long(name, names)?
    } else {
        match names.letter(*variable.name.first()?) {
            Some(base) => base,
            None => return Some(Expression::Unknown),
        }
    };
    if names.is_too_early(&base) {
        return None;
    }
    filtered(variable, &base).map(Expression::New)
}

/// An expression without the spaces that are in no text.
fn without_spaces(new: &str) -> String {
    let (mut is_text, mut is_escaped) = (false, false);
    let is_kept = |sign: &char| {
        is_text ^= *sign == '\'' && !is_escaped;
        is_escaped = *sign == '\\' && !is_escaped;
        is_text || *sign != ' '
    };
    new.chars().filter(is_kept).collect()
}

/// The expression with modifiers, offset and width as filters.
fn filtered(variable: &PercentVariable<'_>, base: &str) -> Option<String> {
    let is_number = matches!(base, "uid" | "uidvalidity" | "client_pid" | "mail_pid")
        || base.starts_with("process:")
        || base.ends_with("_port");
    let mut new = base.to_owned();
    let (mut is_hash, mut is_hex) = (false, false);
    for (at, modifier) in variable.modifiers.iter().enumerate() {
        // Of two cases the last one counts.
        let is_cased_again = variable.modifiers.get(at + 1).is_some_and(|next| b"LU".contains(next));
        match modifier {
            b'L' | b'U' if is_cased_again => {}
            b'L' => new.push_str(" | lower"),
            b'U' => new.push_str(" | upper"),
            b'R' => new.push_str(" | reverse"),
            b'D' => new.push_str(" | ldap_dn"),
            b'T' => new.push_str(" | regexp('[ \\t]+$', '')"),
            b'M' => {
                new.push_str(" | md5");
                is_hash = true;
            }
            b'N' => return Some(modulo(variable, &new)),
            b'X' if is_number => is_hex = true,
            _ => return None,
        }
    }
    let Some(width) = variable.width.filter(|_| variable.offset.is_some() || variable.width.is_some()) else {
        return Some(if is_hex { new + " | hex" } else { new });
    };
    let cut = match variable.offset {
        _ if is_hex => format!(" | hex({width})"),
        None if is_hash => format!(" | hexlify({width})"),
        Some(offset) if is_hash && offset >= 0 => format!(" | hexlify | substr({offset}, {width})"),
        None if variable.is_padded => format!(" | lfill({width})"),
        None if width == 1 && is_never_empty(base) => " | substr(0, 1)".to_owned(),
        None => format!(" | regexp('^(.{{0,{width}}}).*$', '\\\\1')"),
        Some(0) => format!(" | regexp('^(.{{0,{width}}}).*$', '\\\\1')"),
        Some(offset) if offset > 0 => {
            format!(" | regexp('^.{{0,{offset}}}(.{{0,{width}}}).*$', '\\\\1')")
        }
        Some(offset) => {
            let behind = offset.unsigned_abs().checked_sub(u64::from(width))?;
            format!(" | regexp('^.*(.{{{width}}}).{{{behind}}}$', '\\\\1')")
        }
    };
    Some(new + &cut)
}

/// `%2.256Nu`: the first part of an MD5 sum modulo a number, with so many digits.
fn modulo(variable: &PercentVariable<'_>, new: &str) -> String {
    match (variable.width, variable.offset) {
        (None, _) => format!("{new} | md5 | substr(4, 4) | hexlify"),
        (Some(width), None) => format!("{new} | md5 | substr(0, 8) % {width} | hex"),
        (Some(width), Some(digits)) => {
            format!("{new} | md5 | substr(0, 8) % {width} | hex({})", digits.unsigned_abs())
        }
    }
}

fn is_never_empty(base: &str) -> bool {
    matches!(base, "user" | "user | username")
}

/// What is in the braces of a long variable.
fn long(name: &str, names: Names) -> Option<String> {
    if let Some(rest) = name.strip_prefix("if;") {
        return condition::expression(rest, names);
    }
    if let Some((function, field)) = name.split_once(':') {
        let kind = function.split(';').next().unwrap_or(function);
        return match kind {
            "userdb" | "passdb" | "ldap" => Some(match field.split_once(':') {
                Some((field, default)) => format!("{kind}:{field} | default({})", condition::text(default)),
                None => name.to_owned(),
            }),
            "encrypt" | "decrypt" | "pkcs5" | "ldap_ptr" => None,
            _ if hashing::is_hash(kind) => hashing::expression(function, &names.name(field)),
            _ => Some(name.to_owned()),
        };
    }
    if name.len() == 1
        && let Some(new) = names.letter(name.as_bytes()[0])
    {
        return Some(new);
    }
    Some(names.name(name))
}

/// The expression of one variable that is the whole of a text, without its braces.
pub(super) fn single(text: &str, names: Names) -> Option<String> {
    let Percent::Variable(variable) = percents(text.as_bytes()).next()? else { return None };
    if variable.range != (0..text.len()) {
        return None;
    }
    match expression(&variable, names)? {
        Expression::New(new) => Some(new),
        Expression::Unknown => None,
    }
}

#[cfg(test)]
mod tests;
