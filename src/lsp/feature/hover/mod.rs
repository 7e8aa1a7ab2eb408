//! What is at a place: a setting, what it is for, what is effective, and what is wrong with it.

mod section;
mod value;

use serde_json::{Value, json};

use super::at::{Around, Part, Spot, assign_of, near, setting_of};
use super::page;
use crate::config::Config;
use crate::engine::RootReport;
use crate::finding::Finding;
use crate::lsp::diagnostic::Places;
use crate::lsp::protocol::AboutPlace;
use crate::lsp::session::Session;
use crate::report;
use crate::schema::{self, Kind as Type, Series, Setting, Version};
use crate::source::Span;
use crate::syntax::Kind;

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
            section::group(document, statement)
        }
        (Part::Key, Kind::Open) | (Part::Key | Part::Value, Kind::Setting) => {
            let mut words = setting(&config, index);
            if part == Part::Value {
                words.extend(value::of(&config, index, spot, span));
            }
            words
        }
        (Part::Name, Kind::Open) => section::named(&config, index),
        (Part::Path | Part::Word, Kind::Include | Kind::IncludeTry) => section::include(&config, index),
        (Part::Key | Part::Name | Part::Word, Kind::Group) => section::group(document, statement),
        _ => Vec::new(),
    }
}

fn setting(config: &Config<'_>, index: usize) -> Vec<String> {
    let mut words = Vec::new();
    let document = config.document;
    let statement = &document.statements[index];
    let key = crate::text::printable(&document.key(statement));
    if let Some(setting) = setting_of(config, index) {
        let service = Around::of(document, index).sections().first().cloned();
        let service = service.filter(|(word, _)| word == "service").map(|(_, name)| name);
        words.extend(facts(setting, config.version(), config.config_patch(), service.as_deref()));
    } else if statement.kind == Kind::Open && schema::is_filter(key.as_bytes()) {
        words.extend(section::filter(&key));
    } else if statement.kind == Kind::Setting && assign_of(config, index).is_some() {
        let around = Around::of(document, index);
        let list = around.section().map(|(list, _)| list);
        let what = match list {
            Some(list) if list.name == "mail_plugins" => "a plugin".to_owned(),
            Some(list) if list.kind(config.version()) == Type::BoolList => {
                format!("a word of `{}`", list.name)
            }
            Some(list) => format!("a key of `{}`", list.name),
            None => "a free key".to_owned(),
        };
        words.push(format!("**{key}** — {what}"));
        words.extend(value::about(list.map_or("", |list| list.name), &key).map(str::to_owned));
    } else {
        words.extend(of_other_series(config, index));
    }
    if let Some(standing) = near(config, index).and_then(|assign| report::standing(config, assign)) {
        let mut lines = vec![format!("Effective here: `{}`", standing.value)];
        lines.extend(standing.places.iter().map(|place| format!("- `{}` {}", place.place, place.reason)));
        words.push(lines.join("\n"));
    }
    words
}

/// A setting that only the other series has: what it was for, and its names in this one.
fn of_other_series(config: &Config<'_>, index: usize) -> Vec<String> {
    let document = config.document;
    let line = config.version().series;
    let around = Around::of(document, index).sections().pop().map(|(word, _)| word);
    let key = document.key(&document.statements[index]);
    let found = schema::in_other_series(line, around.as_deref().unwrap_or("root"), &key);
    let Some(setting) = found else { return Vec::new() };
    let other = match line {
        Series::V23 => Series::V24,
        Series::V24 => Series::V23,
    };
    let mut words = vec![format!("**{}** — a setting of {}", setting.name, other.as_str())];
    words.extend(Some(setting.about(other)).filter(|about| !about.is_empty()).map(str::to_owned));
    words.extend(names(setting, other).map(|names| format!("- {names}")));
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
        let default = schema::default_of(setting, version, config_patch, service);
        let key = setting.name.as_bytes();
        let inherited = service.and_then(|_| report::inherited_from(version, key, default.as_bytes()));
        lines.push(match inherited {
            Some(from) => format!("Default: that of `{from}`"),
            None => format!("Default: {}", shown(default)),
        });
    }
    if matches!(kind, Type::Enum) && !setting.values.is_empty() {
        lines.push(format!(
            "Words: {}",
            setting.values.iter().map(|word| shown(word)).collect::<Vec<_>>().join(", ")
        ));
    }
    lines.extend(history(setting, version.series));
    if !setting.plugin().is_empty() {
        lines.push(format!("Plugin: `{}`", setting.plugin()));
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
    lines.extend(names(setting, series));
    lines
}

/// What the other series calls a setting.
fn names(setting: &Setting, series: Series) -> Option<String> {
    let list = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let own = [setting.name];
    match series {
        Series::V23 if !setting.replaced_by.is_empty() && setting.replaced_by != own => {
            Some(format!("In 2.4: {}", list(setting.replaced_by)))
        }
        Series::V24 if setting.replaces != own => {
            // Others are what became of a word or of a part of a value.
            let is_name = |name: &&&str| name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '/'));
            let old: Vec<&str> = setting.replaces.iter().filter(is_name).copied().collect();
            (!old.is_empty()).then(|| format!("In 2.3: {}", list(&old)))
        }
        _ => None,
    }
}
