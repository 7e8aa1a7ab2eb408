//! Fields that lookups return. They are settings of plugins too, so they go through the map.

use super::database::{Database, pairs};
use crate::config::ROOT;
use crate::schema::{upgrade_rule, upgrade_word};
use crate::upgrade::convert::core::generic::by_words;
use crate::upgrade::convert::mail::location::replaced_by_field;
use crate::upgrade::convert::mail::namespaces::target;
use crate::upgrade::convert::plugins::quota_rules::{Limit, Rule};
use crate::upgrade::item::Item;
use crate::upgrade::job::{Job, Unit};
use crate::upgrade::value::location::Location;
use crate::upgrade::value::percent::{Who, converted};
use crate::upgrade::value::plain::{New, converted as by_map, words};
use crate::upgrade::{Code, Detail};

/// Who gives a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::upgrade) enum Origin {
    Default,
    Driver,
    Override,
}

struct Field {
    name: String,
    value: Vec<u8>,
    origin: Origin,
}

/// The fields of one section.
pub(in crate::upgrade) struct Fields {
    is_passdb: bool,
    all: Vec<Field>,
    /// The names of those that have a default.
    defaults: Vec<String>,
}

impl Fields {
    pub fn new(database: &Database) -> Fields {
        Fields { is_passdb: database.is_passdb(), all: Vec::new(), defaults: Vec::new() }
    }

    /// Whether the driver gives some.
    pub fn has_own(&self) -> bool {
        self.all.iter().any(|field| field.origin == Origin::Driver)
    }

    /// Whether a field has a default.
    pub fn has_default(&self, name: &str) -> bool {
        self.defaults.iter().any(|known| known == name)
    }

    /// Makes defaults count as they are, because nothing else gives these fields.
    pub fn settle_defaults(&mut self) {
        let own: Vec<String> = self
            .all
            .iter()
            .filter(|field| field.origin == Origin::Driver)
            .map(|field| field.name.clone())
            .collect();
        self.all.retain(|field| field.origin != Origin::Default || !own.contains(&field.name));
        for field in self.all.iter_mut().filter(|field| field.origin == Origin::Default) {
            field.origin = Origin::Override;
        }
    }

    /// Lets fields be empty whose attributes an entry lacks, instead of failing the lookup.
    pub fn allow_missing(&mut self, is_meant: &dyn Fn(&str) -> bool) {
        const START: &[u8] = b"%{ldap:";
        for field in self.all.iter_mut().filter(|field| is_meant(&field.name)) {
            let mut out = Vec::new();
            let mut rest = &field.value[..];
            while let Some(at) = memchr::memmem::find(rest, START) {
                let name = at + START.len();
                let end = rest[name..].iter().position(|b| matches!(b, b'}' | b' ' | b'|'));
                let end = end.map_or(rest.len(), |end| name + end);
                out.extend_from_slice(&rest[..end]);
                out.extend_from_slice(b" | default('')");
                rest = &rest[end..];
            }
            out.extend_from_slice(rest);
            field.value = out;
        }
    }

