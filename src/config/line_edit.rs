//! Edits that put lines below a statement.

use super::Config;
use crate::edit::Edit;
use crate::source::Span;

impl Config<'_> {
    /// Puts `text`, which begins with a line break, below the line where `span` ends: behind the comment that may
    /// follow there, so that it stays with its line.
    pub fn insert_below(&self, span: Span, text: impl Into<String>) -> Edit {
        let file = self.document.sources.file(span.file);
        let line = file.line_range(file.line(span.end));
        let rest = file.bytes.get(span.end as usize..line.end.max(span.end) as usize).unwrap_or_default();
        let rest = rest.trim_ascii_end();
        // A backslash would join the next line.
        let is_comment = rest.trim_ascii_start().starts_with(b"#") && !rest.ends_with(b"\\");
        let behind = if is_comment { rest.len() as u32 } else { 0 };
        Edit::insert_after(Span { end: span.end + behind, ..span }, text)
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::schema::{Line, Version};
    use crate::source::Memory;

    fn below(line: Line, text: &str) -> String {
        let memory = Memory::new([("dovecot.conf", text)]);
        let document =
            crate::document::read(&memory, "dovecot.conf", Version::newest(line)).expect("a document");
        let config = Config::new(&document, true);
        let statement = document.statements.last().expect("a statement");
        let edit = config.insert_below(statement.span, "\nb = c");
        let out = crate::edit::apply(text.as_bytes(), statement.span.file, &[edit]);
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn a_comment_stays_with_its_line() {
        assert_eq!(below(Line::V23, "a = b\n"), "a = b\nb = c\n");
        assert_eq!(below(Line::V23, "a = b"), "a = b\nb = c");
        assert_eq!(below(Line::V23, "a = b # why\n"), "a = b # why\nb = c\n");
        assert_eq!(below(Line::V23, "a = b # why \r\n"), "a = b # why\nb = c \r\n");
        assert_eq!(below(Line::V24, "service imap { # why\n"), "service imap { # why\nb = c\n");
    }
}
