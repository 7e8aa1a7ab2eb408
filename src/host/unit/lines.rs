use crate::source::{FileId, Span};

/// A line `Key=value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The section that it is in.
    pub section: String,
    /// The key.
    pub key: String,
    /// The value, continuation lines joined.
    pub value: String,
    /// The line, without what continues it.
    pub span: Span,
}

/// A unit or a drop-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitFile {
    /// The file.
    pub file: FileId,
    /// Its lines in order.
    pub entries: Vec<Entry>,
    /// Where `[Unit]` is.
    pub head: Option<Span>,
}

/// The most lines of a unit that are kept.
const LINES: usize = 4000;

impl UnitFile {
    /// Reads the text of a unit.
    pub fn read(file: FileId, bytes: &[u8]) -> UnitFile {
        let mut reading = Reading {
            unit: UnitFile { file, entries: Vec::new(), head: None },
            section: String::new(),
            open: None,
        };
        let mut start = 0;
        for line in bytes.split_inclusive(|b| *b == b'\n') {
            let mut text = line.strip_suffix(b"\n").unwrap_or(line);
            text = text.strip_suffix(b"\r").unwrap_or(text);
            let mark = if start == 0 && text.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
            reading.line(start + mark, &String::from_utf8_lossy(&text[mark..]));
            start += line.len();
            if reading.unit.entries.len() >= LINES {
                break;
            }
        }
        reading.end();
        reading.unit
    }
}

struct Reading {
    unit: UnitFile,
    section: String,
    /// A line that goes on: its text so far, and where it began.
    open: Option<(String, Span)>,
}

impl Reading {
    fn line(&mut self, start: usize, line: &str) {
        let text = line.trim();
        if text.starts_with(['#', ';']) {
            return;
        }
        let from = start + line.len() - line.trim_start().len();
        let span = Span::new(self.unit.file, from as u32..(from + text.len()) as u32);
        let (so_far, begun) = self.open.take().unwrap_or((String::new(), span));
        match line.strip_suffix('\\') {
            Some(part) => {
                let next = if so_far.is_empty() { part.trim_start() } else { part };
                self.open = Some((format!("{so_far}{next} "), begun));
            }
            None => self.whole(&format!("{so_far}{line}"), begun),
        }
    }

    fn end(&mut self) {
        if let Some((text, span)) = self.open.take() {
            self.whole(&text, span);
        }
    }

    fn whole(&mut self, text: &str, span: Span) {
        let text = text.trim();
        if let Some(section) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section.clone_into(&mut self.section);
            if section == "Unit" && self.unit.head.is_none() {
                self.unit.head = Some(span);
            }
            return;
        }
        let Some((key, value)) = text.split_once('=') else { return };
        self.unit.entries.push(Entry {
            section: self.section.clone(),
            key: key.trim().to_owned(),
            value: value.trim().to_owned(),
            span,
        });
    }
}
