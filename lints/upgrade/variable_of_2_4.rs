use std::ops::Range;

use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::Span;
use crate::syntax::{EntryKind, Kind, expressions};

lint! {
    name: "variable-of-2.4",
    severity: Error, stage: Run, profile: Default, series: [V23],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    let settings = document.statements.iter().filter(|statement| statement.kind == Kind::Setting);
    let mut places: Vec<Span> =
        settings.map(|statement| document.locate(statement, statement.value)).collect();
    for external in &document.externals {
        let entries = external.entries.iter().filter(|entry| entry.kind == EntryKind::Setting);
        places.extend(entries.map(|entry| entry.value_span));
    }
    for place in places {
        let text = document.sources.bytes(place);
        let found = filtered(text);
        let [(first, _), more @ ..] = found.as_slice() else { continue };
        let within = |range: &Range<usize>| Span {
            start: place.start + range.start as u32,
            end: place.start + range.end as u32,
            ..place
        };
        let shown = crate::text::clipped(&text[first.clone()], 60);
        let message = format!("`{shown}` is a 2.4 variable, but {} has no filters", config.version());
        let finding = findings.add(&LINT, within(first), message);
        finding.label("unknown, so user lookups fail");
        for (range, _) in more {
            finding.also(within(range), "");
        }
        let mut new: Vec<&str> = found.iter().filter_map(|(_, new)| new.as_deref()).collect();
        if new.len() < found.len() {
            finding.help("Write the 2.3 variable, such as `%n`, `%d` or `%Lu`.");
            continue;
        }
        let edit =
            |(range, new): &(Range<usize>, Option<String>)| Some(Edit::replace(within(range), new.clone()?));
        new.dedup();
        let new = crate::text::listed(&new);
        finding
            .help(format!("Write {new}."))
            .fix_unsafe(format!("write {new}"), found.iter().filter_map(edit));
    }
}

/// The variables with a filter, `%{user | domain}`, and what 2.3 calls each. A name holds no `;`, so that `|` in a
/// condition of 2.3 is none.
fn filtered(text: &[u8]) -> Vec<(Range<usize>, Option<String>)> {
    let mut found = Vec::new();
    for expression in expressions(text).filter(|expression| expression.is_closed) {
        // In a condition of 2.3, `%{if;%{user | domain};…}`, the innermost one.
        let inner = memchr::memmem::rfind(expression.inside, b"%{").map_or(0, |at| at + 2);
        let inside = std::str::from_utf8(&expression.inside[inner..]).ok();
        let Some((name, filters)) = inside.and_then(|text| text.split_once('|')) else { continue };
        let is_name = |part: &str| {
            let part = part.trim();
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b == b':')
        };
        let filters: Vec<&str> = filters.split('|').map(str::trim).collect();
        if !is_name(name) || !filters.iter().all(|filter| is_name(filter.split('(').next().unwrap_or(""))) {
            continue;
        }
        found.push((expression.range.start + inner..expression.range.end, old(name.trim(), &filters)));
    }
    found
}

fn old(name: &str, filters: &[&str]) -> Option<String> {
    let is_lower = filters.contains(&"lower");
    let rest: Vec<&str> = filters.iter().copied().filter(|filter| *filter != "lower").collect();
    let letter = match (name, rest.as_slice()) {
        ("user", []) => "u",
        ("user", ["username"]) | ("username", []) => "n",
        ("user", ["domain"]) | ("domain", []) => "d",
        ("home", []) => "h",
        _ => return None,
    };
    Some(format!("%{}{letter}", if is_lower { "L" } else { "" }))
}
