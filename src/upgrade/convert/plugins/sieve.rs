//! Sieve: scripts as blocks, extensions as lists.

use super::{first, series, units, unread, write_for};
use crate::config::ScopeId;
use crate::schema::upgrade_word;
use crate::upgrade::convert::mail::dict::of_uri;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Job, Plan, Unit};
use crate::upgrade::value::percent::{Who, converted, has_user_variable};
use crate::upgrade::value::plain::{split, words};
use crate::upgrade::{Code, NoteCode};

/// Plans the Sieve settings of a scope.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>, scope: ScopeId) {
    let all = units(job, scope);
    let find = |name: &str| all.iter().find(|unit| unit.name == name).cloned();
    personal(job, find("sieve").as_ref(), find("sieve_dir").or_else(|| find("sieve_storage")));
    let by_default = find("sieve_default").or_else(|| find("sieve_global_path"));
    script(job, by_default, find("sieve_default_name"), "default");
    script(job, find("sieve_global").or_else(|| find("sieve_global_dir")), None, "global");
    script(job, find("sieve_discard"), None, "discard");
    for kind in ["before", "after"] {
        let (read, late) = series(&all, &format!("sieve_{kind}"));
        unread(job, &late);
        in_order(job, &read, kind);
    }
    for unit in &all {
        match unit.name.as_str() {
            "sieve_extensions" | "sieve_global_extensions" => extensions(job, unit),
            "sieve_user_log" => logged(job, unit, "sieve_user_log_path"),
            "sieve_trace_dir" => logged(job, unit, "sieve_trace_dir"),
            "recipient_delimiter" => delimiter(job, scope, unit),
            name if name.starts_with("sieve_editheader_forbid_")
                || name.starts_with("sieve_editheader_protected") =>
            {
                headers(job, unit);
            }
            _ => {}
        }
    }
    for list in ["sieve_spamtest_text_value", "sieve_virustest_text_value"] {
        values(job, &all, list);
    }
    if all.iter().any(|unit| unit.name.starts_with("sieve")) {
        job.todo("Recompile global Sieve scripts with the `sievec` of 2.4.");
    }
}

/// `[driver:]path[;option…]` as the settings of a script; none for scripts in LDAP.
pub(in crate::upgrade) fn location(text: &[u8]) -> Option<Vec<Item>> {
    let mut parts = text.split(|b| *b == b';');
    let place = parts.next().unwrap_or_default();
    let mut items = Vec::new();
    let is_driver = |name: &[u8]| !name.is_empty() && name.iter().all(u8::is_ascii_lowercase);
    let path = match split(place, b':') {
        Some((b"ldap", _)) => return None,
        Some((b"dict", uri)) => {
            items.push(Item::set("driver", "dict"));
            items.extend(of_uri(uri));
            b""
        }
        Some((driver, path)) if is_driver(driver) => {
            items.push(Item::set("driver", driver));
            path
        }
        _ => place,
    };
    if !path.is_empty() {
        items.push(Item::set("path", converted(Who::Mail, path).ok()?));
    }
    for option in parts {
        match split(option, b'=') {
            Some((b"active", value)) => {
                items.push(Item::set("active_path", converted(Who::Mail, value).ok()?));
            }
            Some((b"name", value)) => items.push(Item::set("name", value)),
            Some((b"bindir", value)) => items.push(Item::set("bin_path", converted(Who::Mail, value).ok()?)),
            _ => {}
        }
    }
    Some(items)
}

/// A script is a file unless it says something else.
fn without_driver(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"file:").unwrap_or(text)
}

