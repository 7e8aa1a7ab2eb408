//! What `plugin { quota_rule = … }` and `quota_warning = …` of 2.3 say.
//!
//! Source: `quota_root_add_rule()` and `quota_root_add_warning_rule()` in `quota-util.c`, 2.3.21.

use std::ops::Range;

use crate::config::Config;
use crate::config::resolve::view::Found;
use crate::syntax::percent_variables;

/// How much: as it is written, or a part of the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// Bytes or messages.
    Absolute(i128),
    /// Per cent of the limit.
    Percent(i128),
}

/// Why a rule is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFlaw {
    /// What Dovecot says.
    pub text: String,
    /// The part of the value that is wrong.
    pub range: Range<usize>,
    /// The limit name that was meant, to be there instead.
    pub meant: Option<&'static str>,
}

/// A rule or a warning as it is written.
#[derive(Debug, Clone)]
pub struct QuotaLine<'c> {
    /// Its key in `plugin {}`.
    pub key: String,
    /// Its value.
    pub found: Found<'c>,
}

/// What a warning waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Whether it waits until the user is below the limit again.
    pub is_reverse: bool,
    /// The limit of bytes.
    pub storage: Option<Amount>,
    /// The limit of messages.
    pub messages: Option<Amount>,
    /// The first word of what is run.
    pub socket: Range<usize>,
}

impl Config<'_> {
    /// Every rule of every quota root, as Dovecot reads them up to the first gap.
    pub fn quota_rules(&self) -> Vec<QuotaLine<'_>> {
        self.quota_root_keys().iter().flat_map(|root| self.quota_lines(root, "rule")).collect()
    }

    /// The warnings of each quota root.
    pub fn quota_warnings(&self) -> Vec<Vec<QuotaLine<'_>>> {
        self.quota_root_keys().iter().map(|root| self.quota_lines(root, "warning")).collect()
    }

    fn quota_root_keys(&self) -> Vec<String> {
        let series = self.root().plugin_series("quota").into_iter().map(|(key, _)| key);
        // Without a root the rules of the first one are written all the same.
        let mut roots: Vec<String> = series.collect();
        if roots.is_empty() {
            roots.push("quota".to_owned());
        }
        roots
    }

    fn quota_lines(&self, root: &str, kind: &str) -> Vec<QuotaLine<'_>> {
        let series = self.root().plugin_series(&format!("{root}_{kind}"));
        series.into_iter().map(|(key, found)| QuotaLine { key, found }).collect()
    }
}

impl QuotaLine<'_> {
    /// What is wrong with it as a rule; none as well when a variable decides.
    pub fn rule_flaw(&self) -> Option<RuleFlaw> {
        let text = &self.found.text;
        let flaw =
            |text: &str, range: Range<usize>| Some(RuleFlaw { text: text.to_owned(), range, meant: None });
        let Some(colon) = memchr::memchr(b':', text) else {
            return if has_variable(text) { None } else { flaw("Invalid rule", 0..text.len()) };
        };
        let limits = &text[colon + 1..];
        if limits == b"ignore" || limits.starts_with(b"backend=") {
            return None;
        }
        let is_default = matches!(&text[..colon], b"*" | b"?");
        read_limits(text, colon + 1..text.len(), is_default, is_default).err().flatten()
    }

    /// What it waits for as a warning; none when that cannot be read.
    pub fn warning(&self) -> Option<Warning> {
        let text = &self.found.text;
        let space = memchr::memchr(b' ', text)?;
        let socket = space + 1;
        let end = text[socket..].iter().position(|b| *b == b' ').map_or(text.len(), |at| socket + at);
        let start = usize::from(matches!(text.first(), Some(b'+' | b'-')));
        let (storage, messages) = read_limits(text, start..space, true, false).ok()?;
        Some(Warning { is_reverse: text.starts_with(b"-"), storage, messages, socket: socket..end })
    }
}

type Limits = (Option<Amount>, Option<Amount>);

