//! Settings that go by the map alone: another name, another value.

use crate::config::value::{self, boolean};
use crate::edit::Given;
use crate::schema::{self, Conversion, Kind, Series, UpgradeRule, Version, find, upgrade_rule};
use crate::syntax::Form;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Job, Plan, Unit};
use crate::upgrade::value::percent::NoWay;
use crate::upgrade::value::plain::{New, converted, who, words};
use crate::upgrade::value::spelling;
use crate::upgrade::{Code, NoteCode};

/// Plans what no other part has planned.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>) {
    for unit in job.units.clone() {
        if job.is_free(unit.node) {
            one(job, &unit);
        }
    }
}

/// Plans one setting by the map.
pub(in crate::upgrade) fn one<'c>(job: &mut Job<'c>, unit: &Unit<'c>) {
    let Some(rule) = upgrade_rule(unit.table, &unit.name) else {
        if unit.table == "plugin" {
            job.comment_out(unit, Code::PluginUnknown, format!("no known 2.4 plugin reads `{}`", unit.name));
        }
        return;
    };
    if rule.is_area {
        // The part that knows it had nothing to say.
        if unit.is_replaced {
            job.drop(unit, NoteCode::Overridden, format!("a later line sets {} again", unit.name));
        } else if unit.table == "plugin" {
            job.drop(unit, NoteCode::NoEffect, format!("{} had no effect", unit.name));
        }
        return;
    }
    if rule.is_gone {
        match Code::of(rule.decision) {
            Some(code) => job.comment_out(unit, code, ""),
            None => {
                job.drop(unit, NoteCode::DroppedDefault, format!("2.4 has no {} and needs none", unit.name));
            }
        }
        return;
    }
    if rule.since > job.to().patch {
        let text = format!("{} was added in 2.4.{}; it is a comment now", unit.name, rule.since);
        job.note(NoteCode::NewerSetting, Some(job.config.span(unit.assign)), text);
        job.plan(unit.node, Plan::Comment);
        return;
    }
    if in_unread_file(job, unit, rule) {
        return;
    }
    if unit.table == "plugin" && refused(job, unit, rule) {
        return;
    }
    if let Some(who) = who(rule.value, upgrade_name(unit)) {
        job.note_unknown(unit, who, &job.text(unit));
    }
    match items(job, unit, rule) {
        Ok(Outcome::Same) => job.plan(unit.node, Plan::Keep),
        Ok(Outcome::Items(items)) => job.write(unit.node, items),
        Ok(Outcome::Default) => {
            job.drop(unit, NoteCode::DroppedDefault, format!("{} is what 2.4 does by default", unit.name));
        }
        Err(NoWay(variable)) => {
            let to = if rule.to.is_empty() { unit.name.as_str() } else { rule.to };
            let key = key_as(job, unit, to);
            job.ask_value(unit, Code::LocationVariable, &format!("2.4 has nothing for {variable}"), &key);
        }
    }
}

/// Plans a value in a file that cannot stay there as it is; whether it did.
fn in_unread_file<'c>(job: &mut Job<'c>, unit: &Unit<'c>, rule: &'static UpgradeRule) -> bool {
    let found = job.found(unit.assign);
    if found.form != Form::File
        || rule.words.is_empty() && matches!(rule.value, Conversion::Same | Conversion::File)
    {
        return false;
    }
    let to = if rule.to.is_empty() { unit.name.as_str() } else { rule.to };
    let key = key_as(job, unit, to);
    let read = std::str::from_utf8(&found.text).ok().and_then(|path| (job.wanted.reach)(path));
    let Some((text, _)) = read else {
        if rule.words.is_empty() {
            // Text, in which a variable is rare.
            return false;
        }
        job.comment_out(unit, Code::ExternalFileMissing, "");
        return true;
    };
    let text = text.trim_ascii().to_vec();
    let setting = upgrade_name(unit);
    match by_words(rule, &text).map_or_else(|| converted(rule.value, setting, &text), Ok) {
        Ok(New::Text(new)) if new == text => return false,
        Ok(New::Text(new)) => job.write(unit.node, vec![Item::at(&key, Given::text(new))]),
        Ok(New::Default) => {
            job.drop(unit, NoteCode::DroppedDefault, format!("{} is what 2.4 does by default", unit.name));
        }
        Ok(New::Block(_)) | Err(_) => job.comment_out(unit, Code::ExternalFileMissing, ""),
    }
    true
}

