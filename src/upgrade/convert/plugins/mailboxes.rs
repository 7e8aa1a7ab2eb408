//! Settings that name mailboxes: exclusions, the trash list, `autocreate`.

use super::{series, units, unread};
use crate::config::ScopeId;
use crate::edit::{Place, Within};
use crate::schema::ExternalKind;
use crate::upgrade::Code;
use crate::upgrade::convert::mail::namespaces::{namespaces, prefix_of, put_mailbox, special};
use crate::upgrade::external::External;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Insertion, Job, Plan, Unit};
use crate::upgrade::value::percent::{Who, converted};

/// Plans those of a scope.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>, scope: ScopeId) {
    let all = units(job, scope);
    for (name, inner) in [
        ("fts_autoindex_exclude", Item::set("fts_autoindex", "no")),
        ("lazy_expunge_exclude", Item::set("lazy_expunge_mailbox", "")),
        ("notify_status_mailbox", Item::set("notify_status", "yes")),
    ] {
        let (read, late) = series(&all, name);
        unread(job, &late);
        for unit in read {
            one(job, &unit, &inner);
        }
    }
    for unit in &all {
        match unit.name.as_str() {
            "trash" => trash(job, unit),
            "lazy_expunge" => lazy_expunge(job, unit),
            _ => {}
        }
    }
    created(job, &all);
}

/// Says something of the mailbox that a setting names; `\Flag` stands for those that carry the flag.
fn one<'c>(job: &mut Job<'c>, unit: &Unit<'c>, inner: &Item) {
    let mut text = job.text(unit).into_owned();
    if text.starts_with(b"\\") {
        let found = special(job, &text);
        if !found.is_empty() {
            for head in found {
                let items = vec![inner.clone().from(unit.node)];
                job.insertions.push(Insertion { place: Place::End(Within::Section(head)), items });
            }
            return job.plan(unit.node, Plan::Absorbed);
        }
        match job.decide_at(unit, Code::ExcludeSpecialUse, "") {
            Some(answer) => text = answer.into_bytes(),
            None => return job.plan(unit.node, Plan::Comment),
        }
    }
    let items = vec![inner.clone()];
    match put_mailbox(job, &text, items, unit) {
        Some(block) => job.write(unit.node, vec![block]),
        None => job.plan(unit.node, Plan::Absorbed),
    }
}

/// The list of mailboxes that are emptied for new mail.
fn trash<'c>(job: &mut Job<'c>, unit: &Unit<'c>) {
    let path = job.text(unit).into_owned();
    let span = Some(job.config.span(unit.assign));
    let Some(file) = External::find_or_ask(job, ExternalKind::Trash, &path, unit.node, span) else {
        return job.plan(unit.node, Plan::Comment);
    };
    let mut items = Vec::new();
    for line in &file.entries {
        items.extend(line.comments());
        let inner = vec![Item::set("trash_priority", line.key.clone())];
        items.extend(put_mailbox(job, &line.text, inner, unit));
    }
    items.extend(file.last_comments());
    job.todo(format!("{} is no longer read; its lines are mailbox blocks now.", file.shown));
    if items.is_empty() {
        job.plan(unit.node, Plan::Absorbed);
    } else {
        job.write(unit.node, items);
    }
}

/// A mailbox in 2.3, namespaces in 2.2.
fn lazy_expunge<'c>(job: &mut Job<'c>, unit: &Unit<'c>) {
    let text = job.text(unit).into_owned();
    let first = text.split(|b| *b == b' ').next().unwrap_or_default();
    let is_prefix = |scope: &ScopeId| {
        let prefix = prefix_of(job, *scope);
        !prefix.is_empty() && prefix == first
    };
    let is_namespace = namespaces(job, crate::config::ROOT).iter().any(is_prefix);
    if is_namespace {
        match job.decide_at(unit, Code::NamespaceLazyExpunge, "") {
            Some(answer) => return job.write(unit.node, vec![Item::set("lazy_expunge_mailbox", answer)]),
            None => return job.plan(unit.node, Plan::Comment),
        }
    }
    match converted(Who::Mail, &text) {
        Ok(new) => job.write(unit.node, vec![Item::set("lazy_expunge_mailbox", new)]),
        Err(no_way) => {
            let detail = format!("2.4 has nothing for {}", no_way.0);
            job.ask_value(unit, Code::LocationVariable, &detail, "lazy_expunge_mailbox");
        }
    }
}

/// `autocreate` and `autosubscribe` of 2.2.
fn created<'c>(job: &mut Job<'c>, all: &[Unit<'c>]) {
    let (create, _) = series(all, "autocreate");
    let (subscribe, _) = series(all, "autosubscribe");
    let names: Vec<Vec<u8>> = subscribe.iter().map(|unit| job.text(unit).into_owned()).collect();
    let mut done: Vec<Vec<u8>> = Vec::new();
    for unit in create.iter().chain(&subscribe) {
        let name = job.text(unit).into_owned();
        if done.contains(&name) {
            job.plan(unit.node, Plan::Absorbed);
            continue;
        }
        let auto = if names.contains(&name) { "subscribe" } else { "create" };
        match put_mailbox(job, &name, vec![Item::set("auto", auto)], unit) {
            Some(block) => job.write(unit.node, vec![block]),
            None => job.plan(unit.node, Plan::Absorbed),
        }
        done.push(name);
    }
}
