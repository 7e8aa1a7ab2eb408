//! The files next to the configuration that 2.3 reads later: what `args` of a database, `dict {}` and the plugin
//! trash name. They are found by the text of the statements alone, read here, and never stop anything.

use super::Document;
use crate::limits::{Allowance, EXTERNAL_BYTES, EXTERNALS, EXTERNALS_BYTES};
use crate::schema::{ExternalKind, Series};
use crate::source::{FileId, NotRead, Reader, Span, is_absent};
use crate::syntax::{Entry, EntryKind, Form, Kind, Statement, Value, entries, pairs};
use crate::text::words::{SPACES, words};

/// A file that the configuration names and that is no part of it.
#[derive(Debug)]
pub struct External {
    /// Who reads it.
    pub kind: ExternalKind,
    /// The path as it is written.
    pub path: String,
    /// The path where it was looked for.
    pub shown: String,
    /// Whether that is below the folder of the main file.
    pub is_in_tree: bool,
    /// The places that name it, in reading order; none for a file that is judged by itself.
    pub named_by: Vec<NamedBy>,
    /// What came of it.
    pub outcome: Found,
    /// Its lines; empty unless it was read.
    pub entries: Vec<Entry>,
}

/// A place that names a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedBy {
    /// The statement.
    pub statement: usize,
    /// The path in it.
    pub span: Span,
}

/// What came of looking for an external file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// It was read.
    Read(FileId),
    /// It is there, and no one needs its text.
    Seen,
    /// It is not there.
    Missing,
    /// It is there, or may be there, and was not read.
    NotRead(NotRead),
}

impl External {
    /// The last `key = value` at the top level with this key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        let is_it = |entry: &&Entry| {
            entry.kind == EntryKind::Setting && entry.section.is_empty() && *entry.key == *key.as_bytes()
        };
        self.entries.iter().rev().find(is_it)
    }
}

impl External {
    /// Whether this kind of file has a setting of this name anywhere.
    pub fn has_key(&self, key: &[u8]) -> bool {
        let sections = self.kind.table().map_or(&[][..], |table| table.sections);
        sections.iter().any(|section| section.find(key).is_some())
    }
}

/// A section whose end is awaited.
struct Open {
    name: Vec<u8>,
    driver: Option<usize>,
    args: Option<usize>,
}

/// Finds and reads the files that the statements name.
pub(super) fn collect(reader: &dyn Reader, document: &mut Document) {
    if document.version.series != Series::V23 {
        return;
    }
    let folder = folder_of(&document.sources.file(document.root).shown);
    let left = Allowance::new(EXTERNALS_BYTES);
    for (kind, named_by, path) in named(document) {
        let known = document.externals.iter_mut().find(|e| e.kind == kind && e.path == path);
        if let Some(external) = known {
            external.named_by.push(named_by);
            continue;
        }
        // What is too much is told once, of the first file that is.
        if document.externals.len() >= EXTERNALS || left.is_spent() {
            break;
        }
        let shown = reader.shown(&path);
        let is_in_tree =
            if folder.is_empty() { !shown.starts_with('/') } else { shown.starts_with(folder.as_str()) };
        let (outcome, entries) = read(reader, document, kind, &path, &left);
        let named_by = vec![named_by];
        document.externals.push(External { kind, path, shown, is_in_tree, named_by, outcome, entries });
    }
}

fn folder_of(path: &str) -> String {
    path.rfind('/').map_or(String::new(), |slash| path[..=slash].to_owned())
}

fn read(
    reader: &dyn Reader,
    document: &mut Document,
    kind: ExternalKind,
    path: &str,
    left: &Allowance,
) -> (Found, Vec<Entry>) {
    let known = document.sources.files().find(|(_, file)| file.path == path).map(|(id, _)| id);
    let file = match (known, kind.is_read()) {
        (Some(file), _) => file,
        (None, false) => {
            let found = match reader.exists(path) {
                Ok(true) => Found::Seen,
                Ok(false) => Found::Missing,
                Err(error) => Found::NotRead(NotRead::from(&error)),
            };
            return (found, Vec::new());
        }
        (None, true) => match reader.fetch(path, EXTERNAL_BYTES) {
            Ok((bytes, _)) if !left.take(cost(&bytes)) => {
                return (Found::NotRead(NotRead::Large(EXTERNALS_BYTES)), Vec::new());
            }
            Ok((bytes, mode)) => {
                let file = document.sources.add(path.to_owned(), reader.shown(path), bytes, false);
                document.sources.set_mode(file, mode);
                file
            }
            Err(e) if is_absent(&e) => return (Found::Missing, Vec::new()),
            Err(e) => return (Found::NotRead(NotRead::from(&e)), Vec::new()),
        },
    };
    let bytes = &document.sources.file(file).bytes;
    let entries = match kind {
        ExternalKind::Lua => Vec::new(),
        ExternalKind::Trash => pairs(file, bytes),
        _ => entries(file, bytes),
    };
    (Found::Read(file), entries)
}

/// A line costs far more than its text.
fn cost(bytes: &[u8]) -> u64 {
    (bytes.len() + 100 * memchr::memchr_iter(b'\n', bytes).count()) as u64
}

