//! SQL: the file of settings as settings of the section.

use super::database::Database;
use super::{connect, files, query, schemes};
use crate::schema::ExternalKind;
use crate::upgrade::external::External;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Job, Unit};

/// What 2.3 takes for a password without a scheme. Source: `db-sql.c`, 2.3.21.
const OLD_SCHEME: &[u8] = b"MD5";

/// What stands for `args`.
pub(in crate::upgrade) fn items<'c>(
    job: &mut Job<'c>,
    database: &Database,
    unit: Option<&Unit<'c>>,
    path: &[u8],
) -> Vec<Item> {
    let Some(unit) = unit else { return Vec::new() };
    let span = Some(job.config.span(unit.assign));
    let Some(file) = External::find_or_ask(job, ExternalKind::Sql, path, unit.node, span) else {
        return Vec::new();
    };
    let path = String::from_utf8_lossy(path).into_owned();
    let is_last = job.is_last_user(&path, unit);
    let driver =
        file.get("driver").map(|line| String::from_utf8_lossy(&line.text).into_owned()).unwrap_or_default();
    let (mut connection, mut rest) = (Vec::new(), Vec::new());
    let mut has_scheme = !database.is_passdb();
    for (index, line) in file.entries.iter().enumerate() {
        let is_own = is_used(database, &line.key);
        if (is_own || is_last || is_common(&line.key)) && job.take_comments(&path, index) {
            let target = if is_common(&line.key) { &mut connection } else { &mut rest };
            target.extend(line.comments());
        }
        if !is_own || file.get(&line.key).is_some_and(|last| !std::ptr::eq(last, line)) {
            continue;
        }
        match line.key.as_str() {
            "driver" => connection.push(Item::set("sql_driver", driver.clone())),
            "connect" => connection.extend(connect::items(job, unit, &driver, &line.text)),
            "default_pass_scheme" => {
                has_scheme = true;
                rest.push(schemes::item(job, database, Some(job.config.span(unit.assign)), &line.text));
            }
            "password_query" | "user_query" => {
                if !has_scheme && file.get("default_pass_scheme").is_none() {
                    has_scheme = true;
                    rest.push(schemes::item(job, database, Some(job.config.span(unit.assign)), OLD_SCHEME));
                }
                rest.push(query::item(job, database, unit, line, &database.key("query")));
            }
            "iterate_query" => {
                rest.push(query::item(job, database, unit, line, &database.key("iterate_query")));
            }
            _ => {}
        }
    }
    if is_last {
        rest.extend(file.last_comments());
    }
    let mut items = files::placed(job, unit.node, &file, &path, connection);
    items.extend(rest);
    items
}

fn is_common(key: &str) -> bool {
    matches!(key, "driver" | "connect")
}

fn is_used(database: &Database, key: &str) -> bool {
    match key {
        "driver" | "connect" => true,
        "default_pass_scheme" | "password_query" => database.is_passdb(),
        "user_query" | "iterate_query" => !database.is_passdb(),
        _ => false,
    }
}
