//! Pieces of Rust code: the values of static tables.

use std::fmt::Write as _;

/// `Name { field: value, … }`.
pub fn record(name: &str, fields: &[(&str, String)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(field, value)| format!("{field}: {value}")).collect();
    format!("{name} {{ {} }}", fields.join(", "))
}

/// `&[a, b]`.
pub fn list(items: impl IntoIterator<Item = String>) -> String {
    format!("&[{}]", items.into_iter().collect::<Vec<_>>().join(", "))
}

/// A text in quotes.
pub fn text(text: &str) -> String {
    format!("{text:?}")
}

/// A text in quotes, empty for none.
pub fn text_or_empty(text: Option<&String>) -> String {
    self::text(text.map_or("", String::as_str))
}

/// A list of texts.
pub fn texts<'t>(texts: impl IntoIterator<Item = &'t String>) -> String {
    list(texts.into_iter().map(|item| text(item)))
}

/// `Some(…)` or `None`.
pub fn option(value: Option<String>) -> String {
    value.map_or("None".to_owned(), |value| format!("Some({value})"))
}

/// Adds a static table: what it holds, its name with its visibility, the type of a row, and the rows.
pub fn table(code: &mut String, docs: &str, name: &str, row: &str, rows: &[String]) {
    let _ = writeln!(code, "/// {docs}");
    let _ = writeln!(code, "{name}: &[{row}] = &[{}];", rows.join(",\n"));
}
