//! The rounds in which roots are fixed.

use super::history::{History, Originals};
use super::round::{self, Chosen};
use super::verdict::{self, Name, Refusal, name};
use super::{Changed, Fixed, May, Session};
use crate::document::Document;
use crate::document::roots::{Root, Texts, Trouble};
use crate::edit::Effect;
use crate::finding::Finding;
use crate::hash::{HashMap, HashSet};

/// A fix may make room for another one; more rounds than this have no end.
const MOST_ROUNDS: usize = 50;

/// How often a root is judged with some of its fixes, to find those that make it worse.
const MOST_TRIALS: usize = 300;

/// The fixes of all roots.
pub(super) struct Run<'r> {
    session: &'r Session<'r>,
    may_change: &'r May<'r>,
    unsafe_too: bool,
    texts: Texts,
    before: HashMap<String, Vec<u8>>,
    fixed: Fixed,
}

/// A configuration in one round.
pub(super) struct State {
    pub document: Document,
    pub findings: Vec<Finding>,
}

/// What the rounds of one root share.
#[derive(Default)]
struct Rounds {
    /// Lints whose fixes have no end here.
    endless: HashSet<&'static str>,
    history: History,
    originals: Originals,
    refused: HashSet<Name>,
    fixed: Fixed,
    trials: usize,
}

/// How a round has ended.
enum End {
    /// Nothing is left to fix.
    Done,
    /// There is another state.
    Next(Box<State>),
    /// The fixes of these lints come back.
    Endless(Vec<&'static str>),
}

impl<'r> Run<'r> {
    pub(super) fn new(session: &'r Session<'r>, may_change: &'r May<'r>, unsafe_too: bool) -> Run<'r> {
        let (texts, before, fixed) = (session.texts.clone(), HashMap::default(), Fixed::default());
        Run { session, may_change, unsafe_too, texts, before, fixed }
    }

    /// All that was done.
    pub(super) fn finish(mut self) -> Fixed {
        for (path, before) in self.before {
            let after = self.texts.remove(&path).unwrap_or_default();
            if before != after {
                self.fixed.files.push(Changed { path, before, after });
            }
        }
        self.fixed.files.sort_by(|a, b| a.path.cmp(&b.path));
        self.fixed
    }

    /// Fixes a root. A lint whose fixes have no end is left out, and all begins again without it: what they would have
    /// left behind depends on when one stops.
    pub(super) fn fix(&mut self, root: &Root) -> Result<(), Trouble> {
        let mut endless = HashSet::default();
        loop {
            let mut rounds = Rounds { endless, ..Rounds::default() };
            let found = self.rounds(root, &mut rounds)?;
            endless = rounds.endless;
            if found.is_empty() {
                let done = rounds.fixed;
                self.fixed.applied += done.applied;
                self.fixed.refused += done.refused;
                for lint in &endless {
                    note(&mut self.fixed.unsettled, lint);
                }
                for lint in &done.changing {
                    note(&mut self.fixed.changing, lint);
                }
                self.fixed.unsettled.sort_unstable();
                return Ok(());
            }
            for (path, text) in rounds.originals.into_texts() {
                self.texts.insert(path, text);
            }
            endless.extend(found);
        }
    }

