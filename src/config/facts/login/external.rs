//! What Dovecot refuses in the files that `args` and `dict {}` of 2.3 name: it reads them when the process that
//! needs them starts, and stops at the first mistake.
//!
//! Source: `parse_setting_from_defs()` in `lib-settings/settings.c`, `db-sql.c`, `db-ldap.c`, `db-oauth2.c`,
//! `db-dict.c`, `dict-sql-settings.c`, `dict-ldap-settings.c`, 2.3.21.

use crate::config::Config;
use crate::document::{External, Found};
use crate::hash::HashSet;
use crate::schema::{ExternalKind, ExternalSection, ExternalSetting, ExternalTable, Version, nearest};
use crate::source::{FileId, Span};
use crate::syntax::{Entry, EntryKind};

/// What is wrong with such a file.
#[derive(Debug, Clone)]
pub enum ExternalFlaw {
    /// A key that this kind of file does not have here, and the one that was probably meant.
    UnknownKey(Option<&'static str>),
    /// A key that only newer versions know.
    NewerKey(&'static ExternalSetting),
    /// A section that this kind of file does not have here.
    UnknownSection(Option<&'static str>),
    /// A value that the key does not take.
    BadValue(&'static ExternalSetting),
    /// A value that does not begin with this.
    BadStart(&'static str),
    /// What is where the list of the plugin trash needs a priority.
    NoPriority,
    /// Neither a setting nor a section.
    NoEquals,
    /// A `}` that closes nothing.
    UnexpectedClose,
    /// Of each of these groups no key is there.
    Missing(Vec<&'static [&'static str]>),
}

/// A mistake in such a file.
#[derive(Debug, Clone)]
pub struct Flawed<'c> {
    /// The file.
    pub external: &'c External,
    /// The line; none where something is missing at the top level.
    pub entry: Option<&'c Entry>,
    /// What to underline.
    pub span: Span,
    /// What is wrong.
    pub flaw: ExternalFlaw,
}

impl Config<'_> {
    /// 2.3: everything that Dovecot will refuse in the files that the configuration names.
    pub fn external_flaws(&self) -> Vec<Flawed<'_>> {
        let mut flaws = Vec::new();
        for external in &self.document.externals {
            if let (Found::Read(file), Some(table)) = (&external.outcome, external.kind.table()) {
                judge(self.version(), external, *file, table, &mut flaws);
            }
            if external.kind == ExternalKind::Trash {
                let bad = external.entries.iter().filter(|entry| !is_priority(&entry.key));
                let flawed = |entry| Flawed {
                    external,
                    entry: Some(entry),
                    span: entry.key_span,
                    flaw: ExternalFlaw::NoPriority,
                };
                flaws.extend(bad.map(flawed));
            }
        }
        flaws
    }
}

/// Whether `str_to_int()` takes it: digits, a minus in front or none, within 32 bits.
fn is_priority(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    digits.iter().all(u8::is_ascii_digit)
        && std::str::from_utf8(text).is_ok_and(|text| text.parse::<i32>().is_ok())
}

/// What is known of a section while its lines go by.
struct Level<'c> {
    section: Option<&'static ExternalSection>,
    head: Option<&'c Entry>,
    seen: HashSet<&'c [u8]>,
    /// Keys that were probably meant, so that they are not missed as well.
    meant: Vec<&'static str>,
}

