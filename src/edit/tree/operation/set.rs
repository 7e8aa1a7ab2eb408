//! Other values and names for what is there.

use crate::config::value::writing::{self, Meaning};
use crate::edit::tree::given::Given;
use crate::edit::tree::node::{Lines, NodeId, What};
use crate::edit::tree::{Reading, Refused, Tree};
use crate::syntax::{Alone, Form, Kind, NoteKind, Part, Value};

/// Lines that say something else, and the comments that found no place in them.
struct Written {
    text: Vec<u8>,
    above: Vec<Vec<u8>>,
}

impl Tree {
    /// Gives a setting another value. What is around the value stays, its comment too; a setting on several lines
    /// becomes one line, and comments that find no place after it are above.
    ///
    /// # Errors
    /// When it is no setting, or this version has no way to write the value.
    pub fn set(&mut self, id: NodeId, value: &Given) -> Result<(), Refused> {
        self.changeable(id)?;
        let node = self.node(id);
        if node.what != What::Setting {
            return Err(Refused::Kind(node.what));
        }
        let old = Alone::read(self.version(), &node.lines.text).ok_or(Refused::GoesOn)?;
        let written = self.with_value(&old, None, value).ok_or(Refused::Unwritable)?;
        self.write(id, written);
        Ok(())
    }

    /// Gives a setting another key and another value, as [`Tree::rename`] and [`Tree::set`] do one after the other.
    ///
    /// # Errors
    /// When it is no setting, or this version has no way to write them.
    pub fn replace(&mut self, id: NodeId, key: &[u8], value: &Given) -> Result<(), Refused> {
        self.changeable(id)?;
        let node = self.node(id);
        if node.what != What::Setting {
            return Err(Refused::Kind(node.what));
        }
        let old = Alone::read(self.version(), &node.lines.text).ok_or(Refused::GoesOn)?;
        let written = if *old.key() == *key {
            self.with_value(&old, None, value)
        } else {
            let spellings = writing::spellings(key);
            spellings.iter().find_map(|spelling| self.with_value(&old, Some((key, spelling)), value))
        };
        self.write(id, written.ok_or(Refused::Unwritable)?);
        Ok(())
    }

    /// With the key as it is, or another one and how it is written.
    fn with_value(&self, old: &Alone, key: Option<(&[u8], &[u8])>, given: &Given) -> Option<Written> {
        let version = self.version();
        let mut wanted = Reading::from(old);
        if let Some((key, _)) = key {
            wanted.key = key.to_vec();
        }
        let comments: Vec<&[u8]> = wanted.comments.iter().map(|comment| comment.trim_ascii_end()).collect();
        let is_this = |text: &[u8], comments: &[&[u8]]| {
            Alone::read(version, text).is_some_and(|read| {
                let own = Reading::from(&read);
                let taken = Value::read(version, read.bytes(read.statement.value));
                let is_meant = match taken.form {
                    Form::Heredoc => own.value == given.bytes && given.meaning == Meaning::Text,
                    _ => taken.bad_escape.is_none() && writing::means(&taken, &given.bytes, given.meaning),
                };
                read.statement.kind == Kind::Setting
                    && own.key == wanted.key
                    && is_meant
                    && own
                        .comments
                        .iter()
                        .map(|comment| comment.trim_ascii_end())
                        .eq(comments.iter().copied())
            })
        };
        let (mut head, tail) = around(old)?;
        if let Some((_, spelling)) = key {
            head = replaced(&head, key_range(old)?, spelling);
        }
        let spellings = writing::spellings(&given.bytes);
        let with = |value: &[u8], tail: &[u8]| {
            let gap: &[u8] = if head.ends_with(b" =") && !value.is_empty() { b" " } else { b"" };
            [&head[..], gap, value, tail].concat()
        };
        // After the value as it was, else after one space, else above.
        let last = comments.last().copied().unwrap_or_default();
        let spaced = [if last.is_empty() { &b""[..] } else { b" " }, last].concat();
        let tails = if tail.starts_with(b"#") { [&spaced[..], tail] } else { [tail, &spaced] };
        let inside = &comments[comments.len().saturating_sub(1)..];
        let above = &comments[..comments.len().saturating_sub(1)];
        let keep = |above: &[&[u8]]| above.iter().map(|comment| comment.to_vec()).collect();
        for tail in tails {
            for value in &spellings {
                let text = with(value, tail);
                if is_this(&text, inside) {
                    return Some(Written { text, above: keep(above) });
                }
            }
        }
        let bare = spellings.iter().map(|value| with(value, b""));
        let here = writing::here_document(version, &given.bytes).map(|value| with(&value, b""));
        let text = bare.chain(here).find(|text| is_this(text, &[]))?;
        Some(Written { text, above: keep(&comments) })
    }

