//! Plugins that tell others of mail: `notify_status`, `push_notification`, `welcome`, `last_login`.

use super::quota_rules::command_block;
use super::{series, units};
use crate::config::ScopeId;
use crate::upgrade::Code;
use crate::upgrade::convert::mail::dict;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Job, Plan, Unit};
use crate::upgrade::value::plain::split;

/// Plans those of a scope.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>, scope: ScopeId) {
    let all = units(job, scope);
    for unit in &all {
        match unit.name.as_str() {
            "notify_status_dict" => {
                dict::in_block(job, unit, "notify_status");
                let is_for_some =
                    job.units.iter().any(|other| other.name.starts_with("notify_status_mailbox"));
                if !is_for_some && let Some(Plan::Write(items)) = job.plans.get_mut(&unit.node) {
                    items.push(Item::set("mailbox_notify_status", "yes"));
                }
            }
            "last_login_dict" => dict::in_block(job, unit, "last_login"),
            "quota_clone_dict" => dict::in_block(job, unit, "quota_clone"),
            "acl_shared_dict" => dict::in_block(job, unit, "acl_sharing_map"),
            "welcome_script" => match command_block(&job.text(unit)) {
                Some(command) => job.write(unit.node, vec![Item::block("welcome", vec![command])]),
                None => job.comment_out(unit, Code::LocationVariable, ""),
            },
            "mail_lua_script" => {
                let path = job.text(unit).into_owned();
                check_script(job, &path);
                job.write(unit.node, vec![Item::block("mail_lua", vec![Item::set("lua_file", path)])]);
            }
            _ => {}
        }
    }
    drivers(job, &all);
}

/// Names and functions that scripts use changed.
fn check_script(job: &mut Job<'_>, path: &[u8]) {
    job.todo(format!("Check the mail Lua script {} against 2.4.", String::from_utf8_lossy(path)));
}

/// `driver[:options]`, one block for each.
fn drivers<'c>(job: &mut Job<'c>, all: &[Unit<'c>]) {
    let (read, late) = series(all, "push_notification_driver");
    super::unread(job, &late);
    let script = all.iter().find(|unit| unit.name == "push_notification_lua_script_file").cloned();
    let mut names: Vec<Vec<u8>> = Vec::new();
    for unit in &read {
        let text = job.text(unit).into_owned();
        let (driver, options) = split(&text, b':').unwrap_or((&text, b""));
        let mut name = driver.to_vec();
        while names.contains(&name) {
            name = [driver, (names.len() + 1).to_string().as_bytes()].concat();
        }
        names.push(name.clone());
        let mut inner = vec![Item::set("driver", driver)];
        for word in options.split(|b| *b == b' ').filter(|word| !word.is_empty()) {
            let (key, value) = split(word, b'=').unwrap_or((word, b"yes"));
            inner.push(match (driver, key) {
                (b"ox", b"url") => Item::set("ox_url", value),
                (b"ox", b"cache_lifetime") => Item::set("ox_cache_ttl", value),
                (b"ox", b"user_from_metadata") => Item::set("ox_user_from_metadata", "yes"),
                (b"lua", b"file") => {
                    check_script(job, value);
                    Item::set("lua_file", value)
                }
                _ => continue,
            });
        }
        if driver == b"lua"
            && let Some(script) = &script
        {
            let path = job.text(script).into_owned();
            check_script(job, &path);
            inner.push(Item::set("lua_file", path).from(script.node));
            job.plan(script.node, Plan::Absorbed);
        }
        job.write(unit.node, vec![Item::named("push_notification", name, inner)]);
    }
}
