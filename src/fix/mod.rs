//! Applies fixes until nothing changes, and never makes a configuration worse.

mod history;
mod round;
mod run;
mod verdict;

use std::collections::BTreeSet;

use crate::document::Document;
use crate::finding::Finding;
use crate::roots::{self, Options, Root, Texts};
use crate::schema::Line;

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
    /// The lints whose fixes were left out because what they mend comes back.
    pub unsettled: Vec<&'static str>,
    /// The lints with a fix that is said to change nothing, and was left out because it would change what is in force.
    pub changing: Vec<&'static str>,
    /// The roots that have fixes only for the other series of Dovecot than their own, and the series as which they
    /// are judged.
    pub of_other_series: Vec<(String, Line)>,
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

/// How a configuration is judged: what is wrong with it, without what is ignored; or why it cannot be judged.
pub type Judge<'j> = dyn Fn(&Document, &Root) -> Result<Vec<Finding>, roots::Trouble> + 'j;

/// How each configuration is read.
pub type Reading<'r> = dyn Fn(&Root) -> Options + 'r;

/// Whether a file may be changed, by its path as it is shown.
pub type May<'m> = dyn Fn(&str) -> bool + 'm;

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
    may_change: &May<'_>,
    unsafe_too: bool,
) -> Result<Fixed, roots::Trouble> {
    let mut run = run::Run::new(reading, judge, may_change, texts, unsafe_too);
    for root in roots {
        run.fix(root)?;
    }
    Ok(run.finish())
}
