//! Whether a configuration is one of 2.3 or of 2.4. A fragment has no version line, so its names and its neighbours tell.

use std::ops::ControlFlow;

use super::candidate::other_program;
use super::detect;
use crate::document::{Basis, Document, kind_of_file};
use crate::schema::{self, Kind as Type, Series, Version, find};
use crate::source::{FileId, Reader, SourceMap};
use crate::syntax::{Carry, Cursor, Kind};

/// How many folders above a fragment are searched for the main file that it belongs to.
const FOLDERS: usize = 6;

/// The series of a configuration that was read as one of 2.3, and what decided it.
pub(super) fn of(reader: &dyn Reader, path: &str, document: &Document) -> (Series, Basis) {
    if document.begins_with_version() {
        (Series::V24, Basis::VersionLine)
    } else if !path.ends_with("dovecot.conf") || path.ends_with("conf.d/dovecot.conf") {
        of_fragment(reader, path, document)
    } else if has_names_of_24_alone(document) {
        (Series::V24, Basis::Settings)
    } else {
        (Series::V23, Basis::NoVersionLine)
    }
}

/// The series of a fragment: that of the names which only one series has, otherwise that of the main file near it.
fn of_fragment(reader: &dyn Reader, path: &str, document: &Document) -> (Series, Basis) {
    if let Some(series) = names(document).fragment() {
        return (series, Basis::Settings);
    }
    let around = near(reader, path).or_else(|| beside(reader, path));
    around.map_or((Series::V23, Basis::Nothing), |series| (series, Basis::Neighbours))
}

/// Whether a main file without a version has several names of 2.4 and none that only 2.3 has. The name of a database
/// does not count: 2.3 takes one as well.
fn has_names_of_24_alone(document: &Document) -> bool {
    matches!(names(document), Names { only_23: 0, only_24: 2.., .. })
}

/// How many statements of a file and of what it includes tell its series.
#[derive(Default)]
struct Names {
    /// Statements that only 2.3 can have, and databases without a name.
    only_23: usize,
    /// Statements that only 2.4 can have.
    only_24: usize,
    /// Databases with a name, which 2.4 wants and people leave out with 2.3.
    named_databases: usize,
}

impl Names {
    /// The series of a fragment with these names, if they agree.
    fn fragment(&self) -> Option<Series> {
        match (self.only_23, self.only_24 + self.named_databases) {
            (0, 1..) => Some(Series::V24),
            (1.., 0) => Some(Series::V23),
            _ => None,
        }
    }
}

/// Counts the names of a document.
fn names(document: &Document) -> Names {
    let Names { mut only_23, mut only_24, mut named_databases } = Names::default();
    // The sections that are open; what is in a filter counts as outside of sections.
    let mut open: Vec<Vec<u8>> = Vec::new();
    for statement in &document.statements {
        let key = document.key(statement);
        let around = open.iter().rev().find(|kind| !is_open_head(kind)).cloned();
        match statement.kind {
            Kind::Open | Kind::Group => open.push(key.to_vec()),
            Kind::Close => drop(open.pop()),
            _ => {}
        }
        if !matches!(statement.kind, Kind::Setting | Kind::Open | Kind::Group) {
            continue;
        }
        // The version that a file below begins with is not that of this one.
        if statement.span.file != document.root && *key == *b"dovecot_config_version" {
            continue;
        }
        if has_filter(document.bytes(statement, statement.value)) {
            only_24 += 1;
        }
        if let Some(around) = around {
            let in_database = matches!(around.as_slice(), b"passdb" | b"userdb");
            let of_database = |line| find(schema::scope(line, "passdb"), &key).is_some();
            only_24 += usize::from(in_database && of_database(Series::V24) && !of_database(Series::V23));
            continue;
        }
        let is_database = matches!(key.as_ref(), b"passdb" | b"userdb") && statement.kind == Kind::Open;
        let known = |line| find(schema::scope(line, "root"), &key);
        let is_known = |line| known(line).is_some();
        // A list of 2.4 may be written as a block; 2.3 has none but `plugin {}` and `dict {}`.
        let is_list_block = statement.kind == Kind::Open
            && known(Series::V24)
                .is_some_and(|s| matches!(s.kind(Version::NEWEST_24), Type::BoolList | Type::StrList))
            && known(Series::V23).is_none_or(|s| !matches!(s.kind(Version::NEWEST_23), Type::StrList));
        match (is_known(Series::V23), is_known(Series::V24)) {
            (true, true) if is_list_block => only_24 += 1,
            (true, true) if is_database && statement.has_name => named_databases += 1,
            (true, true) if is_database => only_23 += 1,
            (true, false) => only_23 += 1,
            (false, true) => only_24 += 1,
            _ => only_24 += usize::from(statement.kind == Kind::Group),
        }
    }
    Names { only_23, only_24, named_databases }
}

