//! SQL queries: their variables, and the names of the fields that they return.

use super::database::Database;
use crate::schema::{Series, Version};
use crate::syntax::{Alone, Form, Value};
use crate::upgrade::convert::mail::location::replaced_by_field;
use crate::upgrade::external::Line;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Job, Unit};
use crate::upgrade::value::location::Location;
use crate::upgrade::value::percent::{Who, converted};
use crate::upgrade::{Code, Detail};

/// A query as a setting.
pub(in crate::upgrade) fn item<'c>(
    job: &mut Job<'c>,
    database: &Database,
    unit: &Unit<'c>,
    line: &Line,
    key: &str,
) -> Item {
    let outer = replaced_by_field(job, None);
    let new_names = |text: &[u8]| {
        if key.contains("iterate") { Renamed::of(text) } else { renamed(database.is_passdb(), text, &outer) }
    };
    let renamed = new_names(&line.text);
    for code in &renamed.open {
        let mut detail =
            format!("in {} of {}", line.key, String::from_utf8_lossy(&job.text(unit)).into_owned());
        if *code == Code::SqlFieldMail {
            detail.push_str(&kept_parts(&outer));
        }
        if let Some(query) = job.decide_at(unit, *code, Detail::More(detail)) {
            return Item::set(key, query);
        }
    }
    job.note_unknown(unit, Who::Auth, &renamed.text);
    let new = match converted(Who::Auth, &renamed.text) {
        Ok(new) => new,
        Err(no_way) => {
            let detail = format!("2.4 has nothing for {}", no_way.0);
            match job.decide_at(unit, Code::LocationVariable, detail) {
                Some(query) => return Item::set(key, query),
                None => renamed.text.clone(),
            }
        }
    };
    on_lines(line, key, &new, &new_names).map_or_else(|| Item::set(key, new), Item::Lines)
}

/// The query on its lines, where it was on several.
fn on_lines(line: &Line, key: &str, wanted: &[u8], new_names: &dyn Fn(&[u8]) -> Renamed) -> Option<Vec<u8>> {
    if memchr::memchr(b'\n', &line.written).is_none() || memchr::memchr(b'#', &line.written).is_some() {
        return None;
    }
    let start = memchr::memchr(b'=', &line.written)? + 1;
    let raw = &line.written[start..];
    let text = [key.as_bytes(), b" =", &converted(Who::Auth, &new_names(raw).text).ok()?].concat();
    let to = Version { series: Series::V24, patch: 0 };
    let read = Alone::read(to, &text)?;
    let value = Value::read(to, read.bytes(read.statement.value));
    let is_it = *read.key() == *key.as_bytes() && value.form == Form::Plain && *value.text == *wanted;
    is_it.then_some(text)
}

/// A query with other names of fields.
struct Renamed {
    text: Vec<u8>,
    /// What could not be rewritten.
    open: Vec<Code>,
}

impl Renamed {
    fn of(text: &[u8]) -> Renamed {
        Renamed { text: text.to_vec(), open: Vec::new() }
    }
}

/// Fields of 2.3 that 2.4 passes over without a word.
fn renamed(is_passdb: bool, text: &[u8], outer: &[Location]) -> Renamed {
    let Some((start, end)) = select_list(text) else { return Renamed::of(text) };
    let mut out = text[..start].to_vec();
    let mut open = Vec::new();
    for (number, column) in columns(&text[start..end]).into_iter().enumerate() {
        if number > 0 {
            out.push(b',');
        }
        match renamed_column(is_passdb, column, outer) {
            Column::Same => out.extend_from_slice(column),
            Column::New(new) => out.extend(new),
            Column::Open(code) => {
                out.extend_from_slice(column);
                if !open.contains(&code) {
                    open.push(code);
                }
            }
        }
    }
    out.extend_from_slice(&text[end..]);
    Renamed { text: out, open }
}

/// Where the columns of the outermost `SELECT` are.
fn select_list(text: &[u8]) -> Option<(usize, usize)> {
    let at = word(text, 0, b"select")?;
    let start = at + b"select".len();
    let end = word(text, start, b"from").unwrap_or(text.len());
    Some((start, end))
}

