//! The effective values, as a configuration that Dovecot reads again, each value with its origin after it.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use crate::config::Config;
use crate::config::effective::{self, Entry, Node, WrittenLine};
use crate::document::Document;
use crate::report::color::DIM;
use crate::report::json_text::Harmless;
use crate::report::{Style, place};
use crate::schema::{self, Series, Version};
use crate::secret::Shown;

/// One configuration and what of it is shown.
#[derive(Debug)]
pub struct Showing<'c> {
    /// The configuration.
    pub config: &'c Config<'c>,
    /// The effective values.
    pub tree: Node<'c>,
    /// Whether each value is one line with its path, as for a setting that many sections have.
    pub by_path: bool,
}

/// How values are shown.
#[derive(Debug, Clone, Copy)]
pub struct ShowStyle {
    /// Columns and colours.
    pub style: Style,
    /// The bytes as they are: not for a terminal, which they may steer.
    pub raw: bool,
}

/// The lines of the output. Their texts are in one buffer, as there may be hundreds of thousands.
#[derive(Default)]
struct Rows {
    texts: Vec<u8>,
    rows: Vec<Row>,
}

/// A line, by where its texts end: the line itself, then where it comes from.
struct Row {
    indent: usize,
    line_end: usize,
    origin_end: usize,
    takes_comment: bool,
}

/// The texts of a line.
struct RowTexts<'r> {
    indent: usize,
    line: &'r [u8],
    /// Where it comes from; empty when the line does not say it.
    origin: Cow<'r, str>,
    takes_comment: bool,
}

impl Rows {
    fn push(&mut self, indent: usize, line: &WrittenLine, origin: Option<&str>) {
        self.texts.extend_from_slice(&line.text);
        let line_end = self.texts.len();
        self.texts.extend_from_slice(origin.unwrap_or_default().as_bytes());
        let origin_end = self.texts.len();
        self.rows.push(Row { indent, line_end, origin_end, takes_comment: line.takes_comment });
    }

    fn iter(&self) -> impl Iterator<Item = RowTexts<'_>> {
        let starts = std::iter::once(0).chain(self.rows.iter().map(|row| row.origin_end));
        self.rows.iter().zip(starts).map(|(row, start)| RowTexts {
            indent: row.indent,
            line: &self.texts[start..row.line_end],
            origin: String::from_utf8_lossy(&self.texts[row.line_end..row.origin_end]),
            takes_comment: row.takes_comment,
        })
    }
}

impl RowTexts<'_> {
    fn width(&self) -> usize {
        self.indent + textwrap::core::display_width(&String::from_utf8_lossy(self.line))
    }
}