/// Plans a value that 2.3 took as text and 2.4 does not take; whether it did. What is no `no` was `yes` in 2.3, and Sieve
/// went by its defaults. Source: `mail_user_set_plugin_getenv_bool()` in `mail-user.c`, 2.3.21.
fn refused<'c>(job: &mut Job<'c>, unit: &Unit<'c>, rule: &'static UpgradeRule) -> bool {
    let to = if rule.to.is_empty() { unit.name.as_str() } else { rule.to };
    let found = job.found(unit.assign);
    let Some(setting) = find(schema::scope(Series::V24, "root"), to.as_bytes()) else { return false };
    if !matches!(found.form, Form::Plain | Form::Quoted) || !rule.words.is_empty() {
        return false;
    }
    let text = found.text.into_owned();
    let Ok(New::Text(new)) = converted(rule.value, upgrade_name(unit), &text) else { return false };
    let oldest = Version { series: Series::V24, patch: 0 };
    let kind = setting.kind(oldest);
    let is_typed = matches!(kind, Kind::Bool | Kind::Uint | Kind::UintMax | Kind::Octal)
        || matches!(kind, Kind::Size | Kind::Time | Kind::TimeMsecs | Kind::Port | Kind::Enum);
    if !is_typed || value::check(oldest, setting, kind, &new).is_ok() {
        return false;
    }
    if unit.name.starts_with("sieve") {
        job.drop(unit, NoteCode::NoEffect, format!("2.3 ignored this value of {}", unit.name));
    } else if kind == Kind::Bool {
        let is_off = matches!(text.first(), Some(b'n' | b'N' | b'0' | b'f' | b'F'));
        job.write(unit.node, vec![Item::at(to, Given::text(if is_off { "no" } else { "yes" }))]);
    } else {
        job.comment_out(unit, Code::PluginUnknown, format!("2.4 rejects this value of `{}`", unit.name));
    }
    true
}

/// What becomes of a setting.
pub(in crate::upgrade) enum Outcome {
    /// It stays as it is.
    Same,
    /// These stand for it.
    Items(Vec<Item>),
    /// It is what 2.4 does anyway.
    Default,
}

/// The key of a unit with another last part; `plugin/x` loses its front.
pub(in crate::upgrade) fn key_as(job: &Job<'_>, unit: &Unit<'_>, to: &str) -> String {
    let statement = job.config.statement(unit.assign);
    let written = String::from_utf8_lossy(&job.document.key(statement)).into_owned();
    match written.rsplit_once('/') {
        Some((front, _)) if unit.table != "plugin" && unit.table != "dict" => format!("{front}/{to}"),
        _ => to.to_owned(),
    }
}

/// What stands for a setting by its rule.
pub(in crate::upgrade) fn items(
    job: &Job<'_>,
    unit: &Unit<'_>,
    rule: &'static UpgradeRule,
) -> Result<Outcome, NoWay> {
    let to = if rule.to.is_empty() { unit.name.as_str() } else { rule.to };
    let setting = upgrade_name(unit);
    with_value(
        job,
        unit,
        to,
        &|text| by_words(rule, text).map_or_else(|| converted(rule.value, setting, text), Ok),
        rule.value,
    )
}

