//! Changes of a configuration: text edits, and the tree by whose operations whole statements change.
//!
//! [`Edit`] and [`Fix`] are what reports, editors and `--fix` understand. [`Tree`] holds the files of a document as
//! statements that can be set, renamed, moved and removed, and gives back the edits or the new texts. [`lines`] does
//! that for the lines of one statement, as most fixes need it; [`word`] edits the words of a list.

pub mod lines;
mod text;
mod tree;
pub mod word;

pub use text::{Edit, Effect, Fix, apply};
pub use tree::{
    Comments, FileIndex, Given, New, NodeId, NotText, Place, Reading, Refused, Tree, What, Within,
};
