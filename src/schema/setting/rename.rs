use super::Text;
use crate::schema::RENAMES;

/// What became of a name.
#[derive(Debug)]
pub struct Rename {
    pub(in crate::schema) from: Text,
    /// What stands for it now, possibly a template.
    pub to: &'static [&'static str],
    pub(in crate::schema) kind: Text,
    pub(in crate::schema) version: Text,
    pub(in crate::schema) note: Text,
}

impl Rename {
    /// The old name; `section/name` inside a section.
    pub fn from(&self) -> &'static str {
        self.from.as_str()
    }

    /// `renamed`, `moved`, `removed`, `split`, …
    pub fn kind(&self) -> &'static str {
        self.kind.as_str()
    }

    /// The version of the change.
    pub fn version(&self) -> &'static str {
        self.version.as_str()
    }

    /// What to know when changing it.
    pub fn note(&self) -> &'static str {
        self.note.as_str()
    }
}

/// What became of a name, every entry for it.
pub fn renames(from: &str) -> &'static [Rename] {
    let start = RENAMES.partition_point(|r| r.from() < from);
    let end = RENAMES.partition_point(|r| r.from() <= from);
    &RENAMES[start..end]
}
