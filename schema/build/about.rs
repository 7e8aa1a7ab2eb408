//! The sentences about settings, services and plugins.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::model::{About, Series, Setting};
use super::settings;

/// Adds the sentences of a series as one text, and where each ends, in the order of the table of settings: a table of
/// references would have to be put in place whenever the program starts.
pub fn of_settings(code: &mut String, series: Series, settings: &BTreeMap<String, Setting>, about: &About) {
    let mut text = String::new();
    let mut ends: Vec<usize> = Vec::new();
    for (key, facts) in settings::in_order(series, settings) {
        text.push_str(sentence(series, key, facts, about));
        ends.push(text.len());
    }
    let line = series.suffix();
    let _ = writeln!(
        code,
        "/// What the settings of this line are for.\npub(super) static ABOUT_{line}: &str = {text:?};"
    );
    let _ = writeln!(
        code,
        "/// Where the sentence of each ends.\n#[allow(clippy::unreadable_literal)]\npub(super) static ABOUT_ENDS_{line}: &[u32] = &{ends:?};"
    );
}

/// The sentence of a setting; one of 2.3 without its own takes that of its namesake or only successor in 2.4.
fn sentence<'a>(series: Series, key: &str, facts: &Setting, about: &'a About) -> &'a str {
    let of_24 = |name: &str| about.v24.get(name);
    let found = match series {
        Series::V24 => of_24(key),
        Series::V23 => {
            let name = key.rsplit('/').next().unwrap_or(key);
            let successor = match facts.replaced_by.as_slice() {
                [only] => of_24(only),
                _ => None,
            };
            let alias = facts.alias_of.as_ref();
            about
                .v23
                .get(key)
                .or_else(|| of_24(key))
                .or_else(|| of_24(&key.replace('/', "_")))
                .or(successor)
                .or_else(|| of_24(name))
                .or_else(|| alias.and_then(|alias| about.v23.get(alias).or_else(|| of_24(alias))))
        }
    };
    found.map_or("", String::as_str)
}

/// Adds the sentences of services, plugins and words, a line each, with a tab after the name.
pub fn of_names(code: &mut String, about: &About) {
    for (name, sentences) in
        [("SERVICES", &about.services), ("PLUGINS", &about.plugins), ("WORDS", &about.words)]
    {
        let lines: Vec<String> = sentences.iter().map(|(name, text)| format!("{name}\t{text}")).collect();
        let lines = lines.join("\n");
        let _ = writeln!(code, "/// What these are for.\npub(super) static ABOUT_{name}: &str = {lines:?};");
    }
}
