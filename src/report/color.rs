//! Colours, by what they say.

use anstyle::{AnsiColor, Style as Paint};

use crate::finding::Severity;

/// Titles.
pub const BOLD: Paint = Paint::new().bold();
/// Headings inside a page.
pub const HEADING: Paint = Paint::new().bold().underline();
/// What is less important than the rest.
pub const DIM: Paint = Paint::new().dimmed();
/// Configuration, names of settings.
pub const CODE: Paint = AnsiColor::Cyan.on_default();
/// What a change removes.
pub const REMOVED: Paint = AnsiColor::Red.on_default();
/// What a change makes something else.
pub const CHANGED: Paint = AnsiColor::Yellow.on_default();
/// What a change adds.
pub const ADDED: Paint = AnsiColor::Green.on_default();

impl Severity {
    /// The colour of its word.
    pub fn paint(self) -> Paint {
        match self {
            Severity::Error => AnsiColor::Red.on_default().bold(),
            Severity::Warning => AnsiColor::Yellow.on_default().bold(),
            Severity::Advice => AnsiColor::Cyan.on_default().bold(),
        }
    }
}

/// How the report is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// With colours.
    pub color: bool,
    /// With lines and arrows of Unicode.
    pub unicode: bool,
    /// Columns.
    pub width: usize,
}

impl Style {
    /// A text in a colour, where colours are wanted.
    pub fn paint(self, how: Paint, text: &str) -> String {
        if self.color { format!("{how}{text}{how:#}") } else { text.to_owned() }
    }
}
