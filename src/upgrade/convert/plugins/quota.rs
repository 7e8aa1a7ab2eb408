//! Quota: roots, limits, warnings.

use super::quota_rules::{Limit, Rule, command_block, warning};
use super::{series, units, unread, write_for};
use crate::config::value::size;
use crate::config::{ROOT, ScopeId};
use crate::edit::{NodeId, Place, Within};
use crate::upgrade::NoteCode;
use crate::upgrade::convert::login::{userdb_gives, userdb_may_give};
use crate::upgrade::convert::mail::dict::of_uri;
use crate::upgrade::convert::mail::namespaces;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Insertion, Job, Plan, Unit};
use crate::upgrade::value::percent::{Who, converted};
use crate::upgrade::value::plain::{is_zero, split};
use crate::upgrade::{Code, Defaults, Detail};

/// A root as 2.3 has it.
struct Root<'c> {
    unit: Unit<'c>,
    backend: Vec<u8>,
    name: Vec<u8>,
    options: Vec<Vec<u8>>,
    /// What is after the options of a dict.
    rest: Vec<u8>,
}

/// Plans the quota settings of a scope.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>, scope: ScopeId) {
    let all = units(job, scope);
    let roots = roots(job, &all);
    let known = if roots.is_empty() { self::roots(job, &job.units_in(ROOT, "plugin")) } else { Vec::new() };
    let names: Vec<(String, Vec<u8>)> =
        roots.iter().chain(&known).map(|root| (root.unit.name.clone(), root.name.clone())).collect();
    let is_several = names.len() > 1;
    for (key, name) in &names {
        let root = roots.iter().find(|root| root.unit.name == *key);
        one(job, &all, key, name, root, is_several);
    }
    over(job, &all);
    if scope == ROOT {
        grace_of_2_3(job, &all, &roots);
    }
}

/// The name of the first root of everyone.
pub(in crate::upgrade) fn first_name(job: &Job<'_>) -> Option<String> {
    let all = job.units_in(ROOT, "plugin");
    roots(job, &all).first().map(|root| String::from_utf8_lossy(&root.name).into_owned())
}

/// Whether some root keeps its numbers in a dict that is filled on.
pub(in crate::upgrade) fn clones(job: &Job<'_>) -> bool {
    let is_dict = |unit: &Unit<'_>| {
        unit.table == "plugin"
            && is_root(&unit.name)
            && !unit.is_replaced
            && job.text(unit).starts_with(b"dict:")
    };
    job.units.iter().any(|unit| {
        is_dict(unit) && {
            let place = job.config.span(unit.assign);
            let file = job.document.sources.file(place.file);
            job.wanted.answer(Code::QuotaDictBackend, &file.shown, file.line(place.start)) != Some("count")
        }
    })
}

fn is_root(name: &str) -> bool {
    name.strip_prefix("quota").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
}