fn personal<'c>(job: &mut Job<'c>, sieve: Option<&Unit<'c>>, folder: Option<Unit<'c>>) {
    let mut parts: Vec<Unit<'c>> = Vec::new();
    let mut inner = Vec::new();
    if let Some(unit) = sieve {
        let text = job.text(unit).into_owned();
        if text.is_empty() {
            match job.decide_at(unit, Code::SievePersonalDisabled, "") {
                None => return job.plan(unit.node, Plan::Comment),
                Some(path) => inner.push(Item::set("path", path)),
            }
        } else {
            match location(&text) {
                None => return job.comment_out(unit, Code::SieveStorageLdap, ""),
                // What is run, and where the others are.
                Some(items) if folder.is_some() && !text.contains(&b':') => {
                    inner.extend(items.into_iter().map(|item| match item {
                        Item::Set { key, value, from } if key == b"path" => {
                            Item::Set { key: b"active_path".to_vec(), value, from }
                        }
                        other => other,
                    }));
                }
                Some(items) => inner.extend(items),
            }
        }
        parts.push(unit.clone());
    }
    if let Some(unit) = folder {
        let text = job.text(&unit).into_owned();
        let is_file = sieve.is_some_and(|sieve| job.text(sieve).contains(&b':'));
        if !is_file && !text.is_empty() {
            let path = converted(Who::Mail, &text).unwrap_or(text);
            inner.insert(0, Item::set("path", path).from(unit.node));
            if sieve.is_none() {
                inner.push(Item::set("active_path", "~/.dovecot.sieve"));
            }
        }
        parts.push(unit);
    }
    block(job, &parts, "personal", inner);
}

/// Writes a block in the place of the first of its parts.
fn block<'c>(job: &mut Job<'c>, parts: &[Unit<'c>], name: &str, inner: Vec<Item>) {
    write_for(job, parts, vec![Item::named("sieve_script", name, inner)]);
}

fn script<'c>(job: &mut Job<'c>, unit: Option<Unit<'c>>, name: Option<Unit<'c>>, kind: &str) {
    let Some(unit) = unit else { return };
    let text = job.text(&unit).into_owned();
    if text.is_empty() {
        return;
    }
    let Some(own) = location(without_driver(&text)) else {
        return job.comment_out(&unit, Code::SieveStorageLdap, "");
    };
    let mut inner = vec![Item::set("type", kind)];
    let mut parts = vec![unit];
    if let Some(name) = name {
        inner.push(Item::set("name", job.text(&name).into_owned()).from(name.node));
        parts.push(name);
    }
    inner.extend(own);
    block(job, &parts, kind, inner);
}

/// Scripts of a kind run in the order of their blocks, so all are where the first of them was.
fn in_order<'c>(job: &mut Job<'c>, units: &[Unit<'c>], kind: &str) {
    let Some(anchor) = first(units) else { return };
    let is_sorted = units.is_sorted_by_key(|unit| unit.assign.statement);
    let mut together = Vec::new();
    for unit in units {
        let text = job.text(unit).into_owned();
        if text.is_empty() {
            continue;
        }
        let Some(own) = location(without_driver(&text)) else {
            job.comment_out(unit, Code::SieveStorageLdap, "");
            continue;
        };
        let mut inner = vec![Item::set("type", kind)];
        inner.extend(own);
        let name = unit.name.trim_start_matches("sieve_");
        let item = Item::named("sieve_script", name, inner).from(unit.node);
        if is_sorted { job.write(unit.node, vec![item]) } else { together.push(item) }
    }
    if !together.is_empty() {
        job.write(anchor.node, together);
        for unit in units {
            job.plan(unit.node, Plan::Absorbed);
        }
    }
}

