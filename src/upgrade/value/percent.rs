//! `%` variables of 2.3 as 2.4 writes them.
//!
//! Source: `var-expand.c` and `var-expand-if.c`, 2.3.21; `lib-var-expand`, 2.4.4. The forms were expanded by running
//! servers of 2.3.19, 2.4.1 and 2.4.5 for names of 1 to 33 letters, with equal results.

use super::condition;
use super::hashing;
use crate::schema::{UpgradeVariables, upgrade_variables};

/// Who expands the variables of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Processes that open mail.
    Mail,
    /// The auth process.
    Auth,
    /// Login processes.
    Login,
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
}

impl Names {
    fn of(who: Who) -> Names {
        let (own, usual) = match who {
            Who::Auth => (None, "auth"),
            Who::Login => (None, "login"),
            Who::Own(setting) if setting.starts_with("login") => (upgrade_variables(setting), "login"),
            Who::Own(setting) => (upgrade_variables(setting), "mail"),
            Who::Mail | Who::Owner | Who::Shared | Who::SharedPrefix => (None, "mail"),
        };
        Names { own, usual: upgrade_variables(usual), is_owner: who == Who::Owner }
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
    while let Some(percent) = memchr::memchr(b'%', &text[at..]) {
        out.extend_from_slice(&text[at..at + percent]);
        at += percent;
        let rest = &text[at + 1..];
        if rest.first() == Some(&b'%') {
            let taken = doubled(who, &rest[1..], &mut out);
            at += 2 + taken;
            continue;
        }
        match Variable::read(rest) {
            Some(variable) => {
                let whole = &text[at..=at + variable.length];
                let no_way = || NoWay(String::from_utf8_lossy(whole).into_owned());
                match variable.expression(names).ok_or_else(no_way)? {
                    Expression::New(new) => out.extend(format!("%{{{new}}}").bytes()),
                    Expression::Unknown => out.extend_from_slice(whole),
                }
                at += 1 + variable.length;
            }
            None => {
                out.push(b'%');
                at += 1;
            }
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

/// `%[[-]offset.][width][modifiers]letter`, or with `{name}` in place of the letter.
struct Variable<'t> {
    offset: Option<i64>,
    width: Option<u32>,
    is_padded: bool,
    modifiers: &'t [u8],
    name: &'t [u8],
    is_long: bool,
    /// How much is after the percent sign.
    length: usize,
}

impl<'t> Variable<'t> {
    fn read(text: &'t [u8]) -> Option<Variable<'t>> {
        let mut at = 0;
        let is_negative = text.first() == Some(&b'-');
        at += usize::from(is_negative);
        let is_padded = text.get(at) == Some(&b'0');
        at += usize::from(is_padded);
        let (first, next) = number(text, at);
        at = next;
        let (mut offset, mut width) = (None, first);
        if text.get(at) == Some(&b'.') {
            let (second, next) = number(text, at + 1);
            at = next;
            let first = i64::from(first.unwrap_or(0));
            (offset, width) = (Some(if is_negative { -first } else { first }), second);
        }
        let modifiers = text[at..].iter().take_while(|b| b"ELURHNXDMT".contains(b)).count();
        let (start, mut at) = (at, at + modifiers);
        let letter = *text.get(at)?;
        let name_start = at;
        let is_long = letter == b'{';
        if is_long {
            at = closing(text, at)?;
        }
        let name = if is_long { &text[name_start + 1..at] } else { &text[at..=at] };
        let modifiers = &text[start..start + modifiers];
        Some(Variable { offset, width, is_padded, modifiers, name, is_long, length: at + 1 })
    }

    fn expression(&self, names: Names) -> Option<Expression> {
        let base = if self.is_long {
            let name = std::str::from_utf8(self.name).ok()?;
            long(name, names)?
        } else {
            match names.letter(*self.name.first()?) {
                Some(base) => base,
                None => return Some(Expression::Unknown),
            }
        };
        self.filtered(&base).map(Expression::New)
    }

    /// The expression with modifiers, offset and width as filters.
    fn filtered(&self, base: &str) -> Option<String> {
        let is_number =
            matches!(base, "uid" | "gid" | "uidvalidity" | "process:pid" | "client_pid" | "mail_pid")
                || base.ends_with("_port");
        let mut new = base.to_owned();
        let (mut is_hash, mut is_hex) = (false, false);
        for (at, modifier) in self.modifiers.iter().enumerate() {
            // Of two cases the last one counts.
            let is_cased_again = self.modifiers.get(at + 1).is_some_and(|next| b"LU".contains(next));
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
                b'N' => return Some(self.modulo(&new)),
                b'X' if is_number => is_hex = true,
                _ => return None,
            }
        }
        let Some(width) = self.width.filter(|_| self.offset.is_some() || self.width.is_some()) else {
            return Some(if is_hex { new + " | hex" } else { new });
        };
        let cut = match self.offset {
            _ if is_hex => format!(" | hex({width})"),
            None if is_hash => format!(" | hexlify({width})"),
            Some(offset) if is_hash && offset >= 0 => format!(" | hexlify | substr({offset}, {width})"),
            None if self.is_padded => format!(" | lfill({width})"),
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
    fn modulo(&self, new: &str) -> String {
        match (self.width, self.offset) {
            (None, _) => format!("{new} | md5 | substr(4, 4) | hexlify"),
            (Some(width), None) => format!("{new} | md5 | substr(0, 8) % {width} | hex"),
            (Some(width), Some(digits)) => {
                format!("{new} | md5 | substr(0, 8) % {width} | hex({})", digits.unsigned_abs())
            }
        }
    }
}

fn is_never_empty(base: &str) -> bool {
    matches!(base, "user" | "user | username")
}

/// Digits at a place, and where they end.
fn number(text: &[u8], at: usize) -> (Option<u32>, usize) {
    let digits = text[at.min(text.len())..].iter().take_while(|b| b.is_ascii_digit()).count();
    let number = std::str::from_utf8(&text[at..at + digits]).ok().and_then(|digits| digits.parse().ok());
    (number, at + digits)
}

/// The brace that closes the one at a place.
fn closing(text: &[u8], open: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in text.iter().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
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
    let rest = text.strip_prefix('%')?;
    let variable = Variable::read(rest.as_bytes())?;
    if variable.length != rest.len() {
        return None;
    }
    match variable.expression(names)? {
        Expression::New(new) => Some(new),
        Expression::Unknown => None,
    }
}

#[cfg(test)]
mod tests;
