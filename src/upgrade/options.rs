//! What is asked of an upgrade.

use std::cell::RefCell;
use std::rc::Rc;

use super::Code;
use crate::hash::HashSet;
use crate::schema::{Series, Version};
use crate::source::Span;

/// What becomes of defaults of 2.3 that differ in 2.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defaults {
    /// Those that matter are written.
    Keep,
    /// Those of 2.4 count.
    New,
}

/// Where the settings of files go that only 2.3 names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// Into the section, or an included file where the file is stricter than the main file.
    Auto,
    /// Into the section.
    Inline,
    /// Into the file of the same name, which the section includes.
    KeepFiles,
}

/// An answer to a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The decision.
    pub code: Code,
    /// The only place that is meant: the file and the line of the old tree.
    pub place: Option<(String, u32)>,
    /// What to do.
    pub value: String,
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let place = self.place.as_ref().map(|(file, line)| format!("@{file}:{line}")).unwrap_or_default();
        write!(f, "{}{place}={}", self.code, self.value)
    }
}

impl std::str::FromStr for Answer {
    type Err = String;

    fn from_str(text: &str) -> Result<Answer, String> {
        let (head, value) = text.split_once('=').ok_or("write CODE=VALUE or CODE@FILE:LINE=VALUE")?;
        let (code, place) = head.split_once('@').map_or((head, None), |(code, place)| (code, Some(place)));
        let code = Code::of(code).ok_or_else(|| format!("there is no decision `{code}`"))?;
        code.takes(value)?;
        let place = match place {
            None => None,
            Some(place) => {
                let parts = place
                    .rsplit_once(':')
                    .and_then(|(file, line)| Some((file.to_owned(), line.parse().ok()?)));
                Some(parts.ok_or("write the location as FILE:LINE")?)
            }
        };
        Ok(Answer { code, place, value: value.to_owned() })
    }
}

/// Reads a file that the configuration names, with its mode.
pub type Reach = Rc<dyn Fn(&str) -> Option<(Vec<u8>, u32)>>;

/// What is asked of an upgrade.
#[derive(Clone)]
pub struct Wanted {
    /// The oldest version that the tree must work with.
    pub to: Version,
    /// What becomes of defaults that differ.
    pub defaults: Defaults,
    /// The value of `dovecot_storage_version`.
    pub storage_version: String,
    /// Answers to decisions.
    pub answers: Vec<Answer>,
    /// Where the settings of external files go.
    pub placement: Placement,
    /// Whether settings in comments get their new spelling below them.
    pub is_commented: bool,
    /// What reads files next to the configuration.
    pub reach: Reach,
    /// Statements that must become comments, because 2.4 rejects what they would become, each with the reason.
    pub rejected: Vec<(Span, String)>,
    /// The answers that some decision took, by their place in `answers`.
    pub taken: Rc<RefCell<HashSet<usize>>>,
}

impl Wanted {
    /// What is asked for when nothing else is said.
    pub fn new(reach: Reach) -> Wanted {
        Wanted {
            to: Version { series: Series::V24, patch: 0 },
            defaults: Defaults::Keep,
            storage_version: "2.4.0".to_owned(),
            answers: Vec::new(),
            placement: Placement::Auto,
            is_commented: false,
            reach,
            rejected: Vec::new(),
            taken: Rc::default(),
        }
    }

    /// The answer to a decision at a place of the old tree. One for this place counts for more than one for all.
    pub fn answer(&self, code: Code, file: &str, line: u32) -> Option<&str> {
        let is_here = |answer: &Answer| {
            answer.place.as_ref().is_some_and(|(path, at)| {
                *at == line && (file == path || file.ends_with(&format!("/{path}")))
            })
        };
        let own = || self.answers.iter().enumerate().filter(|(_, answer)| answer.code == code);
        let found = own()
            .rfind(|(_, answer)| is_here(answer))
            .or_else(|| own().rfind(|(_, answer)| answer.place.is_none()));
        found.map(|(at, answer)| {
            self.taken.borrow_mut().insert(at);
            answer.value.as_str()
        })
    }
}
