//! Workarounds of versions before those that dovelint knows.

/// The words, in any list.
pub(super) const WORDS: [&str; 2] = ["outlook-idle", "netscape-eoh"];
