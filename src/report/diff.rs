use std::borrow::Cow;
use std::io::{self, Write};

use similar::{ChangeTag, TextDiff};

use super::Style;
use crate::text::{printable, steers};

/// How a patch is shown.
#[derive(Debug, Clone, Copy)]
pub struct PatchStyle {
    /// Colours.
    pub style: Style,
    /// The bytes as they are, so that the patch can be applied: not for a terminal, which they may steer.
    pub raw: bool,
}

/// What changed in a file, as a unified diff that `git apply` and `patch -p1` take.
///
/// # Errors
/// What writing gives.
pub fn diff(path: &str, before: &[u8], after: &[u8], how: PatchStyle, out: &mut dyn Write) -> io::Result<()> {
    let paint = |code: &'static str| if how.style.color { code } else { "" };
    let end = paint("\x1b[0m");
    let name = path.trim_start_matches("./").trim_start_matches('/');
    writeln!(out, "{}--- {}{end}", paint("\x1b[1m"), quoted(&format!("a/{name}")))?;
    writeln!(out, "{}+++ {}{end}", paint("\x1b[1m"), quoted(&format!("b/{name}")))?;
    let diff = TextDiff::from_lines(before, after);
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        writeln!(out, "{}{}{end}", paint("\x1b[36m"), hunk.header())?;
        for change in hunk.iter_changes() {
            let (sign, color) = match change.tag() {
                ChangeTag::Delete => ("-", "\x1b[31m"),
                ChangeTag::Insert => ("+", "\x1b[32m"),
                ChangeTag::Equal => (" ", ""),
            };
            let (line, is_whole) = match change.value().strip_suffix(b"\n") {
                Some(line) => (line, true),
                None => (change.value(), false),
            };
            write!(out, "{}{sign}", paint(color))?;
            out.write_all(&if how.raw { line.into() } else { visible(line) })?;
            writeln!(out, "{}", if color.is_empty() { "" } else { end })?;
            if !is_whole {
                writeln!(out, "\\ No newline at end of file")?;
            }
        }
    }
    Ok(())
}

/// A line that steers no terminal.
fn visible(line: &[u8]) -> Cow<'_, [u8]> {
    printable(line).into_bytes().into()
}

/// A name as git writes and reads it: in quotes where it holds what would end it or steer a terminal.
fn quoted(name: &str) -> Cow<'_, str> {
    if !name.chars().any(|c| steers(c) || matches!(c, '"' | '\\')) {
        return name.into();
    }
    let mut out = String::from("\"");
    for byte in name.bytes() {
        match byte {
            b'"' | b'\\' => out.extend(['\\', char::from(byte)]),
            b' '..=b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("\\{byte:03o}")),
        }
    }
    (out + "\"").into()
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn names_as_git_writes_them() {
        assert_eq!(quoted("a/ä b.conf"), "a/ä b.conf");
        assert_eq!(quoted("a/x\n\"y\".conf"), r#""a/x\012\"y\".conf""#);
    }
}
