//! What the search for configurations leaves out: `exclude`, and what `.gitignore` says.
//!
//! Both are patterns as git reads them: one without a `/`, but for one at the end, is for names in any folder, a `/` at the
//! end is for folders alone, `!` takes back what a pattern above it says, and the last one that fits counts.
//! Source: gitignore(5).

use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::Files;
use crate::limits::{Allowance, GITIGNORE_BYTES, IGNORED_BYTES, Limit};
use crate::source::Reader;
use crate::text::file_name;
use crate::text::wildcard::{PathPattern, Wildcard};

/// A pattern of `exclude`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclude {
    /// The folder that it is relative to.
    pub folder: PathBuf,
    /// The pattern.
    pub pattern: String,
    /// Who says so: `--exclude`, or a line of a settings file.
    pub origin: String,
}

impl Exclude {
    /// What is wrong with a pattern.
    pub fn flaw(pattern: &str) -> Option<&'static str> {
        match Rule::new(pattern, 0) {
            Some(_) => None,
            None if pattern.trim().is_empty() => Some("an empty pattern"),
            None => Some("`*` and `?` match in a name, `**` any folders; a `[` must be closed"),
        }
    }
}

/// One line.
#[derive(Debug)]
struct Rule {
    fits: Fits,
    /// Whether it is for folders alone.
    is_folder: bool,
    is_negated: bool,
    line: u32,
}

#[derive(Debug)]
enum Fits {
    /// A name in any folder.
    Name(String),
    /// The end of a name, as `*.bak`.
    End(String),
    Wildcard(Wildcard, usize),
    /// A path from the folder of the rule.
    Path(PathPattern),
}

impl Rule {
    /// Reads a line; none when it says nothing, or cannot be read, which git takes for nothing, too.
    fn new(line: &str, number: u32) -> Option<Rule> {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.starts_with('#') {
            return None;
        }
        let line = if line.ends_with("\\ ") { line } else { line.trim_end_matches(' ') };
        let (is_negated, line) = line.strip_prefix('!').map_or((false, line), |rest| (true, rest));
        let (is_folder, line) = line.strip_suffix('/').map_or((false, line), |rest| (true, rest));
        if line.is_empty() {
            return None;
        }
        let is_path = line.contains('/');
        let text = translated(line.strip_prefix('/').unwrap_or(line))?;
        let is_plain = |text: &str| !text.contains(['*', '?', '[']);
        let fits = if is_path {
            Fits::Path(PathPattern::new(&text).ok()?)
        } else if is_plain(&text) {
            Fits::Name(text)
        } else if let Some(end) = text.strip_prefix('*').filter(|end| is_plain(end)) {
            Fits::End(end.to_owned())
        } else {
            Fits::Wildcard(Wildcard::new(&text).ok()?, text.len())
        };
        Some(Rule { fits, is_folder, is_negated, line: number })
    }

    /// What it may cost to compare it with a path, in bytes.
    fn cost(&self, path: &str) -> u64 {
        let bytes = match &self.fits {
            Fits::Name(_) | Fits::End(_) => 1,
            Fits::Wildcard(_, length) => length * file_name(path).len(),
            Fits::Path(pattern) => pattern.as_str().len() * path.len(),
        };
        bytes as u64
    }

    /// Whether it is about a path from its folder.
    fn fits(&self, path: &str) -> bool {
        match &self.fits {
            Fits::Name(own) => own == file_name(path),
            Fits::End(end) => file_name(path).ends_with(end.as_str()),
            Fits::Wildcard(own, _) => own.matches(file_name(path)),
            Fits::Path(pattern) => pattern.matches(path),
        }
    }
}

/// The pattern as this program reads it: without backslashes, `[!…]` for `[^…]`, and `**` only for whole folders.
fn translated(line: &str) -> Option<String> {
    let mut out = String::new();
    for (index, part) in line.split('/').enumerate() {
        if index > 0 {
            out.push('/');
        }
        if part == "**" {
            out.push_str(part);
            continue;
        }
        let mut chars = part.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\\' => match chars.next()? {
                    special @ ('*' | '?' | '[' | ']') => out.extend(['[', special, ']']),
                    other => out.push(other),
                },
                '*' if out.ends_with('*') => {}
                '[' if chars.peek() == Some(&'^') => {
                    chars.next();
                    out.push_str("[!");
                }
                other => out.push(other),
            }
        }
    }
    Some(out)
}

