use super::{Series, Setting, Version, all, find, scope};

/// The candidate that was probably meant: one that is a typing mistake away, if only one is nearest.
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let limit = mistakes(name)?;
    let mut best: Option<(usize, &str)> = None;
    let mut tied = false;
    for candidate in candidates {
        let Some(distance) = distance(name, candidate, limit).filter(|distance| *distance > 0) else {
            continue;
        };
        match best {
            Some((least, _)) if distance > least => {}
            Some((least, other)) if distance == least => tied = tied || other != candidate,
            _ => {
                best = Some((distance, candidate));
                tied = false;
            }
        }
    }
    best.filter(|_| !tied).map(|(_, candidate)| candidate)
}

/// How many typing mistakes are looked for in a name; none in a short one.
fn mistakes(name: &str) -> Option<usize> {
    match name.len() {
        0..=2 => None,
        3..=4 => Some(1),
        5..=12 => Some(2),
        _ => Some(3),
    }
}

/// Words that many names are compared with.
#[derive(Debug)]
pub struct Words {
    /// Each with its letters.
    words: Vec<(&'static str, u64)>,
}

impl Words {
    /// These words, each once.
    pub fn new(words: impl IntoIterator<Item = &'static str>) -> Words {
        let mut words: Vec<_> = words.into_iter().map(|word| (word, letters(word))).collect();
        words.sort_unstable();
        words.dedup();
        Words { words }
    }

    /// The word that was probably meant, as [`nearest`] finds it.
    pub fn nearest(&self, name: &str) -> Option<&'static str> {
        nearest(name, self.likely(name, mistakes(name)?))
    }

    /// The words that may be as near as that to a text, or to its end: no more of their letters are missing in it.
    pub fn likely(&self, text: &str, limit: usize) -> impl Iterator<Item = &'static str> + '_ {
        let own = letters(text);
        let lacks_few = move |word: &u64| (word & !own).count_ones() as usize <= limit;
        self.words.iter().filter(move |(_, letters)| lacks_few(letters)).map(|(word, _)| *word)
    }
}

/// How many typing mistakes are between two words, if at most `limit` are.
pub fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    // Each mistake adds or removes one byte at most, so that nearly all pairs need not be compared.
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let (own, other) = (letters(a), letters(b));
    let is_far = |only: u64| only.count_ones() as usize > limit;
    if is_far(own & !other) || is_far(other & !own) {
        return None;
    }
    Some(strsim::damerau_levenshtein(a, b)).filter(|distance| *distance <= limit)
}

/// Which letters a word of ASCII has; other characters count for nothing.
fn letters(word: &str) -> u64 {
    let letter = |byte: &u8| byte.is_ascii().then(|| 1 << (byte & 63));
    word.as_bytes().iter().filter_map(letter).fold(0, |letters, letter: u64| letters | letter)
}

/// The setting of one table that was probably meant, in this version.
pub fn nearest_setting(version: Version, table: &str, name: &str) -> Option<&'static str> {
    let settings = scope(version.series, table).iter().filter(|s| s.known_to(version));
    nearest(name, settings.map(|s| s.name))
}

/// The other scopes of 2.3 in which a name is known, the top level as `root`.
pub fn scopes_with(version: Version, name: &[u8]) -> Vec<&'static Setting> {
    all(version.series).iter().filter(|s| s.name.as_bytes() == name && s.known_to(version)).collect()
}

/// A name of the other series, looked for in the table of the same section first.
pub fn in_other_series(series: Series, table: &str, name: &[u8]) -> Option<&'static Setting> {
    match series {
        Series::V24 => find(scope(Series::V23, table), name)
            .or_else(|| find(scope(Series::V23, "root"), name))
            .or_else(|| find(scope(Series::V23, "plugin"), name)),
        Series::V23 => {
            let root = scope(Series::V24, "root");
            find(root, name).or_else(|| find(root, &[table.as_bytes(), b"_", name].concat()))
        }
    }
}

/// Sections of both series whose settings have its name in front in 2.4, in the order in which a bare name is tried.
pub const SECTIONS_OF_BOTH: [&str; 7] =
    ["service", "inet_listener", "unix_listener", "namespace", "mailbox", "passdb", "userdb"];

/// A setting of 2.4 that a section's prefix makes of a bare name: `client_limit` is `service_client_limit`.
pub fn prefixed(version: Version, name: &[u8]) -> Option<&'static Setting> {
    let table = scope(version.series, "root");
    SECTIONS_OF_BOTH
        .iter()
        .filter_map(|section| find(table, &[section.as_bytes(), b"_", name].concat()))
        .find(|setting| setting.known_to(version))
}

/// The 2.3 plugin setting of which a name with a number in it is one of several: `quota2_rule3`.
pub fn plugin_family(name: &[u8]) -> Option<&'static Setting> {
    if !name.iter().any(u8::is_ascii_digit) {
        return None;
    }
    let without: Vec<u8> = name.iter().copied().filter(|b| !b.is_ascii_digit()).collect();
    find(scope(Series::V23, "plugin"), &without)
}

/// Families of 2.3 plugin settings with a free part in their names.
const FAMILIES: [&str; 9] = [
    "fs_crypt_",
    "fts_filter",
    "fts_tokenizer",
    "imap_compress_",
    "imapsieve_",
    "mail_crypt_",
    "sieve_execute_",
    "sieve_filter_",
    "sieve_pipe_",
];

/// Whether some known plugin of 2.3 reads this key of `plugin {}`, with its numbers.
pub fn is_plugin_setting(name: &str) -> bool {
    let table = scope(Series::V23, "plugin");
    find(table, name.as_bytes()).is_some()
        || plugin_family(name.as_bytes()).is_some()
        || (name.starts_with("quota") && name.contains("_over_"))
        || FAMILIES.iter().any(|family| name.starts_with(family))
}

/// The key of `plugin {}` of 2.3 that was probably meant.
pub fn nearest_plugin_setting(name: &str) -> Option<&'static str> {
    let names = scope(Series::V23, "plugin").iter().map(|setting| setting.name);
    nearest(name, names.filter(|name| !name.contains(['<', '*', 'X'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_misses() {
        assert_eq!(nearest("process_limt", ["process_limit", "client_limit"]), Some("process_limit"));
        assert_eq!(nearest("xyz", ["process_limit"]), None);
        assert_eq!(nearest("imapx", ["imap", "imaps"]), None);
    }

    #[test]
    fn bare_names() {
        let named = |name: &[u8]| prefixed(Version::NEWEST_24, name).map(|s| s.name);
        assert_eq!(named(b"client_limit"), Some("service_client_limit"));
        assert_eq!(named(b"nothing"), None);
        assert_eq!(plugin_family(b"quota2_rule3").map(|s| s.name), Some("quota_rule"));
        assert_eq!(plugin_family(b"quota_rule").map(|s| s.name), None);
    }
}
