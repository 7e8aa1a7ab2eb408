//! What a value says in other words.

use super::super::at::{Spot, assign_of};
use super::super::complete::{about_variable, long_variable};
use super::shown;
use crate::config::Config;
use crate::schema::{self, Kind as Type, Series, about_plugin, about_service, about_word};
use crate::source::Span;
use crate::syntax::Form;

/// What a value says in other words.
pub fn of(config: &Config<'_>, index: usize, spot: &Spot<'_>, span: Span) -> Vec<String> {
    let Some(assign) = assign_of(config, index) else { return Vec::new() };
    let found = config.found(assign);
    let kind = config.setting(assign.key).map(|setting| setting.kind(config.version()));
    let has_unit = found.text.iter().any(u8::is_ascii_alphabetic);
    let mut words = Vec::new();
    let amount = match kind {
        Some(Type::Size) => found.size().filter(|size| *size != u64::MAX).map(|size| format!("{size} bytes")),
        Some(Type::Time) => {
            found.seconds().filter(|time| *time != u64::MAX).map(|time| format!("{time} seconds"))
        }
        _ => None,
    };
    let written = crate::text::short(&found.text, 60);
    words.extend(amount.filter(|_| has_unit).map(|amount| format!("`{written}` is {amount}.")));
    let document = config.document;
    if document.value(&document.statements[index]).form == Form::Variable {
        let secrets = document.secrets();
        let text = secrets.veiled(&String::from_utf8_lossy(&found.text));
        let is_secret = secrets.touch(span);
        if !is_secret {
            words.push(format!(
                "With its variables: {}",
                shown(&crate::text::short(text.trim().as_bytes(), 200))
            ));
        }
    }
    words.extend(variable(config, spot, span));
    if let Some(setting) = config.setting(assign.key) {
        let bytes = document.sources.bytes(span);
        let at = (spot.offset - span.start) as usize;
        let is_word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+' | b'.' | b'\\');
        let start = at - bytes[..at].iter().rev().take_while(|b| is_word(b)).count();
        let end = at + bytes[at..].iter().take_while(|b| is_word(b)).count();
        let word = String::from_utf8_lossy(&bytes[start..end]);
        words.extend(about(setting.name, &word).map(|about| format!("`{word}`: {about}")));
    }
    words
}

/// What a word of a list means.
pub fn about(list: &str, word: &str) -> Option<&'static str> {
    match list {
        "mail_plugins" => about_plugin(word),
        // The protocol is named after the scripts, its service after what it does.
        "protocols" => about_service(if word == "sieve" { "managesieve" } else { word }),
        _ => about_word(list, word),
    }
}

/// The `%` variable at a place.
fn variable(config: &Config<'_>, spot: &Spot<'_>, span: Span) -> Option<String> {
    let bytes = config.document.sources.bytes(span);
    let at = (spot.offset - span.start) as usize;
    let percent = bytes[..=at.min(bytes.len().checked_sub(1)?)].iter().rposition(|b| *b == b'%')?;
    let rest = &bytes[percent + 1..];
    if config.version().series == Series::V24 {
        let end = rest.iter().position(|b| *b == b'}')?;
        let inside = rest.strip_prefix(b"{")?.get(..end.checked_sub(1)?)?;
        (at <= percent + 1 + end).then(|| {
            let inside = crate::text::short(inside, 80);
            match about_variable(&inside) {
                Some(about) => format!("`%{{{inside}}}` is {about}."),
                None => format!("`%{{{inside}}}` is filled in when it is used."),
            }
        })
    } else if let Some(inside) = rest.strip_prefix(b"{") {
        let inside = &inside[..memchr::memchr(b'}', inside)?];
        let new = long_variable(std::str::from_utf8(inside).ok()?)?;
        (at <= percent + inside.len() + 2).then(|| {
            let about = about_variable(new).map(|about| format!(": {about}")).unwrap_or_default();
            format!("`%{{{}}}` is what 2.4 calls `%{{{new}}}`{about}.", crate::text::short(inside, 80))
        })
    } else {
        let letter = rest.iter().find(|b| b.is_ascii_alphabetic())?;
        let is_here =
            rest.iter().take_while(|b| !b.is_ascii_alphabetic()).all(|b| b.is_ascii_digit() || *b == b'.');
        let known = schema::old_letter(*letter).filter(|_| is_here && at <= percent + 2)?;
        let about = about_variable(known.new).map(|about| format!(": {about}")).unwrap_or_default();
        Some(format!("`%{}` is what 2.4 calls `%{{{}}}`{about}.", char::from(*letter), known.new))
    }
}
