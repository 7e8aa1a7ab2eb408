//! How much may be made of a configuration. A few lines can ask for more text than any machine holds, such as
//! `mail_plugins = $mail_plugins $mail_plugins` again and again.

use std::cell::Cell;

use crate::config::Config;
use crate::limits::{
    Allowance, EXPANDED_BYTES, Exceeded, LOOKUP_BYTES, Limit, MERGED, NESTING, OVERLAPS, PROBLEMS,
    SHARED_LISTENERS,
};

/// What a word costs next to its text.
const WORD: u64 = 16;

/// What may still be made, and the limit that was reached first.
#[derive(Debug)]
pub(in crate::config) struct Bounds {
    expanded: Allowance,
    looked_up: Allowance,
    merged: Allowance,
    overlaps: Allowance,
    listeners: Allowance,
    /// The limit, and the statement that went beyond it.
    reached: Cell<Option<(Limit, usize)>>,
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds {
            expanded: Allowance::new(EXPANDED_BYTES),
            looked_up: Allowance::new(LOOKUP_BYTES),
            merged: Allowance::new(MERGED),
            overlaps: Allowance::new(OVERLAPS),
            listeners: Allowance::new(SHARED_LISTENERS),
            reached: Cell::new(None),
        }
    }
}

impl Bounds {
    /// Whether a value may take in this much of another one for good.
    pub(in crate::config) fn expand(&self, bytes: usize, statement: usize) -> bool {
        self.expanded.take(bytes as u64) || self.reach(Limit::Expanded, statement)
    }

    /// Whether a word of a value may be looked up.
    pub(in crate::config) fn look_up(&self, bytes: usize, statement: usize) -> bool {
        self.looked_up.take(bytes as u64 + WORD) || self.reach(Limit::Expanded, statement)
    }

    /// Whether a filter may take in this many settings and filters of another one.
    pub(in crate::config) fn merge(&self, number: usize, statement: usize) -> bool {
        self.merged.take(number as u64) || self.reach(Limit::Merged, statement)
    }

    /// Whether a filter may be held against this many other ones.
    pub(in crate::config) fn overlap(&self, filters: usize, statement: usize) -> bool {
        self.overlaps.take(filters as u64) || self.reach(Limit::Overlaps, statement)
    }

    /// Whether a service may take in this many listeners of the top level.
    pub(in crate::config) fn share(&self, listeners: usize, statement: usize) -> bool {
        self.listeners.take(listeners as u64) || self.reach(Limit::SharedListeners, statement)
    }

    /// Whether this many sections may be open.
    pub(in crate::config) fn nest(&self, open: usize, statement: usize) -> bool {
        open <= NESTING || self.reach(Limit::Nesting, statement)
    }

    /// Whether there may be this many mistakes.
    pub(in crate::config) fn complain(&self, problems: usize, statement: usize) -> bool {
        problems <= PROBLEMS || self.reach(Limit::Problems, statement)
    }

    fn reach(&self, limit: Limit, statement: usize) -> bool {
        self.reached.set(self.reached.get().or(Some((limit, statement))));
        false
    }
}

impl Config<'_> {
    /// Why nothing can be said of this configuration, when it asks for more than any server has. That may show
    /// only when something is asked of it.
    pub fn too_much(&self) -> Option<Exceeded> {
        let (limit, statement) = self.bounds.reached.get()?;
        let place = self.document.place(self.document.statements[statement].span);
        Some(Exceeded { limit, place })
    }
}
