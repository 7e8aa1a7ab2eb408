use crate::config::resolve::filter::Filter;
use crate::schema::Setting;

/// Names a scope of a [`Config`](crate::config::Config).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScopeId(pub(crate) u32);

/// Where settings can be: the top level, a filter, a section.
#[derive(Debug)]
pub struct Scope {
    /// The scope around it.
    pub parent: Option<ScopeId>,
    /// What it is.
    pub kind: ScopeKind,
    /// The statement that opened it first, as an index into the document; none for built-in ones.
    pub opened: Option<usize>,
}

/// See [`Scope`].
#[derive(Debug, Clone)]
pub enum ScopeKind {
    /// The top level.
    Root,
    /// `protocol`, `local`, `local_name` or `remote`. In 2.3 with all conditions of the filters around
    /// it, in 2.4 with its own alone.
    Filter(Filter),
    /// A section with a name: `service imap`, `unix_listener auth-userdb`, `passdb sql`.
    Section {
        /// The section type.
        setting: &'static Setting,
        /// The name; for an unnamed one of 2.3 the number that Dovecot gives it.
        name: Box<[u8]>,
        /// Whether the name was written.
        named: bool,
    },
    /// 2.4: a section without a name, such as `mail_attribute`.
    Named(&'static Setting),
    /// 2.4: `group @label name`.
    Group {
        /// The label, with its `@`.
        label: Box<[u8]>,
        /// The name.
        name: Box<[u8]>,
    },
}

/// A setting or a free key of a list, within one configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(pub(crate) u32);

impl Key {
    /// Keys above this are free keys of lists.
    pub(crate) const FREE: u32 = 1 << 31;

    /// The key of a setting of the schema.
    pub fn of(setting: &Setting) -> Key {
        Key(u32::from(setting.id))
    }

    /// Whether it is a free key of a list.
    pub fn is_free(self) -> bool {
        self.0 >= Key::FREE
    }
}

/// One place that sets one setting.
#[derive(Debug, Clone, Copy)]
pub struct Assign {
    /// Where.
    pub scope: ScopeId,
    /// What.
    pub key: Key,
    /// The statement, as an index into the document.
    pub statement: u32,
    /// The assignment of the same key in the same scope that this one replaces.
    pub(crate) earlier: u32,
}

pub(crate) const NONE: u32 = u32::MAX;