    /// Adds the fields of `default_fields` or `override_fields`.
    pub fn add_words<'c>(&mut self, job: &mut Job<'c>, unit: &Unit<'c>, origin: Origin) {
        let text = job.text(unit).into_owned();
        for (name, value) in pairs(&text) {
            self.add(job, unit, &name, value.as_deref(), origin);
        }
    }

    /// Adds a field under the names that 2.4 has for it, and gives those whose values depend on variables.
    pub fn add<'c>(
        &mut self,
        job: &mut Job<'c>,
        unit: &Unit<'c>,
        name: &str,
        value: Option<&[u8]>,
        origin: Origin,
    ) -> Vec<String> {
        let value = value.unwrap_or(b"yes");
        let (prefix, bare) = match name.strip_prefix("userdb_") {
            Some(bare) if self.is_passdb => ("userdb_", bare),
            _ => ("", name),
        };
        let is_user = !self.is_passdb || !prefix.is_empty();
        let new = if is_user { of_user(job, bare, value) } else { plain(bare, value) };
        match new {
            Some(new) => self.push_new(prefix, new, origin),
            None => {
                let code = match bare {
                    _ if bare.starts_with("quota") => Code::SqlFieldQuota,
                    "mail" | "mail_location" => Code::SqlFieldMail,
                    _ if bare.ends_with("/location") => Code::SqlFieldMail,
                    _ => Code::LocationVariable,
                };
                let field = crate::text::short(&[name.as_bytes(), b"=", value].concat(), 200);
                let detail = format!("the field `{field}` has no counterpart in this form");
                let detail = if code == Code::LocationVariable {
                    Detail::Reason(detail)
                } else {
                    Detail::More(detail)
                };
                let Some(answer) = job.decide_at(unit, code, detail.clone()) else { return Vec::new() };
                let Some(fields) = answered(code, bare, &answer) else {
                    let span = job.config.span(unit.assign);
                    job.ask_again(unit.node, code, Some(span), detail);
                    return Vec::new();
                };
                self.push_new(prefix, fields, origin)
            }
        }
    }

    /// Adds fields by their new names, and gives those whose values depend on variables.
    fn push_new(&mut self, prefix: &str, new: Vec<(String, Vec<u8>)>, origin: Origin) -> Vec<String> {
        let mut named = Vec::new();
        for (name, value) in new {
            let name = format!("{prefix}{name}");
            if memchr::memmem::find(&value, b"%{").is_some() {
                named.push(name.clone());
            }
            self.push(name, value, origin);
        }
        named
    }

    /// Adds a field as it is.
    pub fn push(&mut self, name: String, value: Vec<u8>, origin: Origin) {
        if origin != Origin::Default {
            // What overrides it keeps its place.
            if let Some(known) = self.all.iter_mut().find(|field| field.name == name) {
                known.value = value;
                known.origin = origin;
                if origin == Origin::Driver {
                    let own =
                        self.all.iter().position(|field| field.name == name).map(|at| self.all.remove(at));
                    self.all.extend(own);
                }
                return;
            }
        }
        if origin == Origin::Default {
            self.defaults.push(name.clone());
        }
        self.all.push(Field { name, value, origin });
    }

    /// The block with all of them.
    pub fn block(&self) -> Option<Item> {
        if self.all.is_empty() {
            return None;
        }
        let item = |field: &Field| {
            let key = if field.origin == Origin::Default {
                format!("{}:default", field.name)
            } else {
                field.name.clone()
            };
            Item::set(key, field.value.clone())
        };
        Some(Item::block("fields", self.all.iter().map(item).collect()))
    }
}

/// The fields that an answer gives: the value of this one, or `NAME=VALUE …`; none when it is neither, as the answer
/// for a query.
fn answered(code: Code, name: &str, answer: &str) -> Option<Vec<(String, Vec<u8>)>> {
    if code == Code::LocationVariable {
        return Some(vec![(name.to_owned(), answer.as_bytes().to_vec())]);
    }
    let is_name =
        |name: &str| name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_/".contains(&b));
    let fields = pairs(answer.as_bytes()).into_iter();
    fields.map(|(name, value)| Some((name, value?)).filter(|(name, _)| is_name(name))).collect()
}

fn plain(name: &str, value: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    Some(vec![(name.to_owned(), converted(Who::Auth, value).ok()?)])
}