/// The files that statements name, in reading order.
fn named(document: &Document) -> Vec<(ExternalKind, NamedBy, String)> {
    let mut named = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    for (index, statement) in document.statements.iter().enumerate() {
        match statement.kind {
            Kind::Open | Kind::Group | Kind::Garbage => {
                let name = document.bytes(statement, statement.key).to_vec();
                open.push(Open { name, driver: None, args: None });
            }
            Kind::Close => {
                if let Some(Open { driver: Some(driver), args: Some(args), .. }) = open.pop() {
                    named.extend(of_database(document, driver, args));
                }
            }
            Kind::Setting => {
                let Some(around) = open.last_mut() else { continue };
                let key = document.bytes(statement, statement.key);
                match (around.name.as_slice(), key) {
                    (b"passdb" | b"userdb", b"driver") => around.driver = Some(index),
                    (b"passdb" | b"userdb", b"args") => around.args = Some(index),
                    (b"dict", _) => named.extend(of_dict(document, index)),
                    (b"plugin", b"trash") => {
                        let value = value_of(document, statement);
                        named.extend(
                            value.and_then(|text| of_path(document, ExternalKind::Trash, index, &text)),
                        );
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
    named
}

/// The text of a value that stands for itself.
fn value_of(document: &Document, statement: &Statement) -> Option<Vec<u8>> {
    let Value { form, text, .. } = document.value(statement);
    matches!(form, Form::Plain | Form::Quoted).then(|| text.into_owned())
}

fn of_database(document: &Document, driver: usize, args: usize) -> Option<(ExternalKind, NamedBy, String)> {
    let driver = value_of(document, document.statements.get(driver)?)?;
    let text = value_of(document, document.statements.get(args)?)?;
    let kind = match driver.as_slice() {
        b"sql" => ExternalKind::Sql,
        b"ldap" => ExternalKind::Ldap,
        b"dict" => ExternalKind::AuthDict,
        b"oauth2" => ExternalKind::Oauth2,
        b"lua" => {
            let file = words(&text, SPACES).find_map(|word| word.strip_prefix(b"file="))?;
            return of_path(document, ExternalKind::Lua, args, file);
        }
        _ => return None,
    };
    of_path(document, kind, args, &text)
}

/// `name = driver:path` in `dict {}`.
fn of_dict(document: &Document, index: usize) -> Option<(ExternalKind, NamedBy, String)> {
    let text = value_of(document, document.statements.get(index)?)?;
    let colon = text.iter().position(|b| *b == b':')?;
    of_path(document, ExternalKind::of_dict(&text[..colon])?, index, &text[colon + 1..])
}

/// A path that begins at the root and has no variable; any other is not known here.
fn of_path(
    document: &Document,
    kind: ExternalKind,
    index: usize,
    path: &[u8],
) -> Option<(ExternalKind, NamedBy, String)> {
    let text = std::str::from_utf8(path).ok()?;
    if !text.starts_with('/') || text.contains(['%', '$', '\0']) {
        return None;
    }
    let statement = document.statements.get(index)?;
    let raw = document.bytes(statement, statement.value);
    let at = memchr::memmem::find(raw, path).unwrap_or(0) as u32;
    let start = statement.value.start + at;
    let part = crate::syntax::Part { start, end: (start + path.len() as u32).min(statement.value.end) };
    let span = document.locate(statement, part);
    Some((kind, NamedBy { statement: index, span }, text.to_owned()))
}

/// Whether a file that no one includes is one of these files rather than a configuration: by its conventional
/// name, or because every key in it is known to one kind and none to `dovecot.conf`.
pub fn kind_of_file(path: &str, bytes: &[u8]) -> Option<ExternalKind> {
    let entries = entries(FileId(0), bytes);
    let keys: Vec<&Entry> = entries.iter().filter(|entry| entry.section.is_empty()).collect();
    let keys: Vec<&[u8]> = keys
        .iter()
        .filter(|entry| matches!(entry.kind, EntryKind::Setting | EntryKind::Open))
        .map(|entry| entry.key.as_ref())
        .collect();
    let root = crate::schema::scope(Series::V23, "root");
    let in_root = keys.iter().filter(|key| crate::schema::find(root, key).is_some()).count();
    let known = |kind: ExternalKind| {
        let table = kind.table();
        let is_known = |key: &[u8]| {
            table.is_some_and(|table| {
                table.section("").is_some_and(|top| top.find(key).is_some())
                    || table.sections.iter().any(|section| section.path.as_bytes() == key)
            })
        };
        keys.iter().filter(|key| is_known(key)).count()
    };
    if let Some(kind) = kind_of_name(path) {
        let known = known(kind);
        return (known > in_root || keys.is_empty()).then_some(kind);
    }
    // A line that begins with `=` has no name, and is no line of these files.
    let has_names = keys.len() >= 2 && keys.iter().all(|key| !key.is_empty());
    let fits = |kind: &ExternalKind| has_names && in_root == 0 && known(*kind) == keys.len();
    ExternalKind::READ.into_iter().find(fits)
}

fn kind_of_name(path: &str) -> Option<ExternalKind> {
    let name = crate::text::file_name(path).to_ascii_lowercase();
    // `auth-sql.conf.ext` is a part of the configuration.
    if !name.starts_with("dovecot-") || !name.contains(".conf") {
        return None;
    }
    let has = |part: &str| name.contains(part);
    Some(match () {
        () if has("oauth2") => ExternalKind::Oauth2,
        () if has("ldap") && has("dict") => ExternalKind::LdapDict,
        () if has("ldap") => ExternalKind::Ldap,
        () if has("sql") && has("dict") => ExternalKind::SqlDict,
        () if has("sql") => ExternalKind::Sql,
        () if has("dict-auth") => ExternalKind::AuthDict,
        () => return None,
    })
}
