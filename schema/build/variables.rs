//! The tables of the variables of 2.3.

use super::code::{list, record, table, text};
use super::model::{OldVariable, Variables};

/// Adds what stands for the variables of 2.3 in 2.4.
pub fn write(code: &mut String, facts: &Variables) {
    let letter = |letter: &char, new: &str, is_same: bool| {
        let fields = [("old", format!("b{letter:?}")), ("new", text(new)), ("is_same", is_same.to_string())];
        record("OldVariable", &fields)
    };
    let rows: Vec<String> =
        facts.letters.iter().map(|(old, new)| letter(old, &new.name, !new.differs)).collect();
    let docs = "The variables of 2.3 with a letter for a name, sorted by it.";
    table(code, docs, "pub(super) static OLD_LETTERS", "OldVariable<u8>", &rows);
    let name = |(old, new): (&String, &OldVariable)| {
        let fields = [("old", text(old)), ("new", text(&new.name)), ("is_same", (!new.differs).to_string())];
        record("OldVariable", &fields)
    };
    let rows: Vec<String> = facts.names.iter().map(name).collect();
    let docs = "The variables of 2.3 with a long name that 2.4 does not know, sorted by it.";
    table(code, docs, "pub(super) static OLD_NAMES", "OldVariable<&str>", &rows);
    let of_setting = facts.in_settings.iter().map(|(setting, letters)| {
        let letters = letters.iter().map(|(old, new)| letter(old, new, true));
        format!("({setting:?}, {})", list(letters))
    });
    let docs = "The letters that mean something of their own in a setting, sorted by setting.";
    let rows: Vec<String> = of_setting.collect();
    table(code, docs, "pub(super) static LETTERS_IN_SETTINGS", "(&str, &[OldVariable<u8>])", &rows);
}
