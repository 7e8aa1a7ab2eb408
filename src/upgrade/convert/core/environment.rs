//! `import_environment`, `imap_id_send` and `imapc_features`: words that become blocks.

use crate::upgrade::Defaults;
use crate::upgrade::NoteCode;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Job, Plan, Unit};
use crate::upgrade::value::percent;
use crate::upgrade::value::plain::{split, words};

/// Plans them.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>) {
    for unit in job.units.clone() {
        if unit.table != "root" || !job.is_free(unit.node) {
            continue;
        }
        match unit.name.as_str() {
            "import_environment" => imported(job, &unit),
            "imap_id_send" => client_id(job, &unit),
            "imapc_features" => features(job, &unit),
            _ => {}
        }
    }
}

/// `NAME` and `NAME=value`; 2.4 adds them to those that it has built in.
fn imported<'c>(job: &mut Job<'c>, unit: &Unit<'c>) {
    let text = job.text(unit).into_owned();
    let item = |word: &[u8]| match split(word, b'=') {
        Some((name, value)) => Item::set(name, percent::literal(value)),
        None => Item::set(word, [b"%{env:", word, b"}"].concat()),
    };
    let own = b"$import_environment";
    let inner: Vec<Item> =
        text.split(|b| *b == b' ').filter(|word| !word.is_empty() && word != own).map(item).collect();
    if inner.is_empty() {
        return job.drop(unit, NoteCode::DroppedDefault, "2.4 keeps the variables that it needs");
    }
    job.write(unit.node, vec![Item::block("import_environment", inner)]);
}

/// What `*` stands for in `imap_id_send`. Source: `imap_id_get_default_value()` in `imap-id.c`, 2.3.21.
fn built_in(key: &[u8]) -> Option<&'static str> {
    Some(match key.to_ascii_lowercase().as_slice() {
        b"name" => "Dovecot",
        b"version" => "%{dovecot:version}",
        b"os" => "%{system:os}",
        b"os-version" => "%{system:os-version}",
        b"support-url" => "%{dovecot:support-url}",
        b"support-email" => "%{dovecot:support-email}",
        b"revision" => "%{dovecot:revision}",
        _ => return None,
    })
}

/// Pairs of words, the second one `*` for what is built in.
fn client_id<'c>(job: &mut Job<'c>, unit: &Unit<'c>) {
    let text = job.text(unit).into_owned();
    let all: Vec<&[u8]> = text.split(|b| *b == b' ').filter(|word| !word.is_empty()).collect();
    let mut inner = Vec::new();
    for pair in all.chunks(2) {
        let [key, value] = pair else { continue };
        let value = if *value == b"*" {
            match built_in(key) {
                Some(value) => value.as_bytes().to_vec(),
                None => continue,
            }
        } else {
            percent::literal(value)
        };
        inner.push(Item::set(key, value));
    }
    if inner.is_empty() {
        return job.drop(unit, NoteCode::DroppedDefault, "only fields that 2.4 sends were sent");
    }
    job.write(unit.node, vec![Item::block("imap_id_send", inner)]);
}

/// What 2.4 does by itself, and the word that switches it off.
const SWITCHED_ON: [(&[u8], &str); 7] = [
    (b"delay-login", "no-delay-login"),
    (b"rfc822.size", "no-fetch-size"),
    (b"fetch-headers", "no-fetch-headers"),
    (b"search", "no-search"),
    (b"fetch-bodystructure", "no-fetch-bodystructure"),
    (b"acl", "no-acl"),
    (b"modseq", "no-modseq"),
];

/// The features that 2.4 would switch on.
pub(in crate::upgrade) fn features_off(named: &[&[u8]]) -> Vec<Vec<u8>> {
    let is_off = |(word, _): &&(&[u8], &str)| !named.contains(word);
    SWITCHED_ON.iter().filter(is_off).map(|(_, off)| off.as_bytes().to_vec()).collect()
}

fn features<'c>(job: &mut Job<'c>, unit: &Unit<'c>) {
    let text = job.text(unit).into_owned();
    let named: Vec<&[u8]> = words(&text).collect();
    let is_built_in = |word: &&[u8]| SWITCHED_ON.iter().any(|(known, _)| known == word);
    let mut kept: Vec<Vec<u8>> =
        named.iter().filter(|word| !is_built_in(word)).map(|word| word.to_vec()).collect();
    if job.wanted.defaults == Defaults::Keep {
        let mut off = features_off(&named);
        off.append(&mut kept);
        kept = off;
    }
    if kept.is_empty() {
        return job.drop(unit, NoteCode::DroppedDefault, "2.4 has these features by default");
    }
    if kept.join(&b' ') == text {
        return job.plan(unit.node, Plan::Keep);
    }
    job.write(unit.node, vec![Item::set("imapc_features", kept.join(&b' '))]);
}
