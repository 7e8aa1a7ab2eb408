//! Where mail is.

use super::namespaces::namespaces;
use crate::config::{Filter, ROOT, ScopeId, ScopeKind};
use crate::hash::HashSet;
use crate::upgrade::convert::login::userdb_gives;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Job, Plan, Unit};
use crate::upgrade::value::location::Location;
use crate::upgrade::value::percent::{NoWay, Who};
use crate::upgrade::{Code, NoteCode};

/// Plans the locations of everyone, of filters and of namespaces.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>) {
    for unit in job.units.clone() {
        let is_one = matches!(
            (unit.table, unit.name.as_str()),
            ("root", "mail_location" | "mail") | ("namespace", "location" | "mail" | "mail_location")
        );
        if is_one && job.is_free(unit.node) {
            one(job, &unit);
        }
    }
}

fn one<'c>(job: &mut Job<'c>, unit: &Unit<'c>) {
    if unit.is_replaced {
        return job.drop(unit, NoteCode::Overridden, "a later line sets the location again");
    }
    let text = job.text(unit).into_owned();
    let is_namespace = unit.table == "namespace";
    if text.is_empty() && is_namespace {
        return job.drop(unit, NoteCode::DroppedDefault, "an empty location means the global one");
    }
    let mut location = Location::read(&text);
    if location.driver.is_empty()
        && let Some(driver) = job.decide_at(unit, Code::MailLocationAutodetect, "")
    {
        location.driver = driver;
    }
    let who = if is_shared(job, unit.assign.scope) { Who::Shared } else { Who::Mail };
    job.note_unknown(unit, who, &text);
    match items(job, unit, &location, who) {
        Ok(items) => write(job, unit, items),
        Err(NoWay(variable)) => {
            let detail = format!("2.4 has nothing for {variable}");
            match job.decide_at(unit, Code::LocationVariable, detail) {
                Some(answer) => {
                    let items = items(job, unit, &Location::read(answer.as_bytes()), who).unwrap_or_default();
                    write(job, unit, items);
                }
                None => job.plan(unit.node, Plan::Comment),
            }
        }
    }
}

/// Whether a scope is a shared namespace.
pub(in crate::upgrade) fn is_shared(job: &Job<'_>, scope: ScopeId) -> bool {
    job.own(scope, "namespace", "type").is_some_and(|unit| *job.text(&unit) == *b"shared")
}

fn items<'c>(job: &Job<'c>, unit: &Unit<'c>, location: &Location, who: Who) -> Result<Vec<Item>, NoWay> {
    let outer = outer(job, unit);
    let mut settings = location.settings(who)?;
    if delivers(job, unit) && outer.first().is_some_and(|outer| outer.driver == location.driver) {
        // LMTP and LDA of 2.4.1 fail when their protocol section itself sets it.
        settings.retain(|(name, _)| *name != "mail_driver");
    }
    let resets = location.resets_of_all(&outer);
    let own = settings.into_iter().map(|(name, value)| Item::set(name, value));
    Ok(own.chain(resets.into_iter().map(|(name, value)| Item::set(name, value))).collect())
}

/// Writes what stands for a location. LMTP and LDA of 2.4.1 keep the message that they deliver as their protocol section
/// says, which fails with the driver and with some of the folders of a location. So it is in the namespaces there.
fn write(job: &mut Job<'_>, unit: &Unit<'_>, items: Vec<Item>) {
    if unit.table == "namespace" || !delivers(job, unit) {
        return job.write(unit.node, items);
    }
    if userdb_gives(job, "mail") {
        // It would not count in a namespace that has its own.
        let text = "2.4.1 delivers here even where the userdb returns another location, and fails where mail_driver is set \
                    here; 2.4.5 does neither";
        job.note(NoteCode::LocationForDelivery, Some(job.config.span(unit.assign)), text);
        return job.write(unit.node, items);
    }
    let filter = job.outer(unit.assign.scope);
    let scopes = [namespaces(job, ROOT), namespaces(job, filter)].concat();
    if scopes.is_empty() {
        let inner = std::iter::once(Item::set("inbox", "yes")).chain(items).collect();
        return job.write(unit.node, vec![Item::named("namespace", "inbox", inner)]);
    }
    let name_of = |scope: &ScopeId| job.namespaces.get(scope).cloned();
    let has_location = |scope: &ScopeId| {
        job.own(*scope, "namespace", "location").is_some_and(|own| !job.text(&own).is_empty())
    };
    let own: HashSet<Vec<u8>> =
        scopes.iter().filter(|scope| has_location(scope)).filter_map(name_of).collect();
    let mut names: Vec<Vec<u8>> =
        scopes.iter().filter_map(name_of).filter(|name| !own.contains(name)).collect();
    names.dedup();
    if names.is_empty() {
        return job.drop(unit, NoteCode::NoEffect, "every namespace has a location of its own");
    }
    let block = |name| Item::named("namespace", name, items.clone());
    job.write(unit.node, names.into_iter().map(block).collect());
}

/// Whether a setting is in a protocol section that LMTP or LDA read.
fn delivers(job: &Job<'_>, unit: &Unit<'_>) -> bool {
    let ScopeKind::Filter(Filter { protocol: Some(protocol), .. }) =
        &job.config.scope(unit.assign.scope).kind
    else {
        return false;
    };
    match protocol.strip_prefix(b"!") {
        Some(other) => !matches!(other, b"lmtp" | b"lda"),
        None => matches!(&**protocol, b"lmtp" | b"lda"),
    }
}

/// The locations from which 2.4 would inherit parts.
fn outer<'c>(job: &Job<'c>, unit: &Unit<'c>) -> Vec<Location> {
    let config = job.config;
    let mut found = Vec::new();
    let around = job.outer(unit.assign.scope);
    let mut scope = if unit.table == "namespace" { Some(around) } else { config.scope(around).parent };
    while let Some(at) = scope {
        if let Some(own) = job.own(at, "root", "mail_location") {
            found.push(Location::read(&job.text(&own)));
        }
        scope = config.scope(at).parent;
    }
    // A namespace of the same name in a filter, and at the top level.
    if unit.table == "namespace"
        && around != ROOT
        && let ScopeKind::Section { name, .. } = &config.scope(unit.assign.scope).kind
    {
        let is_same = |kind: &ScopeKind| matches!(kind, ScopeKind::Section { setting, name: other, .. } if setting.name == "namespace" && other == name);
        let top = config.scopes().find(|(_, scope)| scope.parent == Some(ROOT) && is_same(&scope.kind));
        if let Some(own) = top.and_then(|(scope, _)| job.own(scope, "namespace", "location")) {
            found.push(Location::read(&job.text(&own)));
        }
    }
    found
}

/// The locations that a field of a user replaces: those of everyone and of filters; for a namespace, its own too.
pub(in crate::upgrade) fn replaced_by_field(job: &Job<'_>, namespace: Option<&str>) -> Vec<Location> {
    let is_replaced = |unit: &&Unit<'_>| match unit.table {
        "root" => matches!(unit.name.as_str(), "mail_location" | "mail"),
        "namespace" if unit.name == "location" => {
            namespace.is_some_and(|wanted| match &job.config.scope(unit.assign.scope).kind {
                ScopeKind::Section { name, .. } => **name == *wanted.as_bytes(),
                _ => false,
            })
        }
        _ => false,
    };
    let units = job.units.iter().filter(|unit| !unit.is_replaced).filter(is_replaced);
    units.map(|unit| Location::read(&job.text(unit))).collect()
}
