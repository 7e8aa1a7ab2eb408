use crate::schema::{LETTERS_IN_SETTINGS, OLD_LETTERS, OLD_NAMES};

/// A variable of 2.3 by its letter or its long name, and what stands for it in 2.4.
#[derive(Debug)]
pub struct OldVariable<N: 'static> {
    pub(in crate::schema) old: N,
    /// What is between `%{` and `}` in 2.4.
    pub new: &'static str,
    /// Whether that gives the same text; what some mean depends on who expands them.
    pub is_same: bool,
}

/// `%u` of 2.3, by its letter.
///
/// Source: `var-expand.c`, 2.3.21, and the manual's list of changed variables.
pub fn old_letter(letter: u8) -> Option<&'static OldVariable<u8>> {
    OLD_LETTERS.iter().find(|known| known.old == letter)
}

/// The letters that mean something of their own in a setting, such as `%m` in `deliver_log_format`; none where a
/// setting has no letters of its own.
pub fn letters_in(setting: &str) -> Option<&'static [OldVariable<u8>]> {
    LETTERS_IN_SETTINGS.iter().find(|(known, _)| *known == setting).map(|(_, letters)| *letters)
}

/// `%{rip}` of 2.3, by its name, where 2.4 does not know it any more.
pub fn old_name(name: &str) -> Option<&'static OldVariable<&'static str>> {
    OLD_NAMES.iter().find(|known| known.old == name)
}

impl OldVariable<u8> {
    /// Whether it is the variable of this letter.
    pub fn is(&self, letter: u8) -> bool {
        self.old == letter
    }
}
