//! Names of 2.0 and 2.1 that 2.3 still reads, with a warning.

use super::generic::{Outcome, items};
use crate::config::ScopeKind;
use crate::edit::{NodeId, Place, Within};
use crate::hash::HashSet;
use crate::schema::{Conversion, upgrade_rule};
use crate::upgrade::NoteCode;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Insertion, Job, Plan, Unit};

/// Plans settings whose name 2.3 reads as another one.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>) {
    let mut at = 0;
    while at < job.units.len() {
        let unit = job.units[at].clone();
        let all: Vec<Unit<'_>> = job.units[at..]
            .iter()
            .take_while(|other| other.assign.statement == unit.assign.statement)
            .cloned()
            .collect();
        at += all.len();
        if job.is_free(unit.node) && (all.len() > 1 || is_obsolete(job, &unit)) && unit.name != "protocols" {
            let kept: Vec<&Unit<'_>> = all.iter().filter(|unit| unit.name == "protocols").collect();
            if !kept.is_empty() {
                // What closes the port next to it is a matter of the list.
                continue;
            }
            let items: Vec<Item> =
                all.iter().filter(|unit| is_served(job, unit)).filter_map(|unit| item(job, unit)).collect();
            place(job, &unit, items);
        }
    }
    let known: HashSet<NodeId> = job.units.iter().map(|unit| unit.node).collect();
    // What 2.3 reads and forgets.
    for (index, statement) in job.document.statements.iter().enumerate() {
        let key = job.document.key(statement);
        let is_gone =
            [&b"ssl_parameters_regenerate"[..], b"ssl_dh_parameters_length", b"auth_count", b"login_dir"];
        if statement.kind == crate::syntax::Kind::Setting
            && is_gone.contains(&key.as_ref())
            && let Some(node) = job.node_of(index)
            && job.is_free(node)
        {
            let text = format!("2.3 no longer read {}", String::from_utf8_lossy(&key));
            job.note(NoteCode::DroppedDefault, Some(statement.span), text);
            job.plan(node, Plan::Drop);
        }
        // It knew no SSLv2 and no TLSv1.3, and then left `ssl_min_protocol` as it was.
        if statement.kind == crate::syntax::Kind::Setting
            && key.as_ref() == b"ssl_protocols"
            && let Some(node) = job.node_of(index)
            && !known.contains(&node)
            && job.is_free(node)
        {
            let text = "2.3 could not read this value of ssl_protocols and ignored it";
            job.note(NoteCode::NoEffect, Some(statement.span), text);
            job.plan(node, Plan::Drop);
        }
    }
}

/// Puts what an old line made in its place. A service that a filter made is of the top level in 2.3, and 2.4 allows it
/// nowhere else.
fn place(job: &mut Job<'_>, unit: &Unit<'_>, items: Vec<Item>) {
    let is_service = |item: &Item| matches!(item, Item::Block { kind, .. } if kind == b"service");
    let mut outermost = None;
    let mut within = job.tree.parent(unit.node);
    while let Within::Section(section) = within {
        outermost = Some(section);
        within = job.tree.parent(section);
    }
    match outermost {
        _ if items.is_empty() => job.plan(unit.node, Plan::Keep),
        Some(filter) if items.iter().all(is_service) => {
            let items = items.into_iter().map(|item| item.from(unit.node)).collect();
            job.insertions.push(Insertion { place: Place::Before(filter), items });
            job.plan(unit.node, Plan::Absorbed);
        }
        _ => job.write(unit.node, items),
    }
}

/// Whether 2.3 reads the key of a statement as another one.
fn is_obsolete(job: &Job<'_>, unit: &Unit<'_>) -> bool {
    let key = job.document.key(job.config.statement(unit.assign));
    let last = key.rsplit(|b| *b == b'/').next().unwrap_or_default();
    let table = crate::schema::scope(crate::schema::Series::V23, unit.table);
    let is_alias = crate::schema::find(table, last).is_some_and(|setting| setting.alias_of == unit.name);
    last != unit.name.as_bytes() && !is_alias && !matches!(unit.table, "plugin" | "dict")
}

/// Whether the service of a setting that an old line made is of a protocol that is served.
fn is_served(job: &Job<'_>, unit: &Unit<'_>) -> bool {
    let ScopeKind::Section { name, .. } = &job.config.scope(unit.assign.scope).kind else { return true };
    if !name.starts_with(b"managesieve") {
        return true;
    }
    job.config.root().words("protocols").iter().any(|word| word.is("sieve"))
}

/// What stands for one setting that an old line made.
fn item(job: &Job<'_>, unit: &Unit<'_>) -> Option<Item> {
    let rule = upgrade_rule(unit.table, &unit.name)?;
    let to = if rule.to.is_empty() { unit.name.as_str() } else { rule.to };
    let text = job.text(unit);
    let own = if rule.value == Conversion::File {
        Item::set(to, text.strip_prefix(b"<").unwrap_or(&text).to_vec())
    } else {
        match items(job, unit, rule).ok()? {
            Outcome::Items(items) => match items.into_iter().next()? {
                Item::Set { value, .. } => Item::given(to, value),
                Item::Renamed(_) => Item::set(to, text.into_owned()),
                other => other,
            },
            Outcome::Same => Item::set(to, text.into_owned()),
            Outcome::Default => return None,
        }
    };
    let mut scope = unit.assign.scope;
    let mut item = own;
    while let ScopeKind::Section { setting, name, named } = &job.config.scope(scope).kind {
        let inner = vec![item];
        item = if *named { Item::named(setting.name, name, inner) } else { Item::block(setting.name, inner) };
        scope = job.config.scope(scope).parent?;
    }
    Some(item)
}
