//! What `plugin { fts_solr = … }`, `fts_lucene` and `fts_squat` of 2.3 say: words, some with a value.
//!
//! Source: `fts_solr_plugin_init_settings()`, `fts_lucene_plugin_init_settings()` and
//! `fts_backend_squat_init()`, 2.3.0 to 2.3.21.

use std::ops::Range;

use crate::config::Config;
use crate::config::facts::mail::quota::has_variable;
use crate::config::resolve::view::Found;
use crate::schema::{Version, nearest};
use crate::syntax::Form;
use crate::text::words::{SPACES, word_ranges};

/// A backend whose words Dovecot itself knows.
const BACKENDS: [&str; 3] = ["fts_solr", "fts_lucene", "fts_squat"];

const SOLR: &[&str] =
    &["url=", "debug", "use_libfts", "default_ns=", "rawlog_dir=", "batch_size=", "soft_commit="];
const LUCENE: &[&str] = &[
    "default_language=",
    "textcat_conf=",
    "textcat_dir=",
    "whitespace_chars=",
    "normalize",
    "no_snowball",
    "mime_parts",
    "use_libfts",
];
const SQUAT: &[&str] = &["partial=", "full="];

/// Why the words are refused.
#[derive(Debug, Clone)]
pub struct FtsFlaw<'c> {
    /// The backend, which is the key in `plugin {}`.
    pub backend: &'static str,
    /// The value.
    pub found: Found<'c>,
    /// What Dovecot says.
    pub text: String,
    /// The part of the value that is wrong; all of it when something is missing.
    pub range: Range<usize>,
    /// What is wrong there.
    pub kind: FtsFlawKind,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FtsFlawKind {
    /// No such word, with the one that was meant.
    Word(Option<&'static str>),
    /// A word that means nothing any more, `break-imap-search`.
    Obsolete,
    /// No value of this kind.
    Value,
    /// A word that must be there is not.
    Missing(&'static str),
}

impl Config<'_> {
    /// What is wrong with the words of the backends that are loaded, the first mistake of each, as Dovecot stops
    /// there.
    pub fn fts_flaws(&self) -> Vec<FtsFlaw<'_>> {
        let loaded = BACKENDS.into_iter().filter(|name| self.loads_plugin(name).is_some());
        let flaws = loaded.filter_map(|backend| {
            let found = self.plugin_setting(backend).filter(|found| found.form != Form::File)?;
            let (text, range, kind) = flaw(backend, &found.text, self.version())?;
            Some(FtsFlaw { backend, found, text, range, kind })
        });
        flaws.collect()
    }
}

type Flaw = (String, Range<usize>, FtsFlawKind);

fn flaw(backend: &str, text: &[u8], version: Version) -> Option<Flaw> {
    let known = match backend {
        "fts_solr" => SOLR,
        "fts_lucene" => LUCENE,
        _ => SQUAT,
    };
    let mut seen: Vec<&str> = Vec::new();
    for range in word_ranges(text, SPACES) {
        let word = &text[range.clone()];
        let shown = crate::text::printable(word);
        let is_it = |option: &&&str| {
            word == option.as_bytes() || (option.ends_with('=') && word.starts_with(option.as_bytes()))
        };
        let Some(option) = known.iter().find(is_it) else {
            if word == b"break-imap-search" && !version.is_23_from(7) {
                continue;
            }
            let kind = if word == b"break-imap-search" {
                FtsFlawKind::Obsolete
            } else {
                let name = shown.split('=').next().unwrap_or(&shown);
                FtsFlawKind::Word(
                    known
                        .iter()
                        .find(|known| known.trim_end_matches('=') == name)
                        .copied()
                        .or_else(|| nearest(name, known.iter().map(|known| known.trim_end_matches('=')))),
                )
            };
            // A variable may stand for a whole word.
            let is_open = has_variable(word.split(|b| *b == b'=').next().unwrap_or(word));
            return (!is_open).then(|| (format!("Invalid setting: {shown}"), range, kind));
        };
        seen.push(option);
        let value = &word[option.len()..];
        if !has_variable(value)
            && let Some(said) = value_flaw(option, value)
        {
            return Some((said, range.start + option.len()..range.end, FtsFlawKind::Value));
        }
    }
    let lacks = |option: &str| !seen.contains(&option);
    let missing = |said: &str, option| Some((said.to_owned(), 0..text.len(), FtsFlawKind::Missing(option)));
    match backend {
        _ if has_variable(text) => None,
        "fts_solr" if lacks("url=") => missing("url setting missing", "url="),
        "fts_lucene" if !lacks("textcat_conf=") && lacks("textcat_dir=") => {
            missing("textcat_conf set, but textcat_dir unset", "textcat_dir=")
        }
        "fts_lucene" if lacks("textcat_conf=") && !lacks("textcat_dir=") => {
            missing("textcat_dir set, but textcat_conf unset", "textcat_conf=")
        }
        _ => None,
    }
}

