//! What is at a place: a setting, what it is for, what is effective, and what is wrong with it.

use serde_json::{Value, json};

use super::at::{Around, Part, Spot};
use super::page;
use crate::config::{Assign, Config};
use crate::document::{Document, Outcome};
use crate::engine::RootReport;
use crate::finding::Finding;
use crate::lsp::diagnostic::Places;
use crate::lsp::protocol::AboutPlace;
use crate::lsp::session::Session;
use crate::report;
use crate::schema::{self, Kind as Type, Series, Setting, Version, about_plugin, about_service, about_word};
use crate::source::Span;
use crate::syntax::{Form, Kind, Statement};

/// The most files of an include that are named.
const NAMED: usize = 20;

/// What is shown for a place; null where there is nothing to say.
pub fn hover(session: &mut Session, params: &AboutPlace) -> Value {
    session.refresh();
    let Some(text) = session.text(&params.text_document.uri) else { return Value::Null };
    let offset = text.lines.offset(text.text.as_bytes(), params.position, session.client.encoding) as u32;
    let Some((at, file)) = session.files_of(text).into_iter().next() else { return Value::Null };
    let report = &session.pass().reports[at];
    let spot = Spot { document: &report.document, file, offset };
    let (part, span) = spot.part();
    let is_word = span.start <= offset && offset < span.end;
    let mut blocks: Vec<String> = Vec::new();
    let mut range = None;
    if is_word {
        let words = describe(report, &spot, part, span);
        if !words.is_empty() {
            range = Some(span);
            blocks.push(words.join("\n\n"));
        }
    }
    if !matches!(part, Part::Comment | Part::Body) {
        let mut seen: Vec<&str> = Vec::new();
        for finding in report.counting().filter(|finding| is_at(finding, &spot)) {
            if !seen.contains(&finding.lint.name) {
                seen.push(finding.lint.name);
                range = range.or(Some(finding.span));
                blocks.push(page::of(finding.lint));
            }
        }
    }
    let Some(range) = range else { return Value::Null };
    let text = report.document.secrets().veiled(&blocks.join("\n\n---\n\n"));
    let places = Places::new(&report.document, session.client.encoding);
    let contents = page::markup(&text, session.client.hover_markdown);
    json!({"contents": contents, "range": places.range(range)})
}

fn is_at(finding: &Finding, spot: &Spot<'_>) -> bool {
    let span = finding.span;
    span.file == spot.file
        && span.start <= spot.offset
        && (spot.offset < span.end || span.start == spot.offset)
}

fn describe(report: &RootReport, spot: &Spot<'_>, part: Part, span: Span) -> Vec<String> {
    let Some(index) = spot.statement() else { return Vec::new() };
    let document = &report.document;
    let statement = &document.statements[index];
    let config = Config::new(document, report.root.is_whole);
    match (part, statement.kind) {
        (Part::Key | Part::Value, Kind::Setting) if document.key(statement).starts_with(b"@") => {
            group(document, statement)
        }
        (Part::Key, Kind::Open) | (Part::Key | Part::Value, Kind::Setting) => {
            let mut words = setting(&config, index);
            if part == Part::Value {
                words.extend(value(&config, index, spot, span));
            }
            words
        }
        (Part::Name, Kind::Open) => service(&config, index),
        (Part::Path, Kind::Include | Kind::IncludeTry) => include(&config, index),
        (Part::Key | Part::Name, Kind::Group) => group(document, statement),
        _ => Vec::new(),
    }
}

/// The assignment that a statement makes.
pub fn assign_of<'c>(config: &'c Config<'_>, statement: usize) -> Option<&'c Assign> {
    let own = config.assigns().iter().filter(|assign| assign.statement as usize == statement);
    own.min_by_key(|assign| assign.key.is_free())
}

