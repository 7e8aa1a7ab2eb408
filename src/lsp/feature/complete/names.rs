//! Names: settings and sections at the start of a line, what is after the type of a section.

use super::{Item, Place, kind};
use crate::hash::HashSet;
use crate::schema::{
    self, Kind as Type, Series, Setting, Version, about_service, about_word, find, listed_protocols,
    protocols, service, services, words,
};
use crate::syntax::Kind;

/// Sections of 2.4 in which nothing counts but their own settings.
const CLOSED: [&str; 6] =
    ["service", "unix_listener", "fifo_listener", "inet_listener", "metric", "event_exporter"];

/// The sections that can be in a service.
const LISTENERS: [&str; 3] = ["unix_listener", "fifo_listener", "inet_listener"];

/// Names of mailboxes that users have, with what they are for.
const MAILBOXES: [&str; 7] = ["Archive", "Drafts", "Flagged", "Junk", "Sent", "Trash", "INBOX"];

/// Whether a setting can be offered: the version has it, under this name.
fn is_offered(setting: &Setting, version: Version) -> bool {
    setting.known_to(version)
        && setting.kind(version) != Type::Alias
        && setting.alias_of.is_empty()
        && setting.removed().is_none_or(|removed| removed > version.patch)
}

/// Settings and sections that can begin here.
pub fn start(place: &Place<'_>) -> Vec<Item> {
    let version = place.version();
    let known = known_here(place);
    let mut items = match version.series {
        Series::V23 => of_23(place, version),
        Series::V24 => of_24(place, version),
    };
    for item in &mut items {
        if known.contains(item.label.as_str()) {
            item.rank = 8;
        }
    }
    if place.around.heads.is_empty() {
        for word in ["!include", "!include_try"] {
            items.push(Item {
                text: Some(format!("{word} ")),
                ..Item::new(word, kind::KEYWORD).detail("reads other files here")
            });
        }
    }
    if place.around.sections().is_empty() {
        items.extend(schema::FILTERS.iter().map(|word| section(word, true, "a filter")));
        if version.series == Series::V24 && place.around.heads.is_empty() {
            items.push(section("group", true, "a group"));
        }
    }
    items
}

/// The names that the section around sets already.
fn known_here(place: &Place<'_>) -> HashSet<String> {
    let document = place.spot.document;
    let own = place.around.heads.last().copied();
    let mut open: Vec<usize> = Vec::new();
    let mut known = HashSet::default();
    for (index, statement) in document.statements.iter().enumerate() {
        match statement.kind {
            Kind::Open | Kind::Group => open.push(index),
            Kind::Close => {
                open.pop();
            }
            Kind::Setting if open.last().copied() == own => {
                known.insert(String::from_utf8_lossy(&document.key(statement)).into_owned());
            }
            _ => {}
        }
    }
    known
}

fn of_23(place: &Place<'_>, version: Version) -> Vec<Item> {
    let table = place.around.sections().pop().map_or("root".to_owned(), |(word, _)| word);
    let settings = schema::scope(Series::V23, &table).iter().filter(|setting| is_offered(setting, version));
    settings.map(|setting| item(place, setting, setting.name, 1)).collect()
}

fn of_24(place: &Place<'_>, version: Version) -> Vec<Item> {
    let all = schema::scope(Series::V24, "root").iter().filter(|setting| is_offered(setting, version));
    let Some((section, name)) = place.around.section() else {
        let is_top = |setting: &&Setting| !CLOSED.iter().any(|closed| is_of(setting.name, closed));
        return all.filter(is_top).map(|setting| item(place, setting, setting.name, 1)).collect();
    };
    if matches!(section.kind(version), Type::BoolList | Type::StrList) {
        return of_list(place, section);
    }
    let is_closed = CLOSED.contains(&section.name);
    let fronts = [format!("{}_{}_", section.name, name.replace('-', "_")), format!("{}_", section.name)];
    let mut items = Vec::new();
    let mut shorts = HashSet::default();
    for setting in all {
        let short = fronts.iter().find_map(|front| setting.name.strip_prefix(front.as_str()));
        let is_listener = section.name == "service" && LISTENERS.contains(&setting.name);
        if let Some(short) = short {
            if shorts.insert(short) {
                items.push(item(place, setting, short, 1));
            }
            items.push(item(place, setting, setting.name, 3));
        } else if is_listener {
            items.push(item(place, setting, setting.name, 2));
        } else if !is_closed && !CLOSED.iter().any(|closed| is_of(setting.name, closed)) {
            items.push(item(place, setting, setting.name, 5));
        }
    }
    items
}

/// The words of a list of 2.4, which are keys there.
fn of_list(place: &Place<'_>, list: &'static Setting) -> Vec<Item> {
    let mut items = super::values::of_kind(place, list);
    let has_value = place.after.trim_start_matches(super::is_name).trim_start().starts_with('=');
    if list.kind(place.version()) == Type::BoolList && !has_value {
        for item in &mut items {
            item.text = Some(format!("{} = yes", item.label));
        }
    }
    items
}

