//! Lists of words, which 2.3 has as text. `$name` in the value means that the words are added.

use crate::config::{ROOT, ScopeId};
use crate::hash::HashSet;
use crate::schema::{self, Conversion, Kind, Series, Version, find, upgrade_rule, upgrade_word};
use crate::syntax::Form;
use crate::upgrade::convert::plugins::fts::{self, Removed};
use crate::upgrade::convert::plugins::quota;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Job, Plan, Unit};
use crate::upgrade::value::plain::words;
use crate::upgrade::value::spelling;
use crate::upgrade::{Code, NoteCode};

/// Plans the lists of 2.4 that someone sets.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>) {
    for unit in job.units.clone() {
        if job.is_free(unit.node) && unit.table == "root" && is_list(&unit.name) {
            one(job, &unit);
        }
    }
}

/// Whether 2.4 has a list of words of this name.
fn is_list(name: &str) -> bool {
    let rule = upgrade_rule("root", name);
    let by_map = |rule: &schema::UpgradeRule| {
        let is_shaped =
            matches!(rule.value, Conversion::Colons | Conversion::SignedWords | Conversion::Pairs);
        is_shaped || !rule.words.is_empty() || rule.is_gone
    };
    if rule.is_some_and(by_map) || name == "imapc_features" {
        return false;
    }
    let table = schema::scope(Series::V24, "root");
    let newest = Version::newest(Series::V24);
    find(table, name.as_bytes()).is_some_and(|setting| setting.kind(newest) == Kind::BoolList)
}

fn one<'c>(job: &mut Job<'c>, unit: &Unit<'c>) {
    let found = job.found(unit.assign);
    if found.form == Form::File {
        return from_file(job, unit, &found.text);
    }
    let text = found.text.into_owned();
    let all: Vec<Vec<u8>> = words(&text).map(<[u8]>::to_vec).collect();
    let adds = added(job, unit);
    if adds.is_none() && all.iter().any(|word| word.starts_with(b"$") || word.starts_with(b"+")) {
        // Another setting, the environment, or signs: by the map.
        return;
    }
    if let Some(own) = adds {
        // The line that has the other words is the one to decide about.
        let kept = named(job, unit, &all, &own);
        let own = renamed(job, unit, &own);
        if !is_block(job, unit, &text) {
            job.note(
                NoteCode::ListOrder,
                Some(job.config.span(unit.assign)),
                format!(
                    "the words of {} are written out, because a later line changes the list it adds to",
                    unit.name
                ),
            );
            return job.write(unit.node, vec![Item::set(&unit.name, kept.join(&b' '))]);
        }
        if own.is_empty() && job.is_open(unit.node) {
            // The mark needs a line to stand above, also when nothing else is in the section.
            return job.plan(unit.node, Plan::Comment);
        }
        if own.is_empty() {
            return job.drop(unit, NoteCode::DroppedDefault, format!("nothing is added to {}", unit.name));
        }
        let inner = own.iter().map(|word| Item::set(word, "yes")).collect();
        return job.write(unit.node, vec![Item::block(&unit.name, inner)]);
    }
    let kept = renamed(job, unit, &all);
    let is_written = *job.document.value(job.config.statement(unit.assign)).text == *text;
    if kept == all && is_written && spelling::is_kept(job.tree.text(unit.node)) {
        return job.plan(unit.node, Plan::Keep);
    }
    job.write(unit.node, vec![Item::set(&unit.name, kept.join(&b' '))]);
}

/// The words that a value adds to itself; none when it does not begin with what was before.
fn added(job: &Job<'_>, unit: &Unit<'_>) -> Option<Vec<Vec<u8>>> {
    let statement = job.config.statement(unit.assign);
    let value = job.document.value(statement);
    if value.form != Form::Variable {
        return None;
    }
    let own = format!("${}", unit.name);
    let mut all: Vec<Vec<u8>> = words(&value.text).map(<[u8]>::to_vec).collect();
    let before = all.len();
    all.retain(|word| word != own.as_bytes());
    let is_plain = all.iter().all(|word| !word.starts_with(b"$"));
    (all.len() < before && is_plain).then_some(all)
}

/// Whether a block that adds words gives what 2.3 had: what it adds to must be what is effective around it.
fn is_block(job: &Job<'_>, unit: &Unit<'_>, whole: &[u8]) -> bool {
    if job.config.replaced(unit.assign).is_some() {
        return true;
    }
    let own: HashSet<Vec<u8>> = added(job, unit).unwrap_or_default().into_iter().collect();
    let before: HashSet<Vec<u8>> =
        words(whole).filter(|word| !own.contains(*word)).map(<[u8]>::to_vec).collect();
    let outer: Vec<Vec<u8>> = match job.config.scope(unit.assign.scope).parent {
        None => default_words(&unit.name).into_iter().map(<[u8]>::to_vec).collect(),
        Some(parent) => {
            let outer = job.config.view(parent).get(&unit.name);
            match outer.assign {
                Some(_) => words(&outer.text).map(<[u8]>::to_vec).collect(),
                None => default_words(&unit.name).into_iter().map(<[u8]>::to_vec).collect(),
            }
        }
    };
    outer.into_iter().filter(|word| !own.contains(word)).collect::<HashSet<_>>() == before
}

