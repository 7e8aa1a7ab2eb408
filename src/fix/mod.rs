//! Applies fixes until nothing changes, and never makes a configuration worse.

mod write;

pub use write::{Trouble, write};

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::document::Document;
use crate::edit::{self, Edit, Fix};
use crate::finding::{Finding, Severity, Stage};
use crate::roots::{self, Options, Root, Texts};
use crate::source::FileId;

/// A fix may make room for another one; more rounds than this are a fix that undoes another.
const MOST_ROUNDS: usize = 50;

/// What a run of fixing gives.
#[derive(Debug, Default)]
pub struct Fixed {
    /// The files that change, with their text before and after, by path.
    pub files: Vec<Changed>,
    /// How many fixes were applied.
    pub applied: usize,
    /// How many were left out because the configuration would be worse with them.
    pub refused: usize,
}

/// A file that fixes change.
#[derive(Debug)]
pub struct Changed {
    /// The path as it is shown.
    pub path: String,
    /// The text that was read.
    pub before: Vec<u8>,
    /// The text with the fixes.
    pub after: Vec<u8>,
}

/// How a configuration is judged: what is wrong with it, without what is ignored.
pub type Judge<'j> = dyn Fn(&Document, &Root) -> Vec<Finding> + 'j;

/// How each configuration is read.
pub type Reading<'r> = dyn Fn(&Root) -> Options + 'r;

/// Fixes some roots, one after the other; a file that several include is fixed once. Nothing is written.
///
/// `texts` stand in for files on the disk, as standard input does.
///
/// # Errors
/// When a root cannot be read.
pub fn fix(
    roots: &[Root],
    reading: &Reading<'_>,
    texts: Texts,
    judge: &Judge<'_>,
    unsafe_too: bool,
) -> Result<Fixed, roots::Trouble> {
    let mut run = Run {
        reading,
        judge,
        unsafe_too,
        texts,
        before: FxHashMap::default(),
        refused: FxHashSet::default(),
        applied: 0,
    };
    for root in roots {
        run.fix(root)?;
    }
    let mut fixed = Fixed { files: Vec::new(), applied: run.applied, refused: run.refused.len() };
    for (path, before) in run.before {
        let after = run.texts.remove(&path).unwrap_or_default();
        if before != after {
            fixed.files.push(Changed { path, before, after });
        }
    }
    fixed.files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(fixed)
}

/// A finding that is known again after other lines have moved.
type Name = (&'static str, String);

struct Run<'r> {
    reading: &'r Reading<'r>,
    judge: &'r Judge<'r>,
    unsafe_too: bool,
    texts: Texts,
    before: FxHashMap<String, Vec<u8>>,
    refused: FxHashSet<Name>,
    applied: usize,
}

/// A configuration in one round.
struct State {
    document: Document,
    findings: Vec<Finding>,
}

