//! Services and listeners.

use crate::config::value::{number, size, time};
use crate::config::{ROOT, ScopeKind};
use crate::edit::Place;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Insertion, Job, Unit};
use crate::upgrade::value::plain::is_zero;
use crate::upgrade::{Code, NoteCode};

/// The greatest time of 2.3, which means never.
const NEVER: u64 = u32::MAX as u64;

/// Plans what the map cannot say of services.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>) {
    for unit in job.units.clone() {
        if !job.is_free(unit.node) {
            continue;
        }
        match (unit.table, unit.name.as_str()) {
            ("service", "vsz_limit") => memory(job, &unit),
            ("service", "idle_kill") => idle(job, &unit),
            ("inet_listener", "reuse_port") => reuse_port(job, &unit),
            ("root", "auth_worker_max_count") => workers(job, &unit),
            _ => {}
        }
    }
}

fn memory<'c>(job: &mut Job<'c>, unit: &Unit<'c>) {
    let text = job.text(unit).into_owned();
    let key = super::generic::key_as(job, unit, "vsz_limit");
    if size(&text) == Ok(u64::MAX) {
        job.drop(unit, NoteCode::DroppedDefault, "this vsz_limit means the default");
    } else if is_zero(&text) {
        job.write(unit.node, vec![Item::set(key, "unlimited")]);
    } else {
        job.plan(unit.node, crate::upgrade::job::Plan::Keep);
    }
}

fn idle<'c>(job: &mut Job<'c>, unit: &Unit<'c>) {
    let text = job.text(unit).into_owned();
    let key = super::generic::key_as(job, unit, "idle_kill_interval");
    if is_zero(&text) {
        job.drop(unit, NoteCode::DroppedDefault, "idle_kill = 0 means the default");
    } else if time(&text, false) == Ok(NEVER) {
        job.write(unit.node, vec![Item::set(key, "infinite")]);
    } else {
        job.write(unit.node, vec![Item::Renamed(key.into_bytes())]);
    }
}

/// From 2.4.4 on the service shares its ports, and has as many processes from the start as it may have.
fn reuse_port<'c>(job: &mut Job<'c>, unit: &Unit<'c>) {
    if job.to().patch < 4 {
        return job.plan(unit.node, crate::upgrade::job::Plan::Keep);
    }
    let config = job.config;
    let Some(service) = config.scope(unit.assign.scope).parent else { return };
    let own = |name: &str| job.own(service, "service", name).map(|unit| job.text(&unit).into_owned());
    let count = |text: Option<Vec<u8>>| text.and_then(|text| number(&text, u64::MAX).ok());
    let (limit, least) = (count(own("process_limit")), count(own("process_min_avail")));
    if crate::config::value::boolean(&job.text(unit)) == Ok(false) {
        return job.drop(unit, NoteCode::DroppedDefault, "ports are not shared by default");
    }
    let mut items = vec![Item::set("reuse_port", "yes")];
    if limit.is_none() || limit != least {
        let answer = job.decide_at(unit, Code::ReusePortProcesses, "");
        let Some(count) = answer.and_then(|answer| number(answer.as_bytes(), u64::MAX).ok()) else {
            return job.plan(unit.node, crate::upgrade::job::Plan::Comment);
        };
        for name in ["process_min_avail", "process_limit"] {
            let item = Item::set(name, count.to_string());
            match job.own(service, "service", name) {
                Some(known) => job.write(known.node, vec![item]),
                None => items.push(item),
            }
        }
    }
    let listener = config.scope(unit.assign.scope).opened.and_then(|head| job.node_of(head));
    if let Some(listener) = listener {
        let is_first = !job.insertions.iter().any(|known| known.place == Place::Before(listener));
        if is_first {
            job.insertions.push(Insertion { place: Place::Before(listener), items });
        }
        job.plan(unit.node, crate::upgrade::job::Plan::Absorbed);
    }
}

/// How many workers the auth process has is said of their service.
fn workers<'c>(job: &mut Job<'c>, unit: &Unit<'c>) {
    let text = job.text(unit).into_owned();
    if is_zero(&text) {
        return job.drop(unit, NoteCode::DroppedDefault, "auth_worker_max_count = 0 means the default");
    }
    let is_worker = |kind: &ScopeKind| matches!(kind, ScopeKind::Section { setting, name, .. } if setting.name == "service" && **name == *b"auth-worker");
    let service = job.config.scopes().find(|(_, scope)| scope.parent == Some(ROOT) && is_worker(&scope.kind));
    let own = service.and_then(|(scope, _)| job.own(scope, "service", "process_limit"));
    if own.is_some_and(|own| !is_zero(&job.text(&own))) {
        return job.drop(unit, NoteCode::Overridden, "service auth-worker has its own process_limit");
    }
    job.write(
        unit.node,
        vec![Item::named("service", "auth-worker", vec![Item::set("process_limit", text).from(unit.node)])],
    );
}