/// The configurations one after the other.
///
/// # Errors
/// When `out` cannot be written.
pub fn show(showings: &[Showing<'_>], how: ShowStyle, out: &mut dyn Write) -> io::Result<()> {
    crate::report::veiled(documents(showings), out, |out| write_all(showings, how, out))
}

fn documents<'s>(showings: &'s [Showing<'_>]) -> impl Iterator<Item = &'s Document> {
    showings.iter().map(|showing| showing.config.document)
}

fn write_all(showings: &[Showing<'_>], how: ShowStyle, out: &mut dyn Write) -> io::Result<()> {
    for (number, showing) in showings.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        let document = showing.config.document;
        let root = crate::text::printable(document.sources.file(document.root).shown.as_bytes());
        let header = format!("# {root}, Dovecot {}", document.version);
        writeln!(out, "{}", dim(&header, how.style))?;
        let mut rows = Rows::default();
        if showing.by_path {
            by_path(&mut rows, showing.config, &showing.tree);
        } else {
            fill(&mut rows, showing.config, &showing.tree, 0);
        }
        print(&rows, how, out)?;
    }
    Ok(())
}

fn dim(text: &str, style: Style) -> String {
    style.paint(DIM, text)
}

fn plain(text: impl Into<Vec<u8>>) -> WrittenLine {
    WrittenLine { text: text.into(), takes_comment: true }
}

fn fill(rows: &mut Rows, config: &Config<'_>, node: &Node<'_>, indent: usize) {
    // 2.4 wants its version first, and groups before they are used.
    let is_version = |entry: &Entry<'_>| *entry.key == *b"dovecot_config_version";
    let is_group = |child: &Node<'_>| child.kind.starts_with(b"group ");
    for entry in node.entries.iter().filter(|entry| is_version(entry)) {
        setting(rows, config, b"", entry, indent);
    }
    for child in node.nodes.iter().filter(|child| is_group(child)) {
        section(rows, config, child, indent);
    }
    for entry in node.entries.iter().filter(|entry| !is_version(entry)) {
        setting(rows, config, b"", entry, indent);
    }
    for child in node.nodes.iter().filter(|child| !is_group(child)) {
        if child.is_refused_in(node, config.version()) {
            paths(rows, config, b"", child, indent);
            continue;
        }
        match unfolded(config.version(), child) {
            Some(entries) => {
                for entry in &entries {
                    setting(rows, config, b"", entry, indent);
                }
            }
            None => section(rows, config, child, indent),
        }
    }
}

/// A section as settings with a path: 2.4 takes `service/imap/client_limit` where it takes no `service imap {`.
fn paths(rows: &mut Rows, config: &Config<'_>, front: &[u8], node: &Node<'_>, indent: usize) {
    let mut front = [front, &node.kind, b"/"].concat();
    if let Some(name) = &node.name {
        front.extend([name, b"/".as_slice()].concat());
    }
    for entry in &node.entries {
        setting(rows, config, &front, entry, indent);
    }
    for child in &node.nodes {
        paths(rows, config, &front, child, indent);
    }
}

/// Each value with its path: what is set first, then the defaults.
fn by_path(rows: &mut Rows, config: &Config<'_>, tree: &Node<'_>) {
    let mut leaves: Vec<_> =
        tree.leaves(config.version()).into_iter().filter(|leaf| leaf.entry.is_some()).collect();
    leaves.sort_by_cached_key(|leaf| (leaf.entry.is_some_and(Entry::is_default), leaf.name()));
    for leaf in leaves {
        let Some(entry) = leaf.entry else { continue };
        let inherited = leaf.nodes().last().and_then(|node| inherited(config, node, entry));
        let (value, origin) = match inherited {
            Some((from, value)) => (value, format!("default, from {from}")),
            None => (place::one_line(config, entry), place::origin(config, entry)),
        };
        let line = plain(format!("{} = {value}", leaf.name()));
        rows.push(0, &line, Some(&origin));
    }
}

/// 2.3: the setting of the top level that a default of a service stands for, and its value.
fn inherited(config: &Config<'_>, node: &Node<'_>, entry: &Entry<'_>) -> Option<(&'static str, String)> {
    if *node.kind != *b"service" || !entry.is_default() {
        return None;
    }
    let from = inherited_from(config.version(), &entry.key, &entry.value)?;
    Some((from, crate::text::short(&config.root().get(from).text, 60)))
}

/// 2.3: the setting of the top level that a default of a service stands for: a `vsz_limit` of 2^64-1 bytes is
/// `default_vsz_limit`.
pub fn inherited_from(version: Version, key: &[u8], default: &[u8]) -> Option<&'static str> {
    if version.series != Series::V23 {
        return None;
    }
    match (key, default) {
        (b"vsz_limit", b"18446744073709551615 B" | b"unlimited") => Some("default_vsz_limit"),
        (b"client_limit", b"0") => Some("default_client_limit"),
        (b"process_limit", b"0") => Some("default_process_limit"),
        _ => None,
    }
}

/// The settings of a section that may not be written with braces, by their whole names: 2.4 refuses
/// `quota_clone {}` without the `dict` in it, and takes `quota_clone_unset` outside.
fn unfolded<'c>(version: Version, node: &Node<'c>) -> Option<Vec<Entry<'c>>> {
    let root = schema::scope(Series::V24, "root");
    let kind =
        str::from_utf8(&node.kind).ok().filter(|_| version.series == Series::V24 && node.name.is_none())?;
    let is_required = schema::find(root, &node.kind).is_some_and(|setting| !setting.required.is_empty());
    if !is_required || !node.nodes.is_empty() || node.entries.is_empty() {
        return None;
    }
    let whole = |entry: &Entry<'c>| {
        let setting = schema::find_of(kind, str::from_utf8(&entry.key).ok()?)?;
        Some(Entry { key: Cow::Borrowed(setting.name.as_bytes()), ..entry.clone() })
    };
    node.entries.iter().map(whole).collect()
}

fn section(rows: &mut Rows, config: &Config<'_>, child: &Node<'_>, indent: usize) {
    // A name that no version can write was never read either.
    let line = effective::head(config.version(), &child.kind, child.name.as_deref())
        .unwrap_or_else(|| plain([&child.kind, b" {".as_slice()].concat()));
    // What a section holds says where it comes from; an empty one has to say it itself.
    let is_empty = child.entries.is_empty() && child.nodes.is_empty();
    let origin = child.span.filter(|_| is_empty).map(|span| place::short(config.document, span));
    rows.push(indent, &line, origin.as_deref());
    fill(rows, config, child, indent + 2);
    rows.push(indent, &plain("}"), None);
}

