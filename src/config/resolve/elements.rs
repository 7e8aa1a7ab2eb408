//! The elements of a list of 2.4, as its lines make them one after the other: one rule for views and the tree. A list
//! begins with the built-in elements; an element is replaced where it is; a list that is set as a whole begins again.

use crate::hash::HashMap;

/// An element of a list, which is known by its key.
pub(in crate::config) trait Element {
    fn key(&self) -> &[u8];
}

/// See the module.
#[derive(Debug)]
pub(in crate::config) struct Elements<T> {
    pub(in crate::config) items: Vec<T>,
    places: HashMap<Box<[u8]>, usize>,
}

impl<T> Default for Elements<T> {
    fn default() -> Elements<T> {
        Elements { items: Vec::new(), places: HashMap::default() }
    }
}

impl<T: Element> Elements<T> {
    /// The list is set as a whole: nothing from before counts.
    pub(in crate::config) fn begin_again(&mut self) {
        self.items.clear();
        self.places.clear();
    }

    /// One more, even of a known key: a list may be set with a word twice.
    pub(in crate::config) fn push(&mut self, item: T) {
        self.places.entry(item.key().into()).or_insert(self.items.len());
        self.items.push(item);
    }

    /// The element of this key.
    pub(in crate::config) fn find(&mut self, key: &[u8]) -> Option<&mut T> {
        self.places.get(key).and_then(|at| self.items.get_mut(*at))
    }

    /// An element in place of the one of its key, or one more.
    pub(in crate::config) fn put(&mut self, item: T) {
        match self.find(item.key()) {
            Some(known) => *known = item,
            None => self.push(item),
        }
    }
}
