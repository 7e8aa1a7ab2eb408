//! Languages of the full-text search, with their filters and tokenizers.

use crate::upgrade::NoteCode;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Job, Plan, Unit};
use crate::upgrade::value::plain::{split, words};

/// Plans languages, filters and tokenizers.
pub(in crate::upgrade) fn plan<'c>(job: &mut Job<'c>, all: &[Unit<'c>]) {
    let list = all.iter().find(|unit| unit.name == "fts_languages").cloned();
    if let Some(unit) = &list {
        let text = job.text(unit).into_owned();
        let mut items = Vec::new();
        for (number, name) in words(&text).enumerate() {
            let name = String::from_utf8_lossy(name).into_owned();
            let mut inner = Vec::new();
            if number == 0 {
                inner.push(Item::set("default", "yes"));
            }
            for (front, key) in [("fts_filters_", "filters"), ("fts_tokenizers_", "tokenizers")] {
                if let Some(own) = all.iter().find(|unit| unit.name == format!("{front}{name}")) {
                    inner.push(Item::set(key, job.text(own).into_owned()).from(own.node));
                    job.plan(own.node, Plan::Absorbed);
                }
            }
            items.push(Item::named("language", name, inner));
        }
        job.write(unit.node, items);
    }
    for unit in all
        .iter()
        .filter(|unit| unit.name.starts_with("fts_filter_") || unit.name.starts_with("fts_tokenizer_"))
    {
        let text = job.text(unit).into_owned();
        let items = options(&unit.name, &text);
        if items.is_empty() {
            job.drop(unit, NoteCode::DroppedDefault, format!("2.4 has no setting for {}", unit.name));
        } else {
            job.write(unit.node, items);
        }
    }
    for unit in all {
        let (front, to) = if unit.name.starts_with("fts_filters_") {
            ("fts_filters_", "filters")
        } else if unit.name.starts_with("fts_tokenizers_") {
            ("fts_tokenizers_", "tokenizers")
        } else {
            continue;
        };
        if job.is_free(unit.node) {
            let text = job.text(unit).into_owned();
            let name = unit.name.trim_start_matches(front);
            job.write(unit.node, vec![Item::named("language", name, vec![Item::set(to, text)])]);
        }
    }
}

/// `fts_tokenizer_generic = algorithm=simple maxlen=30` as settings.
fn options(name: &str, text: &[u8]) -> Vec<Item> {
    let mut items = Vec::new();
    for word in text.split(|b| *b == b' ').filter(|word| !word.is_empty()) {
        let (key, value) = split(word, b'=').unwrap_or((word, b"yes"));
        let to = match (name, key) {
            ("fts_tokenizer_generic", b"algorithm") => "language_tokenizer_generic_algorithm",
            ("fts_tokenizer_generic", b"maxlen") => "language_tokenizer_generic_token_maxlen",
            ("fts_tokenizer_generic", b"wb5a") => "language_tokenizer_generic_wb5a",
            ("fts_tokenizer_generic", b"explicitprefix") => "language_tokenizer_generic_explicit_prefix",
            ("fts_tokenizer_email_address", b"maxlen") => "language_tokenizer_address_token_maxlen",
            ("fts_filter_normalizer_icu", b"id") => "language_filter_normalizer_icu_id",
            ("fts_filter_stopwords", b"stopwords_dir") => "language_filter_stopwords_dir",
            _ => continue,
        };
        items.push(Item::set(to, value));
    }
    items
}
