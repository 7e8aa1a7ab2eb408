use crate::document::Document;
use crate::document::roots::Root;
use crate::finding::Finding;

/// What was found in one configuration.
#[derive(Debug)]
pub struct RootReport {
    /// Its main file.
    pub root: Root,
    /// What was read.
    pub document: Document,
    /// What was found, sorted by file and line, what is ignored among it.
    pub findings: Vec<Finding>,
}

impl RootReport {
    /// What counts: the findings that are not ignored.
    pub fn counting(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.ignored.is_none())
    }
}
