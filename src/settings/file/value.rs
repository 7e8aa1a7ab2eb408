//! Values of TOML, taken as what a key wants or refused with their place.

use clap::ValueEnum;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::wrong::Mistake;
use crate::schema;
use crate::settings::choices::words;
use crate::settings::layer::{At, Origin};
use crate::source::SourceFile;

pub(in crate::settings) type Value<'t> = Spanned<DeValue<'t>>;
pub(in crate::settings) type Name<'t> = Spanned<DeString<'t>>;

/// Why a name names neither a lint nor a group: what was probably meant, or where to look; none when it does.
pub fn unknown_name(name: &str) -> Option<String> {
    if crate::lints::all().any(|lint| lint.name == name || lint.group == name) {
        return None;
    }
    let known = crate::lints::all().flat_map(|lint| [lint.name, lint.group]);
    let near = schema::nearest(name, known);
    Some(near.map_or("`dovelint lints` lists all lints".to_owned(), |near| format!("did you mean `{near}`?")))
}

/// Checks values and collects what is wrong with them.
pub(in crate::settings) struct Checker<'f> {
    pub file: &'f SourceFile,
    pub mistakes: Vec<Mistake>,
}

impl Checker<'_> {
    /// Notes a mistake.
    pub(in crate::settings) fn refuse<T>(
        &mut self,
        place: &Spanned<T>,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.mistakes.push(Mistake {
            range: place.span(),
            message: message.into(),
            label: label.into(),
            help: help.into(),
        });
    }

    /// Notes a key that there is none of.
    pub(in crate::settings) fn unknown_key(&mut self, name: &Name<'_>, known: &[&str]) {
        let (label, help) = near(name.get_ref(), known);
        self.refuse(name, format!("no key is called `{}`", shown(name.get_ref())), label, help);
    }

    /// A value with its place.
    pub(in crate::settings) fn at<T, V>(&self, place: &Spanned<T>, value: V) -> At<V> {
        let line = self.file.line(place.span().start as u32);
        At { value, origin: Origin::File(self.file.shown.clone(), line) }
    }

    fn wrong_type(&mut self, name: &str, value: &Value<'_>, wanted: &str, help: String) {
        let message = format!("`{name}` must be {wanted}");
        let label = match value.get_ref() {
            DeValue::Integer(_) if wanted.starts_with("a positive") => "out of range".to_owned(),
            other => format!("this is {}", kind(other)),
        };
        self.refuse(value, message, label, help);
    }

    pub(in crate::settings) fn text(&mut self, name: &str, value: &Value<'_>) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) => Some(text.clone().into_owned()),
            _ => {
                self.wrong_type(name, value, "a string", "Put it in quotes.".to_owned());
                None
            }
        }
    }

    pub(in crate::settings) fn flag(&mut self, name: &str, value: &Value<'_>) -> Option<At<bool>> {
        match value.get_ref() {
            DeValue::Boolean(flag) => Some(self.at(value, *flag)),
            _ => {
                let help = format!("Write `{name} = true` or `{name} = false`.");
                self.wrong_type(name, value, "`true` or `false`", help);
                None
            }
        }
    }

    pub(in crate::settings) fn number(&mut self, name: &str, value: &Value<'_>) -> Option<At<u64>> {
        let number = match value.get_ref() {
            DeValue::Integer(number) => u64::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        match number.filter(|number| *number > 0) {
            Some(number) => Some(self.at(value, number)),
            None => {
                let help = format!("Write for example `{name} = 8`.");
                self.wrong_type(name, value, "a positive integer", help);
                None
            }
        }
    }

    pub(in crate::settings) fn choice<T: ValueEnum>(
        &mut self,
        name: &str,
        value: &Value<'_>,
    ) -> Option<At<T>> {
        let all = words::<T>();
        let known: Vec<&str> = all.iter().map(String::as_str).collect();
        let DeValue::String(text) = value.get_ref() else {
            let help = format!("Write one of {}.", listed(&known));
            self.wrong_type(name, value, "a string", help);
            return None;
        };
        if let Ok(choice) = T::from_str(text, false) {
            return Some(self.at(value, choice));
        }
        let (label, help) = near(text, &known);
        self.refuse(value, format!("`{name}` cannot be `{}`", shown(text)), label, help);
        None
    }

    pub(in crate::settings) fn texts(&mut self, name: &str, value: &Value<'_>) -> Option<Vec<At<String>>> {
        let DeValue::Array(list) = value.get_ref() else {
            let help = format!("Write `{name} = [\"…\", \"…\"]`.");
            self.wrong_type(name, value, "a list of strings", help);
            return None;
        };
        let mut texts = Vec::new();
        for item in list {
            let text = self.text(name, item)?;
            texts.push(self.at(item, text));
        }
        Some(texts)
    }

    /// Names of lints and groups.
    pub(in crate::settings) fn names(&mut self, name: &str, value: &Value<'_>) -> Option<At<Vec<String>>> {
        if let DeValue::Array(list) = value.get_ref() {
            for item in list {
                if let DeValue::String(text) = item.get_ref() {
                    self.lint_or_group(item, text);
                }
            }
        }
        let texts = self.texts(name, value)?;
        Some(self.at(value, texts.into_iter().map(|text| text.value).collect()))
    }

    /// Whether a lint or a group has this name; a mistake when not.
    pub(in crate::settings) fn lint_or_group<T>(&mut self, place: &Spanned<T>, name: &str) -> bool {
        let Some(hint) = unknown_name(name) else { return true };
        let hint = format!("{}{}.", hint[..1].to_uppercase(), &hint[1..]).replace("?.", "?");
        self.refuse(place, format!("no lint or group is called `{}`", shown(name)), "no such lint", hint);
        false
    }

    pub(in crate::settings) fn table<'v, 't>(
        &mut self,
        name: &str,
        value: &'v Value<'t>,
    ) -> Option<&'v DeTable<'t>> {
        match value.get_ref() {
            DeValue::Table(table) => Some(table),
            _ => {
                self.wrong_type(name, value, "a table", format!("Write `[{name}]` on a line of its own."));
                None
            }
        }
    }
}

/// A text of a file that is safe to print.
pub(in crate::settings) fn shown(text: &str) -> String {
    crate::text::short(text.as_bytes(), 60)
}

fn near(name: &str, known: &[&str]) -> (&'static str, String) {
    match schema::nearest(name, known.iter().copied()) {
        Some(near) => ("not known", format!("Did you mean `{near}`?")),
        None => ("not known", format!("Write one of {}.", listed(known))),
    }
}

/// `a`, `b` or `c`.
fn listed(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a float",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
