//! The keys of `dovelint.toml` as an editor hands them over: they count as options of the command line.

use std::path::Path;

use serde_json::{Map, Value};

use super::layer::{At, Layer, Origin};
use super::{File, Wrong};

/// What gives such settings, in messages.
const NAME: &str = "initializationOptions";

impl Layer {
    /// The settings that the keys of a JSON object make. Paths are relative to a folder.
    ///
    /// # Errors
    /// When a key or a value is none of a settings file.
    pub fn from_json(keys: &Map<String, Value>, folder: &Path) -> Result<Layer, Wrong> {
        let lines =
            keys.iter().filter_map(|(key, value)| Some(format!("{} = {}\n", quoted(key), toml(value)?)));
        let file = File::parse(&lines.collect::<String>(), folder, &folder.join(NAME).to_string_lossy())?;
        let mut layer = Layer::default();
        layer.fill_with(file.layer);
        Ok(layer)
    }

    /// Takes from other settings what is not settled here, as if an option had said so.
    pub fn fill_with(&mut self, other: Layer) {
        fill(&mut self.dovecot, other.dovecot);
        fill(&mut self.profile, other.profile);
        fill(&mut self.select, other.select);
        fill(&mut self.ignore, other.ignore);
        fill(&mut self.fail_on, other.fail_on);
        fill(&mut self.format, other.format);
        fill(&mut self.color, other.color);
        fill(&mut self.quiet, other.quiet);
        fill(&mut self.statistics, other.statistics);
        fill(&mut self.unsafe_fixes, other.unsafe_fixes);
        fill(&mut self.baseline, other.baseline);
        fill(&mut self.ignores, other.ignores);
        fill(&mut self.require_reason, other.require_reason);
        fill(&mut self.confine, other.confine);
        fill(&mut self.options.users, other.options.users);
        fill(&mut self.options.cores, other.options.cores);
        fill(&mut self.options.mail_access_groups, other.options.mail_access_groups);
        self.remap.extend(other.remap.into_iter().map(as_option));
        for (name, level) in other.lints {
            self.lints.entry(name).or_insert(as_option(level));
        }
    }
}

fn fill<T>(own: &mut Option<At<T>>, other: Option<At<T>>) {
    if own.is_none() {
        *own = other.map(as_option);
    }
}

fn as_option<T>(at: At<T>) -> At<T> {
    let origin = if at.origin.is_file() { Origin::Option(NAME) } else { at.origin };
    At { value: at.value, origin }
}

/// A value in the notation of TOML; none for null, which TOML does not know.
fn toml(value: &Value) -> Option<String> {
    let joined = |parts: Vec<String>| parts.join(", ");
    Some(match value {
        Value::Null => return None,
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => quoted(text),
        Value::Array(list) => format!("[{}]", joined(list.iter().filter_map(toml).collect())),
        Value::Object(table) => {
            let pairs =
                table.iter().filter_map(|(key, value)| Some(format!("{} = {}", quoted(key), toml(value)?)));
            format!("{{{}}}", joined(pairs.collect()))
        }
    })
}

/// A text in quotes. What JSON escapes, TOML escapes in the same way, but for DEL.
fn quoted(text: &str) -> String {
    Value::from(text).to_string().replace('\u{7f}', "\\u007F")
}
