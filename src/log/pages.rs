//! The pages of `docs/log`.

/// A page about a message that no lint explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogPage {
    /// What it is called.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/log_pages.rs"));

/// The pages, by name.
pub fn pages() -> &'static [LogPage] {
    PAGES
}

/// A page by its name.
pub fn page(name: &str) -> Option<&'static LogPage> {
    let at = PAGES.binary_search_by(|page| page.name.cmp(name)).ok()?;
    PAGES.get(at)
}

impl LogPage {
    /// Its first paragraph, in one line.
    pub fn summary(&self) -> String {
        let text = self.text.split("## What it means\n\n").nth(1).unwrap_or_default();
        text.split("\n\n").next().unwrap_or_default().replace('\n', " ")
    }
}