    /// Gives a setting another key.
    ///
    /// # Errors
    /// When it is no setting, or this version has no way to write the key.
    pub fn rename(&mut self, id: NodeId, key: &[u8]) -> Result<(), Refused> {
        self.changeable(id)?;
        let node = self.node(id);
        if node.what != What::Setting {
            return Err(Refused::Kind(node.what));
        }
        let old = Alone::read(self.version(), &node.lines.text).ok_or(Refused::GoesOn)?;
        let wanted = Reading { key: key.to_vec(), ..Reading::from(&old) };
        let range = key_range(&old).ok_or(Refused::GoesOn)?;
        let is_this = |text: &Vec<u8>| Reading::of(self.version(), text).as_ref() == Some(&wanted);
        let text =
            writing::spellings(key).map(|key| replaced(old.text(), range, &key)).into_iter().find(is_this);
        let text = text.ok_or(Refused::Unwritable)?;
        self.write(id, Written { text, above: Vec::new() });
        Ok(())
    }

    /// Gives a section another type and name, or none.
    ///
    /// # Errors
    /// When it is no section with braces of its own, or this version has no way to write that.
    pub fn rename_section(&mut self, id: NodeId, kind: &[u8], name: Option<&[u8]>) -> Result<(), Refused> {
        self.changeable(id)?;
        let node = self.node(id);
        let old = Alone::read(self.version(), &node.lines.text).ok_or(Refused::GoesOn)?;
        if old.statement.kind != Kind::Open {
            return Err(Refused::Kind(node.what));
        }
        let mut wanted = Reading::from(&old);
        (wanted.key, wanted.name) = (kind.to_vec(), name.map(<[u8]>::to_vec));
        let head = writing::head(self.version(), kind, name).ok_or(Refused::Unwritable)?;
        let start = key_range(&old).ok_or(Refused::GoesOn)?.start;
        let end = if old.statement.is_continued() { None } else { Some(old.statement.mark + 1) };
        let whole = Part { start, end: end.ok_or(Refused::GoesOn)? };
        let text = replaced(old.text(), whole, &head.text);
        if Reading::of(self.version(), &text).as_ref() != Some(&wanted) {
            return Err(Refused::Unwritable);
        }
        self.write(id, Written { text, above: Vec::new() });
        Ok(())
    }

    fn write(&mut self, id: NodeId, written: Written) {
        let within = self.node(id).parent;
        let end = self.style(self.file_of(id)).end;
        let indent = self.node(id).lines.indent().to_vec();
        self.node_mut(id).lines.text = written.text;
        for comment in written.above {
            let lines = Lines { text: [&indent[..], &comment].concat(), end, origin: None };
            let made = self.add_new(What::Comment, lines, within);
            let index = self.index(id);
            self.list_mut(within).insert(index, made);
        }
    }
}

/// What is before a value, and what is after it; none when the key goes on in another line.
fn around(old: &Alone) -> Option<(Vec<u8>, &[u8])> {
    let (text, value) = (old.text(), old.statement.value);
    if !old.statement.is_continued() && old.heredoc.is_none() {
        return Some((text[..value.start as usize].to_vec(), &text[value.end as usize..]));
    }
    let key = key_range(old)?;
    let head = [&text[..key.end as usize], b" ="].concat();
    let last = old.notes.iter().rfind(|note| note.kind == NoteKind::Comment && old.heredoc.is_none());
    let Some(last) = last else { return Some((head, b"")) };
    let comment = last.span.start as usize;
    let blanks = text[..comment].iter().rev().take_while(|b| matches!(b, b' ' | b'\t')).count();
    Some((head, &text[comment - blanks..]))
}

/// Where the key is written, its quotes included; none when it goes on in another line.
fn key_range(old: &Alone) -> Option<Part> {
    let statement = &old.statement;
    let key = old.locate(statement.key);
    let quotes = u32::from(statement.key_quoted);
    let part = Part { start: key.start - quotes, end: key.end + quotes };
    let text = &old.text()[part.start as usize..part.end as usize];
    (memchr::memchr(b'\n', text).is_none()).then_some(part)
}

fn replaced(text: &[u8], part: Part, new: &[u8]) -> Vec<u8> {
    [&text[..part.start as usize], new, &text[part.end as usize..]].concat()
}