/// The first place of a word outside of quotes and parentheses.
fn word(text: &[u8], from: usize, wanted: &[u8]) -> Option<usize> {
    let (mut depth, mut quote) = (0usize, None);
    let is_part = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    for at in from..text.len() {
        let byte = text[at];
        match (quote, byte) {
            (Some(open), _) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'\'' | b'"' | b'`') => quote = Some(byte),
            (None, b'(') => depth += 1,
            (None, b')') => depth = depth.saturating_sub(1),
            _ => {
                let end = at + wanted.len();
                let is_it = depth == 0
                    && text.get(at..end).is_some_and(|part| part.eq_ignore_ascii_case(wanted))
                    && (at == 0 || !is_part(text[at - 1]))
                    && text.get(end).is_none_or(|next| !is_part(*next));
                if is_it {
                    return Some(at);
                }
            }
        }
    }
    None
}

/// The parts between commas outside of quotes and parentheses.
fn columns(text: &[u8]) -> Vec<&[u8]> {
    let (mut parts, mut start, mut depth, mut quote) = (Vec::new(), 0, 0usize, None);
    for (at, byte) in text.iter().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if *byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'\'' | b'"' | b'`') => quote = Some(*byte),
            (None, b'(') => depth += 1,
            (None, b')') => depth = depth.saturating_sub(1),
            (None, b',') if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// What the other locations set, and a location of the user must set too.
pub(in crate::upgrade) fn kept_parts(outer: &[Location]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in outer.iter().flat_map(|outer| outer.settings(Who::Mail).unwrap_or_default()) {
        if !matches!(name, "mail_driver" | "mail_path") && !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        return String::new();
    }
    format!("; {} of the configuration would still apply, so return them too", names.join(", "))
}

enum Column {
    Same,
    New(Vec<u8>),
    Open(Code),
}

fn renamed_column(is_passdb: bool, column: &[u8], outer: &[Location]) -> Column {
    let (expression, alias) = alias(column);
    let bare = alias.trim_matches(|c| matches!(c, '"' | '`' | '\''));
    let bare = bare.rsplit('.').next().unwrap_or(bare);
    let (prefix, name) = match bare.strip_prefix("userdb_") {
        Some(name) if is_passdb => ("userdb_", name),
        None if is_passdb => return Column::Same,
        _ => ("", bare),
    };
    let lead: Vec<u8> = column.iter().copied().take_while(u8::is_ascii_whitespace).collect();
    let tail: Vec<u8> =
        column.iter().rev().copied().take_while(|b| b.is_ascii_whitespace() || *b == b'\\').collect();
    let tail: Vec<u8> = tail.into_iter().rev().collect();
    let with = |text: String| Column::New([&lead[..], text.as_bytes(), &tail].concat());
    let Ok(expression) = std::str::from_utf8(expression.trim_ascii()) else { return Column::Same };
    match name {
        "mail" | "mail_location" => match location(expression) {
            Some((driver, path)) => {
                let mut text = format!("'{driver}' AS {prefix}mail_driver, {path} AS {prefix}mail_path");
                let location = Location { driver, path: b"/".to_vec(), options: Vec::new() };
                for (name, value) in location.resets_of_all(outer) {
                    text.push_str(&format!(", '{value}' AS {prefix}{name}"));
                }
                with(text)
            }
            None => Column::Open(Code::SqlFieldMail),
        },
        "quota_rule" => match size(expression) {
            Some(size) => with(format!("{size} AS {prefix}quota_storage_size")),
            None => Column::Open(Code::SqlFieldQuota),
        },
        "quota_over_flag" => with(format!("{expression} AS {prefix}quota_over_status_current")),
        "mail_crypt_private_password" => with(format!("{expression} AS {prefix}crypt_user_key_password")),
        _ if name == "quota" || name.starts_with("quota_rule") => Column::Open(Code::SqlFieldQuota),
        _ => Column::Same,
    }
}

/// `expression AS name`, `expression name`, or a column under its own name.
fn alias(column: &[u8]) -> (&[u8], String) {
    let text = column.trim_ascii();
    let text = text.strip_suffix(b"\\").map_or(text, <[u8]>::trim_ascii_end);
    let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'"' | b'`');
    let start = text.iter().rposition(|b| !is_name(*b)).map_or(0, |at| at + 1);
    let name = String::from_utf8_lossy(&text[start..]).into_owned();
    let before = text[..start].trim_ascii_end();
    let before = match before.len().checked_sub(2) {
        Some(at) if before[at..].eq_ignore_ascii_case(b"as") => before[..at].trim_ascii_end(),
        _ => before,
    };
    if before.is_empty() { (text, name) } else { (before, name) }
}