/// The words that 2.4 has in a list by itself.
pub(in crate::upgrade) fn default_words(name: &str) -> Vec<&'static [u8]> {
    let table = schema::scope(Series::V24, "root");
    let setting = find(table, name.as_bytes());
    setting.map_or(Vec::new(), |setting| {
        words(setting.default(Version::newest(Series::V24)).as_bytes()).collect()
    })
}

/// The words as 2.4 calls them; decisions for those that are gone.
pub(in crate::upgrade) fn renamed(job: &mut Job<'_>, unit: &Unit<'_>, all: &[Vec<u8>]) -> Vec<Vec<u8>> {
    named(job, unit, all, all)
}

/// The same, with decisions and notes for some of the words only.
fn named(job: &mut Job<'_>, unit: &Unit<'_>, all: &[Vec<u8>], own: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut kept: Vec<Vec<u8>> = Vec::new();
    let mut known_words: HashSet<Vec<u8>> = HashSet::default();
    let own: HashSet<&[u8]> = own.iter().map(Vec::as_slice).collect();
    let removed_index = if unit.name == "mail_plugins" { fts::removed(job) } else { None };
    for word in all {
        let is_own = own.contains(word.as_slice());
        let renamed = upgrade_word(&unit.name, word).filter(|_| !is_of_winbind(job, unit, word));
        let new = match renamed {
            None => {
                if unit.name == "mail_plugins" && !is_plugin(word) {
                    if !is_own {
                        continue;
                    }
                    let name = String::from_utf8_lossy(word).into_owned();
                    if job
                        .decide_at(unit, Code::PluginUnknown, format!("2.4 has no known plugin `{name}`"))
                        .is_none_or(|answer| answer == "drop")
                    {
                        continue;
                    }
                }
                word.clone()
            }
            Some(known) => {
                if let Some(code) = Code::of(known.decision).filter(|_| is_own) {
                    job.decide_at(unit, code, "");
                }
                match (known.to, &removed_index) {
                    (Some(new), _) => new.into(),
                    (None, Some(Removed::By(index))) if word.starts_with(b"fts_") => {
                        format!("fts_{index}").into_bytes()
                    }
                    (None, _) => {
                        if is_own && known.decision.is_empty() && word != b"none" {
                            let text =
                                format!("{} was removed from {}", String::from_utf8_lossy(word), unit.name);
                            job.note(NoteCode::DroppedWord, Some(job.config.span(unit.assign)), text);
                        }
                        continue;
                    }
                }
            }
        };
        if new == b"fts" && matches!(removed_index, Some(Removed::Off)) {
            // Nothing is left for it to do.
            continue;
        }
        if known_words.insert(new.clone()) {
            kept.push(new);
        }
    }
    if unit.name == "mail_plugins" && kept.iter().any(|word| word == b"quota") && quota::clones(job) {
        kept.push(b"quota_clone".to_vec());
    }
    kept
}

/// Whether a mechanism works in 2.4 because winbind answers it. Source: `mech_register_init()` in `mech.c`, 2.4.1.
fn is_of_winbind(job: &Job<'_>, unit: &Unit<'_>, word: &[u8]) -> bool {
    let is_on = || job.config.root().get("auth_use_winbind").text.eq_ignore_ascii_case(b"yes");
    unit.name == "auth_mechanisms" && word == b"ntlm" && is_on()
}

fn is_plugin(word: &[u8]) -> bool {
    schema::mail_plugin(Series::V24, word).is_some_and(|plugin| plugin.known_to(Version::newest(Series::V24)))
}

/// A list that is in a file.
fn from_file<'c>(job: &mut Job<'c>, unit: &Unit<'c>, path: &[u8]) {
    let read = std::str::from_utf8(path).ok().and_then(|path| (job.wanted.reach)(path));
    let Some((text, _)) = read else {
        return match job.decide_at(unit, Code::ListFromFile, "") {
            None => job.plan(unit.node, Plan::Keep),
            Some(answer) => job.write(unit.node, vec![Item::set(&unit.name, answer)]),
        };
    };
    let blank = |b: &u8| matches!(b, b'\n' | b'\r' | b' ' | b',' | b'\t');
    let all: Vec<Vec<u8>> = text.split(blank).filter(|word| !word.is_empty()).map(<[u8]>::to_vec).collect();
    let kept = renamed(job, unit, &all);
    if kept == all {
        return job.plan(unit.node, Plan::Keep);
    }
    let note = format!("the words of {} were in {}", unit.name, crate::text::printable(path));
    job.note(NoteCode::ListFileWrittenOut, Some(job.config.span(unit.assign)), note);
    job.write(unit.node, vec![Item::set(&unit.name, kept.join(&b' '))]);
}

/// Whether a plugin is effective for anyone.
pub(in crate::upgrade) fn has_plugin(job: &Job<'_>, name: &str) -> bool {
    job.config.loads_plugin(name).is_some()
}

/// Where `mail_plugins` is set at the top level first.
pub(in crate::upgrade) fn top_plugins<'c>(job: &Job<'c>) -> Option<Unit<'c>> {
    let scope: ScopeId = ROOT;
    job.own(scope, "root", "mail_plugins")
}
