//! The `%` variables of 2.3 in a value of 2.4, which takes them as plain text, and what 2.4 calls them.
//!
//! Source: `var-expand.c` (2.3.21), `lib-var-expand` (2.4.4), and the manual's list of changed variables.

use std::ops::Range;

use crate::schema;
use crate::syntax::{PercentVariable, percent_variables};

/// A variable of 2.3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldVariable {
    /// Where it is in the text.
    pub range: Range<usize>,
    /// What stands for it in 2.4, if one expression does.
    pub new: Option<String>,
    /// Whether that gives the same text.
    pub is_same: bool,
}

/// Every variable of 2.3 in the value of a setting, as it is written.
pub fn old_variables(setting: &str, text: &[u8]) -> Vec<OldVariable> {
    let letters = schema::letters_in(setting);
    // What a query or an address means by a percent sign is not ours.
    let is_query = setting.contains("query") || setting.contains("filter");
    if is_query && [&b"LIKE"[..], b"DATE_FORMAT", b"STRFTIME", b"TO_CHAR"].iter().any(|w| holds(text, w)) {
        return Vec::new();
    }
    let has_address = memchr::memmem::find(text, b"://").is_some();
    let old = |variable: PercentVariable<'_>| {
        let (new, is_same) = if variable.is_long {
            // The one setting that has a variable of this name.
            let name =
                std::str::from_utf8(variable.name).ok().filter(|_| setting != "notify_status_value")?;
            match schema::old_name(name.trim()) {
                Some(old) => (Some(format!("%{{{}}}", old.new)), old.is_same),
                None => (Some(with_default(name)?), true),
            }
        } else {
            let goes_on = text.get(variable.range.end).is_some_and(u8::is_ascii_alphanumeric);
            short(&variable, letters, has_address).filter(|_| !goes_on)?
        };
        Some(OldVariable { range: variable.range, new, is_same })
    };
    percent_variables(text).filter_map(old).collect()
}

/// The value with every variable of 2.3 as 2.4 writes it; none where one has no plain counterpart.
pub fn rewritten(setting: &str, text: &str) -> Option<String> {
    let mut out = String::new();
    let mut at = 0;
    for old in old_variables(setting, text.as_bytes()) {
        out.push_str(&text[at..old.range.start]);
        out.push_str(old.new.as_deref().filter(|_| old.is_same)?);
        at = old.range.end;
    }
    out.push_str(&text[at..]);
    Some(out)
}

/// `passwd:uid:vmail`: a value for when there is none, which 2.4 takes for a part of the field's name.
///
/// Tried with 2.4.1 and 2.4.5: `passwd: No such field 'uid:vmail'`.
fn with_default(name: &str) -> Option<String> {
    let (variable, filters) =
        name.split_once('|').map_or((name, ""), |(variable, filters)| (variable, filters));
    let (provider, rest) = variable.trim().split_once(':')?;
    let (field, default) = rest.split_once(':')?;
    let is_plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-./@+".contains(&b));
    if !["ldap", "passwd", "passdb", "userdb"].contains(&provider)
        || field.is_empty()
        || !is_plain(field)
        || !is_plain(default)
    {
        return None;
    }
    let filters = if filters.is_empty() { String::new() } else { format!(" | {}", filters.trim()) };
    Some(format!("%{{{provider}:{field} | default('{default}'){filters}}}"))
}

/// `%Lu` or `%1.2Hn`: what 2.4 writes, and whether that is the same. None where it is text.
fn short(
    variable: &PercentVariable<'_>,
    special: Option<&'static [schema::OldVariable<u8>]>,
    has_address: bool,
) -> Option<(Option<String>, bool)> {
    let letter = *variable.name.first()?;
    let known = match special {
        Some(letters) => letters.iter().find(|old| old.is(letter)),
        None => schema::old_letter(letter),
    };
    // The password is the same everywhere but where the letter is taken.
    let known = known.or_else(|| schema::old_letter(letter).filter(|_| letter == b'w'))?;
    let has_width = variable.width.is_some() || variable.offset.is_some();
    // `%3d` in an address is an equals sign, and a word is a word.
    let is_text = has_address || variable.modifiers.is_empty() && !matches!(letter, b'u' | b'n' | b'd');
    if has_width && is_text {
        return None;
    }
    let mut filters = String::new();
    for modifier in variable.modifiers {
        filters.push_str(match modifier {
            b'L' => " | lower",
            b'U' => " | upper",
            b'R' => " | reverse",
            _ => return Some((None, false)),
        });
    }
    match (variable.offset.unwrap_or(0), variable.width) {
        _ if !has_width => {}
        (from @ 0.., Some(count)) => filters.push_str(&format!(" | substr({from}, {count})")),
        _ => return Some((None, false)),
    }
    Some((Some(format!("%{{{}{filters}}}", known.new)), known.is_same && !has_width))
}

fn holds(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables() {
        let new = |text: &str| rewritten("mail_home", text);
        assert_eq!(new("/srv/%Ld/%n").as_deref(), Some("/srv/%{user | domain | lower}/%{user | username}"));
        assert_eq!(new("%{user}/100%%/50% more/%20").as_deref(), Some("%{user}/100%%/50% more/%20"));
        assert_eq!(new("%{rip} %{user | lower}").as_deref(), Some("%{remote_ip} %{user | lower}"));
        assert_eq!(new("/srv/%1Hn"), None);
        assert_eq!(new("/srv/%done"), Some("/srv/%done".to_owned()));
        let first =
            |text: &str| old_variables("mail_home", text.as_bytes()).first().and_then(|old| old.new.clone());
        assert_eq!(first("/srv/%1n").as_deref(), Some("%{user | username | substr(0, 1)}"));
        assert_eq!(first("http://host/?a%3db"), None);
        assert_eq!(first("%{passwd:uid:vmail}").as_deref(), Some("%{passwd:uid | default('vmail')}"));
        assert_eq!(first("%{ldap:mail:x|lower}").as_deref(), Some("%{ldap:mail | default('x') | lower}"));
        assert_eq!(first("%{ldap:mail | default('a:b:c')}"), None);
        assert_eq!(first("%{event:a:b}"), None);
        assert_eq!(rewritten("login_log_format", "%$: %s").as_deref(), Some("%{message}: %{elements}"));
        assert!(old_variables("passdb_sql_query", b"WHERE a LIKE '%u'").is_empty());
    }
}
