//! Variables: `$name` and `%u` of 2.3, `$SET:name` and `%{user}` of 2.4.

use super::{Item, Offer, Place, kind};
use crate::hash::HashSet;
use crate::schema::{
    self, Kind as Type, Series, UpgradeVariables, letters_in, old_letter, upgrade_variables,
};

/// Variables of 2.4, with what they stand for.
const OF_24: [(&str, &str); 22] = [
    ("user", "the user with the domain"),
    ("user | username", "the user without the domain"),
    ("user | domain", "the domain of the user"),
    ("home", "the home directory"),
    ("protocol", "the protocol"),
    ("local_ip", "the address of the server"),
    ("remote_ip", "the address of the client"),
    ("local_port", "the port of the server"),
    ("remote_port", "the port of the client"),
    ("session", "the id of the session"),
    ("process:pid", "the number of the process"),
    ("process:uid", "the UID of the process"),
    ("process:gid", "the GID of the process"),
    ("system:hostname", "the name of the host"),
    ("original_user", "the user as it was first given"),
    ("auth_user", "the user who logged in"),
    ("login_user", "the user as whom a master user logs in"),
    ("service", "the name of the service"),
    ("mechanism", "the SASL mechanism"),
    ("secured", "how the connection is secured"),
    ("client_pid", "the process of the login"),
    ("password", "the password"),
];

/// Filters of 2.4.
const FILTERS: [(&str, &str); 9] = [
    ("lower", "in lower case"),
    ("upper", "in upper case"),
    ("username", "the part before the `@`"),
    ("domain", "the part after the `@`"),
    ("default('x')", "another text where it is empty"),
    ("substr(0, 1)", "a part of it"),
    ("md5", "its MD5 hash"),
    ("sha256", "its SHA-256 hash"),
    ("hexlify", "in hexadecimal digits"),
];

/// What can follow a `$` or a `%` before the place; none when there is none.
pub fn offer(place: &Place<'_>, key: &str, value: &str) -> Option<Offer> {
    let series = place.version().series;
    if let Some(open) = value.rfind("%{").filter(|open| !value[*open..].contains('}')) {
        return Some(braces(place, key, &value[open + 2..]));
    }
    let word = value.rsplit(char::is_whitespace).next().unwrap_or_default();
    if let Some(name) = word.rfind('$').map(|at| &word[at..]) {
        return Some(dollar(place, name));
    }
    if !word.ends_with('%') || word.ends_with("%%") {
        return None;
    }
    Some(match series {
        Series::V24 => Offer { items: named(place, key, "%{", "}"), left: 1, right: 0 },
        Series::V23 => Offer { items: letters(key), left: 1, right: 0 },
    })
}

fn dollar(place: &Place<'_>, name: &str) -> Offer {
    let version = place.version();
    let is_text =
        |kind: Type| !kind.is_section() && !matches!(kind, Type::Alias | Type::Group | Type::StrList);
    let settings = schema::scope(version.series, "root").iter();
    let settings = settings.filter(|one| one.known_to(version) && is_text(one.kind(version)));
    let front = match version.series {
        Series::V23 => "$",
        Series::V24 if name.starts_with("$SET:") => "$SET:",
        Series::V24 => {
            let items = ["$SET:", "$ENV:"].map(|word| Item::new(word, kind::VARIABLE));
            return Offer { items: items.into(), left: name.len(), right: 0 };
        }
    };
    let items = settings.map(|one| {
        Item::new(format!("{front}{}", one.name), kind::VARIABLE).about(one.about(version.series))
    });
    let right =
        place.after.chars().take_while(|c| c.is_alphanumeric() || *c == '_').map(char::len_utf8).sum();
    Offer { items: items.collect(), left: name.len(), right }
}

fn named(place: &Place<'_>, key: &str, before: &str, after: &str) -> Vec<Item> {
    let item = |name: &'static str| {
        let detail = about_variable(name).unwrap_or_default();
        Item::new(format!("{before}{name}{after}"), kind::VARIABLE).detail(detail)
    };
    of_24(place, key).into_iter().map(item).collect()
}

