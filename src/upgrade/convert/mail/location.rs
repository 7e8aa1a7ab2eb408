//! Where mail is.

use crate::config::{ROOT, ScopeId, ScopeKind};
use crate::upgrade::Code;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Job, Plan, Unit};
use crate::upgrade::value::location::Location;
use crate::upgrade::value::percent::{NoWay, Who};

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
        return job.drop(unit, "overridden", "a later line sets the location again");
    }
    let text = job.text(unit).into_owned();
    let is_namespace = unit.table == "namespace";
    if text.is_empty() && is_namespace {
        return job.drop(unit, "dropped-default", "an empty location means the global one");
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
        Ok(items) => job.write(unit.node, items),
        Err(NoWay(variable)) => {
            let detail = format!("2.4 has nothing for {variable}");
            match job.decide_at(unit, Code::LocationVariable, detail) {
                Some(answer) => {
                    let items = items(job, unit, &Location::read(answer.as_bytes()), who).unwrap_or_default();
                    job.write(unit.node, items);
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
    let mut items: Vec<Item> =
        location.settings(who)?.into_iter().map(|(name, value)| Item::set(name, value)).collect();
    for outer in outer(job, unit) {
        for (name, value) in location.resets(&outer) {
            let is_there =
                items.iter().any(|item| matches!(item, Item::Set { key, .. } if key == name.as_bytes()));
            if !is_there {
                items.push(Item::set(name, value));
            }
        }
    }
    Ok(items)
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
