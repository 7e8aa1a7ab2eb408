//! Words that values may have: of lists, of mechanisms, plugins, digests, keys of a place of mail, variables.

mod digest;
mod location_key;
mod mechanism;
mod plugin;
mod variable;

pub use digest::digest_bits;
pub use location_key::{LocationKey, LocationSetting, location_keys};
pub use mechanism::{Need, SaslMechanism, is_mechanism, mechanisms};
pub use plugin::{MailPlugin, mail_plugin, mail_plugins};
pub use variable::{OldVariable, letters_in, old_letter, old_name};

use crate::schema::{DATED_WORDS_23, DATED_WORDS_24, Series, TOKENS_23, TOKENS_24, Version};

/// A word of a list that not every version of its series knows, or that is taken and told to no one.
#[derive(Debug)]
pub struct DatedWord {
    pub(in crate::schema) list: &'static str,
    pub(in crate::schema) word: &'static str,
    pub(in crate::schema) added: u8,
    pub(in crate::schema) removed: u8,
    pub(in crate::schema) is_listed: bool,
}

/// The words that a list-valued setting knows (`imap_client_workarounds`) in any version of the series, without those
/// that are told to no one; empty for an unknown list.
pub fn tokens(series: Series, list: &str) -> &'static [&'static str] {
    let lists = match series {
        Series::V23 => TOKENS_23,
        Series::V24 => TOKENS_24,
    };
    lists.binary_search_by(|(name, _)| (*name).cmp(list)).map_or(&[], |index| lists[index].1)
}

/// Whether this is a driver of mail that Dovecot has built in, one of its plugins, or `obox` of Dovecot Pro.
pub fn is_mail_driver(series: Series, name: &str) -> bool {
    tokens(series, "mail_drivers").contains(&name)
}

/// The words that a list takes in this version, those that are told to no one last.
pub fn words(version: Version, list: &str) -> impl Iterator<Item = &'static str> {
    let dated = match version.series {
        Series::V23 => DATED_WORDS_23,
        Series::V24 => DATED_WORDS_24,
    };
    let start = dated.partition_point(|word| word.list < list);
    let end = dated.partition_point(|word| word.list <= list);
    let dated = &dated[start..end];
    let is_known = move |word: &DatedWord| word.added <= version.patch && version.patch < word.removed;
    let listed = tokens(version.series, list).iter().copied();
    let listed = listed.filter(move |word| dated.iter().all(|dated| dated.word != *word || is_known(dated)));
    let unlisted = dated.iter().filter(move |word| !word.is_listed && is_known(word)).map(|word| word.word);
    listed.chain(unlisted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_version() {
        let knows = |patch, list: &str, word: &str| {
            words(Version { series: Series::V23, patch }, list).any(|known| known == word)
        };
        assert!(!knows(14, "imapc_features", "acl"));
        assert!(knows(15, "imapc_features", "acl"));
        assert!(knows(12, "passdb_drivers", "sia"));
        assert!(!knows(13, "passdb_drivers", "sia"));
        let newest = |list| words(Version::NEWEST_24, list);
        assert!(newest("mail_log_events").any(|word| word == "append"));
        assert!(!tokens(Series::V24, "mail_log_events").contains(&"append"));
        assert_eq!(newest("no_such_list").next(), None);
    }
}