/// Whether a value has a variable with a filter, as in `%{user | domain}`, which 2.4 alone has.
fn has_filter(value: &[u8]) -> bool {
    memchr::memmem::find_iter(value, b"%{").any(|start| {
        let rest = &value[start..];
        let end = memchr::memchr(b'}', rest).unwrap_or(rest.len());
        memchr::memchr(b'|', &rest[..end]).is_some()
    })
}

/// Reads a text by itself: the kind of each statement, its name, its text, and whether it is outside of sections. Stops
/// when it is told to.
fn each_statement(
    bytes: &[u8],
    start: fn(FileId, Version, &SourceMap) -> Cursor,
    mut take: impl FnMut(Kind, &[u8], &[u8], bool) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut sources = SourceMap::default();
    let file = sources.add(String::new(), String::new(), bytes.to_vec(), false);
    let mut cursor = start(file, Version::newest(Series::V23), &sources);
    let (mut joined, mut notes, mut carry) = (Vec::new(), Vec::new(), Carry::default());
    let mut depth = 0usize;
    while let Some(statement) = cursor.next(&sources, &mut joined, &mut notes, &mut carry) {
        let is_outside = depth == 0;
        match statement.kind {
            Kind::Open | Kind::Group => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        let key = statement.bytes(statement.key, &sources, &joined);
        take(statement.kind, key, sources.bytes(statement.span), is_outside)?;
    }
    ControlFlow::Continue(())
}

/// Whether either series has a setting of this name at the top level.
fn is_setting(key: &[u8]) -> bool {
    [Series::V23, Series::V24].iter().any(|line| find(schema::scope(*line, "root"), key).is_some())
}

/// How many of the statements outside of sections a text has, by the names of either series, and how many in all.
pub(super) fn known_names(bytes: &[u8]) -> (usize, usize) {
    let (mut known, mut all) = (0, 0);
    let _ = each_statement(bytes, Cursor::new, |kind, key, _, is_outside| {
        if is_outside && kind != Kind::Close {
            all += 1;
            known += usize::from(match kind {
                Kind::Setting | Kind::Open => is_setting(key) || is_open_head(key),
                Kind::Group | Kind::Include | Kind::IncludeTry => true,
                _ => false,
            });
        }
        ControlFlow::Continue(())
    });
    (known, all)
}

/// How many lines that are no statements say that a file is another program's.
const FOREIGN_LINES: usize = 3;

/// How long a file is that is looked at for that.
const FOREIGN_BYTES: usize = 32 << 10;

/// How many settings that no Dovecot has, hardly one of them misspelt, say that a file is another program's.
const FOREIGN_SETTINGS: usize = 2;

/// Whether a text is in the language of another program: it has no name that Dovecot knows, and several lines that are
/// neither statements nor those of a template, or it is a list of settings of which Dovecot has none.
pub(super) fn is_foreign(bytes: &[u8]) -> bool {
    // Text that is meant to cost time is read with the limits of a configuration.
    if bytes.len() > FOREIGN_BYTES {
        return false;
    }
    let (mut strange, mut settings, mut misspelt, mut is_list) = (0, 0, 0, true);
    let read = each_statement(bytes, Cursor::at_head, |kind, key, text, _| {
        match kind {
            // `protocol = tcp` is a setting, and none of Dovecot's top level.
            Kind::Setting if !is_setting(key) => {
                settings += 1;
                misspelt += usize::from(is_misspelt(key));
            }
            Kind::Include | Kind::IncludeTry | Kind::Group => return ControlFlow::Break(()),
            Kind::Setting | Kind::Open | Kind::Garbage if is_setting(key) || is_open_head(key) => {
                return ControlFlow::Break(());
            }
            Kind::Malformed if text.is_ascii() && starts_like_text(text) => strange += 1,
            _ => is_list = false,
        }
        ControlFlow::Continue(())
    });
    read.is_continue()
        && (strange >= FOREIGN_LINES || (is_list && settings >= FOREIGN_SETTINGS && misspelt * 3 <= settings))
}

/// Whether a name is nearly one of Dovecot's, or one that a template fills in.
fn is_misspelt(key: &[u8]) -> bool {
    let Ok(name) = std::str::from_utf8(key) else { return true };
    let is_name = |b: u8| b.is_ascii_alphanumeric() || b"_-.".contains(&b);
    let newest = [Version::NEWEST_23, Version::NEWEST_24];
    !name.bytes().all(is_name)
        || newest.into_iter().any(|version| schema::nearest_setting(version, "root", name).is_some())
}

/// Whether a line is one of words, and not one that steers a template or has a setting of Dovecot at its front.
fn starts_like_text(text: &[u8]) -> bool {
    let word = text.split(|b| !b.is_ascii_alphanumeric() && *b != b'_').next().unwrap_or_default();
    !matches!(text.first(), Some(b'{' | b'<' | b'%' | b'@' | b'$')) && !is_setting(word)
}

/// Whether a text is that of a main file: it begins with the version line of 2.4, includes other files, or says itself
/// who logs in and where the mail is.
pub(super) fn is_main(bytes: &[u8]) -> bool {
    subjects(bytes).is_none_or(|subjects| subjects.count_ones() >= 3)
}

/// Whether a `dovecot.conf` is only a part of one, such as a few lines that are copied to `local.conf`: it includes
/// nothing, and it lies in a `conf.d` and enables no protocols, or has no section and hardly one of the subjects that a
/// server needs.
pub(super) fn is_excerpt(bytes: &[u8], is_in_parts: bool) -> bool {
    let has_section = memchr::memchr(b'{', bytes).is_some();
    subjects(bytes).is_some_and(|subjects| {
        (is_in_parts && subjects & PROTOCOLS == 0) || (!has_section && subjects.count_ones() < 2)
    })
}

/// Of the subjects of a main file the one that says which protocols there are.
const PROTOCOLS: u32 = 1;

/// The subjects of a main file that a text has; none if it begins with a version or includes files, and so is one.
fn subjects(bytes: &[u8]) -> Option<u32> {
    let mut parts = 0u32;
    let read = each_statement(bytes, Cursor::new, |kind, key, _, is_outside| {
        if matches!(kind, Kind::Include | Kind::IncludeTry) {
            return ControlFlow::Break(());
        }
        if !is_outside {
            return ControlFlow::Continue(());
        }
        parts |= match key {
            b"dovecot_config_version" => return ControlFlow::Break(()),
            b"protocols" => PROTOCOLS,
            b"passdb" | b"userdb" => 2,
            b"mail_location" | b"mail_driver" | b"mail_path" | b"namespace" => 4,
            b"ssl" | b"ssl_cert" | b"ssl_server_cert_file" => 8,
            b"service" => 16,
            _ => 0,
        };
        ControlFlow::Continue(())
    });
    read.is_continue().then_some(parts)
}

/// Whether a head is no setting of the top level.
fn is_open_head(kind: &[u8]) -> bool {
    schema::is_filter(kind) || kind == b"plugin"
}

/// The series of the main file in the folder of a fragment or in one above it.
fn near(reader: &dyn Reader, path: &str) -> Option<Series> {
    // Standard input has no neighbours.
    if path.starts_with('<') {
        return None;
    }
    let folder = path.rfind('/').map_or("", |slash| &path[..slash]);
    let absolute = path.starts_with('/');
    std::path::Path::new(folder).ancestors().take(FOLDERS).find_map(|folder| {
        let folder = folder.to_str()?;
        let candidate = match folder {
            "" if absolute => "/dovecot.conf".to_owned(),
            "" => "dovecot.conf".to_owned(),
            "/" => "/dovecot.conf".to_owned(),
            folder => format!("{folder}/dovecot.conf"),
        };
        matches!(reader.is_file(&candidate), Ok(true)).then(|| detect(reader, &candidate).series)
    })
}

/// How many files beside a fragment are looked at.
const NEIGHBOURS: usize = 16;

/// The series of the files in the folder of a fragment, where one of them tells: they are parts of one configuration.
fn beside(reader: &dyn Reader, path: &str) -> Option<Series> {
    if path.starts_with('<') {
        return None;
    }
    let folder = path.rfind('/').map_or("", |slash| &path[..slash]);
    let entries = reader.entries(if folder.is_empty() { "." } else { folder }).ok()?;
    let beside = |name: std::ffi::OsString| {
        let name = name.into_string().ok()?;
        let is_part = [".conf", ".conf.ext", ".inc"].iter().any(|end| name.ends_with(end));
        let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
        is_part.then_some(path)
    };
    let mut parts = entries.into_iter().filter_map(|(name, _)| beside(name)).filter(|part| part != path);
    parts.by_ref().take(NEIGHBOURS).find_map(|part| {
        // The files of 2.3 for databases have a language of their own.
        let bytes = reader.read(&part).ok()?;
        if kind_of_file(&part, &bytes).is_some() || other_program(&bytes).is_some() {
            return None;
        }
        let document = crate::document::read(reader, &part, Version::newest(Series::V23)).ok()?;
        names(&document).fragment()
    })
}