/// The name of a setting as the schema holds it.
fn upgrade_name(unit: &Unit<'_>) -> &'static str {
    let table = crate::schema::scope(crate::schema::Series::V23, "root");
    crate::schema::find(table, unit.name.as_bytes()).map_or("", |setting| setting.name)
}

/// What stands for a setting under a name, its value changed.
pub(in crate::upgrade) fn with_value(
    job: &Job<'_>,
    unit: &Unit<'_>,
    to: &str,
    change: &dyn Fn(&[u8]) -> Result<New, NoWay>,
    how: Conversion,
) -> Result<Outcome, NoWay> {
    let key = key_as(job, unit, to);
    let lines = job.tree.text(unit.node);
    let renamed = || {
        if is_renamed(job, unit, &key) {
            Outcome::Items(vec![Item::Renamed(key.clone().into_bytes())])
        } else {
            Outcome::Same
        }
    };
    let one = |value: Given| {
        let is_path = to.contains('/') && key == to;
        Outcome::Items(vec![if is_path { Item::at(to, value) } else { Item::given(&key, value) }])
    };
    let found = job.found(unit.assign);
    match found.form {
        Form::File if how == Conversion::File => return Ok(one(Given::text(found.text.into_owned()))),
        Form::File if to.contains('/') && key == to => return Ok(one(Given::file(&found.text))),
        Form::File => return Ok(renamed()),
        _ => {}
    }
    let is_open = found.form == Form::Variable || reads_variables(job, unit) && found.text.contains(&b'$');
    if is_open && found.text.split(|b| *b == b' ').any(|word| word.first() == Some(&b'$')) {
        return Ok(one(Given::variables(variables(&found.text))));
    }
    Ok(match change(&found.text)? {
        New::Default => Outcome::Default,
        New::Block(pairs) => {
            let inner = pairs.into_iter().map(|(key, value)| Item::set(key, value)).collect();
            Outcome::Items(vec![Item::block(&key, inner)])
        }
        New::Text(text)
            if text == *found.text && spelling::is_kept(lines) && !(to.contains('/') && key == to) =>
        {
            renamed()
        }
        New::Text(text) => {
            let change = |raw: &[u8]| match change(raw) {
                Ok(New::Text(text)) => Some(text),
                _ => None,
            };
            match spelling::on_its_lines(lines, key.as_bytes(), &text, &change, job.tree.version()) {
                Some(lines) => Outcome::Items(vec![Item::Lines(lines)]),
                None => one(Given::text(text)),
            }
        }
    })
}

/// Whether the key of a unit is written in another way.
fn is_renamed(job: &Job<'_>, unit: &Unit<'_>, key: &str) -> bool {
    let statement = job.config.statement(unit.assign);
    let written = job.document.bytes(statement, statement.key);
    let is_word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    if written.iter().all(is_word) && !statement.key_quoted && !statement.is_continued() {
        return written != key.as_bytes();
    }
    // Both series need not take the same from it.
    job.tree.read(unit.node).is_none_or(|read| read.key != key.as_bytes())
}

/// Whether the value of a unit is read from variables.
fn reads_variables(job: &Job<'_>, unit: &Unit<'_>) -> bool {
    job.document.value(job.config.statement(unit.assign)).form == Form::Variable
}

/// `$name` as `$SET:name`, with the name of 2.4.
fn variables(text: &[u8]) -> Vec<u8> {
    let word = |word: &[u8]| match word.strip_prefix(b"$") {
        Some(name) if !name.starts_with(b"ENV:") => {
            let name = String::from_utf8_lossy(name);
            let rule = upgrade_rule("root", &name).filter(|rule| !rule.to.is_empty());
            format!("$SET:{}", rule.map_or(&*name, |rule| rule.to)).into_bytes()
        }
        _ => word.to_vec(),
    };
    text.split(|b| *b == b' ').map(word).collect::<Vec<_>>().join(&b' ')
}

/// The value by the table of words of a rule; none when it has none.
pub(in crate::upgrade) fn by_words(rule: &UpgradeRule, text: &[u8]) -> Option<New> {
    if rule.words.is_empty() {
        return None;
    }
    let of = |word: &[u8]| -> Option<Vec<u8>> {
        let word = match boolean(word) {
            Ok(true) if rule.words.iter().any(|(known, _)| *known == "yes") => &b"yes"[..],
            Ok(false) if rule.words.iter().any(|(known, _)| *known == "no") => b"no",
            _ => word,
        };
        let known = rule.words.iter().find(|(known, _)| known.as_bytes() == word);
        match known.or_else(|| rule.words.iter().find(|(known, _)| *known == "*")) {
            Some((_, new)) => new.map(|new| new.as_bytes().to_vec()),
            None => Some(word.to_vec()),
        }
    };
    if !rule.is_list {
        return Some(of(text).map_or(New::Default, New::Text));
    }
    let all: Vec<Option<Vec<u8>>> = words(text).map(of).collect();
    if all.iter().all(Option::is_some) && !all.is_empty() {
        return Some(New::Text(text.to_vec()));
    }
    let kept: Vec<Vec<u8>> = all.into_iter().flatten().collect();
    Some(if kept.is_empty() && !text.is_empty() { New::Default } else { New::Text(kept.join(&b' ')) })
}
