//! Two configurations compared by the effective values.

use std::borrow::Cow;
use std::io::{self, Write};

use anstyle::Style as Paint;
use serde::Serialize;

use crate::config::Config;
use crate::config::effective::{Change, Difference, Entry, Leaf};
use crate::document::Document;
use crate::report::color::{ADDED, BOLD, CHANGED, DIM, REMOVED};
use crate::report::{ShowStyle, place};

/// A pair of configurations; one of them may be missing.
#[derive(Debug)]
pub struct Pair<'t, 'n, 'c> {
    /// The first one, with the name that the person gave it.
    pub a: Option<(String, &'c Config<'c>)>,
    /// The second one.
    pub b: Option<(String, &'c Config<'c>)>,
    /// What differs.
    pub differences: Vec<Difference<'t, 'n, 'c>>,
}

impl Pair<'_, '_, '_> {
    /// Whether both are there, and nothing differs.
    pub fn is_same(&self) -> bool {
        self.differences.is_empty() && self.a.is_some() && self.b.is_some()
    }
}

/// One half of a difference, ready to print.
struct Half {
    text: String,
    origin: String,
}

/// The pairs one after the other, each by section.
///
/// # Errors
/// When `out` cannot be written.
pub fn difference(pairs: &[Pair<'_, '_, '_>], how: ShowStyle, out: &mut dyn Write) -> io::Result<()> {
    crate::report::veiled(documents(pairs), out, |out| write_all(pairs, how, out))
}

fn documents<'p>(pairs: &'p [Pair<'_, '_, '_>]) -> impl Iterator<Item = &'p Document> {
    pairs.iter().flat_map(|pair| [&pair.a, &pair.b]).flatten().map(|(_, config)| config.document)
}

fn write_all<'c>(pairs: &[Pair<'_, '_, 'c>], how: ShowStyle, out: &mut dyn Write) -> io::Result<()> {
    let mut is_first = true;
    for pair in pairs {
        if pair.is_same() {
            continue;
        }
        if !std::mem::take(&mut is_first) {
            writeln!(out)?;
        }
        let title = |side: &Option<(String, &Config<'_>)>| match side {
            Some((name, config)) => {
                format!("{}, Dovecot {}", crate::text::printable(name.as_bytes()), config.version())
            }
            None => "nothing".to_owned(),
        };
        writeln!(out, "{}", how.style.paint(REMOVED, &format!("--- {}", title(&pair.a))))?;
        writeln!(out, "{}", how.style.paint(ADDED, &format!("+++ {}", title(&pair.b))))?;
        if let Some((_, one)) = pair.a.as_ref().or(pair.b.as_ref()) {
            let config =
                |side: &Option<(String, &'c Config<'c>)>| side.as_ref().map_or(*one, |(_, own)| *own);
            let (a, b) = (config(&pair.a), config(&pair.b));
            if a.version().series != b.version().series {
                let note = "These belong to different Dovecot series; 2.3 names are translated to 2.4 before comparing.";
                for line in textwrap::wrap(note, how.style.width) {
                    writeln!(out, "{line}")?;
                }
            }
            differences(&pair.differences, a, b, how, out)?;
        }
    }
    Ok(())
}

