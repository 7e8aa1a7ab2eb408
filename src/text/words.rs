//! Words in a value, as Dovecot finds them: what is between separators, without empty ones. Which bytes are separators
//! depends on the setting. Source: `t_strsplit_spaces()` in `strfuncs.c`, 2.3.21.

use std::ops::Range;

/// Most lists of 2.3, arguments of programs and of databases.
pub const SPACES: &[u8] = b" ";
/// Plugins, addresses, the boolean lists of 2.4.
pub const SPACES_COMMAS: &[u8] = b" ,";
/// Extensions of Pigeonhole.
pub const SPACES_TABS: &[u8] = b" \t";
/// Sections of 2.3 that are named in a value, and lists of words of either series.
pub const SPACES_COMMAS_TABS: &[u8] = b" ,\t";

/// The words of a text, with separators such as [`SPACES`] between them.
pub fn words<'t>(text: &'t [u8], separators: &'static [u8]) -> impl Iterator<Item = &'t [u8]> {
    text.split(|b| separators.contains(b)).filter(|word| !word.is_empty())
}

/// Where in the text its words are.
pub fn word_ranges(text: &[u8], separators: &'static [u8]) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    let pieces = text.split(|b| separators.contains(b)).map(move |word| {
        let range = from..from + word.len();
        from = range.end + 1;
        range
    });
    pieces.filter(|range| !range.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_and_their_places() {
        let text = b" a,b  \tc ";
        for (separators, found) in [
            (SPACES, vec!["a,b", "\tc"]),
            (SPACES_COMMAS, vec!["a", "b", "\tc"]),
            (SPACES_TABS, vec!["a,b", "c"]),
            (SPACES_COMMAS_TABS, vec!["a", "b", "c"]),
        ] {
            let own: Vec<&[u8]> = words(text, separators).collect();
            assert_eq!(own, found.iter().map(|word| word.as_bytes()).collect::<Vec<_>>());
            assert!(word_ranges(text, separators).map(|range| &text[range]).eq(own));
        }
    }
}