fn judge<'c>(
    version: Version,
    external: &'c External,
    file: FileId,
    table: &'static ExternalTable,
    flaws: &mut Vec<Flawed<'c>>,
) {
    let level = |section, head| Level { section, head, seen: HashSet::default(), meant: Vec::new() };
    let mut levels = vec![level(table.section(""), None)];
    // Another file may hold what is missed here.
    let has_include = external.entries.iter().any(|entry| entry.kind == EntryKind::Include);
    for entry in &external.entries {
        let is_top = levels.len() == 1;
        let Some(current) = levels.last_mut() else { return };
        let mut found = |span, flaw| flaws.push(Flawed { external, entry: Some(entry), span, flaw });
        match entry.kind {
            EntryKind::Setting => {
                current.seen.insert(&entry.key);
                let Some(section) = current.section else { continue };
                match judge_setting(version, section, entry) {
                    Some(ExternalFlaw::UnknownKey(meant)) => {
                        current.meant.extend(meant);
                        found(entry.key_span, ExternalFlaw::UnknownKey(meant));
                    }
                    Some(flaw @ ExternalFlaw::NewerKey(_)) => found(entry.key_span, flaw),
                    Some(flaw) => {
                        let is_empty = entry.value_span.start == entry.value_span.end;
                        found(if is_empty { entry.key_span } else { entry.value_span }, flaw);
                    }
                    None => {}
                }
            }
            EntryKind::Open if table.skips_sections => levels.push(level(None, Some(entry))),
            EntryKind::Open => {
                let key = String::from_utf8_lossy(&entry.key);
                let path = current.section.map(|outer| match outer.path {
                    "" => key.clone().into_owned(),
                    outer => format!("{outer}/{key}"),
                });
                let section = path.as_deref().and_then(|path| table.section(path));
                if section.is_none() && (is_top || current.section.is_some()) {
                    let names = table.sections.iter().map(|section| section.path);
                    let meant = nearest(path.as_deref().unwrap_or(""), names.filter(|name| !name.is_empty()));
                    let meant = meant.map(crate::text::file_name);
                    found(entry.key_span, ExternalFlaw::UnknownSection(meant));
                }
                levels.push(level(section, Some(entry)));
            }
            EntryKind::Close if !is_top => {
                if let Some(closed) = levels.pop().filter(|_| !has_include) {
                    missing(external, file, &closed, flaws);
                }
            }
            EntryKind::Close => found(entry.key_span, ExternalFlaw::UnexpectedClose),
            EntryKind::Malformed => found(entry.key_span, ExternalFlaw::NoEquals),
            EntryKind::Include => {}
        }
    }
    // What no one names may be a template that waits to be filled in.
    let is_used = !external.named_by.is_empty();
    if let Some(top) = levels.first().filter(|_| is_used && !has_include) {
        missing(external, file, top, flaws);
    }
}

fn judge_setting(version: Version, section: &'static ExternalSection, entry: &Entry) -> Option<ExternalFlaw> {
    let is_open = !entry.is_quoted && memchr::memmem::find(&entry.text, b"$ENV:").is_some();
    if section.is_free {
        let begins = entry.text.starts_with(section.begins.as_bytes());
        return (!begins && !is_open).then_some(ExternalFlaw::BadStart(section.begins));
    }
    let Some(setting) = section.find(&entry.key) else {
        let known = section.settings.iter().filter(|setting| setting.known_to(version));
        let key = String::from_utf8_lossy(&entry.key);
        return Some(ExternalFlaw::UnknownKey(nearest(&key, known.map(|setting| setting.name))));
    };
    if !setting.known_to(version) {
        return Some(ExternalFlaw::NewerKey(setting));
    }
    // Placeholders of a template are not checked.
    let is_plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'+' | b' ' | b',');
    let is_filled = entry.text.iter().all(is_plain);
    (!is_open && is_filled && !setting.takes(&entry.text)).then_some(ExternalFlaw::BadValue(setting))
}

fn missing<'c>(external: &'c External, file: FileId, level: &Level<'c>, flaws: &mut Vec<Flawed<'c>>) {
    let Some(section) = level.section else { return };
    let is_there =
        |key: &&str| level.seen.contains(key.as_bytes()) || level.meant.iter().any(|meant| meant == key);
    let groups: Vec<_> =
        section.required.iter().copied().filter(|group| !group.iter().any(is_there)).collect();
    if !groups.is_empty() {
        let first = level.head.or(external.entries.first()).map(|entry| entry.key_span);
        let span = first.unwrap_or(Span { file, start: 0, end: 0 });
        flaws.push(Flawed { external, entry: level.head, span, flaw: ExternalFlaw::Missing(groups) });
    }
}
