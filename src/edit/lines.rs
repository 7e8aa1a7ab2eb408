//! Edits of whole lines, as most fixes need them: by the operations of a [`Tree`] of no more than the lines of one
//! statement, so that they cost little however large the file is.
//!
//! A statement is named by where it is. Where something cannot be done the edits are none.

use super::{Comments, Edit, New, NodeId, Place, Refused, Tree, What, Within};
use crate::config::{Assign, Config};
use crate::source::Span;
use crate::syntax::{Alone, Kind};
use crate::text::Text;

/// More settings than these do not belong together.
const MOST_TOGETHER: usize = 32;

/// Puts lines below a statement: in the section that it opens, or after all its lines and the comment there. They
/// need no line break and no indentation of their own.
pub fn below(config: &Config<'_>, statement: Span, lines: &str) -> Vec<Edit> {
    change(config, statement, |tree, id| {
        let place = match tree.what(id) {
            What::Section if !tree.has_close(id) => Place::Start(Within::Section(id)),
            _ => Place::After(id),
        };
        tree.insert(place, &written(lines)).map(|_| ())
    })
}

/// Puts lines above a statement, below its comments.
pub fn above(config: &Config<'_>, statement: Span, lines: &str) -> Vec<Edit> {
    change(config, statement, |tree, id| tree.insert(Place::Before(id), &written(lines)).map(|_| ()))
}

/// Puts a section below a setting and those that follow it line by line: it does not come between lines that belong
/// together.
pub fn section_below(config: &Config<'_>, assign: &Assign, lines: &str) -> Vec<Edit> {
    let document = config.document;
    let mut last = config.span(assign);
    let file = document.sources.file(last.file);
    let behind = document.statements.iter().skip(assign.statement as usize + 1).take(MOST_TOGETHER);
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
    below(config, last, lines)
}

/// Removes a statement or a section, from its head to its `}`, with its lines and the comments in them. Those above
/// stay.
pub fn remove(config: &Config<'_>, statement: Span) -> Vec<Edit> {
    change(config, statement, |tree, id| tree.remove(id, Comments::TakeInside))
}

/// Puts several lines in the place of a statement; the comment after it stays after the first of them.
pub fn split(config: &Config<'_>, statement: Span, lines: &[impl AsRef<str>]) -> Vec<Edit> {
    let new: Vec<New> = lines.iter().map(|line| written(line.as_ref())).collect();
    change(config, statement, |tree, id| tree.split(id, &new).map(|_| ()))
}

/// Repeats a section, from its head to its `}`, once for each of these names.
pub fn repeat(config: &Config<'_>, section: Span, kind: &[u8], names: &[&[u8]]) -> Vec<Edit> {
    change(config, section, |tree, id| {
        let (copy, Some((first, others))) = (New::Lines(tree.whole_text(id)), names.split_first()) else {
            return Ok(());
        };
        tree.rename_section(id, kind, Some(first))?;
        for name in others {
            for made in tree.insert(Place::After(id), &copy)? {
                tree.rename_section(made, kind, Some(name))?;
            }
        }
        Ok(())
    })
}

/// Lines of a text that may have quotes of a message in it.
fn written(lines: &str) -> New {
    New::lines(Text::from(lines).to_string())
}

/// The edits of a change of the node that a statement is.
fn change(
    config: &Config<'_>,
    statement: Span,
    change: impl FnOnce(&mut Tree, NodeId) -> Result<(), Refused>,
) -> Vec<Edit> {
    let mut tree = around(config, statement);
    let Some(id) = tree.at(statement) else { return Vec::new() };
    change(&mut tree, id).ok().and_then(|()| tree.edits().ok()).unwrap_or_default()
}

