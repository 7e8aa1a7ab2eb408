use std::path::{Component, Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::keys::{KEYS, NOT_HERE, NUMBERS, OF_LINTS, Takes};
use super::value::{Checker, Name, Value, shown};
use super::wrong::{Mistake, Wrong};
use crate::document::roots::{Exclude, reason};
use crate::limits::SETTINGS_BYTES;
use crate::schema::Version;
use crate::settings::layer::{At, Layer, OptionsLayer};
use crate::source::{Disk, Reader, SourceMap};
use crate::text::wildcard::PathPattern;

/// A settings file.
#[derive(Debug)]
pub struct File {
    /// The file as it is shown.
    pub shown: String,
    /// The folder that holds it, which paths in it are relative to.
    pub folder: PathBuf,
    /// What it settles for all files.
    pub layer: Layer,
    /// What it settles for some files, in its order.
    pub overrides: Vec<Override>,
}

/// Settings for some files.
#[derive(Debug)]
pub struct Override {
    /// Which files: globs relative to the settings file. One that matches a folder holds for all below it.
    pub paths: Vec<PathPattern>,
    /// What it settles.
    pub layer: Layer,
    /// The line of its head.
    pub line: u32,
}

impl File {
    /// Reads a settings file.
    ///
    /// # Errors
    /// When it cannot be read, or holds mistakes.
    pub fn read(path: &Path, shown: &str) -> Result<File, Wrong> {
        let unreadable = |reason| Wrong::Unreadable { path: shown.to_owned(), reason };
        let read = Disk.fetch(&path.to_string_lossy(), SETTINGS_BYTES);
        let (bytes, _) = read.map_err(|error| unreadable(reason(&error)))?;
        let text = String::from_utf8(bytes).map_err(|_| unreadable("this is not UTF-8 text".to_owned()))?;
        let resolved = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        File::parse(&text, resolved.parent().unwrap_or(Path::new("/")), shown)
    }

    /// Reads the text of a settings file that is in `folder`.
    ///
    /// # Errors
    /// When it holds mistakes.
    pub fn parse(text: &str, folder: &Path, shown: &str) -> Result<File, Wrong> {
        let mut sources = SourceMap::default();
        let id = sources.add(shown.to_owned(), shown.to_owned(), text.as_bytes().to_vec(), false);
        let mut reading = Reading {
            checker: Checker { file: sources.file(id), mistakes: Vec::new() },
            file: File {
                shown: shown.to_owned(),
                folder: folder.to_owned(),
                layer: Layer::default(),
                overrides: Vec::new(),
            },
        };
        match DeTable::parse(text) {
            Ok(table) => reading.all(table.get_ref()),
            Err(error) => {
                let message = error.message().lines().next().unwrap_or("this is not valid TOML").to_owned();
                let end = text.len();
                let mut range = error.span().unwrap_or(end..end);
                if range.is_empty() && range.end == end {
                    // The place where something is missing would be after the last line.
                    range = text.trim_end().len().saturating_sub(1)..text.trim_end().len();
                }
                reading.checker.mistakes.push(Mistake {
                    range,
                    message: format!("this is not valid TOML: {message}"),
                    label: "here".to_owned(),
                    help: String::new(),
                });
            }
        }
        let Reading { checker, file } = reading;
        let mut mistakes = checker.mistakes;
        if mistakes.is_empty() {
            return Ok(file);
        }
        mistakes.sort_by_key(|mistake| mistake.range.start);
        Err(Wrong::Mistaken { sources, mistakes })
    }
}

struct Reading<'f> {
    checker: Checker<'f>,
    file: File,
}

