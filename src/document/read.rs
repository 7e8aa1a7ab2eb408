use std::cell::OnceCell;
use std::collections::hash_map::Entry;
use std::io;
use std::sync::OnceLock;

use super::fetch::{add, beside, fetch, is_installed, looks_binary};
use super::look::Look;
use super::{
    Basis, Completeness, Document, External, Found, Include, Outcome, Read, completeness, external, foreign,
    glob, ignore,
};
use crate::hash::HashMap;
use crate::limits::{
    Allowance, Exceeded, FILES, GLOB_BYTES, INCLUDE_DEPTH, LINES, Limit, NESTING, READS, TREE_BYTES,
};
use crate::schema::{ExternalKind, Version};
use crate::source::{FileId, NotRead, Reader, SourceMap, Span, is_absent};
use crate::syntax::{Carry, Cursor, Form, Kind, Note, NoteKind, Statement};

/// Reads a root and everything that it includes.
///
/// # Errors
/// When the main file itself cannot be read, or when there is more to read than any server has; the latter is
/// an [`Exceeded`].
pub fn read(reader: &dyn Reader, path: &str, version: Version) -> io::Result<Document> {
    let mut sources = SourceMap::default();
    let root = add(reader, path, fetch(reader, path)?, &mut sources);
    let document = Document { is_installed: is_installed(reader, path), ..empty(version, sources, root) };
    let mut run = Run {
        reader,
        document,
        stack: Vec::new(),
        reading: Vec::new(),
        open: HashMap::default(),
        known: HashMap::default(),
        file_values: 0,
        names: Allowance::new(GLOB_BYTES),
        bytes: Allowance::new(TREE_BYTES),
        lines: Allowance::new(LINES),
        nesting: 0,
    };
    run.known.insert(path.to_owned(), root);
    run.wait(path.to_owned(), root, None);
    run.all().map_err(io::Error::other)?;
    let mut document = run.document;
    // It has grown by doubling, and is kept as long as anything.
    document.statements.shrink_to_fit();
    document.notes.sort_by_key(|note| (note.span, note.kind as u8));
    document.notes.dedup();
    document.ignores = ignore::find(&document);
    external::collect(reader, &mut document);
    foreign::note(&mut document);
    completeness::note(&mut document);
    Ok(document)
}

/// Reads a file that belongs next to a configuration, by itself.
///
/// # Errors
/// When it cannot be read.
pub fn read_external(
    reader: &dyn Reader,
    path: &str,
    version: Version,
    kind: ExternalKind,
) -> io::Result<Document> {
    let mut sources = SourceMap::default();
    let root = add(reader, path, fetch(reader, path)?, &mut sources);
    let entries = crate::syntax::entries(root, &sources.file(root).bytes);
    let mut document = empty(version, sources, root);
    document.externals.push(External {
        kind,
        path: path.to_owned(),
        shown: reader.shown(path),
        is_in_tree: true,
        named_by: Vec::new(),
        outcome: Found::Read(root),
        entries,
    });
    foreign::note(&mut document);
    Ok(document)
}

fn empty(version: Version, sources: SourceMap, root: FileId) -> Document {
    Document {
        version,
        basis: Basis::Asked,
        sources,
        root,
        is_installed: false,
        is_mapped: false,
        statements: Vec::new(),
        notes: Vec::new(),
        includes: Vec::new(),
        reads: vec![Read { file: root, by: None, depth: 0 }],
        missing_values: Vec::new(),
        completeness: Completeness::default(),
        ignores: Vec::new(),
        orphans: Vec::new(),
        externals: Vec::new(),
        system: None,
        configured: 0,
        shows_secrets: false,
        secrets: OnceLock::new(),
        joined: Vec::new(),
        heredocs: HashMap::default(),
        ends: OnceLock::new(),
    }
}

/// A file that is being read or waits to be read.
struct Input {
    path: String,
    file: FileId,
    by: Option<usize>,
    /// How many includes are above it.
    depth: u32,
    /// None while it waits.
    cursor: Option<Cursor>,
    /// Its real path, once someone has asked for it.
    real: OnceCell<String>,
}

struct Run<'r> {
    reader: &'r dyn Reader,
    document: Document,
    stack: Vec<Input>,
    /// Those of the stack that do not wait, the innermost last.
    reading: Vec<usize>,
    /// How often each path is in the stack: Dovecot compares the texts of all of them.
    open: HashMap<String, u32>,
    /// Files that were read before, so that a second include costs nothing.
    known: HashMap<String, FileId>,
    /// How many files after values were looked for.
    file_values: u32,
    /// What the patterns of includes may still look at.
    names: Allowance,
    /// What may still be read.
    bytes: Allowance,
    lines: Allowance,
    /// How many sections are open.
    nesting: usize,
}

/// Looking for a file costs a system call; a configuration with thousands of certificates should not
/// wait for all of them.
const MAX_FILE_VALUES: u32 = 300;

