//! What is effective as a tree: what `doveconf -n` and `-a` print, each value with the place that set it.

mod candidates;
mod difference;
mod in_force;
mod keys;
mod leaf;
mod why;
mod written;

pub use crate::config::value::writing::{Meaning, WrittenLine, head, hidden, setting};
pub(in crate::config) use candidates::Candidates;
pub use difference::{Change, Difference, Side, Trees, differences, one_sided};
pub use in_force::InForce;
pub use keys::Keys;
pub use leaf::{Called, Leaf};
pub use why::{GroupUse, Place, Reason};

use std::borrow::Cow;

use crate::config::{Assign, Config, Filter};
use crate::source::Span;

/// What to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// The connection for which filters are resolved; without one they are listed as sections.
    pub connection: Option<Filter>,
    /// Built-in defaults too, as `doveconf -a` does.
    pub all: bool,
    /// Of the defaults only those of these settings, wherever they are.
    pub only: Option<Keys>,
    /// Only where there are defaults: without the filters, and in 2.4 without any section.
    pub bare: bool,
    /// 2.4: as the processes see it. What a group brings is where the group is used, as `doveconf SETTING`
    /// shows it, and a list that a filter of the connection adds to holds what is around the filter as well.
    pub resolved: bool,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy)]
pub enum Origin<'c> {
    /// A place in the configuration.
    Set(&'c Assign),
    /// The statement of a section or of the use of a group, as an index into the document: the value
    /// follows from its name, as `driver` does from `passdb pam {`.
    Named(usize),
    /// What Dovecot has built in.
    Default,
}

/// One effective setting.
#[derive(Debug, Clone)]
pub struct Entry<'c> {
    /// The name as `doveconf` prints it in its section: `client_limit` in a service of both lines.
    pub key: Cow<'c, [u8]>,
    /// The value as `doveconf` prints it.
    pub value: Cow<'c, [u8]>,
    /// Where it comes from.
    pub origin: Origin<'c>,
}

impl Entry<'_> {
    /// Whether no one set it.
    pub fn is_default(&self) -> bool {
        matches!(self.origin, Origin::Default)
    }
}

/// The top level or one section, with all that is effective in it.
#[derive(Debug, Clone, Default)]
pub struct Node<'c> {
    /// The type: `service`, `passdb`, `protocol`; for a list its name; empty for the top level.
    pub kind: Cow<'c, [u8]>,
    /// The name, if it has one.
    pub name: Option<Cow<'c, [u8]>>,
    /// Of an unnamed section of 2.3: which one of its type it is, once others of them were dropped.
    pub number: Option<u32>,
    /// Where the configuration opens it first; none for a built-in one.
    pub span: Option<Span>,
    /// Its settings, sorted as `doveconf` sorts them.
    pub entries: Vec<Entry<'c>>,
    /// The sections in it.
    pub nodes: Vec<Node<'c>>,
}

impl Config<'_> {
    /// Everything that is effective, as a tree.
    pub fn effective(&self, question: &Question) -> Node<'_> {
        match self.version().series {
            crate::schema::Series::V23 => self.effective23(question),
            crate::schema::Series::V24 => self.effective24(question),
        }
    }
}