/// The limits of bytes and of messages; an error without a flaw when a variable decides.
fn read_limits(
    text: &[u8],
    range: Range<usize>,
    is_absolute: bool,
    is_default: bool,
) -> Result<Limits, Option<RuleFlaw>> {
    let mut limits = (None, None);
    let mut at = range.start;
    for part in text[range].split(|b| *b == b':') {
        let whole = at..at + part.len();
        at += part.len() + 1;
        if has_variable(part) {
            return Err(None);
        }
        let flaw = |text: String| Some(RuleFlaw { text, range: whole.clone(), meant: None });
        let part = crate::text::printable(part);
        let (key, value) = part.split_once('=').unwrap_or((&part, ""));
        if value.starts_with('+') && is_absolute {
            return Err(flaw("Rule limit cannot have '+'".to_owned()));
        }
        let value = value.strip_prefix('+').unwrap_or(value);
        let unit = match key {
            "storage" => 1024,
            "bytes" | "messages" => 1,
            _ => {
                let meant = crate::schema::nearest(key, ["storage", "bytes", "messages"]);
                return Err(Some(RuleFlaw {
                    text: format!("Unknown rule limit name: {key}"),
                    range: whole.start..whole.start + key.len(),
                    meant,
                }));
            }
        };
        let digits =
            value.bytes().enumerate().take_while(|(at, b)| b.is_ascii_digit() || (*at == 0 && *b == b'-'));
        let (number, rest) = value.split_at(digits.count());
        let Ok(number) = number.parse::<i64>() else {
            let name = if key == "messages" { "bytes messages".to_owned() } else { format!("{key} limit") };
            return Err(flaw(format!("Invalid {name}: {value}")));
        };
        let number = i128::from(number);
        let amount = match rest.bytes().next().map(|b| b.to_ascii_uppercase()) {
            None => Amount::Absolute(number * unit),
            Some(b'B') => Amount::Absolute(number),
            Some(b'K') => Amount::Absolute(number << 10),
            Some(b'M') => Amount::Absolute(number << 20),
            Some(b'G') => Amount::Absolute(number << 30),
            Some(b'T') => Amount::Absolute(number << 40),
            Some(b'%') if number <= -100 => return Err(flaw("Invalid percentage".to_owned())),
            Some(b'%') if is_default => return Err(flaw("Default rule can't be a percentage".to_owned())),
            Some(b'%') => Amount::Percent(number),
            Some(_) => return Err(flaw(format!("Invalid rule limit value '{part}': Unknown unit: {rest}"))),
        };
        if is_absolute && number < 0 {
            let name = if key == "messages" { "Count" } else { "Bytes" };
            return Err(flaw(format!("{name} limit can't be negative")));
        }
        *(if key == "messages" { &mut limits.1 } else { &mut limits.0 }) = Some(amount);
    }
    Ok(limits)
}

/// Whether a `%` begins a variable: not as `%%`, nor before a space or the end.
pub(in crate::config) fn has_variable(text: &[u8]) -> bool {
    percent_variables(text).any(|variable| !matches!(variable.name, b" " | b":"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::Form;

    fn line(text: &'static str) -> QuotaLine<'static> {
        let found = Found { text: text.as_bytes().into(), form: Form::Plain, assign: None };
        QuotaLine { key: "quota_rule".to_owned(), found }
    }

    #[test]
    fn rules() {
        let flaw = |text| line(text).rule_flaw().map(|flaw| flaw.text);
        assert_eq!(flaw("*:storage=1G"), None);
        assert_eq!(flaw("*:storage=1GB:messages=1000"), None);
        assert_eq!(flaw("Trash:storage=+10%%"), None);
        assert_eq!(flaw("Trash:ignore"), None);
        assert_eq!(flaw("*:storage=%{userdb:quota}"), None);
        assert_eq!(flaw("1G").as_deref(), Some("Invalid rule"));
        assert_eq!(flaw("*:storage=10%%").as_deref(), Some("Default rule can't be a percentage"));
        assert_eq!(flaw("*:storage=+1G").as_deref(), Some("Rule limit cannot have '+'"));
        assert_eq!(flaw("*:storage=").as_deref(), Some("Invalid storage limit: "));
        assert_eq!(flaw("*:storage=-1").as_deref(), Some("Bytes limit can't be negative"));
        let unknown = line("*:store=1G").rule_flaw().expect("a flaw");
        assert_eq!((unknown.range, unknown.meant), (2..7, Some("storage")));
    }

    #[test]
    fn warnings() {
        let warning = line("storage=95%% quota-warning 95 %u").warning().expect("a warning");
        assert_eq!(warning.storage, Some(Amount::Percent(95)));
        assert_eq!(warning.socket, 13..26);
        assert!(line("-storage=100%% quota-warning below %u").warning().is_some_and(|w| w.is_reverse));
        assert!(line("storage=95%%").warning().is_none());
    }
}