/// The roots in the order of their numbers. Source: `quota_user_read_settings()` in `quota.c`, 2.3.21.
fn roots<'c>(job: &Job<'c>, all: &[Unit<'c>]) -> Vec<Root<'c>> {
    let (read, _) = series(all, "quota");
    read.into_iter().filter_map(|unit| root(job, unit)).collect()
}

/// `backend[:name[:options]]`.
fn root<'c>(job: &Job<'c>, unit: Unit<'c>) -> Option<Root<'c>> {
    let text = job.text(&unit).into_owned();
    if text.is_empty() {
        return None;
    }
    let (backend, rest) = split(&text, b':').unwrap_or((&text, b""));
    let (name, mut rest) = split(rest, b':').unwrap_or((rest, b""));
    let name = if name.is_empty() { backend } else { name };
    let mut options = Vec::new();
    while !rest.is_empty() {
        let (option, behind) = split(rest, b':').unwrap_or((rest, b""));
        let is_option =
            matches!(option, b"noenforcing" | b"hidden" | b"ignoreunlimited") || option.starts_with(b"ns=");
        if backend == b"dict" && !is_option {
            break;
        }
        options.push(option.to_vec());
        rest = behind;
    }
    Some(Root { backend: backend.to_vec(), name: name.to_vec(), options, rest: rest.to_vec(), unit })
}

/// Plans one root with its limits and warnings. In a filter the root may be that of everyone.
fn one<'c>(
    job: &mut Job<'c>,
    all: &[Unit<'c>],
    key: &str,
    name: &[u8],
    root: Option<&Root<'c>>,
    is_several: bool,
) {
    let mut inner: Vec<Item> = Vec::new();
    let mut parts: Vec<Unit<'c>> = Vec::new();
    let mut behind: Vec<Item> = Vec::new();
    let mut namespace = None;
    if let Some(root) = root {
        parts.push(root.unit.clone());
        namespace = options(job, root, &mut inner, &mut behind);
    }
    let (rules, late) = series(all, &format!("{key}_rule"));
    unread(job, &late);
    for unit in rules {
        rule(job, &unit, is_several, &mut inner, &mut parts);
    }
    let find = |name: String| all.iter().find(|unit| unit.name == name).cloned();
    if let Some(unit) = find(format!("{key}_grace")) {
        grace(job, all, key, &unit, is_several, &mut inner, &mut parts);
    }
    if let Some(unit) = find(format!("{key}_set")) {
        match job.decide_at(&unit, Code::QuotaSetRemoved, "") {
            None => job.plan(unit.node, Plan::Comment),
            Some(answer) if answer == "checked" => {
                job.drop(&unit, NoteCode::Answered, format!("{} was dropped, as answered", unit.name));
            }
            Some(size) => job.write(unit.node, vec![Item::set("quota_storage_size", size)]),
        }
    }
    let (warnings, late) = series(all, &format!("{key}_warning"));
    unread(job, &late);
    for (number, unit) in warnings.iter().enumerate() {
        let text = job.text(unit).into_owned();
        match warning(&text) {
            Some(items) => {
                inner.push(Item::named("warning", format!("warn-{}", number + 1), items).from(unit.node));
                parts.push(unit.clone());
            }
            None => job.comment_out(unit, Code::QuotaRuleForm, ""),
        }
    }
    if parts.is_empty() {
        return;
    }
    let block = Item::named("quota", name, inner);
    let mut items = Vec::new();
    match namespace {
        Some(head) => {
            let block = root.map_or(block.clone(), |root| block.from(root.unit.node));
            job.insertions.push(Insertion { place: Place::End(Within::Section(head)), items: vec![block] });
        }
        None => items.push(root.map_or(block.clone(), |root| block.from(root.unit.node))),
    }
    items.extend(behind);
    write_for(job, &parts, items);
}

/// The options of a root, and the namespace in which it is.
fn options<'c>(
    job: &mut Job<'c>,
    root: &Root<'c>,
    inner: &mut Vec<Item>,
    behind: &mut Vec<Item>,
) -> Option<NodeId> {
    let mut namespace = None;
    match root.backend.as_slice() {
        b"count" => {}
        b"dict" | b"dirsize" => {
            let answer = job.decide_at(&root.unit, Code::QuotaDictBackend, "");
            inner.push(Item::set("driver", "count"));
            if root.backend == b"dict" && answer.as_deref() != Some("count") {
                let uri = split(&root.rest, b':').map_or(&root.rest[..], |(_, uri)| uri);
                behind.extend(of_uri(uri).map(|dict| Item::block("quota_clone", vec![dict])));
            }
            job.todo("Quota is now counted in the indexes: the first lookup of each user reads all mailboxes (`doveadm quota recalc`).");
        }
        other => inner.push(Item::set("driver", other)),
    }
    for option in &root.options {
        let value = |text: &[u8]| converted(Who::Mail, text).unwrap_or_else(|_| text.to_vec());
        match option.as_slice() {
            b"noenforcing" => inner.push(Item::set("enforce", "no")),
            b"hidden" => inner.push(Item::set("hidden", "yes")),
            b"ignoreunlimited" => inner.push(Item::set("ignore_unlimited", "yes")),
            b"user" | b"group" => inner.push(Item::set("fs_type", option.clone())),
            b"inode_per_mail" => inner.push(Item::set("fs_message_limit", "yes")),
            _ => match split(option, b'=') {
                Some((b"ns", prefix)) => {
                    let wanted = value(prefix);
                    let found = namespaces::namespaces(job, ROOT)
                        .into_iter()
                        .find(|scope| namespaces::prefix_of(job, *scope) == wanted);
                    namespace = found.and_then(|scope| namespaces::head_of(job, scope));
                }
                Some((b"mount", path)) => inner.push(Item::set("fs_mount_path", value(path))),
                Some((b"box", name)) => inner.push(Item::set("quota_imapc_mailbox_name", value(name))),
                Some((b"root", name)) => inner.push(Item::set("quota_imapc_root_name", value(name))),
                _ => {}
            },
        }
    }
    namespace
}