/// What Dovecot says of the value of a word.
fn value_flaw(option: &str, value: &[u8]) -> Option<String> {
    let shown = crate::text::printable(value);
    let is_number = std::str::from_utf8(value).is_ok_and(|text| {
        text.bytes().all(|b| b.is_ascii_digit()) && text.parse::<u32>().is_ok_and(|number| number > 0)
    });
    match option {
        "batch_size=" if !is_number => Some("batch_size must be a positive integer".to_owned()),
        "soft_commit=" if value != b"yes" && value != b"no" => {
            Some(format!("Invalid setting for soft_commit: {shown}"))
        }
        "partial=" if !is_number => Some(format!("Invalid partial length: {shown}")),
        "full=" if !is_number => Some(format!("Invalid full length: {shown}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(backend: &str, text: &str, version: &str) -> Option<(String, FtsFlawKind)> {
        let version = version.parse().expect("a version");
        flaw(backend, text.as_bytes(), version).map(|(said, _, kind)| (said, kind))
    }

    /// As `doveadm search` of 2.3.19 answers, and by the source for the others.
    #[test]
    fn words_of_backends() {
        let solr = |text| said("fts_solr", text, "2.3.19");
        assert_eq!(solr("url=http://localhost:1/solr/  debug"), None);
        assert_eq!(solr("url=http://%h/ soft_commit=%{x}"), None);
        let old = "break-imap-search url=http://localhost:1/solr/";
        assert_eq!(solr(old), Some(("Invalid setting: break-imap-search".into(), FtsFlawKind::Obsolete)));
        assert_eq!(said("fts_solr", old, "2.3.6"), None);
        assert_eq!(solr("debug"), Some(("url setting missing".into(), FtsFlawKind::Missing("url="))));
        let batch = ("batch_size must be a positive integer".to_owned(), FtsFlawKind::Value);
        assert_eq!(solr("url=http://x/ batch_size=5k"), Some(batch));
        let commit = ("Invalid setting for soft_commit: 1".to_owned(), FtsFlawKind::Value);
        assert_eq!(solr("url=http://x/ soft_commit=1"), Some(commit));
        let spaced = ("Invalid setting: url".to_owned(), FtsFlawKind::Word(Some("url=")));
        assert_eq!(solr("url = http://x/"), Some(spaced));
        let on = ("Invalid setting: use_libfts=yes".to_owned(), FtsFlawKind::Word(Some("use_libfts")));
        assert_eq!(solr("url=http://x/ use_libfts=yes"), Some(on));
        let lucene = |text| said("fts_lucene", text, "2.3.19").map(|(said, _)| said);
        assert_eq!(lucene("whitespace_chars=@. normalize no_snowball"), None);
        assert_eq!(lucene("textcat_dir=/x").as_deref(), Some("textcat_dir set, but textcat_conf unset"));
        assert_eq!(said("fts_squat", "partial=4 full=10", "2.3.19"), None);
        assert_eq!(
            said("fts_squat", "partial=0", "2.3.19").map(|(said, _)| said).as_deref(),
            Some("Invalid partial length: 0")
        );
    }
}