/// Which process fills in the variables of a setting, or the setting itself where it has variables of its own.
fn filler<'k>(place: &Place<'_>, key: &'k str) -> &'k str {
    let is_login = |key: &str| key.starts_with("login_") || key.ends_with("_login");
    let sections = place.around.sections();
    let is_auth = key.starts_with("auth_")
        || ["passdb", "userdb", "oauth2", "ldap", "sql"].iter().any(|front| key.starts_with(front))
        || sections.iter().any(|(word, _)| word.starts_with("passdb") || word.starts_with("userdb"));
    if upgrade_variables(key).is_some() {
        key
    } else if is_auth {
        "auth"
    } else if is_login(key) {
        "login"
    } else {
        "mail"
    }
}

/// The variables of 2.4 that exist in a setting.
fn of_24(place: &Place<'_>, key: &str) -> Vec<&'static str> {
    let filler = filler(place, key);
    let mut names: Vec<&'static str> = Vec::new();
    if matches!(filler, "auth" | "mail" | "login") {
        names.extend(["user", "user | username", "user | domain"]);
    }
    names.extend(upgrade_variables(filler).into_iter().flat_map(UpgradeVariables::new_names));
    if filler == "mail" {
        names.extend(["session", "protocol", "local_port", "remote_port"]);
    }
    if filler == "auth" {
        names.extend(["session", "original_user", "auth_user", "login_user"]);
    }
    names.extend(["process:pid", "system:hostname"]);
    let mut seen = HashSet::default();
    names.retain(|name| seen.insert(*name));
    names
}

/// The long names of 2.3 in a setting, with what 2.4 calls them.
fn of_23(place: &Place<'_>, key: &str) -> Vec<(&'static str, &'static str)> {
    let names = upgrade_variables(filler(place, key)).map(|known| known.names().to_vec());
    names.unwrap_or_default()
}

/// What 2.4 calls a variable with a long name of 2.3.
pub fn long_variable(name: &str) -> Option<&'static str> {
    ["mail", "auth", "login"].iter().find_map(|filler| upgrade_variables(filler)?.name(name))
}

/// What a variable of 2.4 stands for, in a few words.
pub fn about_variable(name: &str) -> Option<&'static str> {
    OF_24.iter().find(|(known, _)| *known == name.trim()).map(|(_, about)| *about)
}

/// What is between `%{` and `}`: a variable, or after a `|` a filter.
fn braces(place: &Place<'_>, key: &str, inside: &str) -> Offer {
    let part = inside.rsplit('|').next().unwrap_or_default().trim_start();
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':');
    let closing =
        if place.after.trim_start_matches(is_part).trim_start().starts_with(['}', '|']) { "" } else { "}" };
    let items = if inside.contains('|') {
        let item = |(name, what): &(&str, &str)| Item {
            text: Some(format!("{name}{closing}")),
            ..Item::new(*name, kind::VARIABLE).detail(*what)
        };
        FILTERS.iter().map(item).collect()
    } else {
        let item = |name: &'static str, detail: String| Item {
            text: Some(format!("{name}{closing}")),
            ..Item::new(name, kind::VARIABLE).detail(detail)
        };
        let about = |name| about_variable(name).unwrap_or_default().to_owned();
        match place.version().series {
            Series::V24 => of_24(place, key).into_iter().map(|name| item(name, about(name))).collect(),
            Series::V23 => {
                let detail = |new| about_variable(new).map_or_else(|| format!("{new} in 2.4"), str::to_owned);
                of_23(place, key).into_iter().map(|(name, new)| item(name, detail(new))).collect()
            }
        }
    };
    let right = place.after.chars().take_while(|c| is_part(*c)).map(char::len_utf8).sum();
    Offer { items, left: part.len(), right }
}

/// The letters of 2.3 with what they mean.
fn letters(key: &str) -> Vec<Item> {
    let item = |letter: u8, new: &str| {
        let detail = about_variable(new).map_or_else(|| format!("{new} in 2.4"), str::to_owned);
        Item::new(format!("%{}", char::from(letter)), kind::VARIABLE).detail(detail)
    };
    let all = b'a'..=b'z';
    match letters_in(key) {
        Some(own) => all
            .filter_map(|letter| own.iter().find(|one| one.is(letter)).map(|one| item(letter, one.new)))
            .collect(),
        None => all.filter_map(|letter| old_letter(letter).map(|one| item(letter, one.new))).collect(),
    }
}