fn differences(
    all: &[Difference<'_, '_, '_>],
    a: &Config<'_>,
    b: &Config<'_>,
    how: ShowStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut section: Option<&[Cow<'_, str>]> = None;
    for difference in all {
        let own = difference.section();
        if section.replace(own) != Some(own) {
            let name = if own.is_empty() { "at the top level".to_owned() } else { own.join("/") };
            writeln!(out, "\n{}", how.style.paint(BOLD, &name))?;
        }
        let (mark, color) = match difference.change() {
            Change::Added => ("+", ADDED),
            Change::Removed => ("-", REMOVED),
            Change::Changed => ("~", CHANGED),
        };
        let Some(key) = difference.key() else {
            let leaf = difference.old.or(difference.new);
            let config = if difference.old.is_some() { a } else { b };
            let span = leaf.and_then(|leaf| leaf.nodes().last()).and_then(|node| node.span);
            let place = span.map(|span| place::short(config.document, span)).unwrap_or_default();
            write(out, how, (mark, color), "the section", &place)?;
            continue;
        };
        let half = |config, leaf: Option<&Leaf<'_, '_>>| {
            let entry = leaf.and_then(|leaf| leaf.entry)?;
            Some(Half { text: place::one_line(config, entry), origin: place::origin(config, entry) })
        };
        let (old, new) = (half(a, difference.old), half(b, difference.new));
        match (difference.change(), old, new) {
            (Change::Added, old, Some(new)) => {
                write(
                    out,
                    how,
                    (mark, color),
                    &format!("{key} = {}{}", new.text, instead(old, "default")),
                    &new.origin,
                )?;
            }
            (Change::Removed, Some(old), new) => {
                write(
                    out,
                    how,
                    (mark, color),
                    &format!("{key} = {}{}", old.text, instead(new, "now unset; default")),
                    &old.origin,
                )?;
            }
            (_, Some(old), Some(new)) => {
                // Two secrets, or texts of many lines, of which the first says nothing.
                let same = if old.text == new.text { ", a different value" } else { "" };
                write(out, how, (mark, REMOVED), &format!("{key} = {}", old.text), &old.origin)?;
                let gap = " ".repeat(textwrap::core::display_width(&key).saturating_sub(1));
                write(out, how, (" ", ADDED), &format!("{gap}-> {}{same}", new.text), &new.origin)?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn instead(half: Option<Half>, what: &str) -> String {
    match half {
        Some(half) if half.text.is_empty() => format!("  ({what}: empty)"),
        Some(half) => format!("  ({what}: {})", half.text),
        None => String::new(),
    }
}

/// A mark, a text and, far to the right, where it comes from.
fn write(
    out: &mut dyn Write,
    how: ShowStyle,
    (mark, color): (&str, Paint),
    text: &str,
    place: &str,
) -> io::Result<()> {
    let column = how.style.width.saturating_sub(textwrap::core::display_width(place) + 2);
    let gap = 44.min(column).saturating_sub(textwrap::core::display_width(text) + 2).max(2);
    let comment = how.style.paint(DIM, &format!("# {place}"));
    writeln!(out, "{}{}{comment}", how.style.paint(color, &format!("{mark} {text}")), " ".repeat(gap))
}

#[derive(Serialize)]
struct Report<'p> {
    schema: u32,
    dovelint: &'static str,
    pairs: &'p [JsonPair],
}

/// A pair as the JSON has it.
#[derive(Serialize)]
pub struct JsonPair {
    a: Option<JsonRoot>,
    b: Option<JsonRoot>,
    differences: Vec<JsonDifference>,
}

#[derive(Serialize)]
struct JsonRoot {
    path: String,
    dovecot: &'static str,
}

#[derive(Serialize)]
struct JsonDifference {
    change: &'static str,
    path: Vec<String>,
    name: String,
    a: Option<JsonValue>,
    b: Option<JsonValue>,
}

#[derive(Serialize)]
struct JsonValue {
    value: Option<String>,
    hidden: bool,
    origin: Option<place::JsonPlace>,
    default: bool,
}

impl JsonPair {
    /// What differs in a pair.
    pub fn new(pair: &Pair<'_, '_, '_>) -> JsonPair {
        let pairs = std::slice::from_ref(pair);
        let secrets: Vec<_> = documents(pairs).map(Document::secrets).collect();
        let veiled = |text: &str| secrets.iter().fold(text.to_owned(), |text, secrets| secrets.veiled(&text));
        let root = |side: &Option<(String, &Config<'_>)>| {
            side.as_ref().map(|(path, config)| JsonRoot {
                path: veiled(path),
                dovecot: config.version().series.as_str(),
            })
        };
        let value = |side: &Option<(String, &Config<'_>)>, leaf: Option<&Leaf<'_, '_>>| {
            let (_, config) = side.as_ref()?;
            let mut value = json_value(config, leaf?);
            for text in value.value.iter_mut().chain(value.origin.as_mut().map(|origin| &mut origin.file)) {
                *text = veiled(text);
            }
            Some(value)
        };
        let differences = pair.differences.iter().map(|difference| JsonDifference {
            change: match difference.change() {
                Change::Added => "added",
                Change::Removed => "removed",
                Change::Changed => "changed",
            },
            path: difference.path().iter().map(|name| veiled(name)).collect(),
            name: veiled(&difference.path().join("/")),
            a: value(&pair.a, difference.old),
            b: value(&pair.b, difference.new),
        });
        JsonPair { a: root(&pair.a), b: root(&pair.b), differences: differences.collect() }
    }
}

/// The same as one JSON object.
///
/// # Errors
/// When `out` cannot be written.
pub fn difference_json(pairs: &[JsonPair], out: &mut dyn Write) -> io::Result<()> {
    let report = Report { schema: crate::report::SCHEMA, dovelint: env!("CARGO_PKG_VERSION"), pairs };
    crate::report::json_text::pretty(out, &report)?;
    writeln!(out)
}

fn json_value(config: &Config<'_>, leaf: &Leaf<'_, '_>) -> JsonValue {
    // A section with nothing in it has a place and no value.
    let Some(entry): Option<&Entry<'_>> = leaf.entry else {
        let span = leaf.nodes().last().and_then(|node| node.span);
        let origin = span.map(|span| place::json(config.document, span));
        return JsonValue { value: None, hidden: false, origin, default: false };
    };
    let (value, hidden) = place::value(config, entry);
    let origin = place::span(config, entry).map(|span| place::json(config.document, span));
    JsonValue { value, hidden, default: origin.is_none(), origin }
}
