//! What is effective as one text: two configurations mean the same when theirs are equal.

use super::{Node, Question};
use crate::config::Config;
use crate::syntax::Entry;

/// Everything that a configuration makes effective, to be compared with that of another text of it: everything that is set
/// and everything with the defaults, in all filters, as `doveconf` prints it, and what is in the files that
/// 2.3 reads later. Places count for nothing.
#[derive(Debug, PartialEq, Eq)]
pub struct InForce(Vec<u8>);

impl Config<'_> {
    /// The effective values here.
    pub fn all_in_force(&self) -> InForce {
        let mut text = Vec::new();
        for all in [false, true] {
            node(&self.effective(&Question { all, ..Question::default() }), &mut text);
        }
        for external in &self.document.externals {
            word(external.path.as_bytes(), &mut text);
            for Entry { section, key, text: value, .. } in &external.entries {
                for part in [section.as_bytes(), key, value] {
                    word(part, &mut text);
                }
            }
        }
        InForce(text)
    }
}

fn node(own: &Node<'_>, out: &mut Vec<u8>) {
    word(&own.kind, out);
    out.push(u8::from(own.name.is_some()));
    word(own.name.as_deref().unwrap_or_default(), out);
    count(own.entries.len(), out);
    for entry in &own.entries {
        word(&entry.key, out);
        word(&entry.value, out);
    }
    count(own.nodes.len(), out);
    own.nodes.iter().for_each(|inner| node(inner, out));
}

/// With its length in front, no two lists of words give the same text.
fn word(word: &[u8], out: &mut Vec<u8>) {
    count(word.len(), out);
    out.extend(word);
}

fn count(number: usize, out: &mut Vec<u8>) {
    out.extend(number.to_le_bytes());
}