fn rule<'c>(
    job: &mut Job<'c>,
    unit: &Unit<'c>,
    is_several: bool,
    inner: &mut Vec<Item>,
    parts: &mut Vec<Unit<'c>>,
) {
    let text = job.text(unit).into_owned();
    let Some(rule) =
        converted(Who::Mail, &text).ok().and_then(|text| Rule::read(&text)).filter(Rule::is_known)
    else {
        return job.ask_value(unit, Code::QuotaRuleForm, "", "quota_storage_size");
    };
    if let Some(mailbox) = &rule.mailbox {
        let items = rule.limits().iter().map(|limit| Item::set(limit.name(), limit.value())).collect();
        match namespaces::put_mailbox(job, mailbox, items, unit) {
            Some(block) => job.write(unit.node, vec![block]),
            None => job.plan(unit.node, Plan::Absorbed),
        }
        return;
    }
    if is_several {
        // Short names, as in the block of the root.
        let short = |limit: &Limit| {
            Item::set(limit.name().trim_start_matches("quota_"), limit.value()).from(unit.node)
        };
        inner.extend(rule.limits().iter().map(short));
        inner.extend(grace_in_filter(job, unit, &rule).map(|value| Item::set("storage_grace", value)));
        parts.push(unit.clone());
    } else {
        // At the top level, so that what a userdb returns counts for more.
        let mut items: Vec<Item> =
            rule.limits().iter().map(|limit| Item::set(limit.name(), limit.value())).collect();
        items.extend(grace_in_filter(job, unit, &rule).map(|value| Item::set("quota_storage_grace", value)));
        job.write(unit.node, items);
    }
}

/// What a share of the limit that holds for everyone is of the limit of a filter.
fn grace_in_filter(job: &Job<'_>, unit: &Unit<'_>, rule: &Rule) -> Option<Vec<u8>> {
    if unit.assign.scope == ROOT {
        return None;
    }
    let name = format!("{}_grace", unit.name.split_once("_rule")?.0);
    if job.units_in(unit.assign.scope, "plugin").iter().any(|unit| unit.name == name) {
        return None;
    }
    let grace = job.units_in(ROOT, "plugin").into_iter().find(|unit| unit.name == name)?;
    let text = converted(Who::Mail, &job.text(&grace)).ok()?;
    let percent = std::str::from_utf8(text.strip_suffix(b"%")?).ok()?.parse().ok()?;
    rule.limits().iter().find_map(|limit| match limit {
        Limit::Storage(text) => size(text).ok().map(|limit| share(limit, percent)),
        _ => None,
    })
}

/// The limit of a root that all users have, in bytes.
fn constant_limit(job: &Job<'_>, all: &[Unit<'_>], key: &str) -> Option<u64> {
    if userdb_gives(job, "quota_rule") {
        return None;
    }
    let (rules, _) = series(all, &format!("{key}_rule"));
    let limits = rules.iter().filter_map(|unit| Rule::read(&converted(Who::Mail, &job.text(unit)).ok()?));
    let own = limits.filter(|rule| rule.mailbox.is_none()).flat_map(|rule| rule.limits().to_vec());
    let sizes: Vec<u64> = own
        .filter_map(|limit| match limit {
            Limit::Storage(text) => size(&text).ok(),
            _ => None,
        })
        .collect();
    sizes.last().copied()
}