/// The setting of a statement, or the section that it opens.
pub fn setting_of(config: &Config<'_>, statement: usize) -> Option<&'static Setting> {
    let document = config.document;
    let assigned = assign_of(config, statement).and_then(|assign| config.setting(assign.key));
    assigned.or_else(|| {
        let key = document.key(&document.statements[statement]).into_owned();
        Around::of(document, statement).setting(std::str::from_utf8(&key).ok()?)
    })
}

fn setting(config: &Config<'_>, index: usize) -> Vec<String> {
    let mut words = Vec::new();
    let statement = &config.document.statements[index];
    if let Some(setting) = setting_of(config, index) {
        let service = Around::of(config.document, index).sections().first().cloned();
        let service = service.filter(|(word, _)| word == "service").map(|(_, name)| name);
        words.extend(facts(setting, config.version(), config.config_patch(), service.as_deref()));
    } else if statement.kind == Kind::Setting && assign_of(config, index).is_some() {
        let key = crate::text::printable(&config.document.key(statement));
        let around = Around::of(config.document, index);
        let list = around.section().map_or("", |(list, _)| list.name);
        words.push(format!("**{key}** — {}", if list == "mail_plugins" { "a plugin" } else { "a free key" }));
        words.extend(word_of(list, &key).map(str::to_owned));
    }
    if let Some(standing) = assign_of(config, index).and_then(|assign| report::standing(config, assign)) {
        let mut lines = vec![format!("Effective here: `{}`", standing.value)];
        lines.extend(standing.places.iter().map(|place| format!("- `{}` {}", place.place, place.reason)));
        words.push(lines.join("\n"));
    }
    words
}

/// What is known of a setting in a version, `dovecot_config_version` counted. In a service it may have a default of its
/// own.
pub fn facts(
    setting: &'static Setting,
    version: Version,
    config_patch: Option<u8>,
    service: Option<&str>,
) -> Vec<String> {
    let kind = setting.kind(version);
    let mut words = vec![format!("**{}** — {}", setting.name, kind.describe())];
    let about = setting.about(version.series);
    if !about.is_empty() {
        words.push(about.to_owned());
    }
    let mut lines = Vec::new();
    if !kind.is_section() {
        lines
            .push(format!("Default: {}", shown(schema::default_of(setting, version, config_patch, service))));
    }
    if matches!(kind, Type::Enum) && !setting.values.is_empty() {
        lines.push(format!(
            "Words: {}",
            setting.values.iter().map(|word| shown(word)).collect::<Vec<_>>().join(", ")
        ));
    }
    lines.extend(history(setting, version.series));
    if !setting.plugin.is_empty() {
        lines.push(format!("Plugin: `{}`", setting.plugin));
    }
    if !lines.is_empty() {
        words.push(lines.into_iter().map(|line| format!("- {line}")).collect::<Vec<_>>().join("\n"));
    }
    words
}

fn shown(text: &str) -> String {
    if text.is_empty() { "(empty)".to_owned() } else { format!("`{text}`") }
}

fn history(setting: &Setting, series: Series) -> Vec<String> {
    let version = |patch: u8| Version { series, patch };
    let mut lines = Vec::new();
    if setting.added() > 0 {
        lines.push(format!("Since {}", version(setting.added())));
    }
    if let Some(patch) = setting.removed() {
        lines.push(format!("Removed in {}", version(patch)));
    }
    for (before, default) in setting.past_defaults() {
        lines.push(format!("Default before {}: {}", version(before), shown(default)));
    }
    let names = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let own = [setting.name];
    match series {
        Series::V23 if !setting.replaced_by.is_empty() && setting.replaced_by != own => {
            lines.push(format!("In 2.4: {}", names(setting.replaced_by)));
        }
        Series::V24 if setting.replaces != own => {
            // Others are what became of a word or of a part of a value.
            let is_name = |name: &&&str| name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '/'));
            let old: Vec<&str> = setting.replaces.iter().filter(is_name).copied().collect();
            if !old.is_empty() {
                lines.push(format!("In 2.3: {}", names(&old)));
            }
        }
        _ => {}
    }
    lines
}

/// What a value says in other words.
fn value(config: &Config<'_>, index: usize, spot: &Spot<'_>, span: Span) -> Vec<String> {
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
        words.extend(word_of(setting.name, &word).map(|about| format!("`{word}`: {about}")));
    }
    words
}