/// `+name -name` as a block, other words as text.
fn extensions<'c>(job: &mut Job<'c>, unit: &Unit<'c>) {
    let text = job.text(unit).into_owned();
    let (mut plain, mut signed) = (Vec::new(), Vec::new());
    for word in words(&text) {
        let (sign, name) = match word.first() {
            Some(b'+' | b'-') => (Some(word[0]), &word[1..]),
            _ => (None, word),
        };
        if let Some(known) = upgrade_word("sieve_extensions", name) {
            if sign != Some(b'-')
                && let Some(code) = Code::of(known.decision)
            {
                job.decide_at(
                    unit,
                    code,
                    format!("the extension {} was removed", String::from_utf8_lossy(name)),
                );
            }
            continue;
        }
        match sign {
            None => plain.push(name.to_vec()),
            Some(sign) => signed.push(Item::set(name, if sign == b'+' { "yes" } else { "no" })),
        }
    }
    let mut items = Vec::new();
    if !plain.is_empty() {
        items.push(Item::set(&unit.name, plain.join(&b' ')));
    }
    if !signed.is_empty() {
        items.push(Item::block(&unit.name, signed));
    }
    if items.is_empty() && job.is_open(unit.node) {
        job.plan(unit.node, Plan::Comment);
    } else if items.is_empty() {
        job.drop(unit, NoteCode::DroppedDefault, format!("nothing is left of {}", unit.name));
    } else {
        job.write(unit.node, items);
    }
}

/// 2.4.1 does not start with variables of the user in such a path.
fn logged<'c>(job: &mut Job<'c>, unit: &Unit<'c>, to: &str) {
    let text = job.text(unit).into_owned();
    if has_user_variable(&text) && job.to().patch < 5 {
        return job.ask_value(unit, Code::SieveUserVariable, "", to);
    }
    match converted(Who::Mail, &text) {
        Ok(new) => job.write(unit.node, vec![Item::set(to, new)]),
        Err(no_way) => {
            job.comment_out(unit, Code::LocationVariable, format!("2.4 has nothing for {}", no_way.0));
        }
    }
}

/// Sieve read this one before the global one.
fn delimiter<'c>(job: &mut Job<'c>, scope: ScopeId, unit: &Unit<'c>) {
    let text = job.text(unit).into_owned();
    let global = job.config.view(scope).get("recipient_delimiter").text.into_owned();
    if text == global {
        return job.drop(unit, NoteCode::DroppedDefault, "the global recipient_delimiter is the same");
    }
    match job.decide_at(unit, Code::PluginRecipientDelimiter, "") {
        Some(answer) if answer == "protocol" => {
            let own = |name: &str| {
                Item::named("protocol", name, vec![Item::set("recipient_delimiter", text.clone())])
            };
            job.write(unit.node, vec![own("lda"), own("lmtp")]);
        }
        Some(_) => job.drop(unit, NoteCode::Answered, "the Sieve delimiter was dropped, as answered"),
        None => job.plan(unit.node, Plan::Comment),
    }
}

/// Headers that scripts may not touch, one block for each.
fn headers<'c>(job: &mut Job<'c>, unit: &Unit<'c>) {
    let text = job.text(unit).into_owned();
    let (adds, deletes) = match unit.name.as_str() {
        "sieve_editheader_forbid_add" => (true, false),
        "sieve_editheader_forbid_delete" => (false, true),
        _ => (true, true),
    };
    let own = |header: &[u8]| {
        let mut inner = Vec::new();
        if adds {
            inner.push(Item::set("forbid_add", "yes"));
        }
        if deletes {
            inner.push(Item::set("forbid_delete", "yes"));
        }
        Item::named("sieve_editheader_header", header, inner)
    };
    let items: Vec<Item> = words(&text).map(own).collect();
    job.write(unit.node, items);
}

/// `list1 = a`, `list2 = b` as one block.
fn values<'c>(job: &mut Job<'c>, all: &[Unit<'c>], list: &str) {
    let parts: Vec<Unit<'c>> = all
        .iter()
        .filter(|unit| {
            unit.name
                .strip_prefix(list)
                .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
        })
        .cloned()
        .collect();
    let own = |unit: &Unit<'c>| {
        let text = job.text(unit).into_owned();
        let value = converted(Who::Mail, &text).unwrap_or(text);
        Item::set(unit.name.trim_start_matches(list), value).from(unit.node)
    };
    let inner = parts.iter().map(own).collect();
    write_for(job, &parts, vec![Item::block(list, inner)]);
}