/// The rules of one file, or of `exclude`.
#[derive(Debug)]
struct Rules {
    /// What is in front of their lines in a message.
    origin: String,
    place: Place,
    rules: Vec<Rule>,
}

/// Where the folder of some rules is.
#[derive(Debug)]
enum Place {
    /// Above the folder that is searched: the way down to that folder.
    Above(String),
    /// In it, or it itself: the way there, with a `/` at the end.
    Below(String),
}

impl Rules {
    fn new(origin: String, place: Place, lines: impl IntoIterator<Item = impl AsRef<str>>) -> Rules {
        let rules = lines.into_iter().zip(1..).filter_map(|(line, number)| Rule::new(line.as_ref(), number));
        Rules { origin, place, rules: rules.collect() }
    }

    /// What the last rule that fits says, and its line.
    fn say(&self, path: &str, is_folder: bool, allowance: &Allowance) -> Result<Option<(bool, u32)>, Limit> {
        let own = match &self.place {
            Place::Above(down) => format!("{down}/{path}"),
            Place::Below(at) => match path.strip_prefix(at.as_str()) {
                Some(rest) => rest.to_owned(),
                None => return Ok(None),
            },
        };
        for rule in self.rules.iter().rev().filter(|rule| is_folder || !rule.is_folder) {
            if !allowance.take(rule.cost(&own)) {
                return Err(Limit::Ignored);
            }
            if rule.fits(&own) {
                return Ok(Some((!rule.is_negated, rule.line)));
            }
        }
        Ok(None)
    }
}

/// The rules of the `.gitignore` files in and above a folder.
#[derive(Debug)]
pub(super) struct Ignored {
    own: Rules,
    above: Option<Rc<Ignored>>,
}

/// Decides what is left out of a search.
pub(super) struct Excluded {
    excludes: Vec<(Rules, String)>,
    allowance: Allowance,
}

impl Excluded {
    /// What a folder's settings leave out below it; the folder itself is searched in any case.
    pub(super) fn new(excludes: &[Exclude], start: &str, files: Files<'_>) -> Excluded {
        let real = files.canonical(start);
        let rules = excludes.iter().filter_map(|exclude| {
            let folder = files.canonical(&exclude.folder.to_string_lossy());
            let rules = Rules::new(String::new(), place(&real, &folder)?, [&exclude.pattern]);
            Some((rules, format!("excluded by `{}`, {}", exclude.pattern, exclude.origin)))
        });
        Excluded { excludes: rules.collect(), allowance: Allowance::new(IGNORED_BYTES) }
    }

    /// Why something is left out, by its path from the folder that is searched; none when it is not.
    pub(super) fn reason(
        &self,
        path: &str,
        is_folder: bool,
        ignored: Option<&Rc<Ignored>>,
    ) -> Result<Option<String>, Limit> {
        let mut excluded = None;
        for (rules, reason) in &self.excludes {
            if let Some((is_out, _)) = rules.say(path, is_folder, &self.allowance)? {
                excluded = is_out.then_some(reason);
            }
        }
        if let Some(reason) = excluded {
            return Ok(Some(reason.clone()));
        }
        let mut here = ignored;
        while let Some(level) = here {
            if let Some((is_out, line)) = level.own.say(path, is_folder, &self.allowance)? {
                return Ok(is_out.then(|| format!("ignored by {}:{line}", level.own.origin)));
            }
            here = level.above.as_ref();
        }
        Ok(None)
    }
}

/// Where a folder is, seen from the one that is searched.
fn place(start: &str, folder: &str) -> Option<Place> {
    let (start, folder) = (Path::new(start), Path::new(folder));
    if let Ok(down) = start.strip_prefix(folder) {
        let down = down.to_str()?;
        return Some(if down.is_empty() {
            Place::Below(String::new())
        } else {
            Place::Above(down.to_owned())
        });
    }
    folder.strip_prefix(start).ok()?.to_str().map(|at| Place::Below(format!("{at}/")))
}