impl Run<'_> {
    fn wait(&mut self, path: String, file: FileId, by: Option<usize>) {
        *self.open.entry(path.clone()).or_default() += 1;
        let depth = self.reading.last().map_or(0, |around| self.stack[*around].depth + 1);
        self.stack.push(Input { path, file, by, depth, cursor: None, real: OnceCell::new() });
    }

    fn all(&mut self) -> Result<(), Exceeded> {
        let mut carry = Carry::default();
        while let Some(depth) = self.stack.len().checked_sub(1) {
            if self.stack[depth].cursor.is_none() {
                self.begin(depth).map_err(|limit| self.exceeded(limit, self.stack[depth].by))?;
            }
            let Document { sources, joined, notes, .. } = &mut self.document;
            let cursor = self.stack[depth].cursor.as_mut();
            let Some(statement) = cursor.and_then(|cursor| cursor.next(sources, joined, notes, &mut carry))
            else {
                self.close();
                continue;
            };
            let index = self.document.statements.len();
            self.document.statements.push(statement);
            let done = match statement.kind {
                Kind::Include | Kind::IncludeTry => self.include(index, &statement),
                _ => self.statement(index, &statement),
            };
            done.map_err(|limit| Exceeded {
                limit,
                place: self.document.place(self.document.statements[index].span),
            })?;
        }
        if let (Some(first), Some(last)) = (carry.pieces().first(), carry.pieces().last()) {
            self.document.notes.push(Note { kind: NoteKind::OpenContinuation, span: first.to(*last) });
        }
        Ok(())
    }

    /// Begins to read a file that waits.
    fn begin(&mut self, depth: usize) -> Result<(), Limit> {
        let Document { version, sources, reads, .. } = &mut self.document;
        let input = &mut self.stack[depth];
        if input.by.is_some() {
            reads.push(Read { file: input.file, by: input.by, depth: input.depth });
        }
        self.reading.push(depth);
        input.cursor = Some(Cursor::new(input.file, *version, sources));
        let bytes = &sources.file(input.file).bytes;
        let lines = memchr::memchr_iter(b'\n', bytes).count() as u64;
        match () {
            () if input.depth > INCLUDE_DEPTH => Err(Limit::IncludeDepth),
            () if reads.len() > READS => Err(Limit::Reads),
            () if !self.bytes.take(bytes.len() as u64) => Err(Limit::TreeBytes),
            () if !self.lines.take(lines) => Err(Limit::Lines),
            () => Ok(()),
        }
    }

    /// A limit that an include goes beyond, or the main file itself.
    fn exceeded(&self, limit: Limit, by: Option<usize>) -> Exceeded {
        let statement = by.and_then(|by| self.document.includes.get(by)).map(|include| include.statement);
        let span = statement.map(|index| self.document.statements[index].span);
        let place = self.document.place(span.unwrap_or(Span::new(self.document.root, 0..0)));
        Exceeded { limit, place }
    }

    fn statement(&mut self, index: usize, statement: &Statement) -> Result<(), Limit> {
        let text = self.document.sources.bytes(statement.span);
        let (is_opened, is_closed) = match statement.kind {
            Kind::Open | Kind::Group => (true, false),
            Kind::Close => (false, true),
            // What Dovecot refuses is meant to open a section as well.
            Kind::Garbage => (!text.ends_with(b"}"), false),
            Kind::Malformed => (text.ends_with(b"{"), text.starts_with(b"}")),
            _ => (false, false),
        };
        self.nesting = (self.nesting + usize::from(is_opened)).saturating_sub(usize::from(is_closed));
        if statement.kind == Kind::Setting {
            self.value(index, statement);
        }
        if self.nesting > NESTING { Err(Limit::Nesting) } else { Ok(()) }
    }

    fn close(&mut self) {
        let Some(input) = self.stack.pop() else { return };
        self.reading.pop();
        if let Entry::Occupied(mut count) = self.open.entry(input.path) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }

    /// Looks at values that begin with `<`: the file after them, or the here document below them.
    fn value(&mut self, index: usize, statement: &Statement) {
        let document = &mut self.document;
        let raw = statement.bytes(statement.value, &document.sources, &document.joined);
        if raw.first() != Some(&b'<') {
            return;
        }
        let value = crate::syntax::Value::read(document.version, raw);
        if value.form == Form::Heredoc {
            let Some(cursor) = self.stack.last_mut().and_then(|input| input.cursor.as_mut()) else { return };
            let heredoc = cursor.heredoc(&value.text, &document.sources);
            document.heredocs.insert(index as u32, heredoc);
        } else if self.file_values < MAX_FILE_VALUES {
            self.file_values += 1;
            let path = String::from_utf8_lossy(&value.text);
            let path = beside(&document.sources.file(statement.span.file).path, &path);
            // Without a name it is the folder, which cannot be read.
            if value.text.is_empty() || matches!(self.reader.exists(&path), Ok(false)) {
                document.missing_values.push(index);
            }
        }
    }

    /// Whether a sample of a file is next to the place where it is not.
    fn has_sample(&self, path: &str) -> bool {
        const ENDS: [&str; 8] = ["template", "tmpl", "example", "sample", "dist", "in", "j2", "erb"];
        !path.contains(['*', '?', '[', '{'])
            && ENDS.iter().any(|end| matches!(self.reader.is_file(&format!("{path}.{end}")), Ok(true)))
    }

    fn include(&mut self, index: usize, statement: &Statement) -> Result<(), Limit> {
        let by = self.document.includes.len();
        let including = &self.document.sources.file(statement.span.file).path;
        let path = self.document.bytes(statement, statement.value);
        let is_text = std::str::from_utf8(path).is_ok();
        let pattern = beside(including, &String::from_utf8_lossy(path));
        let look = Look::new(self.reader);
        let paths = if is_text {
            glob::glob(&look, &pattern, &self.names)?
        } else {
            // What it matches has no name that can be read here: it is noted, and nothing is found.
            glob::glob(&look, &beside(including, &with_any_byte(path)), &self.names)?;
            Vec::new()
        };
        if self.known.len() + paths.iter().filter(|path| !self.known.contains_key(*path)).count() > FILES {
            return Err(Limit::Files);
        }
        let unseen = look.into_unseen();
        let mut is_expected = false;
        let outcome = match (paths.is_empty(), unseen.is_empty()) {
            (true, true) => {
                is_expected = self.has_sample(&pattern);
                Outcome::NoMatch
            }
            (true, false) => Outcome::NotRead,
            (false, _) => self.push_all(&paths, by, statement.kind == Kind::IncludeTry),
        };
        for (path, reason) in unseen {
            // What packages put elsewhere about their protocols is missing in every checkout.
            if reason.is_failure() || !completeness::is_usual(&pattern) {
                self.document.completeness.note_unread(by, path, reason);
            }
        }
        self.document.includes.push(Include { statement: index, pattern, outcome, is_expected });
        Ok(())
    }

    /// Puts the files on the stack in reverse order, the first one on top.
    fn push_all(&mut self, paths: &[String], by: usize, ignore_errors: bool) -> Outcome {
        let mut files = Vec::with_capacity(paths.len());
        let mut trouble = None;
        let mut unread = Vec::new();
        // What is read now is the same for all of them.
        let hidden = |path: &String| !self.open.contains_key(path) && self.is_open_under_another_name(path);
        let hidden: Vec<bool> = paths.iter().map(hidden).collect();
        if paths.len() > 1 {
            // Numbered in the order of their names, what is noted about them is nearly sorted from the start.
            for (path, _) in paths.iter().zip(&hidden).filter(|(_, is_hidden)| !**is_hidden) {
                // Whatever is wrong with it is told below.
                let _ = self.file(path);
            }
        }
        for (path, is_hidden) in paths.iter().zip(&hidden).rev() {
            if self.open.contains_key(path) {
                trouble.get_or_insert(Outcome::Cycle(path.clone()));
                continue;
            }
            if *is_hidden {
                trouble.get_or_insert(Outcome::HiddenCycle(path.clone()));
                continue;
            }
            let file = match self.file(path) {
                Ok(file) => file,
                // Dovecot reads as root, so nothing else is absent for it.
                Err(e) if is_absent(&e) && ignore_errors => continue,
                Err(e) if is_absent(&e) => {
                    trouble.get_or_insert(Outcome::Missing(path.clone()));
                    continue;
                }
                Err(e) => {
                    unread.push((self.reader.shown(path), NotRead::from(&e)));
                    trouble.get_or_insert(Outcome::NotRead);
                    continue;
                }
            };
            self.wait(path.clone(), file, Some(by));
            files.push(file);
        }
        for (path, reason) in unread.into_iter().rev() {
            self.document.completeness.note_unread(by, path, reason);
        }
        files.reverse();
        trouble.unwrap_or(Outcome::Files(files))
    }

    /// A file, which is read once however often it is included.
    fn file(&mut self, path: &str) -> io::Result<FileId> {
        if let Some(file) = self.known.get(path) {
            return Ok(*file);
        }
        let fetched = fetch(self.reader, path)?;
        if looks_binary(&fetched.bytes) {
            return Err(NotRead::Binary.into());
        }
        let file = add(self.reader, path, fetched, &mut self.document.sources);
        self.known.insert(path.to_owned(), file);
        Ok(file)
    }

    /// Whether a file that is being read right now is this one. Files that wait do not count: reading
    /// one of them twice is no cycle.
    fn is_open_under_another_name(&self, path: &str) -> bool {
        let name = crate::text::file_name(path);
        // A cycle comes back to the same file by its own name or by a link. Comparing real paths costs a
        // system call each, so as long as nothing is deeply nested, different names are different files.
        let is_deep = self.reading.len() > 8;
        let mut canonical = None;
        self.reading.iter().any(|index| {
            let input = &self.stack[*index];
            let same_name = crate::text::file_name(&input.path) == name;
            (same_name || is_deep)
                && canonical.get_or_insert_with(|| self.reader.canonical(path))
                    == input.real.get_or_init(|| self.reader.canonical(&input.path))
        })
    }
}

/// A pattern of an include in which any byte is in the place of those that are no UTF-8.
fn with_any_byte(pattern: &[u8]) -> String {
    pattern
        .utf8_chunks()
        .fold(String::new(), |text, chunk| text + chunk.valid() + &"?".repeat(chunk.invalid().len()))
}
