use std::borrow::Cow;
use std::io::{self, Write};

use anstyle::Style as Paint;
use similar::{Change, ChangeTag, TextDiff};

use super::Style;
use super::color::{ADDED, BOLD, CODE, REMOVED};
use crate::secret::{self, Veil};
use crate::text::{printable, steers};

/// How a patch is shown.
#[derive(Debug, Clone, Copy)]
pub struct PatchStyle {
    /// Colours.
    pub style: Style,
    /// The bytes as they are, so that the patch can be applied: not for a terminal, which they may steer.
    pub raw: bool,
    /// Passwords and keys as well.
    pub secrets: bool,
}

/// What the head of a hunk says when it shows less than the file holds.
const HIDDEN: &str = " secrets are hidden, so this does not apply; --secrets shows them";

/// What changed in a file, as a unified diff that `git apply` and `patch -p1` take.
///
/// Without `secrets` their letters are shown as `*`. Such a hunk is refused by what applies patches, as its lines
/// are not those of the file; one that would be taken nevertheless is left out.
///
/// # Errors
/// What writing gives.
pub fn diff(path: &str, before: &[u8], after: &[u8], how: PatchStyle, out: &mut dyn Write) -> io::Result<()> {
    let paint = |color, text: &str| how.style.paint(color, text);
    let name = path.trim_start_matches("./").trim_start_matches('/');
    writeln!(out, "{}", paint(BOLD, &format!("--- {}", quoted(&format!("a/{name}")))))?;
    writeln!(out, "{}", paint(BOLD, &format!("+++ {}", quoted(&format!("b/{name}")))))?;
    let diff = TextDiff::from_lines(before, after);
    let lines = if how.secrets { Lines::default() } else { Lines::of(before, after) };
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        let is_kept = |change: &Change<&[u8]>| *lines.shown(change) == *change.value();
        let is_whole = hunk.iter_changes().all(|change| is_kept(&change));
        let mut old = hunk.iter_changes().filter(|change| change.tag() != ChangeTag::Insert);
        if !is_whole && old.all(|change| is_kept(&change)) {
            let header = hunk.header().to_string();
            writeln!(out, "# Omitted, because it writes a secret; --secrets shows it: {header}")?;
            continue;
        }
        let note = if is_whole { "" } else { HIDDEN };
        writeln!(out, "{}{note}", paint(CODE, &hunk.header().to_string()))?;
        for change in hunk.iter_changes() {
            let (sign, color) = match change.tag() {
                ChangeTag::Delete => ("-", REMOVED),
                ChangeTag::Insert => ("+", ADDED),
                ChangeTag::Equal => (" ", Paint::new()),
            };
            let shown = lines.shown(&change);
            let (line, is_whole) = match shown.strip_suffix(b"\n") {
                Some(line) => (line, true),
                None => (&*shown, false),
            };
            let color = if how.style.color { color } else { Paint::new() };
            write!(out, "{color}{sign}")?;
            out.write_all(&if how.raw { line.into() } else { visible(line) })?;
            writeln!(out, "{color:#}")?;
            if !is_whole {
                writeln!(out, "\\ No newline at end of file")?;
            }
        }
    }
    Ok(())
}

/// The lines of both texts as they may be shown; none when there is nothing to hide.
#[derive(Default)]
struct Lines {
    before: Vec<Vec<u8>>,
    after: Vec<Vec<u8>>,
}

impl Lines {
    fn of(before: &[u8], after: &[u8]) -> Lines {
        let found = [before, after].map(|text| (text, secret::scan(text)));
        if found.iter().all(|(_, secrets)| secrets.ranges().is_empty()) {
            return Lines::default();
        }
        let values = found.iter().flat_map(|(text, secrets)| {
            secrets.values().iter().map(|value| &text[value.start as usize..value.end as usize])
        });
        let veil = Veil::new(values);
        let lines = |(text, secrets): &(&[u8], secret::Secrets)| {
            let mut shown = text.to_vec();
            secret::star(&mut shown, 0, secrets.ranges().iter().cloned());
            let lines = shown.split_inclusive(|byte| *byte == b'\n').map(|line| {
                let veiled = std::str::from_utf8(line).ok().and_then(|line| veil.over(line, true));
                veiled.map_or_else(|| line.to_vec(), String::into_bytes)
            });
            lines.collect()
        };
        Lines { before: lines(&found[0]), after: lines(&found[1]) }
    }

    /// A line as it may be shown. What did not change is hidden when it is in either text.
    fn shown<'c>(&'c self, change: &Change<&'c [u8]>) -> Cow<'c, [u8]> {
        let line = |lines: &'c [Vec<u8>], index: Option<usize>| index.and_then(|index| lines.get(index));
        let old = line(&self.before, change.old_index());
        let new = line(&self.after, change.new_index());
        let shown = [old, new].into_iter().flatten().find(|line| **line != change.value());
        shown.map_or(Cow::Borrowed(change.value()), |line| Cow::Borrowed(line.as_slice()))
    }
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
