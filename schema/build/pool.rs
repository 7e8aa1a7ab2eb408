//! The texts and lists that many rows of the tables share.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::code::{table, texts};

/// What rows refer to by its place, in the order in which it was first asked for.
#[derive(Default)]
pub struct Pool {
    texts: Numbered<String>,
    structs: Numbered<Vec<String>>,
}

impl Pool {
    /// The `Text` that stands for a text.
    pub fn text(&mut self, text: &str) -> String {
        format!("Text({})", self.texts.place(text.to_owned()))
    }

    /// The place of a list of structs.
    pub fn structs(&mut self, names: &[String]) -> String {
        self.structs.place(names.to_vec()).to_string()
    }

    /// Adds what the rows refer to.
    pub fn write(&self, code: &mut String) {
        let (mut all, mut starts) = (String::new(), vec![0]);
        for text in &self.texts.items {
            all.push_str(text);
            starts.push(all.len());
        }
        let _ = writeln!(code, "/// The texts that rows of other tables refer to.");
        let _ = writeln!(
            code,
            "#[allow(clippy::unreadable_literal)]\nstatic POOL: Pool = Pool {{ texts: {all:?}, starts: &{starts:?} }};"
        );
        let rows: Vec<String> = self.structs.items.iter().map(texts).collect();
        let docs = "The lists of structs that settings refer to.";
        table(code, docs, "static STRUCTS", "&[&str]", &rows);
    }
}

/// Different things, each with its place.
struct Numbered<T> {
    items: Vec<T>,
    places: BTreeMap<T, usize>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Numbered<T> {
        Numbered { items: Vec::new(), places: BTreeMap::new() }
    }
}

impl<T: Ord + Clone> Numbered<T> {
    fn place(&mut self, item: T) -> usize {
        if let Some(place) = self.places.get(&item) {
            return *place;
        }
        let place = self.items.len();
        self.items.push(item.clone());
        self.places.insert(item, place);
        place
    }
}
