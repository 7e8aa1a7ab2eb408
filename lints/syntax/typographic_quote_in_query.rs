use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::ExternalKind;
use crate::source::Span;
use crate::text::{is_lookalike, lookalike};

lint! {
    name: "typographic-quote-in-query",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

/// What is asked of a database of 2.3.
const QUERIES: [&str; 4] = ["password_query", "user_query", "iterate_query", "update_query"];
const FILTERS: [&str; 3] = ["pass_filter", "user_filter", "iterate_filter"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for external in &config.document.externals {
        let (keys, is_sql) = match external.kind {
            ExternalKind::Sql => (&QUERIES[..], true),
            ExternalKind::Ldap => (&FILTERS[..], false),
            _ => continue,
        };
        for entry in keys.iter().filter_map(|key| external.get(key)) {
            let Some((at, c)) = misplaced(&entry.text, is_sql) else { continue };
            let raw = config.document.sources.bytes(entry.value_span);
            // What goes over several lines is not written as it is read.
            let place = memchr::memmem::find(raw, &entry.text).map(|begin| {
                let start = entry.value_span.start + (begin + at) as u32;
                Span { start, end: start + c.len_utf8() as u32, ..entry.value_span }
            });
            let key = crate::text::clipped(&entry.key, 60);
            say(findings, place.unwrap_or(entry.value_span), &key, c, is_sql);
            if let (Some(by), Some(finding)) = (external.named_by.first(), findings.iter_mut().last()) {
                finding.also(by.span, "this names the file");
            }
        }
    }
    for assign in config.assigns() {
        let name = config.key_name(assign.key);
        let is_sql = name.starts_with(b"passdb_sql_") || name.starts_with(b"userdb_sql_");
        let is_ldap = name.starts_with(b"passdb_ldap_") || name.starts_with(b"userdb_ldap_");
        let asks = (is_sql && name.ends_with(b"query")) || (is_ldap && name.ends_with(b"filter"));
        if !asks || config.is_replaced(assign) {
            continue;
        }
        let found = config.found(assign);
        // At the edges such a character is a mistake in any value.
        let raw = config.document.sources.bytes(config.value_span(assign));
        let is_edge = |c: Option<char>| c.is_some_and(|c| is_lookalike(c) && c != '\u{2019}');
        let raw = String::from_utf8_lossy(raw);
        if is_edge(raw.chars().next_back()) || raw.chars().next().is_some_and(is_lookalike) {
            continue;
        }
        let Some((at, c)) = misplaced(&found.text, is_sql) else { continue };
        let place = config.locate_in(&found, at..at + c.len_utf8());
        let key = crate::text::clipped(&name, 60);
        say(findings, place.unwrap_or(config.value_span(assign)), &key, c, is_sql);
    }
}

fn say(findings: &mut Findings, span: Span, key: &str, c: char, is_sql: bool) {
    let (name, write) = match c {
        '\u{2018}'..='\u{201f}' => ("typographic quote", "Write `'`, here and at the other end."),
        '\u{200b}' | '\u{feff}' => ("invisible character", "Remove this character."),
        _ => ("no-break space", "Write a plain space."),
    };
    let code = u32::from(c);
    let (label, help) = if is_sql {
        ("no quote and no space for the database", write)
    } else {
        ("part of the value that is searched for", "Remove the quotes: a filter has none around a value.")
    };
    let message = format!("the {name} U+{code:04X} in `{key}` changes what it asks for");
    findings.add(&LINT, span, message).label(label).help(help);
}

/// The first character that only looks like a quote or a space and stands where it cannot be meant.
fn misplaced(text: &[u8], is_sql: bool) -> Option<(usize, char)> {
    lookalike(text)?;
    if is_sql {
        return in_sql(text);
    }
    let mut from = 0;
    while let Some((at, c)) = lookalike(text.get(from..)?) {
        let at = from + at;
        let is_quote = matches!(c, '\u{2018}'..='\u{201f}');
        if is_quote && at.checked_sub(1).and_then(|before| text.get(before)) == Some(&b'=') {
            return Some((at, c));
        }
        from = at + c.len_utf8();
    }
    None
}

/// In SQL: outside texts and names in quotes, or anywhere when one of these never ends.
fn in_sql(text: &[u8]) -> Option<(usize, char)> {
    let has = |part: &[u8]| memchr::memmem::find(text, part).is_some();
    if has(b"--") || has(b"/*") || has(b"#") || has(b"$$") {
        return None;
    }
    let mut outside = None;
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        if matches!(byte, b'\'' | b'"' | b'`') {
            let Some(end) = text[at + 1..].iter().position(|b| b == byte) else { return lookalike(text) };
            at += end + 2;
            continue;
        }
        if outside.is_none() {
            outside = lookalike(text.get(at..(at + 3).min(text.len()))?)
                .filter(|(start, _)| *start == 0)
                .map(|(_, c)| (at, c));
        }
        at += 1;
    }
    outside
}
