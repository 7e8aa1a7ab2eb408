//! Edits of a line and of a word, as a fix writes them.

pub(in crate::config) mod line_edit;
pub(in crate::config) mod word_edit;
