//! `OAuth2`: the passdb for token mechanisms becomes the block `oauth2 {}` of the top level.

use super::database::{Database, pairs};
use super::files;
use crate::config::ROOT;
use crate::config::value::boolean;
use crate::edit::Place;
use crate::schema::{ExternalKind, upgrade_rule};
use crate::upgrade::Code;
use crate::upgrade::convert::mail::dict;
use crate::upgrade::external::External;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Insertion, Job, Plan, Unit};
use crate::upgrade::value::percent::{Who, converted};
use crate::upgrade::value::plain::{New, converted as by_map};

fn file(job: &Job<'_>, database: &Database) -> Option<External> {
    let args = job.own(database.scope, "passdb", "args")?;
    External::find(job, ExternalKind::Oauth2, &job.text(&args))
}

/// Whether the passdb stays, because it asks for tokens with passwords.
pub(in crate::upgrade) fn is_kept(job: &Job<'_>, database: &Database) -> bool {
    let file = file(job, database);
    let own = file.as_ref().and_then(|file| file.get("use_grant_password"));
    own.is_some_and(|line| boolean(&line.text) == Ok(true))
}

/// Plans a section that vanishes; whether a passdb is left of it: token mechanisms need none.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>, database: &Database) -> bool {
    let units = job.units_in(database.scope, "passdb");
    let args = units.iter().find(|unit| unit.name == "args").cloned();
    let is_second = job.insertions.iter().any(|known| {
        known
            .items
            .iter()
            .any(|item| matches!(item, Item::Block { kind, name: None, .. } if kind == b"oauth2"))
    });
    let span = job.config.scope_span(database.scope);
    if is_second {
        for unit in &units {
            job.plan(unit.node, Plan::Keep);
        }
        job.decide(database.node, Code::Oauth2Several, span, "");
        job.plan(database.node, Plan::Comment);
        return true;
    }
    let text = args.as_ref().map(|unit| job.text(unit).into_owned()).unwrap_or_default();
    let inner = settings(job, database, args.as_ref(), &text);
    let block = Item::block("oauth2", inner).from(database.node);
    job.insertions.push(Insertion { place: Place::Before(database.node), items: vec![block] });
    for unit in &units {
        job.plan(unit.node, Plan::Absorbed);
    }
    job.plan(database.node, Plan::Absorbed);
    true
}

/// The settings of the file.
pub(in crate::upgrade) fn settings<'c>(
    job: &mut Job<'c>,
    database: &Database,
    unit: Option<&Unit<'c>>,
    path: &[u8],
) -> Vec<Item> {
    let span = unit.map(|unit| job.config.span(unit.assign));
    let Some(file) = External::find_or_ask(job, ExternalKind::Oauth2, path, database.node, span) else {
        return Vec::new();
    };
    let has = |key: &str| file.get(key).is_some_and(|line| !line.text.is_empty());
    // 2.4 rejects the one without the other.
    let is_alone = has("client_id") != has("client_secret");
    let mut items = Vec::new();
    for line in &file.entries {
        items.extend(line.comments());
        match line.key.as_str() {
            "client_id" | "client_secret" if is_alone => {
                let text = [line.key.as_bytes(), b" = ", &line.text].concat();
                items.push(Item::Comment(text));
            }
            // 2.3 did not look at the value without the name.
            "active_value" if !has("active_attribute") => {
                items.push(Item::Comment([&b"active_value = "[..], &line.text].concat()));
            }
            "pass_attrs" => {
                let field = |(key, value): (String, Option<Vec<u8>>)| {
                    let value = value.unwrap_or_else(|| b"yes".to_vec());
                    Item::set(key, converted(Who::Auth, &value).unwrap_or(value))
                };
                items.push(Item::block("fields", pairs(&line.text).into_iter().map(field).collect()));
            }
            "local_validation_key_dict" => {
                let dict = dict::of_uri(&line.text);
                items.push(Item::block("oauth2_local_validation", dict.into_iter().collect()));
            }
            "debug" => {
                if boolean(&line.text) == Ok(true) {
                    job.debug.push((ROOT, "category=oauth2"));
                }
            }
            "use_grant_password" => {}
            key => items.extend(setting(key, &line.text)),
        }
    }
    items.extend(file.last_comments());
    let mut items = files::placed(job, database.node, &file, &String::from_utf8_lossy(path), items);
    if file.get("introspection_mode").is_none() {
        // What 2.3 did without it.
        items.push(Item::set("introspection_mode", "auth"));
    }
    if file.get("username_format").is_none() {
        items.push(Item::set("username_validation_format", "%{user | lower}"));
    }
    if is_alone {
        job.decide(database.node, Code::Oauth2ClientPair, job.config.scope_span(database.scope), "");
    }
    items
}

fn setting(key: &str, text: &[u8]) -> Option<Item> {
    let rule = upgrade_rule("file_oauth2", key).filter(|rule| !rule.is_gone && !rule.is_area)?;
    let New::Text(text) = by_map(rule.value, "", text).ok()? else { return None };
    Some(Item::set(if rule.to.is_empty() { key } else { rule.to }, text))
}
