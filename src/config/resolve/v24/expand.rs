//! `$SET:key` in the value of `key` itself, the one variable that `doveconf -n` resolves.

use std::borrow::Cow;

use super::tree::{Head, TOP, Tree, What, setting};
use crate::config::Config;
use crate::schema::{self, Series, Setting, find};

/// One space between the words; what follows a space begins with no white space.
pub(super) fn squeezed(text: &[u8]) -> Cow<'_, [u8]> {
    if !text.contains(&b' ') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(words(text).collect::<Vec<_>>().join(&b' '))
}

/// The words of a value with variables: only a space ends one, any white space may follow it.
fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.iter().position(|b| *b == b' ') else {
            rest = None;
            return Some(text);
        };
        let is_white = |b: &u8| matches!(b, b' ' | b'\t'..=b'\r');
        let next = text[end..].iter().position(|b| !is_white(b)).map_or(text.len(), |n| end + n);
        rest = Some(&text[next..]);
        Some(&text[..end])
    })
}

impl<'c> Tree<'c> {
    /// A value with variables as `doveconf -n` shows it.
    pub(super) fn expanded(
        &self,
        config: &Config<'_>,
        branch: usize,
        key: &[u8],
        text: &'c [u8],
        statement: usize,
    ) -> Cow<'c, [u8]> {
        let is_own = |word: &[u8]| word.strip_prefix(b"$SET:") == Some(key);
        if !words(text).any(is_own) {
            return squeezed(text);
        }
        let base = crate::text::last_part(key);
        let own = find(schema::scope(Series::V24, "root"), base);
        let words = words(text).map(|word| match own.filter(|_| is_own(word)) {
            Some(own) => {
                let current = self.current(config, branch, own);
                let may = self.bounds.look_up(current.len(), statement);
                if may { Cow::Owned(current) } else { Cow::Borrowed(word) }
            }
            None => Cow::Borrowed(word),
        });
        Cow::Owned(words.collect::<Vec<_>>().join(&b' '))
    }

    /// The value of a setting where a statement is: here, around it, or built in.
    fn current(&self, config: &Config<'_>, branch: usize, wanted: &'static Setting) -> Vec<u8> {
        let from_2 = self.version.is_24_from(2);
        let mut at = branch;
        loop {
            match self.branches[at].held.get(wanted.id).map(|held| &held.what) {
                Some(What::Text(text)) => return text.to_vec(),
                Some(What::Heredoc(_, text)) => return text.to_vec(),
                _ => {}
            }
            if let Head::List(id, name) = self.branches[at].head
                && setting(id).name == "service"
                && from_2
                && let Some(service) =
                    std::str::from_utf8(name).ok().and_then(|n| schema::service(self.version, n))
                && let Some(key) = wanted.name.strip_prefix("service_")
                && let Some(value) = service.value(key, self.version).filter(|value| *value != "0")
            {
                return value.as_bytes().to_vec();
            }
            if at == TOP {
                break;
            }
            at = self.branches[at].parent;
        }
        if !from_2 {
            return wanted.struct_default(self.version).as_bytes().to_vec();
        }
        // Only what Dovecot has built in next to its structs knows about the defaults of older versions.
        let (in_struct, default) = (wanted.struct_default(self.version), wanted.default(self.version));
        let old = schema::old_default(wanted.name, config.defaults_of()).filter(|_| default != in_struct);
        old.unwrap_or(default).as_bytes().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_between_words() {
        let squeezed = |text: &str| String::from_utf8_lossy(&squeezed(text.as_bytes())).into_owned();
        assert_eq!(squeezed("a  b"), "a b");
        assert_eq!(squeezed("a\t \tb $X"), "a\t b $X");
        assert_eq!(squeezed("a\tb"), "a\tb");
    }
}
