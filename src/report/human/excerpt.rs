//! The lines of a file around a place, safe to print.

use std::borrow::Cow;

use miette::{MietteError, SourceCode, SourceSpan, SpanContents};

use crate::document::Document;
use crate::source::{SourceFile, Span};

/// Lines longer than this are shown around the place alone.
const LONG: u32 = 400;

/// The lines around the places of one finding, by the file's own line index, since miette's sources walk
/// the whole file for every label; made safe to print.
#[derive(Debug)]
pub(in crate::report) struct Excerpt<'r> {
    file: &'r SourceFile,
    from: u32,
    to: u32,
    data: Vec<u8>,
    name: Cow<'r, str>,
}

impl<'r> Excerpt<'r> {
    /// A part of a configuration, without its secrets.
    pub(super) fn of(document: &'r Document, span: Span) -> Excerpt<'r> {
        let mask = |from, to| document.secrets().stars(document, Span { start: from, end: to, ..span });
        Excerpt::new(document.sources.file(span.file), span.start, span.end, mask)
    }

    /// The lines around a part of a file; `mask` takes out what may not be shown.
    pub(in crate::report) fn new(
        file: &'r SourceFile,
        start: u32,
        end: u32,
        mask: impl FnOnce(u32, u32) -> Vec<u8>,
    ) -> Excerpt<'r> {
        let (first, last) = (file.line(start), file.line(end.max(start)));
        let is_long = |line: u32| {
            let range = file.line_range(line);
            range.end - range.start > LONG
        };
        let (from, to) = if is_long(first) || is_long(last) {
            let line = file.line_range(first);
            (start.saturating_sub(LONG / 8).max(line.start), (start + LONG / 2).min(line.end))
        } else {
            let top = Some(first.saturating_sub(1).max(1)).filter(|line| !is_long(*line)).unwrap_or(first);
            let bottom =
                Some((last + 1).min(file.lines().max(1))).filter(|line| !is_long(*line)).unwrap_or(last);
            (file.line_range(top).start, file.line_range(bottom).end.max(file.line_range(last).end))
        };
        Excerpt { file, from, to, data: safe(&mask(from, to)), name: crate::text::shown(&file.shown) }
    }

    pub(super) fn holds(&self, span: Span) -> bool {
        self.from <= span.start && span.start <= self.to
    }

    /// The text of a label, wrapped so that it ends within the width: it starts below the middle of its span.
    pub(in crate::report) fn beside(&self, span: Span, text: &str, width: usize) -> String {
        let column = self
            .file
            .position(span.start)
            .column
            .saturating_sub(self.file.position(self.from).column.max(1) - 1);
        let shown = (span.end.min(self.to).saturating_sub(span.start) / 2).min(LONG);
        let left = column as usize + shown as usize + 14;
        textwrap::fill(text, super::at_spaces(width.saturating_sub(left).max(28)))
    }

    /// A span for miette, cut to what is shown.
    pub(in crate::report) fn place(&self, span: Span) -> SourceSpan {
        let end = span.end.min(self.to).max(span.start);
        (span.start as usize, (end - span.start) as usize).into()
    }
}

impl SourceCode for Excerpt<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let at = |offset: usize| u32::try_from(offset).unwrap_or(self.to).clamp(self.from, self.to);
        let (start, end) = (at(span.offset()), at(span.offset() + span.len()));
        let file = self.file;
        let first = file.line(start).saturating_sub(before as u32).max(file.line(self.from));
        let last = file.line(end.saturating_sub(u32::from(end > start))) + after as u32;
        let from = file.line_range(first).start.max(self.from);
        let to = file.line_range(last).end.clamp(from, self.to);
        let shift = |offset: u32| (offset - self.from) as usize;
        Ok(Box::new(Lines {
            data: &self.data[shift(from)..shift(to)],
            span: (from as usize, (to - from) as usize).into(),
            line: first.saturating_sub(1) as usize,
            // Without lines around it, this is the place that the head names.
            column: if before == 0 && after == 0 {
                file.position(start).column as usize - 1
            } else {
                (from - file.line_range(first).start) as usize
            },
            name: &self.name,
        }))
    }
}

/// The same number of bytes, with nothing in them that could steer a terminal or is no UTF-8.
fn safe(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            if crate::text::steers(c) && !matches!(c, '\n' | '\t') {
                let replacement = if c == '\r' { b' ' } else { b'?' };
                out.extend(std::iter::repeat_n(replacement, c.len_utf8()));
            } else {
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
        out.extend(chunk.invalid().iter().map(|_| b'?'));
    }
    out
}

#[derive(Debug)]
struct Lines<'a> {
    data: &'a [u8],
    span: SourceSpan,
    line: usize,
    column: usize,
    name: &'a str,
}

impl<'a> SpanContents<'a> for Lines<'a> {
    fn data(&self) -> &'a [u8] {
        self.data
    }

    fn span(&self) -> &SourceSpan {
        &self.span
    }

    fn name(&self) -> Option<&str> {
        Some(self.name)
    }

    fn line(&self) -> usize {
        self.line
    }

    fn column(&self) -> usize {
        self.column
    }

    fn line_count(&self) -> usize {
        memchr::memchr_iter(b'\n', self.data).count() + 1
    }

    fn language(&self) -> Option<&str> {
        None
    }
}