/// A field of a user by the names of 2.4; none when it cannot be said.
fn of_user(job: &Job<'_>, name: &str, value: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    if matches!(name, "mail" | "mail_location") {
        return location(job, None, value);
    }
    if let Some(namespace) = name.strip_prefix("namespace/").and_then(|rest| rest.strip_suffix("/location")) {
        return location(job, Some(namespace), value);
    }
    if name.starts_with("quota") && name.contains("_rule") {
        return quota(job, value);
    }
    let new = match name {
        "quota_over_flag" => "quota_over_status_current",
        "sieve" => "sieve_script/personal/sieve_script_path",
        "mail_crypt_private_password" => "crypt_user_key_password",
        // 2.4 wants a block beside the path, which no field can give.
        "quota" | "mail_attachment_dir" => return None,
        _ => "",
    };
    if !new.is_empty() {
        let value = value.strip_prefix(b"file:").filter(|_| name == "sieve").unwrap_or(value);
        return Some(vec![(new.to_owned(), converted(Who::Auth, value).ok()?)]);
    }
    if name == "mail_plugins" {
        return Some(vec![(name.to_owned(), plugins(value))]);
    }
    // The names of settings have several words; those of fields that only the lookup reads may be settings by chance.
    let new = by_rule("plugin", name, value)
        .or_else(|| if name.contains('_') { by_rule("root", name, value) } else { None });
    match new {
        Some((name, value)) => Some(vec![(name, converted(Who::Auth, &value).ok()?)]),
        None => plain(name, value),
    }
}

/// A field that is a setting, by the map.
fn by_rule(table: &str, name: &str, value: &[u8]) -> Option<(String, Vec<u8>)> {
    let rule =
        upgrade_rule(table, name).filter(|rule| !rule.is_area && !rule.is_gone && !name.contains('/'))?;
    let to = if rule.to.is_empty() { name } else { rule.to };
    let new = match by_words(rule, value) {
        Some(new) => new,
        None => by_map(rule.value, "", value).ok()?,
    };
    let value = match new {
        New::Text(text) => text,
        New::Default | New::Block(_) => value.to_vec(),
    };
    Some((to.to_owned(), value))
}

/// The plugins of a user by the names of 2.4.
fn plugins(value: &[u8]) -> Vec<u8> {
    let new = |word| match upgrade_word("mail_plugins", word) {
        Some(known) => known.to.map(str::as_bytes),
        None => Some(word),
    };
    words(value).filter_map(new).collect::<Vec<_>>().join(&b' ')
}

/// A location as the settings that it makes. In 2.3 it replaces the others as a whole, so what they set and it does not
/// is set back.
fn location(job: &Job<'_>, namespace: Option<&str>, value: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let location = Location::read(value);
    if location.driver.is_empty() {
        return None;
    }
    let own = location.settings(Who::Auth).ok()?;
    let resets = location.resets_of_all(&replaced_by_field(job, namespace));
    let resets = resets.into_iter().map(|(name, value)| (name, value.into_bytes()));
    let prefix = namespace.map(|name| format!("namespace/{name}/")).unwrap_or_default();
    Some(own.into_iter().chain(resets).map(|(name, value)| (format!("{prefix}{name}"), value)).collect())
}

/// A quota rule as the settings that it makes.
fn quota(job: &Job<'_>, value: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let text = converted(Who::Auth, value).ok()?;
    let rule = Rule::read(&text)?;
    let several = job
        .units
        .iter()
        .filter(|unit| unit.assign.scope == ROOT && unit.table == "plugin" && !unit.is_replaced)
        .filter(|unit| {
            unit.name.strip_prefix("quota").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
        })
        .count();
    let first = crate::upgrade::convert::plugins::quota::first_name(job).filter(|_| several > 1);
    let mut fields = Vec::new();
    for limit in rule.limits() {
        let name = match &rule.mailbox {
            None => first
                .as_ref()
                .map_or_else(|| limit.name().to_owned(), |root| format!("quota/{root}/{}", limit.name())),
            Some(mailbox) => {
                let target = target(job, mailbox);
                let inner = format!("mailbox/{}/{}", String::from_utf8_lossy(&target.name), limit.name());
                let only = crate::upgrade::convert::mail::namespaces::namespaces(job, ROOT);
                let namespace =
                    target.namespace.or(only.first().copied()).and_then(|scope| job.namespaces.get(&scope));
                match namespace {
                    Some(namespace) => format!("namespace/{}/{inner}", String::from_utf8_lossy(namespace)),
                    None => inner,
                }
            }
        };
        fields.push((name, limit.value()));
    }
    let is_known = rule.limits().iter().all(|limit| !matches!(limit, Limit::Unknown));
    (is_known && !fields.is_empty()).then_some(fields)
}