impl Reading<'_> {
    fn all(&mut self, table: &DeTable<'_>) {
        let mut layer = Layer::default();
        for (name, value) in table {
            self.key(name, value, &mut layer, false);
        }
        self.file.layer = layer;
    }

    fn key(&mut self, name: &Name<'_>, value: &Value<'_>, layer: &mut Layer, is_override: bool) {
        let text = name.get_ref().as_ref();
        let Some(key) = KEYS.iter().find(|key| key.name == text && (key.is_local || !is_override)) else {
            self.no_key(name, is_override);
            return;
        };
        let checker = &mut self.checker;
        match &key.takes {
            Takes::Version(slot) => *slot(layer) = version(checker, text, value),
            Takes::Profile(slot) => *slot(layer) = checker.choice(text, value),
            Takes::FailOn(slot) => *slot(layer) = checker.choice(text, value),
            Takes::Format(slot) => *slot(layer) = checker.choice(text, value),
            Takes::Color(slot) => *slot(layer) = checker.choice(text, value),
            Takes::Flag(slot) => *slot(layer) = checker.flag(text, value),
            Takes::TurnedOn(slot) => {
                let on = checker.flag(text, value);
                if on.as_ref().is_some_and(|at| !at.value) {
                    let help = format!("Remove the line, and give `--{text}=false` on the command line.");
                    checker.refuse(
                        value,
                        format!("a settings file cannot turn `{text}` off"),
                        "not here",
                        help,
                    );
                }
                *slot(layer) = on;
            }
            Takes::TurnedOff(slot) => {
                let off = checker.flag(text, value);
                if off.as_ref().is_some_and(|at| at.value) {
                    let help = format!("Remove the line, and give `--{text}` on the command line.");
                    checker.refuse(
                        value,
                        format!("a settings file cannot turn `{text}` on"),
                        "not here",
                        help,
                    );
                }
                *slot(layer) = off;
            }
            Takes::Place(slot) => {
                if let Some(path) =
                    checker.text(text, value).filter(|path| is_below(checker, text, value, path))
                {
                    *slot(layer) = Some(checker.at(value, beside(&self.file, &path)));
                }
            }
            Takes::Names(slot) => *slot(layer) = checker.names(text, value),
            Takes::Patterns(slot) => *slot(layer) = excluded(checker, text, value),
            Takes::Remap => self.remap(value, layer),
            Takes::Levels => levels(checker, value, layer),
            Takes::Options => options(checker, value, &mut layer.options),
            Takes::Overrides => self.overrides(value),
        }
    }

    fn no_key(&mut self, name: &Name<'_>, is_override: bool) {
        let text = name.get_ref().as_ref();
        if is_override && KEYS.iter().any(|key| key.name == text) {
            let help = format!("Write `{text}` at the top of the file; it applies to all files.");
            self.checker.refuse(
                name,
                format!("an override cannot contain `{text}`"),
                "not for some files",
                help,
            );
        } else if let Some((_, why)) = NOT_HERE.iter().find(|(other, _)| *other == text) {
            let help = format!("{}{}.", why[..1].to_uppercase(), &why[1..]);
            self.checker.refuse(name, format!("`{text}` is not a key of a settings file"), "not here", help);
        } else {
            let paths = is_override.then_some("paths");
            let known = KEYS.iter().filter(|key| key.is_local || !is_override).map(|key| key.name);
            self.checker.unknown_key(name, &known.chain(paths).collect::<Vec<_>>());
        }
    }

    fn remap(&mut self, value: &Value<'_>, layer: &mut Layer) {
        let Some(table) = self.checker.table("remap", value) else { return };
        for (from, to) in table {
            if !from.get_ref().starts_with('/') {
                let help = "The left side must be the absolute path in the configuration, for example `\"/etc/dovecot\" = \".\"`.";
                self.checker.refuse(from, "`remap` needs absolute paths", "a relative path", help);
                continue;
            }
            let Some(text) = self.checker.text(from.get_ref(), to) else { continue };
            let place = beside(&self.file, &text);
            layer.remap.push(self.checker.at(from, (from.get_ref().clone().into_owned(), place)));
        }
    }

    fn overrides(&mut self, value: &Value<'_>) {
        let help = "Write `[[overrides]]` on a line of its own, with `paths` below it.";
        let DeValue::Array(list) = value.get_ref() else {
            self.checker.refuse(value, "`overrides` must be a list of tables", "a single table", help);
            return;
        };
        for item in list {
            let DeValue::Table(table) = item.get_ref() else {
                self.checker.refuse(item, "`overrides` must be a list of tables", "not a table", help);
                continue;
            };
            self.one_override(item, table);
        }
    }

    fn one_override(&mut self, item: &Value<'_>, table: &DeTable<'_>) {
        let mut own = Override { paths: Vec::new(), layer: Layer::default(), line: 0 };
        own.line = self.checker.file.line(item.span().start as u32);
        let mut has_paths = false;
        for (name, value) in table {
            if name.get_ref() == "paths" {
                has_paths = true;
                own.paths = patterns(&mut self.checker, value);
            } else {
                self.key(name, value, &mut own.layer, true);
            }
        }
        if !has_paths {
            let help = "Write for example `paths = [\"hosts/old\"]`.";
            self.checker.refuse(item, "an override needs `paths`", "for which files?", help);
        }
        self.file.overrides.push(own);
    }
}

/// Whether a path stays in the folder of the settings file: it may be a stranger's.
fn is_below(checker: &mut Checker<'_>, name: &str, value: &Value<'_>, path: &str) -> bool {
    let mut parts = Path::new(path).components();
    let stays = parts.all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if !stays {
        let message = format!("`{name}` must be a file in the folder of the settings file or below");
        let help = format!("Move the file there, or give `--{name}` on the command line.");
        checker.refuse(value, message, "leads out of its folder", help);
    }
    stays
}

