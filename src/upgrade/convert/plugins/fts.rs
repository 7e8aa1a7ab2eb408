//! Full-text search.

use super::{language, units};
use crate::config::ScopeId;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Job, Plan, Unit};
use crate::upgrade::value::plain::{split, with_unit};
use crate::upgrade::{Code, NoteCode};

/// What becomes of a search index that is gone.
pub(in crate::upgrade) enum Removed {
    /// Nothing, or it is not decided.
    Off,
    /// This one replaces it.
    By(String),
}

/// Whether the configuration uses a search index that is gone, and what replaces it.
pub(in crate::upgrade) fn removed(job: &Job<'_>) -> Option<Removed> {
    let mut backends =
        job.units.iter().filter(|unit| unit.table == "plugin" && unit.name == "fts" && !unit.is_replaced);
    let unit = backends.find(|unit| is_gone(&job.text(unit)))?;
    let place = job.config.span(unit.assign);
    let file = job.document.sources.file(place.file);
    let answer = job.wanted.answer(Code::FtsBackendRemoved, &file.shown, file.line(place.start));
    let new = answer.filter(|answer| *answer != "none");
    Some(new.map_or(Removed::Off, |new| Removed::By(new.to_owned())))
}

fn is_gone(backend: &[u8]) -> bool {
    matches!(backend, b"lucene" | b"squat")
}

/// Plans the search settings of a scope.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>, scope: ScopeId) {
    let all = units(job, scope);
    let backend = all.iter().find(|unit| unit.name == "fts").cloned();
    for unit in &all {
        match unit.name.as_str() {
            "fts_enforced" => enforced(job, unit),
            "fts_decoder" => {
                let text = job.text(unit).into_owned();
                job.write(
                    unit.node,
                    vec![
                        Item::set("fts_decoder_driver", "script"),
                        Item::set("fts_decoder_script_socket_path", text),
                    ],
                );
            }
            "fts_tika" => {
                let text = job.text(unit).into_owned();
                job.write(
                    unit.node,
                    vec![Item::set("fts_decoder_driver", "tika"), Item::set("fts_decoder_tika_url", text)],
                );
            }
            _ => {}
        }
    }
    language::plan(job, &all);
    match backend {
        Some(unit) => driver(job, &all, &unit),
        None => {
            for (unit, item) in settings(job, &all, "flatcurve", "fts_flatcurve_") {
                job.write(unit.node, vec![item]);
            }
        }
    }
}

/// The backend as a block, with its settings in it.
fn driver<'c>(job: &mut Job<'c>, all: &[Unit<'c>], unit: &Unit<'c>) {
    let mut backend = job.text(unit).into_owned();
    if is_gone(&backend) {
        match job.decide_at(unit, Code::FtsBackendRemoved, "") {
            Some(answer) if answer != "none" => {
                if answer == "solr" {
                    job.todo("Write the `url` of the Solr server into the section `fts solr`.");
                }
                backend = answer.into_bytes();
            }
            Some(_) => return job.drop(unit, NoteCode::Answered, "mail is not indexed, as answered"),
            None => return job.plan(unit.node, Plan::Comment),
        }
    }
    if backend.is_empty() {
        return job.drop(unit, NoteCode::DroppedDefault, "no index was set");
    }
    let name = String::from_utf8_lossy(&backend).into_owned();
    let mut inner = Vec::new();
    for (part, item) in settings(job, all, &name, "") {
        inner.push(item.from(part.node));
        job.plan(part.node, Plan::Absorbed);
    }
    if let Some(solr) = all.iter().find(|unit| unit.name == "fts_solr").filter(|_| name == "solr") {
        inner.extend(self::solr(&job.text(solr)).into_iter().map(|item| item.from(solr.node)));
        job.plan(solr.node, Plan::Absorbed);
    }
    let mut items = vec![Item::named("fts", name, inner)];
    if !all.iter().any(|unit| unit.name == "fts_languages") {
        // 2.4 wants one language at least.
        items.push(Item::named("language", "en", vec![Item::set("default", "yes")]));
    }
    job.write(unit.node, items);
}

/// The settings of flatcurve under their new names.
fn settings<'c>(job: &mut Job<'c>, all: &[Unit<'c>], backend: &str, front: &str) -> Vec<(Unit<'c>, Item)> {
    let mut found = Vec::new();
    if backend != "flatcurve" {
        return found;
    }
    for unit in all {
        let Some(name) = unit.name.strip_prefix("fts_flatcurve_") else { continue };
        let text = job.text(unit).into_owned();
        let (to, value) = match name {
            "max_term_size" => {
                job.drop(unit, NoteCode::DroppedDefault, "fts_flatcurve_max_term_size was removed");
                continue;
            }
            "rotate_size" => ("rotate_count", text),
            "rotate_time" => ("rotate_time", with_unit(&text, b"ms")),
            other => (other, text),
        };
        found.push((unit.clone(), Item::set(format!("{front}{to}"), value)));
    }
    found
}

/// `url=… batch_size=…`. Source: `fts_solr_plugin_init_settings()`, 2.3.21.
fn solr(text: &[u8]) -> Vec<Item> {
    let mut items = Vec::new();
    for word in text.split(|b| *b == b' ').filter(|word| !word.is_empty()) {
        let Some((key, value)) = split(word, b'=') else { continue };
        items.push(match key {
            b"url" => Item::set("url", value),
            b"batch_size" => Item::set("batch_size", value),
            b"soft_commit" => Item::set("soft_commit", value),
            b"rawlog_dir" => Item::set("http_client_rawlog_dir", value),
            _ => continue,
        });
    }
    items
}

/// What happens to a search that the index cannot answer.
fn enforced<'c>(job: &mut Job<'c>, unit: &Unit<'c>) {
    let (add, fall_back) = match job.text(unit).as_ref() {
        b"yes" => ("yes", "no"),
        b"body" => ("body-search-only", "no"),
        _ => return job.drop(unit, NoteCode::DroppedDefault, "fts_enforced = no is the default in 2.4"),
    };
    job.write(
        unit.node,
        vec![Item::set("fts_search_add_missing", add), Item::set("fts_search_read_fallback", fall_back)],
    );
}