fn grace<'c>(
    job: &mut Job<'c>,
    all: &[Unit<'c>],
    key: &str,
    unit: &Unit<'c>,
    is_several: bool,
    inner: &mut Vec<Item>,
    parts: &mut Vec<Unit<'c>>,
) {
    let text = converted(Who::Mail, &job.text(unit)).unwrap_or_default();
    let value = match text.strip_suffix(b"%") {
        None => text.clone(),
        Some(percent) if is_zero(percent) => b"0".to_vec(),
        Some(percent) => {
            let percent: Option<u64> = std::str::from_utf8(percent).ok().and_then(|text| text.parse().ok());
            match constant_limit(job, all, key).zip(percent) {
                Some((limit, percent)) => share(limit, percent),
                None => match job.decide_at(unit, Code::QuotaGracePercent, "") {
                    Some(answer) => answer.into_bytes(),
                    None => return job.plan(unit.node, Plan::Comment),
                },
            }
        }
    };
    if is_several {
        inner.push(Item::set("storage_grace", value).from(unit.node));
        parts.push(unit.clone());
    } else {
        job.write(unit.node, vec![Item::set("quota_storage_grace", value)]);
    }
}

fn share(limit: u64, percent: u64) -> Vec<u8> {
    (u128::from(limit) * u128::from(percent) / 100).to_string().into_bytes()
}

/// 2.3 lets each root grow by a tenth more when nothing else is said.
fn grace_of_2_3<'c>(job: &mut Job<'c>, all: &[Unit<'c>], roots: &[Root<'c>]) {
    if job.wanted.defaults == Defaults::New {
        return;
    }
    let [root] = roots else { return };
    let key = &root.unit.name;
    if all.iter().any(|unit| unit.name == format!("{key}_grace"))
        || root.options.contains(&b"noenforcing".to_vec())
    {
        return;
    }
    match constant_limit(job, all, key) {
        Some(limit) => {
            job.note(NoteCode::KeptDefault, None, "2.3 let users exceed their quota by 10 %, 2.4 by 10 MB");
            job.defaults.push(Item::set("quota_storage_grace", share(limit, 10)));
        }
        None => {
            let has_rule = all.iter().any(|unit| unit.name.starts_with(&format!("{key}_rule")));
            if !has_rule && !userdb_may_give(job, "quota_rule") {
                // No one has a limit to exceed.
                return;
            }
            if let Some(answer) = job.decide_at(
                &root.unit,
                Code::QuotaGracePercent,
                Detail::More("2.3 let users exceed their quota by 10 %".to_owned()),
            ) {
                job.defaults.push(Item::set("quota_storage_grace", answer));
            }
        }
    }
}

/// `quota_over_*`: one block.
fn over<'c>(job: &mut Job<'c>, all: &[Unit<'c>]) {
    let (mut inner, mut parts) = (Vec::new(), Vec::new());
    for unit in all {
        let text = job.text(unit).into_owned();
        let value = converted(Who::Mail, &text).unwrap_or_else(|_| text.clone());
        let item = match unit.name.as_str() {
            "quota_over_script" => command_block(&text),
            "quota_over_flag" => Some(Item::set("current", value)),
            "quota_over_flag_value" => Some(Item::set("mask", value)),
            "quota_over_flag_lazy_check" => Some(Item::set("lazy_check", value)),
            name if name.starts_with("quota") && name.contains("_over_") && job.is_free(unit.node) => {
                job.comment_out(
                    unit,
                    Code::QuotaRuleForm,
                    "there is only one quota_over_status for all roots",
                );
                None
            }
            _ => None,
        };
        if let Some(item) = item {
            inner.push(item.from(unit.node));
            parts.push(unit.clone());
        }
    }
    write_for(job, &parts, vec![Item::block("quota_over_status", inner)]);
}
