//! What can be done to a tree.

mod insert;
mod moving;
pub(in crate::edit::tree) mod remove;
mod set;
mod shape;
