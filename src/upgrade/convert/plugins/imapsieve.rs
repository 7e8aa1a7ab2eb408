//! `IMAPSieve`: rules by mailbox.
//!
//! Source: `imap_sieve_mailbox_rules_init()` in `imap-sieve-storage.c`, Pigeonhole 0.5.21.

use super::sieve::location;
use super::{units, unread, write_for};
use crate::config::ScopeId;
use crate::hash::{HashMap, HashSet};
use crate::upgrade::Code;
use crate::upgrade::convert::mail::namespaces::put_mailbox;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Job, Unit};
use crate::upgrade::value::plain::words;

const PREFIX: &str = "imapsieve_mailbox";

/// Plans the rules of a scope.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>, scope: ScopeId) {
    let all: Vec<Unit<'_>> =
        units(job, scope).into_iter().filter(|unit| unit.name.starts_with(PREFIX)).collect();
    let by_name: HashMap<&str, &Unit<'_>> = all.iter().map(|unit| (unit.name.as_str(), unit)).collect();
    let mut number = 1;
    let mut done = HashSet::default();
    loop {
        let own = |key: &str| by_name.get(format!("{PREFIX}{number}_{key}").as_str()).copied().cloned();
        let Some(name) = own("name") else { break };
        let parts: Vec<Unit<'_>> =
            [Some(name.clone()), own("from"), own("causes"), own("before"), own("after")]
                .into_iter()
                .flatten()
                .collect();
        done.extend(parts.iter().map(|unit| unit.node));
        rule(job, number, &name, &parts);
        number += 1;
    }
    let late: Vec<Unit<'_>> = all.iter().filter(|unit| !done.contains(&unit.node)).cloned().collect();
    unread(job, &late);
}

fn rule<'c>(job: &mut Job<'c>, number: u32, name: &Unit<'c>, parts: &[Unit<'c>]) {
    let find = |key: &str| parts.iter().find(|unit| unit.name.ends_with(key)).cloned();
    let text = |job: &Job<'c>, unit: &Unit<'c>| job.text(unit).into_owned();
    let causes = find("_causes").map(|unit| (text(job, &unit).to_ascii_lowercase(), unit.node));
    let mut scripts = Vec::new();
    for kind in ["before", "after"] {
        let Some(unit) = find(&format!("_{kind}")) else { continue };
        let Some(own) = location(&text(job, &unit)) else {
            job.comment_out(&unit, Code::SieveStorageLdap, "");
            continue;
        };
        let mut inner = vec![Item::set("type", kind)];
        if let Some((causes, node)) = &causes {
            inner.push(Item::set("cause", words(causes).collect::<Vec<_>>().join(&b' ')).from(*node));
        }
        inner.extend(own);
        scripts.push(Item::named("sieve_script", format!("imapsieve{number}-{kind}"), inner).from(unit.node));
    }
    let from = find("_from").map(|unit| (text(job, &unit), unit.node)).filter(|(from, _)| from != b"*");
    let mut items = match from {
        // The full name, with the prefix of its namespace.
        Some((from, node)) => vec![Item::named("imapsieve_from", from, scripts).from(node)],
        None => scripts,
    };
    let mailbox = text(job, name);
    if mailbox != b"*" {
        items = put_mailbox(job, &mailbox, items, name).into_iter().collect();
    }
    write_for(job, parts, items);
}
