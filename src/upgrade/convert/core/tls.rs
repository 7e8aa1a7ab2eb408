//! TLS, and logins without it.

use crate::config::value::boolean;
use crate::config::{Config, Filter, Net, ROOT, ScopeId};
use crate::edit::{FileIndex, NodeId, Place, Within};
use crate::schema::{Conversion, upgrade_rule};
use crate::syntax::Form;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Insertion, Job, Plan, Unit};
use crate::upgrade::value::plain::words;
use crate::upgrade::{Code, NoteCode};

/// Plans certificates, keys, and who may log in without TLS.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>) {
    for unit in job.units.clone() {
        if !job.is_free(unit.node) {
            continue;
        }
        let rule = upgrade_rule(unit.table, &unit.name);
        match unit.name.as_str() {
            "disable_plaintext_auth" => cleartext(job, &unit),
            "ssl_ca" if unit.table == "root" => authority(job, &unit),
            _ if rule.is_some_and(|rule| rule.value == Conversion::File && !rule.is_area) => file(job, &unit),
            _ => {}
        }
    }
    cleartext_in_filters(job);
    trusted_networks(job);
}

/// A certificate or a key that is no file.
fn file<'c>(job: &mut Job<'c>, unit: &Unit<'c>) {
    let found = job.found(unit.assign);
    if found.form != Form::File && !found.text.is_empty() && !found.text.starts_with(b"<") {
        let detail = if found.text.starts_with(b"/") {
            "`<` is missing before the path, so 2.3 took the path for the certificate or key itself"
        } else {
            ""
        };
        if let Some(path) = job.decide_at(unit, Code::SslKeyNotAFile, detail) {
            let to = upgrade_rule(unit.table, &unit.name).map_or("", |rule| rule.to);
            return job.write(unit.node, vec![Item::set(to, path)]);
        }
        job.plan(unit.node, Plan::Comment);
    }
}

/// `ssl_ca` had two sides: certificates of clients, and those of servers to which this one connects.
fn authority<'c>(job: &mut Job<'c>, unit: &Unit<'c>) {
    let view = job.config.view(unit.assign.scope);
    let is_on = |name: &str| view.get(name).boolean() == Some(true);
    let text = job.text(unit).into_owned();
    let is_for_clients = is_on("ssl_verify_client_cert") || is_on("auth_ssl_require_client_cert");
    if text.is_empty() {
        return job.drop(unit, NoteCode::DroppedDefault, "ssl_ca was empty");
    }
    let side =
        if is_for_clients { Some("server".to_owned()) } else { job.decide_at(unit, Code::SslCaSide, "") };
    match side.as_deref() {
        Some("client") => job.write(unit.node, vec![Item::set("ssl_client_ca_file", text)]),
        Some(_) => job.write(unit.node, vec![Item::set("ssl_server_ca_file", text)]),
        None => job.plan(unit.node, Plan::Comment),
    }
}

/// Whether `ssl = required` is effective in a scope.
fn is_required(config: &Config<'_>, scope: ScopeId) -> bool {
    config.view(scope).get("ssl").text.as_ref() == b"required"
}

/// `disable_plaintext_auth` turned round. 2.3 passes over `no` where `ssl = required` is effective; 2.4 does not start
/// with it, and drops every connection to which a filter gives it.
fn cleartext<'c>(job: &mut Job<'c>, unit: &Unit<'c>) {
    let Ok(disabled) = boolean(&job.text(unit)) else { return };
    if !disabled && is_required(job.config, unit.assign.scope) {
        return job.drop(
            unit,
            NoteCode::CleartextNotInForce,
            "disable_plaintext_auth = no had no effect with ssl = required, and 2.4 rejects both together",
        );
    }
    let key = super::generic::key_as(job, unit, "auth_allow_cleartext");
    job.write(unit.node, vec![Item::set(key, if disabled { "no" } else { "yes" })]);
}

/// What was dropped at the top level still counts in a filter that does not require TLS.
fn cleartext_in_filters(job: &mut Job<'_>) {
    let config = job.config;
    let Some(top) = job.own(ROOT, "root", "disable_plaintext_auth") else { return };
    if !is_required(config, ROOT) || boolean(&job.text(&top)) != Ok(false) {
        return;
    }
    let filters: Vec<ScopeId> = config.filters().map(|(scope, _)| scope).collect();
    for scope in filters {
        let Some(ssl) = job.own(scope, "root", "ssl") else { continue };
        if job.text(&ssl).as_ref() != b"required"
            && job.own(scope, "root", "disable_plaintext_auth").is_none()
        {
            let items = vec![Item::set("auth_allow_cleartext", "yes")];
            job.insertions.push(Insertion { place: Place::After(ssl.node), items });
        }
    }
}

/// `ssl = required` let clients of trusted networks in without TLS; in 2.4 it does not.
fn trusted_networks(job: &mut Job<'_>) {
    let config = job.config;
    let Some(networks) = job.own(ROOT, "root", "login_trusted_networks") else { return };
    let text = job.text(&networks).into_owned();
    if !is_required(config, ROOT) || words(&text).next().is_none() {
        return;
    }
    let answer = job.decide_at(&networks, Code::SslRequiredTrustedNetworks, "");
    if answer.as_deref() == Some("strict") {
        return;
    }
    let filters = filters_with_ssl(job);
    for network in words(&text) {
        let net = Net::parse(network).ok();
        let is_around = |own: &Net| net.is_some_and(|net| *own == net || own.holds(&net));
        if filters.iter().any(|(own, _)| is_around(own)) {
            // What a filter of the tree says of these clients still counts.
            continue;
        }
        let narrower = filters.iter().find(|(own, _)| net.is_some_and(|net| net.holds(own)));
        // Below all other filters, so that it counts, but above those inside it, which count more.
        let end = Place::End(Within::File(FileIndex::FIRST));
        let place = narrower.map_or(end, |(_, node)| Place::Before(*node));
        let items = vec![Item::named("remote", network, vec![Item::set("ssl", "yes")])];
        job.insertions.push(Insertion { place, items });
    }
}

/// The `remote` filters of the top level that set `ssl`, with the first block of each.
fn filters_with_ssl(job: &Job<'_>) -> Vec<(Net, NodeId)> {
    let own = job.config.filters().filter_map(|(scope, filter)| {
        let is_remote = *filter == Filter { remote: filter.remote, ..Filter::default() };
        let node = job.node_of(job.config.scope(scope).opened?)?;
        job.own(scope, "root", "ssl").filter(|_| is_remote)?;
        Some((filter.remote?, node))
    });
    own.collect()
}
