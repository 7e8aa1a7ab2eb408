//! What becomes of a tree of 2.3 in 2.4: names, values, words and variables.
//!
//! Each entry was tried with the doveconf of 2.3.19, 2.4.1 and 2.4.5; variables were expanded by running servers.

use std::sync::LazyLock;

use super::{Text, UPGRADE_RULES, UPGRADE_VARIABLES, UPGRADE_WORDS};

/// How a value changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conversion {
    /// Not at all.
    Same,
    /// 2.3 did not expand it and 2.4 does: `%{` becomes `%%{`.
    Literal,
    /// `%` variables, as processes that open mail expand them.
    Mail,
    /// `%` variables, as the auth process expands them.
    Auth,
    /// `%` variables, as login processes expand them.
    Login,
    /// `%` variables of the setting's own.
    Own,
    /// As [`Conversion::Mail`], for the owner of a mailbox.
    Owner,
    /// As [`Conversion::Mail`], before the process takes the UID of the user.
    BeforeMail,
    /// As [`Conversion::Login`], in words: 2.4.1 splits at every space, in variables too.
    LoginElements,
    /// 0 becomes `unlimited`.
    Unlimited,
    /// 0 means the default: the line goes.
    DefaultAtZero,
    /// yes becomes no and no becomes yes.
    Inverted,
    /// A number of seconds gets its unit.
    Seconds,
    /// A number of milliseconds gets its unit.
    Milliseconds,
    /// A time becomes a number of seconds.
    TimeToSeconds,
    /// Colons between words become spaces.
    Colons,
    /// `+word` and `-word` become a block of `word = yes` and `word = no`.
    SignedWords,
    /// `a=1 b=2` becomes a block of `a = 1` and `b = 2`.
    Pairs,
    /// `<path` becomes the path.
    File,
}

/// What becomes of one setting of 2.3.
#[derive(Debug)]
pub struct UpgradeRule {
    pub(super) scope: Text,
    pub(super) name: Text,
    /// The new name, a path from the same place; empty for the old one.
    pub to: &'static str,
    /// How the value changes.
    pub value: Conversion,
    /// What becomes of words; `*` is any other one.
    pub words: &'static [(&'static str, Option<&'static str>)],
    /// Whether the value is a list of such words.
    pub is_list: bool,
    /// Whether a part of the upgrade makes structures of it.
    pub is_area: bool,
    /// Whether nothing stands for it in 2.4.
    pub is_gone: bool,
    /// The decision that it asks for when it is gone; empty for none.
    pub decision: &'static str,
    /// The first patch version of 2.4 that knows it.
    pub since: u8,
}

/// A rule for many names: what is before the `*` and after it.
struct Pattern {
    head: &'static str,
    tail: &'static str,
    rule: &'static UpgradeRule,
}

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let pattern = |rule: &'static UpgradeRule| {
        let (head, tail) = rule.name.as_str().split_once('*')?;
        Some(Pattern { head, tail, rule })
    };
    UPGRADE_RULES.iter().filter_map(pattern).collect()
});

/// What becomes of a setting in a section of 2.3 (`root` at the top); a name with a `*` stands for many.
pub fn upgrade_rule(scope: &str, name: &str) -> Option<&'static UpgradeRule> {
    if let Ok(found) =
        UPGRADE_RULES.binary_search_by(|rule| (rule.scope.as_str(), rule.name.as_str()).cmp(&(scope, name)))
    {
        return UPGRADE_RULES.get(found);
    }
    let fits = |pattern: &&Pattern| {
        name.starts_with(pattern.head)
            && name.len() >= pattern.head.len() + pattern.tail.len()
            && name.ends_with(pattern.tail)
            && pattern.rule.scope.as_str() == scope
    };
    PATTERNS.iter().filter(fits).map(|pattern| pattern.rule).max_by_key(|rule| rule.name.as_str().len())
}

/// What becomes of a word in a list of 2.3.
#[derive(Debug)]
pub struct UpgradeWord {
    pub(super) list: &'static str,
    pub(super) word: &'static str,
    /// The new word; none when it is gone.
    pub to: Option<&'static str>,
    /// The decision that it asks for; empty for none.
    pub decision: &'static str,
}

/// What becomes of a word in a list; none when it stays.
pub fn upgrade_word(list: &str, word: &[u8]) -> Option<&'static UpgradeWord> {
    UPGRADE_WORDS.iter().find(|known| known.list == list && known.word.as_bytes() == word)
}

/// What 2.4 calls the variables of one place.
#[derive(Debug)]
pub struct UpgradeVariables {
    pub(super) place: &'static str,
    pub(super) letters: &'static [(u8, &'static str)],
    pub(super) names: &'static [(&'static str, &'static str)],
}

impl UpgradeVariables {
    /// What stands for `%x`.
    pub fn letter(&self, letter: u8) -> Option<&'static str> {
        self.letters.iter().find(|(known, _)| *known == letter).map(|(_, new)| *new)
    }

    /// What stands for `%{name}` where the name changed.
    pub fn name(&self, name: &str) -> Option<&'static str> {
        self.names.iter().find(|(known, _)| *known == name).map(|(_, new)| *new)
    }

    /// The names of 2.4, each once for each old name.
    pub fn new_names(&self) -> impl Iterator<Item = &'static str> + use<> {
        let letters = self.letters.iter().map(|(_, new)| *new);
        letters.chain(self.names.iter().map(|(_, new)| *new))
    }

    /// The long names of 2.3, each with what 2.4 calls it.
    pub fn names(&self) -> &'static [(&'static str, &'static str)] {
        self.names
    }
}

/// The variables of `mail`, `auth`, `login`, or of a setting that has its own.
pub fn upgrade_variables(place: &str) -> Option<&'static UpgradeVariables> {
    UPGRADE_VARIABLES.iter().find(|known| known.place == place)
}
