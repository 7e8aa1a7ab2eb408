//! Quota rules and warnings.
//!
//! Source: `quota_root_add_rule()` and `quota_root_add_warning_rule()` in `quota.c`, 2.3.21.

use crate::config::value::size;
use crate::upgrade::item::Item;
use crate::upgrade::value::percent::{Who, converted};
use crate::upgrade::value::plain::{is_zero, split};

/// One limit of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::upgrade) enum Limit {
    /// How much may be stored.
    Storage(Vec<u8>),
    /// How many mails.
    Messages(Vec<u8>),
    /// How much more a mailbox may hold.
    Extra(Vec<u8>),
    /// The share of the limit that counts for a mailbox.
    Percentage(u64),
    /// A mailbox that is not counted.
    Ignore,
    /// What 2.4 has nothing for.
    Unknown,
}

impl Limit {
    /// The setting of 2.4.
    pub fn name(&self) -> &'static str {
        match self {
            Limit::Storage(_) => "quota_storage_size",
            Limit::Messages(_) => "quota_message_count",
            Limit::Extra(_) => "quota_storage_extra",
            Limit::Percentage(_) => "quota_storage_percentage",
            Limit::Ignore => "quota_ignore",
            Limit::Unknown => "",
        }
    }

    /// Its value.
    pub fn value(&self) -> Vec<u8> {
        match self {
            Limit::Storage(text) | Limit::Messages(text) | Limit::Extra(text) => text.clone(),
            Limit::Percentage(number) => number.to_string().into_bytes(),
            Limit::Ignore => b"yes".to_vec(),
            Limit::Unknown => Vec::new(),
        }
    }
}

/// `mailbox:limits`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::upgrade) struct Rule {
    /// The mailbox; none for all of them.
    pub mailbox: Option<Vec<u8>>,
    limits: Vec<Limit>,
}

impl Rule {
    /// Reads a rule whose variables are those of 2.4 already.
    pub fn read(text: &[u8]) -> Option<Rule> {
        let (mailbox, rest) = split(text, b':')?;
        let mailbox = (!matches!(mailbox, b"*" | b"?")).then(|| mailbox.to_vec());
        let parts = colons(rest);
        let limits = parts.iter().map(|part| limit(part, mailbox.is_some())).collect();
        Some(Rule { mailbox, limits })
    }

    /// Its limits.
    pub fn limits(&self) -> &[Limit] {
        &self.limits
    }

    /// Whether 2.4 can say all of it.
    pub fn is_known(&self) -> bool {
        self.limits.iter().all(|limit| match limit {
            Limit::Unknown => false,
            // A share of no limit is none; what a variable gives is not known here.
            Limit::Storage(text) => text.contains(&b'{') || text == b"unlimited" || size(text).is_ok(),
            _ => true,
        })
    }
}

/// The parts between colons that are in no braces.
fn colons(text: &[u8]) -> Vec<Vec<u8>> {
    let (mut parts, mut depth) = (vec![Vec::new()], 0usize);
    for byte in text {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if *byte == b':' && depth == 0 {
            parts.push(Vec::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(*byte);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn limit(part: &[u8], is_mailbox: bool) -> Limit {
    let part = part.trim_ascii();
    if part == b"ignore" {
        return Limit::Ignore;
    }
    let Some((kind, value)) = split(part, b'=') else { return Limit::Unknown };
    match (kind, is_mailbox) {
        (b"storage" | b"bytes", false) if is_zero(value) => Limit::Storage(b"unlimited".to_vec()),
        (b"messages", false) if is_zero(value) => Limit::Messages(b"unlimited".to_vec()),
        (b"storage", false) => Limit::Storage(with_unit(value, b"K")),
        (b"bytes", false) => {
            Limit::Storage(if value.ends_with(b"}") { [value, b"B"].concat() } else { value.to_vec() })
        }
        (b"messages", false) => Limit::Messages(value.to_vec()),
        (b"storage" | b"bytes", true) => {
            let Some(more) = value.strip_prefix(b"+") else { return Limit::Unknown };
            match more.strip_suffix(b"%").map(|number| std::str::from_utf8(number).ok()?.parse::<u64>().ok())
            {
                Some(Some(number)) => Limit::Percentage(100 + number.min(1_000_000)),
                Some(None) => Limit::Unknown,
                None if kind == b"storage" => Limit::Extra(with_unit(more, b"K")),
                None => Limit::Extra(more.to_vec()),
            }
        }
        _ => Limit::Unknown,
    }
}

/// A number without a unit counts kilobytes.
fn with_unit(value: &[u8], unit: &[u8]) -> Vec<u8> {
    let has_none = value.last().is_some_and(|last| last.is_ascii_digit() || *last == b'}');
    if has_none { [value, unit].concat() } else { value.to_vec() }
}

/// The settings of `[-]limit command`.
pub(in crate::upgrade) fn warning(text: &[u8]) -> Option<Vec<Item>> {
    let (limit, command) = split(text.trim_ascii(), b' ')?;
    let (is_under, limit) = match limit.first()? {
        b'-' => (true, &limit[1..]),
        b'+' => (false, &limit[1..]),
        _ => (false, limit),
    };
    let limit = converted(Who::Mail, limit).ok()?;
    let (kind, value) = split(&limit, b'=')?;
    let mut items = Vec::new();
    match (kind, value.strip_suffix(b"%")) {
        (b"storage" | b"bytes", Some(percent)) => items.push(Item::set("quota_storage_percentage", percent)),
        (b"storage", None) => {
            items.push(Item::set("quota_storage_size", with_unit(value, b"K")));
            items.push(Item::set("quota_storage_percentage", "100"));
        }
        (b"bytes", None) => {
            items.push(Item::set("quota_storage_size", value));
            items.push(Item::set("quota_storage_percentage", "100"));
        }
        (b"messages", Some(percent)) => {
            items.push(Item::set("resource", "message"));
            items.push(Item::set("quota_message_percentage", percent));
        }
        (b"messages", None) => {
            items.push(Item::set("resource", "message"));
            items.push(Item::set("quota_message_count", value));
            items.push(Item::set("quota_message_percentage", "100"));
        }
        _ => return None,
    }
    if is_under {
        items.push(Item::set("threshold", "under"));
    }
    items.push(command_block(command)?);
    Some(items)
}

/// A command as the block that runs it: the first word is its socket.
pub(in crate::upgrade) fn command_block(text: &[u8]) -> Option<Item> {
    let text = text.trim_ascii();
    let (name, arguments) = split(text, b' ').unwrap_or((text, b""));
    let mut inner = Vec::new();
    if !arguments.trim_ascii().is_empty() {
        inner.push(Item::set("args", converted(Who::Mail, arguments.trim_ascii()).ok()?));
    }
    Some(Item::named("execute", name, inner))
}
