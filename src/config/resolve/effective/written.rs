//! What of an entry is to be written: what its value is, and the value without what `doveconf` puts around it.

use std::borrow::Cow;

use super::{Entry, Origin};
use crate::config::value::writing::{Meaning, spellings};
use crate::config::{Assign, Config};
use crate::schema;
use crate::syntax::Form;

impl Config<'_> {
    /// What the value of an entry is.
    pub fn meaning(&self, entry: &Entry<'_>) -> Meaning {
        match entry.origin {
            Origin::Default => Meaning::Default,
            Origin::Set(assign) if entry.value.starts_with(b"<") && self.is_file(assign) => Meaning::File,
            _ if self.is_words(entry) => Meaning::Words,
            Origin::Named(_) => Meaning::Text,
            Origin::Set(assign) => match self.value_of(assign).form {
                Form::Variable if entry.value.contains(&b'$') => Meaning::Variables,
                _ => Meaning::Text,
            },
        }
    }
}

impl Config<'_> {
    /// Whether a place sets a value to `<path`; Dovecot 2.3 makes one of `ssl_cert_file`.
    fn is_file(&self, assign: &Assign) -> bool {
        let is_made = self.version().series == schema::Series::V23 && self.is_converted(assign);
        is_made || self.value_of(assign).form == Form::File
    }

    fn is_words(&self, entry: &Entry<'_>) -> bool {
        let assign = match entry.origin {
            Origin::Set(assign) => assign,
            // The one list that a built-in group brings.
            Origin::Named(_) => return *entry.key == *b"special_use",
            Origin::Default => return false,
        };
        self.setting(assign.key).is_some_and(|setting| setting.kind(self.version()) == schema::Kind::BoolList)
    }

    /// The value of an entry without what `doveconf` puts around it: the lines of a here document without
    /// its marks, the words of a list without needless quotes.
    pub fn plain_value<'e>(&self, entry: &'e Entry<'_>) -> Cow<'e, [u8]> {
        let value = &*entry.value;
        if self.is_words(entry) {
            let Ok(words) = crate::config::value::words(value) else { return value.into() };
            return words.iter().map(|word| list_word(word)).collect::<Vec<_>>().join(&b' ').into();
        }
        if let Origin::Set(assign) = entry.origin
            && self.value_of(assign).form == Form::Heredoc
            && let Some(marked) = value.strip_prefix(b"<<")
            && let Some(end) = marked.iter().position(|b| *b == b'\n')
        {
            let (marker, body) = marked.split_at(end);
            return body[1..].strip_suffix(marker).unwrap_or(&body[1..]).into();
        }
        value.into()
    }
}

fn list_word(word: &[u8]) -> Vec<u8> {
    let [plain, quoted] = spellings(word);
    if word.iter().any(|b| b" ,\"#".contains(b)) { quoted } else { plain }
}