impl Run<'_> {
    fn fix(&mut self, root: &Root) -> Result<(), roots::Trouble> {
        for _ in 0..MOST_ROUNDS {
            let state = self.state(&self.texts, root)?;
            let chosen = self.choose(&state.findings);
            if chosen.is_empty() {
                break;
            }
            let all = apply(&state.document, &chosen);
            let (next, number) = if self.is_worse(root, &state, &all)? {
                self.one_by_one(root, &state, &chosen)?
            } else {
                (all, chosen.len())
            };
            for (path, text) in next {
                let old = self.texts.insert(path.clone(), text);
                let file = state.document.sources.files().find(|(_, file)| file.shown == path);
                let Some(old) = old.or_else(|| file.map(|(_, file)| file.bytes.clone())) else { continue };
                self.before.entry(path).or_insert(old);
            }
            self.applied += number;
        }
        Ok(())
    }

    fn state(&self, texts: &Texts, root: &Root) -> Result<State, roots::Trouble> {
        let document = roots::read_over(texts, root, &(self.reading)(root))?;
        let findings = (self.judge)(&document, root);
        Ok(State { document, findings })
    }

    /// The fixes of one round: at most one per finding, none of which touches another.
    fn choose<'f>(&self, findings: &'f [Finding]) -> Vec<(&'f Finding, &'f Fix)> {
        let mut taken = Taken::default();
        let mut known: FxHashSet<&[Edit]> = FxHashSet::default();
        let mut chosen = Vec::new();
        for finding in findings.iter().filter(|finding| finding.ignored.is_none()) {
            let wanted = |safe: bool| finding.fixes.iter().find(|fix| fix.is_safe == safe);
            let Some(fix) = wanted(true).or_else(|| wanted(false).filter(|_| self.unsafe_too)) else {
                continue;
            };
            let is_new = !fix.edits.is_empty() && known.insert(&fix.edits);
            if is_new && !self.refused.contains(&name(finding)) && taken.take(&fix.edits) {
                chosen.push((finding, fix));
            }
        }
        chosen
    }

    /// Whether a configuration with these texts is worse than before: Dovecot refuses what it accepted, or
    /// a lint speaks more often than it did.
    fn is_worse(&self, root: &Root, before: &State, texts: &Texts) -> Result<bool, roots::Trouble> {
        let mut over = self.texts.clone();
        over.extend(texts.iter().map(|(path, text)| (path.clone(), text.clone())));
        let after = self.state(&over, root)?;
        let is_refused = |f: &Finding| f.severity == Severity::Error && f.stage == Stage::Parse;
        // Where Dovecot refuses it anyway, mending one mistake may show the next one behind it.
        let was_refused = before.findings.iter().any(is_refused);
        let counts = |f: &&Finding| {
            if was_refused {
                is_refused(f) && f.lint.group == "syntax"
            } else {
                f.severity >= Severity::Warning
            }
        };
        let mut balance: FxHashMap<&str, i64> = FxHashMap::default();
        for finding in before.findings.iter().filter(|f| f.ignored.is_none()).filter(counts) {
            *balance.entry(finding.lint.name).or_default() -= 1;
        }
        for finding in after.findings.iter().filter(|f| f.ignored.is_none()).filter(counts) {
            *balance.entry(finding.lint.name).or_default() += 1;
        }
        Ok(balance.values().any(|more| *more > 0))
    }

    /// The first fix of a round that makes nothing worse when it is applied alone; those that do are refused.
    fn one_by_one(
        &mut self,
        root: &Root,
        state: &State,
        chosen: &[(&Finding, &Fix)],
    ) -> Result<(Texts, usize), roots::Trouble> {
        for (finding, fix) in chosen {
            let texts = apply(&state.document, &[(finding, fix)]);
            if !self.is_worse(root, state, &texts)? {
                return Ok((texts, 1));
            }
            self.refused.insert(name(finding));
        }
        Ok((Texts::default(), 0))
    }
}

/// The files that change, with their new texts.
fn apply(document: &Document, chosen: &[(&Finding, &Fix)]) -> Texts {
    let edits: Vec<Edit> = chosen.iter().flat_map(|(_, fix)| fix.edits.iter().cloned()).collect();
    let files: FxHashSet<FileId> = edits.iter().map(|edit| edit.span.file).collect();
    let text = |id: FileId| {
        let file = document.sources.file(id);
        (file.shown.clone(), edit::apply(&file.bytes, id, &edits))
    };
    files.into_iter().map(text).collect()
}

fn name(finding: &Finding) -> Name {
    (finding.lint.name, finding.message.to_string())
}

/// The places that edits of one round have taken, from start to end.
#[derive(Default)]
struct Taken(BTreeMap<(FileId, u32), u32>);

impl Taken {
    /// Takes the places of some edits, unless one of them overlaps or meets a place that is taken: which of
    /// two texts at one place comes first is not for us to guess.
    fn take(&mut self, edits: &[Edit]) -> bool {
        let meets = |edit: &Edit| {
            let span = edit.span;
            let before = self.0.range(..=(span.file, span.end)).next_back();
            before.is_some_and(|((file, _), end)| *file == span.file && *end >= span.start)
        };
        if edits.iter().any(meets) {
            return false;
        }
        self.0.extend(edits.iter().map(|edit| ((edit.span.file, edit.span.start), edit.span.end)));
        true
    }
}
