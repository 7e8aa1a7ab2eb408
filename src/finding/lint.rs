//! What a lint is: how bad what it finds is, when Dovecot notices, who wants to know, what it must see.

use clap::ValueEnum;
use serde::Serialize;

use super::Findings;
use crate::config::{Facts, Judged};
use crate::document::{Document, Silent};
use crate::schema::Series;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It could be better.
    Advice,
    /// It runs, but will cause trouble.
    Warning,
    /// Dovecot rejects it, or it cannot work as written.
    Error,
}

impl Severity {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Advice => "advice",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// When Dovecot itself would notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// `doveconf -n` refuses the configuration, or warns.
    Parse,
    /// The server does when it starts.
    Start,
    /// Some process does, some day.
    Run,
    /// No one does.
    Never,
}

impl Stage {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Parse => "parse",
            Stage::Start => "start",
            Stage::Run => "run",
            Stage::Never => "never",
        }
    }
}

impl From<Judged> for Stage {
    fn from(judged: Judged) -> Stage {
        match judged {
            Judged::AtParse => Stage::Parse,
            Judged::AtStart => Stage::Start,
        }
    }
}

/// How strict the user wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// Quiet on a good stock configuration.
    Default,
    /// Also report what works but could be tidier.
    Pedantic,
    /// Also give hardening advice.
    Audit,
}

impl Profile {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Profile::Default => "default",
            Profile::Pedantic => "pedantic",
            Profile::Audit => "audit",
        }
    }
}

/// Whether a fix can be applied without anyone looking at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Safety {
    /// It changes the effective values.
    Unsafe,
    /// The same is effective afterwards, or Dovecot refused what was there.
    Safe,
}

impl Safety {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Safety::Unsafe => "unsafe",
            Safety::Safe => "safe",
        }
    }
}

/// That another lint says more of the same cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Yield {
    /// The other lint.
    pub to: &'static str,
    /// Whether its finding counts at the same place only.
    pub here: bool,
}

/// What the findings of a lint are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// What a setting means to Dovecot.
    Meaning,
    /// How a path or a variable is written, whatever it stands for.
    Writing,
    /// A whole file that is no configuration.
    File,
    /// What is in the place of a value until something puts the value there.
    Placeholder,
    /// The comments that are for dovelint.
    Suppression,
}

/// How much of a configuration a lint must see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Needs {
    /// A part is enough.
    Fragment,
    /// A main file with what it includes.
    Whole,
    /// All that a server has: an excerpt lacks what this lint looks for.
    Server,
    /// A whole configuration, and its unit or other files of the system beside it or on a machine.
    System,
    /// A whole configuration, and the machine that it is for.
    Machine,
}

impl Needs {
    /// Whether what a lint asks besides the configuration itself is known: its system, or its machine.
    pub fn are_known(self, document: &Document) -> bool {
        match self {
            Needs::System => document.system.is_some(),
            Needs::Machine => document.machine().is_some(),
            Needs::Fragment | Needs::Whole | Needs::Server => true,
        }
    }
}

/// One rule.
#[derive(Debug)]
pub struct Lint {
    /// The bad pattern, so that "allow NAME" reads well. Never reused.
    pub name: &'static str,
    /// The folder it lives in.
    pub group: &'static str,
    /// Unless a finding says otherwise.
    pub severity: Severity,
    /// Unless a finding says otherwise.
    pub stage: Stage,
    /// Who wants to see it.
    pub profile: Profile,
    /// The languages it judges.
    pub dovecot: &'static [Series],
    /// The best fix that its findings can have; none when they have none.
    pub fix: Option<Safety>,
    /// What it must see to judge.
    pub needs: Needs,
    /// The lints whose findings make one of its own say nothing new.
    pub yields_to: &'static [Yield],
    /// What its findings are about.
    pub about: About,
    /// Whether what it finds has no effect and could as well not be there; editors show it faded.
    pub is_faded: bool,
    /// Whether it is no error by itself, and some of its findings are what `doveconf` stops at.
    pub refuses_sometimes: bool,
    /// What must be known so that it reports: most find what is there, some what is missing.
    pub silent: Silent,
    /// The text of its page.
    pub page: &'static str,
    /// Finds it.
    pub check: fn(&Facts<'_>, &mut Findings),
}

impl Lint {
    /// Whether `doveconf` may stop at one of its findings.
    pub fn may_refuse(&self) -> bool {
        self.severity == Severity::Error
            || self.stage == Stage::Parse
            || self.refuses_sometimes
            || self.about == About::File
    }

    /// Whether it judges a text as it is written, and so also one that stands for a value in another file or in the
    /// environment. What looks at a machine has read the file.
    pub fn judges_the_text(&self) -> bool {
        matches!(self.group, "syntax" | "host") || self.about != About::Meaning
    }

    /// Where its page is published: below `package.homepage` of `Cargo.toml`; nowhere while that is not set.
    pub fn url(&self) -> Option<String> {
        self.url_below(env!("CARGO_PKG_HOMEPAGE"))
    }

    /// Where its page is below the address of a site, as `docs/site` builds it; nowhere without one.
    pub fn url_below(&self, site: &str) -> Option<String> {
        let file = self.name.replace(['-', '.'], "_");
        (!site.is_empty()).then(|| format!("{}/lints/{}/{file}.html", site.trim_end_matches('/'), self.group))
    }

    /// What it finds, in one sentence: the first of its page.
    pub fn finds(&self) -> String {
        let text = self.page.split("## What it finds\n\n").nth(1).unwrap_or_default();
        let text = text.split("\n\n").next().unwrap_or_default().replace('\n', " ");
        let end = text.match_indices(". ").map(|(at, _)| at + 1).next().unwrap_or(text.len());
        text[..end].trim_end_matches(':').to_owned()
    }

    /// Where to read on: the address of its page, or the command that prints it.
    pub fn more(&self) -> String {
        self.url().unwrap_or_else(|| format!("dovelint explain {}", self.name))
    }
}
