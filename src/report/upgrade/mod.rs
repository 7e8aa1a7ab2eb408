//! What an upgrade tells.

mod human;
mod json;

pub use human::upgrade_human;
pub use json::upgrade_json;

use crate::document::Document;
use crate::document::roots::Root;
use crate::upgrade::Upgrade;

/// One configuration that was upgraded.
#[derive(Debug)]
pub struct Upgraded {
    /// The configuration.
    pub root: Root,
    /// What was read.
    pub document: Document,
    /// What came of it.
    pub upgrade: Upgrade,
    /// Where each new file is, by its place in the list of files.
    pub new_paths: Vec<String>,
}

impl Upgraded {
    /// The path of a new file by the path of the old one.
    fn new_path<'u>(&'u self, old: &'u str) -> &'u str {
        let at = self.upgrade.files.iter().position(|file| file.path == old);
        at.and_then(|at| self.new_paths.get(at)).map_or(old, String::as_str)
    }

    /// A text without secrets of the old tree.
    fn veiled(&self, text: &str) -> String {
        self.document.hidden_secrets().veiled(text)
    }
}