/// A path in a settings file is relative to it.
fn beside(file: &File, path: &str) -> String {
    let folder = Path::new(&file.shown).parent().unwrap_or(Path::new(""));
    let path = path.strip_prefix("./").unwrap_or(path);
    let joined = if path == "." { folder.to_owned() } else { folder.join(path) };
    joined.to_string_lossy().into_owned()
}

fn version(checker: &mut Checker<'_>, name: &str, value: &Value<'_>) -> Option<At<Version>> {
    let text = checker.text(name, value)?;
    match text.parse() {
        Ok(version) => Some(checker.at(value, version)),
        Err(_) => {
            let help = "Write `2.3`, `2.4` or a version such as `2.3.19`.";
            checker.refuse(value, format!("`{name}` cannot be `{}`", shown(&text)), "not known here", help);
            None
        }
    }
}

fn levels(checker: &mut Checker<'_>, value: &Value<'_>, layer: &mut Layer) {
    let Some(table) = checker.table("lints", value) else { return };
    for (name, value) in table {
        let is_known = checker.lint_or_group(name, name.get_ref());
        let Some(level) = checker.choice(name.get_ref(), value) else { continue };
        if is_known {
            layer.lints.insert(name.get_ref().clone().into_owned(), level);
        }
    }
}

/// Patterns as in `.gitignore`; one that cannot be read would leave out nothing.
fn excluded(checker: &mut Checker<'_>, key: &str, value: &Value<'_>) -> Option<At<Vec<String>>> {
    let texts = checker.texts(key, value)?;
    let places = value.get_ref().as_array().into_iter().flatten();
    for (text, place) in texts.iter().zip(places) {
        if let Some(flaw) = Exclude::flaw(&text.value) {
            checker.refuse(place, "this is not a valid pattern", flaw, "Write it as in `.gitignore`.");
        }
    }
    Some(checker.at(value, texts.into_iter().map(|text| text.value).collect()))
}

fn patterns(checker: &mut Checker<'_>, value: &Value<'_>) -> Vec<PathPattern> {
    let mut patterns = Vec::new();
    let Some(texts) = checker.texts("paths", value) else { return patterns };
    let places = value.get_ref().as_array().into_iter().flatten();
    for (text, place) in texts.into_iter().zip(places) {
        let relative = text.value.strip_prefix("./").unwrap_or(&text.value).trim_end_matches('/');
        match PathPattern::new(relative) {
            Ok(_) if relative.starts_with('/') => checker.refuse(
                place,
                "`paths` must be relative to the settings file",
                "an absolute path",
                "Write it relative to the folder of the settings file.",
            ),
            Ok(pattern) => patterns.push(pattern),
            Err(error) => {
                let help = "`*` matches a part of a name, `**` any number of folders.";
                checker.refuse(
                    place,
                    format!("this is not a valid path pattern: {}", error.msg),
                    "cannot be read",
                    help,
                );
            }
        }
    }
    patterns
}

fn options(checker: &mut Checker<'_>, value: &Value<'_>, options: &mut OptionsLayer) {
    let Some(table) = checker.table("options", value) else { return };
    for (name, value) in table {
        let text = name.get_ref().as_ref();
        if let Some(number) = NUMBERS.iter().find(|number| number.name == text) {
            *(number.slot)(options) = checker.number(text, value);
        } else if OF_LINTS.iter().any(|own| own.lint == text) {
            of_lint(checker, text, value, options);
        } else if crate::lints::find(text).is_some() {
            let with: Vec<&str> = OF_LINTS.iter().map(|own| own.lint).collect();
            let help = format!("These have: {}.", with.join(", "));
            checker.refuse(name, format!("`{text}` has no options"), "nothing to set", help);
        } else {
            let known = NUMBERS.iter().map(|n| n.name).chain(OF_LINTS.iter().map(|own| own.lint));
            checker.unknown_key(name, &known.collect::<Vec<_>>());
        }
    }
}

fn of_lint(checker: &mut Checker<'_>, lint: &str, value: &Value<'_>, options: &mut OptionsLayer) {
    let Some(table) = checker.table(&format!("options.\"{lint}\""), value) else { return };
    for (name, value) in table {
        let own = OF_LINTS.iter().filter(|own| own.lint == lint);
        match own.clone().find(|own| own.name == name.get_ref()) {
            Some(option) => {
                let texts = checker.texts(option.name, value);
                let values = texts.map(|texts| texts.into_iter().map(|text| text.value).collect());
                *(option.slot)(options) = values.map(|values| checker.at(value, values));
            }
            None => checker.unknown_key(name, &own.map(|own| own.name).collect::<Vec<_>>()),
        }
    }
}