/// What a word of a list means.
fn word_of(list: &str, word: &str) -> Option<&'static str> {
    match list {
        "mail_plugins" => about_plugin(word),
        "protocols" => about_service(word),
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
            match super::complete::about_variable(&inside) {
                Some(about) => format!("`%{{{inside}}}` is {about}."),
                None => format!("`%{{{inside}}}` is filled in when it is used."),
            }
        })
    } else {
        let letter = rest.iter().find(|b| b.is_ascii_alphabetic())?;
        let is_here =
            rest.iter().take_while(|b| !b.is_ascii_alphabetic()).all(|b| b.is_ascii_digit() || *b == b'.');
        let known = schema::old_letter(*letter).filter(|_| is_here && at <= percent + 2)?;
        Some(format!("`%{}` is what 2.4 calls `%{{{}}}`.", char::from(*letter), known.new))
    }
}

/// A built-in service: what it is for, its limits, its listeners.
fn service(config: &Config<'_>, index: usize) -> Vec<String> {
    let document = config.document;
    let statement = &document.statements[index];
    if document.key(statement).as_ref() != b"service" {
        return Vec::new();
    }
    let name = String::from_utf8_lossy(document.bytes(statement, statement.value)).into_owned();
    let version = config.version();
    let Some(service) = schema::service(version, &name) else { return Vec::new() };
    let mut words = vec![format!("**service {}**", service.name)];
    words.extend(about_service(service.name).map(str::to_owned));
    let is_limit =
        |key: &str| key.ends_with("_limit") || key.ends_with("_count") || key.contains("min_avail");
    let mut lines: Vec<String> = service
        .values(version)
        .filter(|(key, _)| is_limit(key))
        .map(|(key, value)| format!("- {key}: `{value}`"))
        .collect();
    lines.extend(service.listeners(version).map(|listener| {
        let detail = listener.value("port").map(|port| format!(", port {port}")).unwrap_or_default();
        let mode = listener.value("mode").map(|mode| format!(", mode {mode}")).unwrap_or_default();
        format!("- {} `{}`{detail}{mode}", listener.kind, listener.name)
    }));
    if !lines.is_empty() {
        words.push(format!("Built in:\n{}", lines.join("\n")));
    }
    words
}

/// A group: where it is defined and how often it is used.
fn group(document: &Document, statement: &Statement) -> Vec<String> {
    let label = crate::text::printable(&document.key(statement));
    let name = crate::text::printable(document.bytes(statement, statement.value));
    let same = |one: &&Statement| {
        document.key(one) == document.key(statement)
            && document.bytes(one, one.value) == document.bytes(statement, statement.value)
    };
    let of = |kind: Kind| document.statements.iter().filter(move |one| one.kind == kind).filter(same);
    let mut words = vec![format!("**group {label} {name}**")];
    let heads =
        of(Kind::Group).map(|head| format!("- defined at `{}`", report::short_place(document, head.span)));
    let uses =
        of(Kind::Setting).map(|one| format!("- used at `{}`", report::short_place(document, one.span)));
    let lines: Vec<String> = heads.chain(uses).take(NAMED).collect();
    words.push(lines.join("\n"));
    words
}

fn include(config: &Config<'_>, index: usize) -> Vec<String> {
    let document = config.document;
    let Some(include) = document.includes.iter().find(|include| include.statement == index) else {
        return Vec::new();
    };
    let Outcome::Files(files) = &include.outcome else { return vec!["No file is read here.".to_owned()] };
    let mut words = vec![report::plural(files.len(), "file", "files")];
    let mut lines: Vec<String> = files
        .iter()
        .take(NAMED)
        .map(|file| {
            let place = report::short_place(document, Span::new(*file, 0..0));
            format!("- `{}`", place.rsplit_once(':').map_or(place.as_str(), |(path, _)| path))
        })
        .collect();
    if files.len() > NAMED {
        lines.push(format!("- and {} more", files.len() - NAMED));
    }
    words.push(lines.join("\n"));
    words
}