fn setting(rows: &mut Rows, config: &Config<'_>, front: &[u8], entry: &Entry<'_>, indent: usize) {
    let version = config.version();
    let key = [front, &entry.key].concat();
    let full = config.plain_value(entry);
    let shown = place::shown(config, entry, &full);
    let value = match &shown {
        Shown::Part(masked) => masked,
        _ => &full,
    };
    let origin = place::origin(config, entry);
    let line = match shown {
        Shown::Hidden => Some(effective::hidden(version, &key)),
        _ => effective::setting(version, &key, value, config.meaning(entry)),
    };
    if let Some(line) = line {
        return rows.push(indent, &line, Some(&origin));
    }
    let key = crate::text::printable(&key);
    let note = format!("# No setting in this version gives {key} this value:");
    rows.push(indent, &plain(note), Some(&origin));
    for line in value.split(|b| *b == b'\n') {
        let text = format!("#   {}", crate::text::printable(line));
        rows.push(indent, &plain(text), None);
    }
}

fn print(rows: &Rows, how: ShowStyle, out: &mut dyn Write) -> io::Result<()> {
    let column = column(rows, how.style.width);
    for row in rows.iter() {
        let indent = " ".repeat(row.indent);
        let comment = (!row.origin.is_empty()).then(|| dim(&format!("# {}", row.origin), how.style));
        if let Some(comment) = comment.as_ref().filter(|_| !row.takes_comment) {
            writeln!(out, "{indent}{comment}")?;
        }
        out.write_all(indent.as_bytes())?;
        if how.raw {
            out.write_all(row.line)?;
        } else {
            let lines: Vec<String> = row.line.split(|b| *b == b'\n').map(crate::text::printable).collect();
            out.write_all(lines.join("\n").as_bytes())?;
        }
        match comment.filter(|_| row.takes_comment) {
            Some(comment) => {
                let gap = column.saturating_sub(row.width()).max(2);
                writeln!(out, "{}{comment}", " ".repeat(gap))?;
            }
            None => writeln!(out)?,
        }
    }
    Ok(())
}

/// The column of the origins: after the longest line that leaves room for them.
fn column(rows: &Rows, width: usize) -> usize {
    let with_origin = || rows.iter().filter(|row| row.takes_comment && !row.origin.is_empty());
    let longest = with_origin().map(|row| textwrap::core::display_width(&row.origin) + 2).max().unwrap_or(0);
    let room = width.saturating_sub(longest);
    with_origin().map(|row| row.width() + 2).filter(|end| *end <= room).max().unwrap_or(0)
}

#[derive(Serialize)]
struct Report<'r> {
    schema: u32,
    dovelint: &'static str,
    roots: Vec<Root<'r>>,
}

#[derive(Serialize)]
struct Root<'r> {
    path: &'r str,
    dovecot: &'static str,
    settings: Vec<Setting>,
    /// Sections with nothing in them, which mean something as well: `passdb pam {`.
    empty_sections: Vec<Section>,
}

#[derive(Serialize)]
struct Section {
    path: Vec<String>,
    name: String,
    origin: Option<place::JsonPlace>,
}

#[derive(Serialize)]
struct Setting {
    path: Vec<String>,
    name: String,
    value: Option<String>,
    hidden: bool,
    origin: Option<place::JsonPlace>,
    default: bool,
}

/// The same as one JSON object.
///
/// # Errors
/// When `out` cannot be written.
pub fn show_json(showings: &[Showing<'_>], out: &mut dyn Write) -> io::Result<()> {
    let roots = showings.iter().map(|showing| {
        let (config, document) = (showing.config, showing.config.document);
        let leaves = showing.tree.leaves(config.version());
        let settings = leaves.iter().filter_map(|leaf| {
            let entry = leaf.entry?;
            let (value, hidden) = place::value(config, entry);
            let origin = place::span(config, entry).map(|span| place::json(document, span));
            let default = origin.is_none();
            Some(Setting { name: leaf.name(), path: leaf.path(), value, hidden, origin, default })
        });
        let empty_sections = leaves.iter().filter(|leaf| leaf.entry.is_none()).map(|leaf| {
            let span = leaf.nodes().last().and_then(|node| node.span);
            let origin = span.map(|span| place::json(document, span));
            Section { name: leaf.name(), path: leaf.path(), origin }
        });
        Root {
            path: &document.sources.file(document.root).shown,
            dovecot: document.version.series.as_str(),
            settings: settings.collect(),
            empty_sections: empty_sections.collect(),
        }
    });
    let report =
        Report { schema: crate::report::SCHEMA, dovelint: env!("CARGO_PKG_VERSION"), roots: roots.collect() };
    crate::report::veiled(documents(showings), &mut Harmless(out), |out| {
        serde_json::to_writer_pretty(&mut *out, &report)?;
        writeln!(out)
    })
}
