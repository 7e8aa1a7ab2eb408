//! Applies fixes until nothing changes, and never makes a configuration worse.

mod bounds;
mod history;
mod round;
mod run;
mod verdict;

use std::collections::BTreeSet;

use super::Session;
use crate::document::roots::{Root, Trouble};
use crate::schema::Series;

pub(super) use bounds::bound;

/// What a run of fixing gives.
#[derive(Debug, Default)]
pub struct Fixed {
    /// The files that change, with their text before and after, by path.
    pub files: Vec<Changed>,
    /// How many fixes were applied.
    pub applied: usize,
    /// How many were left out because the configuration would be worse with them, or no better.
    pub refused: usize,
    /// Files that would have to change and may not.
    pub outside: BTreeSet<String>,
    /// The lints whose fixes were left out because what they fix comes back.
    pub unsettled: Vec<&'static str>,
    /// The lints with a fix that is said to change nothing, and was left out because it would change the effective values.
    pub changing: Vec<&'static str>,
    /// The roots that have fixes only for the other series of Dovecot than their own, and the series as which they
    /// are judged.
    pub of_other_series: Vec<(String, Series)>,
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

/// Whether a file may be changed, by its path as it is shown.
pub type May<'m> = dyn Fn(&str) -> bool + 'm;

impl Session<'_> {
    /// Works out what fixes change in some configurations, one after the other; a file that several include is fixed
    /// once. `may_change` says whether a file may be changed, by its path as it is shown. Nothing is written.
    ///
    /// # Errors
    /// When a configuration cannot be read or judged.
    pub fn fix(&self, roots: &[Root], may_change: &May<'_>, unsafe_too: bool) -> Result<Fixed, Trouble> {
        let mut run = run::Run::new(self, may_change, unsafe_too);
        for root in roots {
            run.fix(root)?;
        }
        Ok(run.finish())
    }
}