/// A tree of the lines of a statement.
fn around(config: &Config<'_>, statement: Span) -> Tree {
    let document = config.document;
    let file = document.sources.file(statement.file);
    let start = file.line_range(file.line(statement.start)).start;
    let mut end = file.next_line(file.line(statement.end.saturating_sub(1).max(statement.start)));
    // The lines of a here document belong to the setting, and its value ends above them.
    let is_open = |end: u32| {
        let read = Alone::read(config.version(), &file.bytes[start as usize..end as usize]);
        read.and_then(|read| read.heredoc).is_some_and(|heredoc| !heredoc.closed)
    };
    while (end as usize) < file.bytes.len() && is_open(end) {
        end = file.next_line(file.line(end + (end - start)));
    }
    Tree::of_part(document, statement.file, start, end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Version;
    use crate::source::Memory;

    /// What becomes of a text by a change at its statement with this key.
    fn changed(
        version: &str,
        text: &str,
        key: &str,
        change: impl Fn(&Config<'_>, Span) -> Vec<Edit>,
    ) -> String {
        let version: Version = version.parse().expect("a version");
        let memory = Memory::new([("dovecot.conf", text)]);
        let document = crate::document::read(&memory, "dovecot.conf", version).expect("a document");
        let config = Config::new(&document, true);
        let found = document.statements.iter().find(|statement| *document.key(statement) == *key.as_bytes());
        let edits = change(&config, found.expect("a statement").span);
        String::from_utf8(crate::edit::apply(text.as_bytes(), document.root, &edits)).expect("UTF-8")
    }

    #[test]
    fn lines_come_below_a_statement_and_its_comment() {
        let below = |text, key| changed("2.4.5", text, key, |config, span| below(config, span, "b = c"));
        assert_eq!(below("a = b\n", "a"), "a = b\nb = c\n");
        assert_eq!(below("a = b", "a"), "a = b\nb = c");
        assert_eq!(below("  a = b # why \r\nx = y", "a"), "  a = b # why \r\n  b = c\r\nx = y");
        assert_eq!(below("service imap { # why\n}\n", "service"), "service imap { # why\n  b = c\n}\n");
        assert_eq!(
            below("s {\n\tservice imap {\n\t}\n}\n", "service"),
            "s {\n\tservice imap {\n\t\tb = c\n\t}\n}\n"
        );
        assert_eq!(below("a = b \\\n  c\nx = y\n", "a"), "a = b \\\n  c\nb = c\nx = y\n");
        assert_eq!(below("a = <<E\nx\nE\ny = z\n", "a"), "a = <<E\nx\nE\nb = c\ny = z\n");
        assert_eq!(below("s {\n}\n", "}"), "s {\n}\nb = c\n");
        let body = "# x\n".repeat(100);
        let text = format!("a = <<E\n{body}E\ny = z\n");
        assert_eq!(below(&text, "a"), format!("a = <<E\n{body}E\nb = c\ny = z\n"));
    }

    #[test]
    fn lines_come_above_and_go() {
        let above = |text, key| changed("2.4.5", text, key, |config, span| above(config, span, "b = c"));
        assert_eq!(above("# a\n  a = b", "a"), "# a\n  b = c\n  a = b");
        let remove = |text, key| changed("2.4.5", text, key, remove);
        assert_eq!(remove("# a\n  a = b # c\r\nx = y\r\n", "a"), "# a\nx = y\r\n");
        assert_eq!(remove("x = y\na = <<E\nx\nE\n", "a"), "x = y\n");
        assert_eq!(remove("x = y\na = b \\\n  c", "a"), "x = y\n");
        let split =
            |text, key| changed("2.4.5", text, key, |config, span| split(config, span, &["b = c", "d = e"]));
        assert_eq!(split("\ta = b # why\nx = y\n", "a"), "\tb = c # why\n\td = e\nx = y\n");
    }

    #[test]
    fn a_section_comes_below_the_settings_that_stand_together() {
        let text = "a = b\nmail_debug = yes\nverbose_ssl = yes # why\n\nauth_debug = yes\n";
        let memory = Memory::new([("dovecot.conf", text)]);
        let document =
            crate::document::read(&memory, "dovecot.conf", Version::newest(crate::schema::Series::V23));
        let document = document.expect("a document");
        let config = Config::new(&document, true);
        let assign = config.root().get("mail_debug").assign.expect("it is set");
        let edits = section_below(&config, assign, "x {\n}");
        let out = crate::edit::apply(text.as_bytes(), document.root, &edits);
        let wanted = "a = b\nmail_debug = yes\nverbose_ssl = yes # why\nx {\n}\n\nauth_debug = yes\n";
        assert_eq!(String::from_utf8_lossy(&out), wanted);
    }
}
