//! Edits that put lines below a statement.

use crate::config::{Assign, Config};
use crate::edit::Edit;
use crate::source::Span;
use crate::syntax::Kind;

/// More settings than these do not belong together.
const MOST_TOGETHER: usize = 32;

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

    /// Puts a section, which begins with a line break, below a setting and those that follow it line by line: it does
    /// not come between lines that belong together.
    pub fn insert_section_below(&self, assign: &Assign, text: impl Into<String>) -> Edit {
        let mut last = self.span(assign);
        let file = self.document.sources.file(last.file);
        let behind = self.document.statements.iter().skip(assign.statement as usize + 1).take(MOST_TOGETHER);
        for next in behind {
            let follows = next.kind == Kind::Setting
                && next.span.file == last.file
                && !next.is_continued()
                && file.line(next.span.start) == file.line(last.end) + 1;
            if !follows {
                break;
            }
            last = next.span;
        }
        self.insert_below(last, text)
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
    fn a_section_comes_below_the_settings_that_stand_together() {
        let text = "a = b\nmail_debug = yes\nverbose_ssl = yes # why\n\nauth_debug = yes\n";
        let memory = Memory::new([("dovecot.conf", text)]);
        let document = crate::document::read(&memory, "dovecot.conf", Version::newest(Line::V23));
        let document = document.expect("a document");
        let config = Config::new(&document, true);
        let assign = config.root().get("mail_debug").assign.expect("it is set");
        let edit = config.insert_section_below(assign, "\nx {\n}");
        let out = crate::edit::apply(text.as_bytes(), document.root, &[edit]);
        let wanted = "a = b\nmail_debug = yes\nverbose_ssl = yes # why\nx {\n}\n\nauth_debug = yes\n";
        assert_eq!(String::from_utf8_lossy(&out), wanted);
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
