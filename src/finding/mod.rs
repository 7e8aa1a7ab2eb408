//! What a lint says: findings with labels, help and fixes.

mod lint;

pub use lint::{About, Lint, Needs, Profile, Safety, Severity, Stage, Yield};

use crate::config::{Cause, CauseKind, Problem};
use crate::edit::{Edit, Effect, Fix};
use crate::source::Span;
use crate::text::Text;

/// Another place that belongs to a finding.
#[derive(Debug, Clone)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What to see there; empty for the place of the finding itself.
    pub text: Text,
}

/// Something that is wrong, where, and how to fix it.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule.
    pub lint: &'static Lint,
    /// How bad it is here.
    pub severity: Severity,
    /// When Dovecot notices here.
    pub stage: Stage,
    /// What to underline.
    pub span: Span,
    /// One sentence with the facts of this configuration.
    pub message: Text,
    /// What to see at the place itself.
    pub label: Text,
    /// Other places.
    pub labels: Vec<Label>,
    /// What to type.
    pub help: Text,
    /// Edits that fix it.
    pub fixes: Vec<Fix>,
    /// Why it is left out; none when it counts.
    pub ignored: Option<Ignored>,
}

/// Why a finding is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ignored {
    /// A comment in the text asks for it, with this reason; empty when it gives none.
    Comment(String),
    /// It is in the baseline.
    Baseline,
}

impl Ignored {
    /// The reason as a report gives it.
    pub fn reason(&self) -> &str {
        match self {
            Ignored::Comment(reason) => reason,
            Ignored::Baseline => "baseline",
        }
    }
}

/// What one run has found.
#[derive(Debug, Default)]
pub struct Findings {
    all: Vec<Finding>,
    has_no_remedies: bool,
}

impl Findings {
    /// For those who ask where `doveconf` stops, and not what to do about it: there may be as many findings as words.
    pub fn without_remedies() -> Findings {
        Findings { has_no_remedies: true, ..Findings::default() }
    }

    /// Starts a finding; the returned value takes the rest of what there is to say.
    pub fn add(&mut self, lint: &'static Lint, span: Span, message: impl Into<Text>) -> &mut Finding {
        if let Some(done) = self.all.last_mut().filter(|_| self.has_no_remedies) {
            done.fixes = Vec::new();
            (done.help, done.label) = (Text::default(), Text::default());
        }
        self.all.push(Finding {
            lint,
            severity: lint.severity,
            stage: lint.stage,
            span,
            message: message.into(),
            label: Text::default(),
            labels: Vec::new(),
            help: Text::default(),
            fixes: Vec::new(),
            ignored: None,
        });
        let last = self.all.len() - 1;
        &mut self.all[last]
    }

    /// Starts a finding for something that the reader of the configuration noticed.
    pub fn at(&mut self, lint: &'static Lint, problem: &Problem, message: impl Into<Text>) -> &mut Finding {
        let finding = self.add(lint, problem.span, message);
        let Some(Cause { kind, span, text, place }) = &problem.cause else { return finding };
        match kind {
            CauseKind::Unclosed => {
                finding.message.append(format!(": `{text}` at {place} is never closed"));
                finding.also(
                    *span,
                    "this section is never closed, so everything after it is read as part of it",
                );
                finding.help("Close that section with a `}` on a line of its own.");
            }
            CauseKind::BraceInValue => {
                finding.message.append(format!(": the `{{` at {place} is part of the value of `{text}`"));
                finding.also(*span, "a line with `=` is a setting, so this opens no section");
                finding.help("Remove the `=` there if it is a section header, otherwise the `{`.");
            }
        }
        finding
    }

    /// Keeps the findings that are wanted.
    pub fn retain(&mut self, wanted: impl FnMut(&Finding) -> bool) {
        self.all.retain(wanted);
    }

    /// How many there are so far.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is none so far.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The findings, one per lint and place, sorted by place.
    pub fn into_sorted(mut self) -> Vec<Finding> {
        self.all.sort_by(|a, b| (a.span, a.lint.name, &a.message).cmp(&(b.span, b.lint.name, &b.message)));
        self.all.dedup_by(|a, b| a.span == b.span && a.lint.name == b.lint.name);
        self.all
    }

    /// The findings so far, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.all.iter()
    }

    /// The findings so far, to change them.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Finding> {
        self.all.iter_mut()
    }
}

impl Finding {
    /// Everything that it says: message, help, labels and titles.
    pub fn texts_mut(&mut self) -> impl Iterator<Item = &mut Text> {
        let labels = self.labels.iter_mut().map(|label| &mut label.text);
        let titles = self.fixes.iter_mut().map(|fix| &mut fix.title);
        [&mut self.message, &mut self.help, &mut self.label].into_iter().chain(labels).chain(titles)
    }

    /// What to see at the place itself.
    pub fn label(&mut self, text: impl Into<Text>) -> &mut Finding {
        self.label = text.into();
        self
    }

    /// Another place, and what to see there.
    pub fn also(&mut self, span: Span, text: impl Into<Text>) -> &mut Finding {
        if self.labels.is_empty() {
            // Most have one, and there may be as many findings as lines.
            self.labels.reserve_exact(1);
        }
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// What to type. The first help that is given stays.
    pub fn help(&mut self, text: impl Into<Text>) -> &mut Finding {
        if self.help.is_empty() {
            self.help = text.into();
        }
        self
    }

    /// Another severity than the lint's own.
    pub fn severity(&mut self, severity: Severity) -> &mut Finding {
        self.severity = severity;
        self
    }

    /// Another stage than the lint's own.
    pub fn stage(&mut self, stage: impl Into<Stage>) -> &mut Finding {
        self.stage = stage.into();
        self
    }

    /// Whether `doveconf` refuses the configuration for it.
    pub fn is_refused(&self) -> bool {
        self.severity == Severity::Error && self.stage == Stage::Parse
    }

    /// An edit after which the same is effective.
    pub fn fix_same(
        &mut self,
        title: impl Into<Text>,
        edits: impl IntoIterator<Item = Edit>,
    ) -> &mut Finding {
        self.fix(title, Effect::Same, edits)
    }

    /// An edit that writes what the author of a line that Dovecot refuses plainly meant. Where Dovecot accepts the
    /// line in the end, as the severity and the stage of the finding say, the edit is unsafe.
    pub fn fix_safe(
        &mut self,
        title: impl Into<Text>,
        edits: impl IntoIterator<Item = Edit>,
    ) -> &mut Finding {
        self.fix(title, Effect::Repair, edits)
    }

    /// An edit that changes what Dovecot does, so that someone should look at it.
    pub fn fix_unsafe(
        &mut self,
        title: impl Into<Text>,
        edits: impl IntoIterator<Item = Edit>,
    ) -> &mut Finding {
        self.fix(title, Effect::Change, edits)
    }

    fn fix(
        &mut self,
        title: impl Into<Text>,
        effect: Effect,
        edits: impl IntoIterator<Item = Edit>,
    ) -> &mut Finding {
        let edits: Vec<Edit> = edits.into_iter().collect();
        // What cannot be written is no fix.
        if !edits.is_empty() {
            self.fixes.push(Fix { title: title.into(), effect, edits });
        }
        self
    }
}
