//! Settings in comments: their new spelling, for admins who keep them as a list of what can be set.

use super::core::generic::by_words;
use crate::edit::{NodeId, Place, What, Within};
use crate::schema::{self, Series, UpgradeRule, Version, find, upgrade_rule};
use crate::syntax::{Alone, Form, Kind, Value};
use crate::upgrade::item::Item;
use crate::upgrade::job::{Insertion, Job};
use crate::upgrade::value::location::Location;
use crate::upgrade::value::percent::Who;
use crate::upgrade::value::plain::{New, converted};

/// Plans the comments below those that name a setting of 2.3.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>) {
    if !job.wanted.is_commented {
        return;
    }
    let nodes: Vec<NodeId> =
        job.tree.files().flat_map(|file| job.tree.walk(file).collect::<Vec<_>>()).collect();
    for node in nodes.into_iter().filter(|node| job.tree.what(*node) == What::Comment) {
        let lines = new_lines(job, node);
        if !lines.is_empty() {
            let items = lines.into_iter().map(Item::Comment).collect();
            job.insertions.push(Insertion { place: Place::After(node), items });
        }
    }
}

/// The settings of 2.4 for the one in a comment; none when it is the same, or what becomes of it is not said by its name
/// alone.
fn new_lines(job: &Job<'_>, node: NodeId) -> Vec<Vec<u8>> {
    let text = job.tree.text(node).trim_ascii();
    let bare = text.trim_ascii_start().strip_prefix(b"#").unwrap_or_default();
    let front = if bare.first() == Some(&b' ') { &b"# "[..] } else { b"#" };
    let old = Version::newest(Series::V23);
    let Some(read) = Alone::read(old, bare) else { return Vec::new() };
    let value = Value::read(old, read.bytes(read.statement.value));
    if read.statement.kind != Kind::Setting || matches!(value.form, Form::Heredoc | Form::Variable) {
        return Vec::new();
    }
    let Ok(key) = std::str::from_utf8(&read.key()).map(str::to_owned) else { return Vec::new() };
    let table = table(job, node);
    let line = |key: &str, value: &[u8]| {
        let gap = if value.is_empty() { &b" ="[..] } else { b" = " };
        [front, key.as_bytes(), gap, value].concat()
    };
    if (table.as_str(), key.as_str()) == ("root", "disable_plaintext_auth") {
        let is_on = crate::config::value::boolean(&value.text);
        return is_on.map_or_else(
            |_| Vec::new(),
            |on| vec![line("auth_allow_cleartext", if on { b"no" } else { b"yes" })],
        );
    }
    if matches!((table.as_str(), key.as_str()), ("root", "mail_location") | ("namespace", "location")) {
        let location = Location::read(&value.text);
        let settings = if location.driver.is_empty() { None } else { location.settings(Who::Mail).ok() };
        return settings.into_iter().flatten().map(|(name, value)| line(name, &value)).collect();
    }
    let Some(rule) = upgrade_rule(&table, &key).filter(|rule| !rule.is_area && !rule.is_gone) else {
        return Vec::new();
    };
    let to = if rule.to.is_empty() { key.as_str() } else { rule.to };
    match new_value(rule, &key, &value) {
        Some(_) if to.contains('/') => Vec::new(),
        Some(new) if to != key || new != *value.text => {
            let file = if value.form == Form::File && rule.value != schema::Conversion::File {
                &b"<"[..]
            } else {
                b""
            };
            vec![line(to, &[file, &new].concat())]
        }
        _ => Vec::new(),
    }
}

fn new_value(rule: &'static UpgradeRule, key: &str, value: &Value<'_>) -> Option<Vec<u8>> {
    let setting = find(schema::scope(Series::V23, "root"), key.as_bytes()).map_or("", |setting| setting.name);
    if value.form == Form::File {
        return Some(value.text.to_vec());
    }
    if let Some(new) = by_words(rule, &value.text) {
        return if let New::Text(text) = new { Some(text) } else { None };
    }
    match converted(rule.value, setting, &value.text) {
        Ok(New::Text(text)) => Some(text),
        _ => None,
    }
}

/// The section of 2.3 in which a comment is.
fn table(job: &Job<'_>, node: NodeId) -> String {
    let Within::Section(head) = job.tree.parent(node) else { return "root".to_owned() };
    let kind =
        job.tree.read(head).map(|read| String::from_utf8_lossy(&read.key).into_owned()).unwrap_or_default();
    match kind.as_str() {
        "protocol" | "local" | "remote" | "local_name" => "root".to_owned(),
        _ => kind,
    }
}