/// A size as people write it, `1G` for `1 G`.
pub fn compact(kind: Type, text: &str) -> String {
    if kind == Type::Size { text.replace(' ', "") } else { text.to_owned() }
}

/// Whether a name is one of the settings of a section: `service_client_limit` of `service`.
fn is_of(name: &str, section: &str) -> bool {
    let is_listener = LISTENERS.contains(&section) && name == section;
    is_listener || name.strip_prefix(section).is_some_and(|rest| rest.starts_with('_'))
}

fn section(word: &str, has_name: bool, detail: &str) -> Item {
    let name = if has_name { " ${1:name}" } else { "" };
    Item {
        text: Some(format!("{word} ")),
        snippet: Some(format!("{word}{name} {{\n  $0\n}}")),
        ..Item::new(word, kind::MODULE).detail(detail)
    }
}

fn item(place: &Place<'_>, setting: &'static Setting, label: &str, rank: u8) -> Item {
    let version = place.version();
    let own = setting.kind(version);
    let about = setting.about(version.series);
    if own.is_section() {
        let has_name = !matches!(own, Type::NamedFilter);
        return Item { rank, ..section(label, has_name, own.describe()).about(about) };
    }
    let name =
        place.around.sections().first().filter(|(word, _)| word == "service").map(|(_, name)| name.clone());
    let default = schema::default_of(setting, version, None, name.as_deref());
    let detail = if default.is_empty() {
        own.describe().to_owned()
    } else {
        format!("{}, default {}", own.describe(), compact(own, default))
    };
    let has_value = place.after.trim_start_matches(super::is_name).trim_start().starts_with(['=', '{']);
    let is_block = matches!(own, Type::StrList | Type::BoolList) && version.series == Series::V24;
    let text = match (has_value, is_block) {
        (true, _) => label.to_owned(),
        (false, true) => format!("{label} "),
        (false, false) => format!("{label} = "),
    };
    let kind = if is_block { kind::MODULE } else { kind::PROPERTY };
    Item { text: Some(text), rank, ..Item::new(label, kind).detail(detail).about(about) }
}

/// What can be the name of a section of a type.
pub fn behind(place: &Place<'_>, word: &str) -> Vec<Item> {
    let version = place.version();
    let series = version.series;
    let plain = |name: &str| Item::new(name, kind::MODULE);
    match word {
        "service" => services(version)
            .map(|one| plain(one.name).about(about_service(one.name).unwrap_or_default()))
            .collect(),
        "protocol" => protocols(series).map(plain).collect(),
        "passdb" | "userdb" if series == Series::V24 => {
            let list = format!("{word}_drivers");
            let drivers = words(version, &list);
            drivers.map(|name| plain(name).about(about_word("driver", name).unwrap_or_default())).collect()
        }
        "mailbox" => MAILBOXES.iter().map(|name| plain(name)).collect(),
        "namespace" => vec![plain("inbox")],
        "protocols" => listed_protocols(series).map(plain).collect(),
        _ if LISTENERS.contains(&word) => {
            let own = place.around.sections().into_iter().find(|(word, _)| word == "service");
            let Some(own) = own.and_then(|(_, name)| service(version, &name)) else { return Vec::new() };
            own.listeners(version).filter(|one| one.kind == word).map(|one| plain(one.name)).collect()
        }
        _ => {
            let list = find(schema::scope(series, "root"), word.as_bytes());
            let is_list = list.is_some_and(|list| matches!(list.kind(version), Type::NamedListFilter));
            let names = ["_drivers", "_names"].map(|end| format!("{word}{end}"));
            let found = names.iter().flat_map(|name| words(version, name)).map(plain);
            if is_list { found.collect() } else { Vec::new() }
        }
    }
}

/// The labels of groups, `@label`.
pub fn labels(place: &Place<'_>) -> Vec<Item> {
    let document = place.spot.document;
    let heads = document.statements.iter().filter(|one| one.kind == Kind::Group);
    let mut labels: Vec<String> =
        heads.map(|head| String::from_utf8_lossy(&document.key(head)).into_owned()).collect();
    labels.sort();
    labels.dedup();
    labels.into_iter().map(|label| Item::new(label, kind::MODULE)).collect()
}

/// The names of the groups with a label.
pub fn groups(place: &Place<'_>, label: &str) -> Vec<Item> {
    let document = place.spot.document;
    let heads = document.statements.iter().filter(|one| one.kind == Kind::Group);
    let own = heads.filter(|head| document.key(head).as_ref() == label.as_bytes());
    let mut names: Vec<String> =
        own.map(|head| String::from_utf8_lossy(document.bytes(head, head.value)).into_owned()).collect();
    if let Some(setting) = find(schema::scope(Series::V24, "root"), label.as_bytes()) {
        names.extend(setting.values.iter().map(|name| (*name).to_owned()));
        if label == "@mailbox_defaults" && schema::mailbox_group(b"english").is_some() {
            names.push("english".to_owned());
        }
    }
    names.sort();
    names.dedup();
    names.into_iter().map(|name| Item::new(name, kind::MODULE)).collect()
}
