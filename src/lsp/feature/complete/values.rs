//! Values: words of enums and lists, booleans, defaults, variables.

use super::{Item, Offer, Place, kind, names, paths, variables};
use crate::schema::{
    self, Kind as Type, Series, Setting, about_plugin, about_word, listed_protocols, mail_plugins,
    mechanisms, words,
};

/// Whether a character belongs to a word of a value.
fn is_word(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, ',' | '"' | '\'' | '=' | '{' | '}')
}

/// What can be the value of a key, or a part of it.
pub fn offer(place: &Place<'_>, key: &str, value: &str) -> Offer {
    if key.is_empty() {
        return Offer::default();
    }
    if let Some(offer) = variables::offer(place, key, value) {
        return offer;
    }
    let value = value.trim_start();
    if key.starts_with('@') {
        return Offer::word(place, super::is_name, names::groups(place, key));
    }
    if let Some(path) = value.strip_prefix('<') {
        return paths::file(place, path.trim_start());
    }
    let Some(setting) = place.around.setting(key) else {
        return free(place, value);
    };
    let version = place.version();
    if setting.kind(version) == Type::File {
        return paths::file(place, value);
    }
    let mut items = of_kind(place, setting);
    for item in items.iter_mut().filter(|item| item.about.is_empty()) {
        item.about = about_word(setting.name, &item.label).unwrap_or_default().to_owned();
    }
    let is_list = is_list(setting, version.series);
    if is_list {
        // Words that are there already are not offered again.
        let word = value.rsplit(|c| !is_word(c)).next().unwrap_or_default();
        let rest = place.after.trim_start_matches(is_word);
        let before = &value[..value.len() - word.len()];
        let there: Vec<&str> = before.split(|c| !is_word(c)).chain(rest.split(|c| !is_word(c))).collect();
        items.retain(|item| !there.iter().any(|other| other.eq_ignore_ascii_case(&item.label)));
    } else if value.split_whitespace().count() > 1 {
        return Offer::default();
    }
    Offer::word(place, is_word, items)
}

/// The value of a free key, as in a list of 2.4.
fn free(place: &Place<'_>, value: &str) -> Offer {
    let version = place.version();
    let is_list = place.around.section().is_some_and(|(list, _)| list.kind(version) == Type::BoolList);
    if is_list && value.split_whitespace().count() <= 1 {
        return Offer::word(place, is_word, booleans());
    }
    Offer::default()
}

fn booleans() -> Vec<Item> {
    ["yes", "no"].into_iter().map(member).collect()
}

fn member(word: &str) -> Item {
    Item::new(word, kind::MEMBER)
}

fn is_list(setting: &Setting, series: Series) -> bool {
    let kind = setting.kind(schema::Version::newest(series));
    matches!(kind, Type::BoolList | Type::StrList)
        || !matches!(kind, Type::Enum) && !words_of(setting, series).is_empty()
        || matches!(setting.name, "auth_mechanisms" | "mail_plugins" | "protocols")
}

/// The words that a setting takes, by the list of its name.
fn words_of(setting: &Setting, series: Series) -> Vec<&'static str> {
    let version = schema::Version::newest(series);
    words(version, setting.name).collect()
}

pub fn of_kind(place: &Place<'_>, setting: &'static Setting) -> Vec<Item> {
    let version = place.version();
    let series = version.series;
    let plain = |words: &mut dyn Iterator<Item = &'static str>| words.map(member).collect::<Vec<_>>();
    match setting.name {
        "auth_mechanisms" => {
            return mechanisms(version).map(|one| member(&one.name.to_ascii_lowercase())).collect();
        }
        "mail_plugins" => {
            let known = mail_plugins(series).iter().filter(|plugin| plugin.known_to(version));
            return known
                .map(|plugin| {
                    let item = member(plugin.name).detail(plugin.package);
                    item.about(about_plugin(plugin.name).unwrap_or_default())
                })
                .collect();
        }
        "protocols" => return plain(&mut listed_protocols(series)),
        "driver" | "passdb_driver" | "userdb_driver" => {
            let section = place.around.sections().pop().map(|(word, _)| word).unwrap_or_default();
            let list = match setting.name {
                "driver" => format!("{section}_drivers"),
                name => format!("{name}s"),
            };
            return plain(&mut words(version, &list));
        }
        "mail_driver" => return plain(&mut words(version, "mail_drivers")),
        "special_use" | "mailbox_special_use" => return plain(&mut words(version, "special_use_flags")),
        "separator" | "namespace_separator" | "mailbox_list_separator" => {
            return ["/", "."].into_iter().map(member).collect();
        }
        _ => {}
    }
    let mut items = match setting.kind(version) {
        Type::Bool => booleans(),
        Type::Enum => setting.values.iter().map(|word| member(word)).collect(),
        _ => {
            let mut found = plain(&mut words(version, setting.name));
            if found.is_empty() && setting.name.ends_with("_driver") {
                found = plain(&mut words(version, &format!("{}s", setting.name)));
            }
            found
        }
    };
    if setting.name == "ssl" && series == Series::V23 {
        items.extend(["yes", "no", "required"].into_iter().map(member));
        items.sort_by(|a, b| a.label.cmp(&b.label));
        items.dedup_by(|a, b| a.label == b.label);
    }
    if matches!(setting.kind(version), Type::Size | Type::Time | Type::TimeMsecs | Type::Uint | Type::Octal) {
        let name = place
            .around
            .sections()
            .first()
            .filter(|(word, _)| word == "service")
            .map(|(_, name)| name.clone());
        let default = schema::default_of(setting, version, None, name.as_deref());
        if !default.is_empty() && (series == Series::V24 || default != "unlimited") {
            let default = names::compact(setting.kind(version), default);
            items.push(Item { rank: 1, ..member(&default).detail("the default") });
        }
    }
    items
}
