//! The tables of names: words of lists, protocols, plugins, renames.

use super::code::{record, table, text, texts};
use super::model::{
    DatedWord, LocationKey, MailPlugin, Mechanism, Rename, Series, SeriesFacts, Word, patch, patch_or_never,
};
use super::pool::Pool;

/// Adds the words, the protocols and the plugins of a series.
pub fn write(code: &mut String, series: Series, facts: &SeriesFacts) {
    let line = series.suffix();
    let is_listed = |word: &&Word| !matches!(word, Word::Dated(dated) if dated.unlisted);
    let listed = |words: &[Word]| texts(words.iter().filter(is_listed).map(Word::text));
    let rows: Vec<String> =
        facts.words.iter().map(|(name, words)| format!("({name:?}, {})", listed(words))).collect();
    table(
        code,
        "The words that list-valued settings of this line know, sorted by list.",
        &format!("pub(super) static TOKENS_{line}"),
        "(&str, &[&str])",
        &rows,
    );
    let dated = facts.words.iter().flat_map(|(list, words)| {
        words.iter().filter_map(move |word| match word {
            Word::Plain(_) => None,
            Word::Dated(dated) => Some(dated_word(series, list, dated)),
        })
    });
    table(
        code,
        "The words of those lists that not every version of this line knows, or that are taken and told to nobody.",
        &format!("pub(super) static DATED_WORDS_{line}"),
        "DatedWord",
        &dated.collect::<Vec<_>>(),
    );
    let rows: Vec<String> = facts
        .protocols
        .iter()
        .map(|(name, facts)| format!("({name:?}, {})", facts.listed_in_protocols && !facts.obsolete))
        .collect();
    table(
        code,
        "Names that `protocol NAME {}` can match, and whether `protocols` may list them.",
        &format!("pub(super) static PROTOCOLS_{line}"),
        "(&str, bool)",
        &rows,
    );
    if series == Series::V23 {
        let rows: Vec<String> = facts.location_keys.iter().map(location_key).collect();
        let docs = "The keys of `mail_location`.";
        table(code, docs, "pub(super) static LOCATION_KEYS", "LocationKey", &rows);
    }
    let rows: Vec<String> = facts.mechanisms.iter().map(|facts| mechanism(series, facts)).collect();
    table(
        code,
        "The SASL mechanisms of this line, in the order in which people are told of them.",
        &format!("pub(super) static MECHANISMS_{line}"),
        "SaslMechanism",
        &rows,
    );
    let rows: Vec<String> =
        facts.plugins.mail_plugins.iter().map(|(name, facts)| mail_plugin(series, name, facts)).collect();
    table(
        code,
        "The plugins of `mail_plugins` of this line, sorted by name.",
        &format!("pub(super) static MAIL_PLUGINS_{line}"),
        "MailPlugin",
        &rows,
    );
}

fn dated_word(series: Series, list: &str, facts: &DatedWord) -> String {
    record(
        "DatedWord",
        &[
            ("list", text(list)),
            ("word", text(&facts.word)),
            ("added", patch(facts.added.as_ref(), series).to_string()),
            ("removed", patch_or_never(facts.removed.as_ref(), series).to_string()),
            ("is_listed", (!facts.unlisted).to_string()),
        ],
    )
}

fn location_key(facts: &LocationKey) -> String {
    let setting = match (&facts.setting, &facts.when_bare) {
        (Some(setting), Some(value)) => format!("LocationSetting::Switch({setting:?}, {})", value == "yes"),
        (Some(setting), None) => format!("LocationSetting::Text({setting:?})"),
        _ => "LocationSetting::None".to_owned(),
    };
    record("LocationKey", &[("name", text(&facts.key)), ("setting", setting)])
}

fn mechanism(series: Series, facts: &Mechanism) -> String {
    record(
        "SaslMechanism",
        &[
            ("name", text(&facts.name)),
            ("needs", format!("Need::{:?}", facts.needs)),
            ("added", patch(facts.added.as_ref(), series).to_string()),
            ("removed", patch_or_never(facts.removed.as_ref(), series).to_string()),
        ],
    )
}

fn mail_plugin(series: Series, name: &str, facts: &MailPlugin) -> String {
    // What was dropped with the next series is there in every version of this one.
    let removed = facts.removed.as_ref().filter(|version| series == Series::V24 || !version.is_24());
    let removed = match removed {
        _ if facts.obsolete => 0,
        Some(version) => version.patch(series),
        None => 255,
    };
    record(
        "MailPlugin",
        &[
            ("name", text(name)),
            ("removed", removed.to_string()),
            ("package", text(&facts.package)),
            ("requires", texts(&facts.requires)),
            ("protocols", texts(&facts.protocols)),
            ("enforced", facts.protocols_enforced.to_string()),
        ],
    )
}

/// Adds what became of names.
pub fn renames(code: &mut String, renames: Vec<Rename>, pool: &mut Pool) {
    let row = |rename: Rename| {
        let row = record(
            "Rename",
            &[
                ("from", pool.text(&rename.from)),
                ("to", texts(&rename.to)),
                ("kind", pool.text(&rename.kind)),
                ("version", pool.text(rename.version.as_str())),
                ("note", pool.text(&rename.note)),
            ],
        );
        (rename.from, row)
    };
    let mut rows: Vec<(String, String)> = renames.into_iter().map(row).collect();
    rows.sort();
    let rows: Vec<String> = rows.into_iter().map(|(_, row)| row).collect();
    let docs = "What became of names between versions, sorted by the old name.";
    table(code, docs, "pub(super) static RENAMES", "Rename", &rows);
}
