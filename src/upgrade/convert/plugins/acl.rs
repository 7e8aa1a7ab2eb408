//! ACLs: the backend, and the file of global rules as blocks.

use super::{series, units};
use crate::config::ScopeId;
use crate::edit::{Place, Within};
use crate::upgrade::NoteCode;
use crate::upgrade::convert::mail::namespaces::{self, Target};
use crate::upgrade::item::Item;
use crate::upgrade::job::{Insertion, Job, Plan, Unit};
use crate::upgrade::value::plain::{split, with_unit};
use crate::upgrade::{Code, Detail};

/// Plans the ACL settings of a scope.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>, scope: ScopeId) {
    let all = units(job, scope);
    let (read, _) = series(&all, "acl_ignore_namespace");
    for unit in read {
        ignored(job, &unit);
    }
    if let Some(unit) = all.iter().find(|unit| unit.name == "acl") {
        backend(job, unit);
    }
}

/// `vfile[:path][:cache_secs=N]`.
fn backend<'c>(job: &mut Job<'c>, unit: &Unit<'c>) {
    let text = job.text(unit).into_owned();
    let (driver, rest) = split(&text, b':').unwrap_or((&text, b""));
    let mut items = vec![Item::set("acl_driver", driver)];
    let mut path: Option<&[u8]> = None;
    for part in rest.split(|b| *b == b':').filter(|part| !part.is_empty()) {
        match part.strip_prefix(b"cache_secs=") {
            Some(seconds) => items.push(Item::set("acl_cache_ttl", with_unit(seconds, b"s"))),
            None => path = Some(part),
        }
    }
    if let Some(path) = path {
        let read = std::str::from_utf8(path).ok().and_then(|path| (job.wanted.reach)(path));
        match read {
            Some((text, _)) => {
                items.extend(rules(job, unit, &text));
                let path = String::from_utf8_lossy(path);
                job.todo(format!("{path} is no longer read; its rules are acl blocks now."));
            }
            None => {
                job.decide_at(unit, Code::AclGlobalFile, "");
            }
        }
    }
    job.write(unit.node, items);
}

/// The rules of one mailbox.
struct Box {
    target: Target,
    comments: Vec<Vec<u8>>,
    rules: Vec<(Vec<u8>, Vec<u8>)>,
}

/// `mailbox identifier rights`, one a line. Source: `acl_global_file_parse_line()`, 2.3.21.
fn rules<'c>(job: &mut Job<'c>, unit: &Unit<'c>, text: &[u8]) -> Vec<Item> {
    let mut boxes: Vec<Box> = Vec::new();
    let mut comments: Vec<Vec<u8>> = Vec::new();
    for line in text.split(|b| *b == b'\n') {
        let line = line.trim_ascii();
        if line.starts_with(b"#") {
            comments.push(line.to_vec());
            continue;
        }
        let Some((mailbox, rule)) = mailbox_of(line) else { continue };
        let Some((id, rights)) = split(rule.trim_ascii(), b' ') else { continue };
        let target = namespaces::target(job, &mailbox);
        if target.name.is_empty() {
            // The prefix itself is no mailbox.
            continue;
        }
        let same = boxes
            .iter_mut()
            .find(|own| own.target.namespace == target.namespace && own.target.name == target.name);
        let rule = (id.to_vec(), rights.trim_ascii().to_vec());
        match same {
            Some(own) => own.rules.push(rule),
            None => boxes.push(Box { target, comments: std::mem::take(&mut comments), rules: vec![rule] }),
        }
    }
    let mut here = Vec::new();
    for own in boxes {
        let (namespace, items) = block(job, unit, own);
        match namespace.and_then(|scope| namespaces::head_of(job, scope)) {
            Some(head) => job.insertions.push(Insertion { place: Place::End(Within::Section(head)), items }),
            None => here.extend(items),
        }
    }
    here.extend(comments.into_iter().map(Item::Comment));
    here
}

/// The name in front of a rule, in quotes perhaps.
fn mailbox_of(line: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    if let Some(rest) = line.strip_prefix(b"\"") {
        let end = memchr::memchr(b'"', rest)?;
        return Some((rest[..end].to_vec(), &rest[end + 1..]));
    }
    split(line, b' ').map(|(name, rest)| (name.to_vec(), rest))
}

fn block<'c>(job: &mut Job<'c>, unit: &Unit<'c>, own: Box) -> (Option<ScopeId>, Vec<Item>) {
    let kind = own.target.namespace.and_then(|scope| job.own(scope, "namespace", "type"));
    let is_public = kind.is_some_and(|unit| *job.text(&unit) == *b"public");
    let mut inner: Vec<Item> = Vec::new();
    for (id, rights) in &own.rules {
        inner.push(Item::named("acl", id, vec![Item::set("rights", rights.clone())]));
    }
    let has_owner = own.rules.iter().any(|(id, _)| id == b"owner");
    let anyone = own.rules.iter().find(|(id, _)| matches!(id.as_slice(), b"anyone" | b"authenticated"));
    if let Some((_, rights)) = anyone.filter(|_| !is_public && !has_owner) {
        inner.push(Item::named("acl", "owner", vec![Item::set("rights", rights.clone())]));
        let mailbox = String::from_utf8_lossy(&own.target.name).into_owned();
        job.decide_at(unit, Code::AclGlobalFileOwner, Detail::More(format!("mailbox: {mailbox}")));
    }
    let mut items: Vec<Item> = own.comments.into_iter().map(Item::Comment).collect();
    items.push(Item::named("mailbox", own.target.name, inner));
    (own.target.namespace, items)
}

/// Namespaces without ACLs, by their prefixes.
fn ignored<'c>(job: &mut Job<'c>, unit: &Unit<'c>) {
    let pattern = job.text(unit).into_owned();
    let all = namespaces::namespaces(job, crate::config::ROOT);
    let mut is_found = false;
    for scope in all {
        let prefix = namespaces::prefix_of(job, scope);
        let Some(head) = namespaces::head_of(job, scope).filter(|_| fits(&pattern, &prefix)) else {
            continue;
        };
        let items = vec![Item::set("acl_ignore", "yes").from(unit.node)];
        job.insertions.push(Insertion { place: Place::End(Within::Section(head)), items });
        is_found = true;
    }
    if is_found {
        job.plan(unit.node, Plan::Absorbed);
    } else {
        job.drop(unit, NoteCode::NoEffect, "no namespace has such a prefix");
    }
}

/// Whether a pattern with `*` and `?` fits. After the last star that was met, one more byte is taken at a time.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut byte) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while byte < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, byte));
                at += 1;
            }
            Some(wanted) if *wanted == b'?' || *wanted == text[byte] => {
                at += 1;
                byte += 1;
            }
            _ => {
                let Some((place, from)) = star else { return false };
                star = Some((place, from + 1));
                at = place + 1;
                byte = from + 1;
            }
        }
    }
    pattern[at..].iter().all(|rest| *rest == b'*')
}
