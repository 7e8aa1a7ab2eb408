//! Names of settings: of a tree with all defaults only what was asked for is made, since thousands of sections have
//! twenty defaults each.

use crate::hash::HashSet;
use crate::schema::Setting;

/// The names of settings whose defaults are wanted, in whatever section.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys(HashSet<Box<str>>);

impl<S: AsRef<str>> FromIterator<S> for Keys {
    fn from_iter<T: IntoIterator<Item = S>>(names: T) -> Keys {
        Keys(names.into_iter().map(|name| name.as_ref().into()).collect())
    }
}

impl Keys {
    /// Whether a default is wanted: by its name, or by the one that it has in 2.4, with or without the type of its
    /// section in front.
    pub(in crate::config) fn has(&self, setting: &Setting) -> bool {
        let is_new = |name: &str| {
            let ends = name.match_indices('_').map(|(at, _)| &name[at + 1..]);
            std::iter::once(name).chain(ends).any(|name| self.0.contains(name))
        };
        self.0.contains(setting.name) || setting.replaced_by.iter().any(|name| is_new(name))
    }

    /// The same for a setting of a section of 2.4.
    pub(in crate::config) fn has_in(&self, section: &str, key: &str) -> bool {
        self.0.contains(key) || self.0.contains(format!("{section}_{key}").as_str())
    }
}