/// `'driver:path'`, or `CONCAT('driver:path', …)`.
fn location(expression: &str) -> Option<(String, String)> {
    let parts = concatenated(expression)?;
    let first = literal_of(parts.first()?)?;
    let (driver, path) = first.split_once(':')?;
    let is_driver = !driver.is_empty() && driver.bytes().all(|b| b.is_ascii_alphanumeric());
    if !is_driver || path.contains(':') || parts[1..].iter().any(|part| part.contains(':')) {
        return None;
    }
    let mut rest: Vec<String> = parts[1..].iter().map(|part| (*part).to_owned()).collect();
    if !path.is_empty() || rest.is_empty() {
        rest.insert(0, format!("'{path}'"));
    }
    let path = joined(expression, &rest);
    Some((driver.to_owned(), path))
}

/// `CONCAT('*:storage=', column, 'M')` or with `||`: the size with its unit, kilobytes where none is named.
fn size(expression: &str) -> Option<String> {
    let parts = concatenated(expression)?;
    let first = literal_of(parts.first()?)?;
    let unit = match first {
        "*:storage=" => "K",
        "*:bytes=" => "B",
        _ => return None,
    };
    let mut rest: Vec<String> = parts[1..].iter().map(|part| (*part).to_owned()).collect();
    match rest.last().and_then(|last| literal_of(last)) {
        Some(own) if rest.len() > 1 && own.len() == 1 && "BbKkMmGgTt".contains(own) => {}
        Some(_) => return None,
        None => rest.push(format!("'{unit}'")),
    }
    (rest.len() == 2).then(|| joined(expression, &rest))
}

fn joined(expression: &str, parts: &[String]) -> String {
    match parts {
        [only] => only.clone(),
        _ if expression.contains("||") => parts.join(" || "),
        _ => format!("CONCAT({})", parts.join(", ")),
    }
}

/// The parts of `CONCAT(a, b)` or `a || b`, or a single literal.
fn concatenated(expression: &str) -> Option<Vec<&str>> {
    let lower = expression.to_ascii_lowercase();
    if let Some(inner) =
        lower.strip_prefix("concat").map(str::trim_start).and_then(|rest| rest.strip_prefix('('))
    {
        let start = expression.len() - inner.len();
        let inner = expression[start..].trim_end().strip_suffix(')')?;
        return Some(
            columns(inner.as_bytes())
                .into_iter()
                .filter_map(|part| std::str::from_utf8(part).ok())
                .map(str::trim)
                .collect(),
        );
    }
    if expression.contains("||") {
        return Some(expression.split("||").map(str::trim).collect());
    }
    literal_of(expression).map(|_| vec![expression])
}

fn literal_of(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    (!inner.contains('\'')).then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(text: &str) -> (String, Vec<Code>) {
        let new = renamed(false, text.as_bytes(), &[]);
        (String::from_utf8(new.text).unwrap(), new.open)
    }

    #[test]
    fn fields_get_the_names_of_2_4() {
        for (old, new) in [
            (
                "SELECT 'maildir:/m/%d' AS mail, uid FROM u",
                "SELECT 'maildir' AS mail_driver, '/m/%d' AS mail_path, uid FROM u",
            ),
            (
                "SELECT CONCAT('maildir:/m/', box) as mail FROM u",
                "SELECT 'maildir' AS mail_driver, CONCAT('/m/', box) AS mail_path FROM u",
            ),
            (
                "SELECT CONCAT('*:bytes=', quota) AS quota_rule FROM u",
                "SELECT CONCAT(quota, 'B') AS quota_storage_size FROM u",
            ),
            (
                "SELECT '*:storage=' || q || 'M' AS quota_rule FROM u",
                "SELECT q || 'M' AS quota_storage_size FROM u",
            ),
            (
                "SELECT concat('*:storage=', q) AS quota_rule, home FROM u",
                "SELECT CONCAT(q, 'K') AS quota_storage_size, home FROM u",
            ),
            ("SELECT home, uid FROM u WHERE mail = 'x'", "SELECT home, uid FROM u WHERE mail = 'x'"),
        ] {
            assert_eq!(user(old), (new.to_owned(), Vec::new()), "{old}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_asked_for() {
        assert_eq!(user("SELECT home, mail FROM u").1, [Code::SqlFieldMail]);
        assert_eq!(user("SELECT rule AS quota_rule FROM u").1, [Code::SqlFieldQuota]);
        assert_eq!(renamed(true, b"SELECT mail AS user, mail, password FROM u", &[]).open, []);
        assert_eq!(
            renamed(true, b"SELECT password, loc AS userdb_mail FROM u", &[]).open,
            [Code::SqlFieldMail]
        );
    }
}