/// The rules above a folder, up to the top of its repository; none where it is in no repository.
pub(super) fn above(reader: &dyn Reader, files: Files<'_>, start: &str) -> Option<Rc<Ignored>> {
    let real = files.canonical(start);
    let is_top = |folder: &Path| reader.exists(&folder.join(".git").to_string_lossy()).unwrap_or(false);
    if is_top(Path::new(&real)) {
        return None;
    }
    let mut found = Vec::new();
    let mut has_top = matches!(files, Files::Revision(_));
    for folder in Path::new(&real).ancestors().skip(1) {
        let folder_text = folder.to_string_lossy();
        if let (Some(file), Some(place)) = (read(reader, &folder_text), place(&real, &folder_text)) {
            found.push((folder.join(".gitignore").to_string_lossy().into_owned(), place, file));
        }
        if is_top(folder) {
            has_top = true;
            break;
        }
    }
    let found = found.into_iter().rev().filter(|_| has_top);
    found.fold(None, |above, (shown, place, text)| {
        Some(Rc::new(Ignored { own: Rules::new(shown, place, text.lines()), above }))
    })
}

/// The rules of a folder that is searched, which has a `.gitignore`, with those above it.
pub(super) fn within(
    reader: &dyn Reader,
    folder: &str,
    way: &str,
    above: Option<Rc<Ignored>>,
) -> Option<Rc<Ignored>> {
    let Some(text) = read(reader, folder) else { return above };
    let at = if way.is_empty() { String::new() } else { format!("{way}/") };
    let shown = Path::new(folder).join(".gitignore").to_string_lossy().into_owned();
    let shown = shown.strip_prefix("./").unwrap_or(&shown).to_owned();
    Some(Rc::new(Ignored { own: Rules::new(shown, Place::Below(at), text.lines()), above }))
}

/// The text of a folder's `.gitignore`; what cannot be read leaves nothing out.
fn read(reader: &dyn Reader, folder: &str) -> Option<String> {
    let path = Path::new(folder).join(".gitignore");
    let (bytes, _) = reader.fetch(path.to_str()?, GITIGNORE_BYTES).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the lines of a `.gitignore` leave a path out; a `/` at its end says that it is a folder.
    fn leaves_out(lines: &str, path: &str) -> bool {
        let rules = Rules::new(String::new(), Place::Below(String::new()), lines.lines());
        let said = rules.say(path.trim_end_matches('/'), path.ends_with('/'), &Allowance::new(1 << 20));
        said.expect("within the limit").is_some_and(|(is_out, _)| is_out)
    }

    #[test]
    fn patterns_of_git() {
        for (lines, path, is_out) in [
            ("build", "build/", true),
            ("build", "a/build", true),
            ("build/", "build", false),
            ("build/", "a/build/", true),
            ("/build", "a/build", false),
            ("/build", "build", true),
            ("a/b", "x/a/b", false),
            ("a/b", "a/b", true),
            ("**/a/b", "x/a/b", true),
            ("a/**", "a/x/y", true),
            ("a/**", "a/", false),
            ("a/**/b", "a/b", true),
            ("*.bak", "x/y.bak", true),
            ("*.bak", "x/y.bak.conf", false),
            ("x*y*z", "a/x1y2z", true),
            ("a*/b", "ax/b", true),
            ("a*/b", "ax/y/b", false),
            ("[^a]x", "bx", true),
            ("[^a]x", "ax", false),
            ("\\#x", "#x", true),
            ("#x", "#x", false),
            ("\\!x", "!x", true),
            ("a\\*", "a*", true),
            ("a\\*", "ab", false),
            ("x  ", "x", true),
            ("*\n!keep", "keep", false),
            ("*\n!keep", "other", true),
            ("!keep\n*", "keep", true),
            ("foo**bar", "fooxbar", true),
            ("[", "[", false),
            ("", "x", false),
        ] {
            assert_eq!(leaves_out(lines, path), is_out, "{lines:?} and {path}");
        }
    }

    #[test]
    fn flaws() {
        assert_eq!(Exclude::flaw("old/**"), None);
        assert!(Exclude::flaw("").is_some());
        assert!(Exclude::flaw("[a").is_some());
    }
}
