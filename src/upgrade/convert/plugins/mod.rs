//! What was in `plugin {}`.

pub(in crate::upgrade) mod acl;
pub(in crate::upgrade) mod crypt;
pub(in crate::upgrade) mod fts;
pub(in crate::upgrade) mod imapsieve;
pub(in crate::upgrade) mod language;
pub(in crate::upgrade) mod mailboxes;
pub(in crate::upgrade) mod notify;
pub(in crate::upgrade) mod quota;
pub(in crate::upgrade) mod quota_rules;
pub(in crate::upgrade) mod sieve;
pub(in crate::upgrade) mod small;

use super::super::job::{Job, Plan, Unit};
use crate::config::ScopeId;
use crate::upgrade::NoteCode;
use crate::upgrade::item::Item;

/// Plans the settings of all plugins.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>) {
    for scope in job.plugin_scopes() {
        quota::plan(job, scope);
        sieve::plan(job, scope);
        imapsieve::plan(job, scope);
        fts::plan(job, scope);
        acl::plan(job, scope);
        crypt::plan(job, scope);
        mailboxes::plan(job, scope);
        notify::plan(job, scope);
        small::plan(job, scope);
    }
    small::escapes(job);
}

/// The settings of plugins in a scope that count and are still to be planned.
pub(in crate::upgrade) fn units<'c>(job: &Job<'c>, scope: ScopeId) -> Vec<Unit<'c>> {
    job.units_in(scope, "plugin").into_iter().filter(|unit| job.is_free(unit.node)).collect()
}

/// `name`, `name2`, `name3` and so on up to the first gap, and those after it, which 2.3 never reads.
pub(in crate::upgrade) fn series<'c>(units: &[Unit<'c>], name: &str) -> (Vec<Unit<'c>>, Vec<Unit<'c>>) {
    let mut all: Vec<(u32, Unit<'c>)> = Vec::new();
    for unit in units {
        let Some(rest) = unit.name.strip_prefix(name) else { continue };
        let number = if rest.is_empty() { Some(1) } else { rest.parse().ok().filter(|number| *number > 1) };
        if let Some(number) = number.filter(|_| rest.bytes().all(|b| b.is_ascii_digit())) {
            all.push((number, unit.clone()));
        }
    }
    all.sort_by_key(|(number, _)| *number);
    let read = all.iter().zip(1..).take_while(|((number, _), wanted)| number == wanted).count();
    let mut units = all.into_iter().map(|(_, unit)| unit);
    (units.by_ref().take(read).collect(), units.collect())
}

/// Makes comments of settings after a gap.
pub(in crate::upgrade) fn unread<'c>(job: &mut Job<'c>, units: &[Unit<'c>]) {
    for unit in units {
        let text = format!("{} comes after a gap in the numbers, so 2.3 never read it", unit.name);
        job.note(NoteCode::UnreadNumber, Some(job.config.span(unit.assign)), text);
        job.plan(unit.node, Plan::Comment);
    }
}

/// The first of some statements in its file.
pub(in crate::upgrade) fn first<'c>(units: &[Unit<'c>]) -> Option<Unit<'c>> {
    units.iter().min_by_key(|unit| unit.assign.statement).cloned()
}

/// Writes items for several settings together, in the place of the first of them.
pub(in crate::upgrade) fn write_for(job: &mut Job<'_>, units: &[Unit<'_>], items: Vec<Item>) {
    if let Some(first) = first(units).filter(|_| !items.is_empty()) {
        job.write(first.node, items);
    }
    for unit in units {
        job.plan(unit.node, Plan::Absorbed);
    }
}