    /// The rounds of a root, and the lints for which they have no end.
    fn rounds(&mut self, root: &Root, rounds: &mut Rounds) -> Result<Vec<&'static str>, Trouble> {
        let mut state = self.state(root)?;
        if rounds.endless.is_empty() {
            self.note_other_series(root, &state);
        }
        rounds.history.note_texts(rounds.originals.digest(&self.texts), Vec::new());
        for _ in 0..MOST_ROUNDS {
            match self.round(root, &state, rounds)? {
                End::Done => return Ok(Vec::new()),
                End::Next(next) => state = *next,
                End::Endless(lints) => return Ok(lints),
            }
        }
        Ok(rounds.history.last_lints())
    }

    /// Applies the fixes of one effect, those first after which the same is effective.
    fn round(&mut self, root: &Root, state: &State, rounds: &mut Rounds) -> Result<End, Trouble> {
        let counts = verdict::counts(&state.findings, |_| true);
        for effect in [Effect::Same, Effect::Repair, Effect::Change] {
            if effect == Effect::Change && !self.unsafe_too {
                continue;
            }
            let mut returning = Vec::new();
            let may_change = self.may_change;
            let outside = &mut self.fixed.outside;
            let wanted = |chosen: Chosen<'_>| {
                let lint = chosen.0.lint.name;
                if rounds.endless.contains(lint) || rounds.refused.contains(&name(chosen.0)) {
                    return false;
                }
                let files =
                    chosen.1.edits.iter().map(|edit| &state.document.sources.file(edit.span.file).shown);
                let forbidden: Vec<String> = files.filter(|path| !may_change(path)).cloned().collect();
                if !forbidden.is_empty() {
                    outside.extend(forbidden);
                    return false;
                }
                let findings = counts.get(lint).copied().unwrap_or_default();
                if rounds.history.comes_back(&state.document, chosen, findings) {
                    note(&mut returning, lint);
                }
                true
            };
            let chosen = round::choose(&state.document, &state.findings, effect, wanted);
            if !returning.is_empty() {
                return Ok(End::Endless(returning));
            }
            match self.most(root, state, &chosen, rounds)? {
                Err(endless) => return Ok(End::Endless(endless)),
                Ok(None) => {}
                Ok(Some((chosen, next))) => {
                    let mut lints = Vec::new();
                    for (finding, _) in &chosen {
                        note(&mut lints, finding.lint.name);
                    }
                    rounds.history.note_texts(rounds.originals.digest(&self.texts), lints);
                    rounds.history.note(&state.document, &chosen, &counts);
                    rounds.fixed.applied += chosen.len();
                    return Ok(End::Next(Box::new(next)));
                }
            }
        }
        Ok(End::Done)
    }

    /// As many of the fixes as make nothing worse together: all, or what is left when those that do are found by
    /// halving. Their texts are in place afterwards. Or the lints that have brought back what was there before.
    #[allow(clippy::type_complexity, reason = "the fixes that are applied and what they make")]
    fn most<'f>(
        &mut self,
        root: &Root,
        state: &State,
        chosen: &[Chosen<'f>],
        rounds: &mut Rounds,
    ) -> Result<Result<Option<(Vec<Chosen<'f>>, State)>, Vec<&'static str>>, Trouble> {
        let mut best: Option<(Vec<Chosen<'f>>, State)> = None;
        let mut parts = if chosen.is_empty() { Vec::new() } else { vec![chosen] };
        while let Some(part) = parts.pop() {
            let good = best.as_ref().map_or(&[][..], |(good, _)| good.as_slice());
            let together = [good, part].concat();
            rounds.trials += 1;
            let is_too_much = rounds.trials > MOST_TRIALS;
            let tried =
                if is_too_much { Err(Refusal::Worse) } else { self.attempt(root, state, &together, rounds)? };
            match (tried, part) {
                (Ok(next), _) => best = Some((together, next)),
                (Err(Refusal::Returning), [(finding, _)]) => {
                    let mut lints = rounds.history.lints_since(rounds.originals.digest(&self.texts));
                    note(&mut lints, finding.lint.name);
                    return Ok(Err(lints));
                }
                (Err(why), _) if is_too_much || part.len() == 1 => {
                    for (finding, _) in part {
                        rounds.refuse(finding, why);
                    }
                }
                (Err(_), _) => {
                    let (first, second) = part.split_at(part.len() / 2);
                    parts.extend([second, first]);
                }
            }
        }
        Ok(Ok(best))
    }

    /// The configuration with some fixes; without them again if it is no better for them.
    fn attempt(
        &mut self,
        root: &Root,
        before: &State,
        chosen: &[Chosen<'_>],
        rounds: &mut Rounds,
    ) -> Result<Result<State, Refusal>, Trouble> {
        let mut old = Vec::new();
        for (path, text) in round::apply(&before.document, chosen) {
            let known = self.texts.insert(path.clone(), text);
            let file = before.document.sources.files().find(|(_, file)| file.shown == path);
            let read = file.map(|(_, file)| file.bytes.clone()).unwrap_or_default();
            let known = known.unwrap_or(read);
            self.before.entry(path.clone()).or_insert_with(|| known.clone());
            rounds.originals.note(&path, &known);
            old.push((path, known));
        }
        let is_returning = rounds.history.has_texts(rounds.originals.digest(&self.texts));
        let tried = if is_returning {
            Err(Refusal::Returning)
        } else {
            let after = self.state(root)?;
            verdict::refusal(root, before, &after, chosen).map_or(Ok(after), Err)
        };
        // What brings an earlier text back is still to be compared with it.
        if tried.is_err() && !(is_returning && chosen.len() == 1) {
            self.texts.extend(old);
        }
        Ok(tried)
    }

    fn state(&self, root: &Root) -> Result<State, Trouble> {
        let document = self.session.read_to_fix(&self.texts, root)?;
        let findings = self.session.judge(&document, root)?;
        Ok(State { document, findings })
    }

    /// Notes a root that would have fixes if it were one of the series as which it is judged.
    fn note_other_series(&mut self, root: &Root, state: &State) {
        let has_fix = |finding: &Finding| finding.ignored.is_none() && !finding.fixes.is_empty();
        if self.unsafe_too || !root.is_whole || !state.findings.iter().any(has_fix) {
            return;
        }
        if state.document.is_of_other_series() {
            self.fixed.of_other_series.push((root.path.clone(), state.document.version.series));
        }
    }
}

impl Rounds {
    fn refuse(&mut self, finding: &Finding, why: Refusal) {
        self.refused.insert(name(finding));
        match why {
            Refusal::Worse | Refusal::Returning => self.fixed.refused += 1,
            Refusal::Changing => note(&mut self.fixed.changing, finding.lint.name),
        }
    }
}

fn note(lints: &mut Vec<&'static str>, lint: &'static str) {
    if !lints.contains(&lint) {
        lints.push(lint);
    }
}
