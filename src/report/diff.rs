use std::io::{self, Write};

use similar::{ChangeTag, TextDiff};

use super::Style;

/// What changed in a file, as a unified diff that `git apply` and `patch -p1` take.
///
/// # Errors
/// What writing gives.
pub fn diff(path: &str, before: &[u8], after: &[u8], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let paint = |code: &'static str| if style.color { code } else { "" };
    let end = paint("\x1b[0m");
    let name = path.trim_start_matches("./").trim_start_matches('/');
    writeln!(out, "{}--- a/{name}{end}", paint("\x1b[1m"))?;
    writeln!(out, "{}+++ b/{name}{end}", paint("\x1b[1m"))?;
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
            out.write_all(line)?;
            writeln!(out, "{}", if color.is_empty() { "" } else { end })?;
            if !is_whole {
                writeln!(out, "\\ No newline at end of file")?;
            }
        }
    }
    Ok(())
}
