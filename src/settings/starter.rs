//! A settings file to start from: every key as a comment, with its default.

use std::fmt::Write as _;
use std::rc::Rc;

use clap::ValueEnum;

use super::choices::words;
use super::file::keys::{KEYS, Key, NUMBERS, OF_LINTS, Takes};
use super::layer::Layer;
use super::merge::Settings;
use super::{Color, FailOn, Format, Level};
use crate::finding::Profile;
use crate::schema::Version;

const HEAD: &str = "\
# Settings of dovelint for the configurations in this folder and below.
# Every key is shown with its default, or with an example where there is none.
# Remove the `#` in front of a key to set it.
";

/// The text of the file.
pub fn starter() -> String {
    let mut text = HEAD.to_owned();
    // A table ends only where the next one begins, so that plain keys come first.
    let is_table =
        |key: &&Key| matches!(key.takes, Takes::Remap | Takes::Levels | Takes::Options | Takes::Overrides);
    for key in KEYS.iter().filter(|key| !is_table(key)).chain(KEYS.iter().filter(is_table)) {
        text.push('\n');
        say(&mut text, key.says);
        if let Some(choices) = choices(&key.takes) {
            say(&mut text, &format!("One of: {choices}."));
        }
        match &key.takes {
            Takes::Remap => example(&mut text, &["[remap]", "\"/etc/dovecot\" = \"etc/dovecot\""]),
            Takes::Levels => {
                let level = words::<Level>().pop().unwrap_or_default();
                example(&mut text, &["[lints]", &format!("\"mail-process-client-limit\" = \"{level}\"")]);
            }
            Takes::Options => options(&mut text),
            Takes::Overrides => {
                example(&mut text, &["[[overrides]]", "paths = [\"hosts/old\"]", "ignore = [\"tls\"]"]);
            }
            _ => example(&mut text, &[&format!("{} = {}", key.name, value(key))]),
        }
    }
    text
}

/// A sentence as comments, wrapped.
fn say(text: &mut String, sentence: &str) {
    for line in textwrap::wrap(sentence, 88) {
        let _ = writeln!(text, "# {line}");
    }
}

fn example(text: &mut String, lines: &[&str]) {
    for line in lines {
        let _ = writeln!(text, "#{line}");
    }
}

fn options(text: &mut String) {
    example(text, &["[options]"]);
    for number in NUMBERS {
        say(text, number.says);
        example(text, &[&format!("{} = 4", number.name)]);
    }
    for own in OF_LINTS {
        example(text, &[&format!("[options.\"{}\"]", own.lint)]);
        say(text, own.says);
        example(text, &[&format!("{} = [\"vmail\"]", own.name)]);
    }
}

/// The words that a key takes, where there are few.
fn choices(takes: &Takes) -> Option<String> {
    fn listed<T: ValueEnum>() -> String {
        words::<T>().join(", ")
    }
    match takes {
        Takes::Profile(_) => Some(listed::<Profile>()),
        Takes::FailOn(_) => Some(listed::<FailOn>()),
        Takes::Format(_) => Some(listed::<Format>()),
        Takes::Color(_) => Some(listed::<Color>()),
        _ => None,
    }
}

/// The default of a key; an example where there is none.
fn value(key: &Key) -> String {
    let settings = Settings::new(Rc::new(Layer::default()), None, Rc::default());
    let print = super::print(&settings, ".");
    let default =
        print.tables.first().and_then(|table| table.entries.iter().find(|entry| entry.key == key.name));
    match default.map(|entry| &entry.value) {
        Some(value) if !value.is_null() => value.to_string(),
        _ => match key.takes {
            Takes::Version(_) => format!("\"{}\"", Version::NEWEST_24),
            Takes::TurnedOff(_) => "false".to_owned(),
            Takes::Place(_) => "\".dovelint-baseline.json\"".to_owned(),
            _ => "true".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::settings::File;

    #[test]
    fn it_can_be_read_as_it_is_and_with_every_key_set() {
        let text = starter();
        assert!(File::parse(&text, Path::new("/nowhere"), "dovelint.toml").is_ok());
        let is_sentence = |line: &&str| line.starts_with("# ");
        let set: Vec<&str> =
            text.lines().filter(|line| !is_sentence(line)).map(|line| line.trim_start_matches('#')).collect();
        let file = File::parse(&set.join("\n"), Path::new("/nowhere"), "dovelint.toml");
        let file = file.unwrap_or_else(|wrong| panic!("{wrong:?}\n{text}"));
        assert_eq!(file.overrides.len(), 1);
        for key in KEYS {
            let is_named =
                |line: &&str| line.trim_matches(['#', '[', ']']).split(' ').next() == Some(key.name);
            assert!(text.lines().any(|line| is_named(&line)), "{}", key.name);
        }
    }
}
