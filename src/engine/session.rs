use std::rc::Rc;

use super::baseline::Baseline;
use super::judge::{Judging, judge_by_file};
use super::report::RootReport;
use crate::config::Config;
use crate::document::Document;
use crate::document::roots::{Files, Options, Root, Texts, Total, Trouble};
use crate::finding::Finding;
use crate::hash::HashSet;
use crate::host::{Machine, System};
use crate::source::FileId;

/// How the configurations of a session are read and judged: what the user has settled for each.
pub trait Rules {
    /// How to read a configuration.
    fn reading(&self, root: &Root) -> Options;

    /// What is asked of a configuration.
    fn judging(&self, document: &Document, root: &Root) -> Judging;
}

/// Reads configurations, judges them and works out fixes. Nothing is printed, and nothing is written.
pub struct Session<'s> {
    rules: &'s dyn Rules,
    files: Files<'s>,
    baseline: Option<Baseline>,
    shows_secrets: bool,
    machine: Option<Rc<Machine>>,
    /// Texts that replace files: standard input, the unsaved text of an editor.
    pub texts: Texts,
}

/// What a session has read.
#[derive(Debug, Default)]
pub struct Opened {
    /// The configurations, in the order in which they were asked for.
    pub documents: Vec<(Root, Document)>,
    /// What could not be read. The run has failed when there is any.
    pub troubles: Vec<Trouble>,
}

/// What a session has found.
#[derive(Debug, Default)]
pub struct Checked {
    /// One report for each configuration that could be judged.
    pub reports: Vec<RootReport>,
    /// What could not be read or judged. The run has failed when there is any.
    pub troubles: Vec<Trouble>,
}

impl<'s> Session<'s> {
    /// A session over the files of this machine.
    pub fn new(rules: &'s dyn Rules) -> Session<'s> {
        Session {
            rules,
            files: Files::Disk,
            baseline: None,
            shows_secrets: false,
            machine: None,
            texts: Texts::default(),
        }
    }

    /// The same over other files.
    #[must_use]
    pub fn over(self, files: Files<'s>) -> Session<'s> {
        Session { files, ..self }
    }

    /// The same with texts in place of some files.
    #[must_use]
    pub fn with_texts(self, texts: Texts) -> Session<'s> {
        Session { texts, ..self }
    }

    /// The same without the findings that a baseline knows.
    #[must_use]
    pub fn with_baseline(self, baseline: Option<Baseline>) -> Session<'s> {
        Session { baseline, ..self }
    }

    /// The same with reports that may show passwords and keys.
    #[must_use]
    pub fn showing_secrets(self, shows_secrets: bool) -> Session<'s> {
        Session { shows_secrets, ..self }
    }

    /// The same with the machine that the configurations are for.
    #[must_use]
    pub fn on_machine(self, machine: Option<Rc<Machine>>) -> Session<'s> {
        Session { machine, ..self }
    }

    /// The baseline, if there is one.
    pub fn baseline(&self) -> Option<&Baseline> {
        self.baseline.as_ref()
    }

    /// Reads a configuration.
    ///
    /// # Errors
    /// When its main file cannot be read, or is not text.
    pub fn read(&self, root: &Root) -> Result<Document, Trouble> {
        self.read_with(&self.texts, root, &self.rules.reading(root))
    }

    /// Reads a configuration to fix it, with other texts than those of the session.
    pub(super) fn read_to_fix(&self, texts: &Texts, root: &Root) -> Result<Document, Trouble> {
        // No fix concerns a file that nothing reads.
        self.read_with(texts, root, &Options { unread: false, ..self.rules.reading(root) })
    }

    fn read_with(&self, texts: &Texts, root: &Root, options: &Options) -> Result<Document, Trouble> {
        let mut document = self.files.read_over(texts, root, options)?;
        document.shows_secrets = self.shows_secrets;
        if root.is_whole {
            document.add_system(|sources| match &self.machine {
                Some(machine) => Some(System::of_machine(Rc::clone(machine), sources)),
                None => self.files.system_beside(texts, root, options, sources),
            });
        }
        Ok(document)
    }

    /// Reads configurations, as many as one run may hold.
    pub fn open(&self, roots: &[Root]) -> Opened {
        let mut opened = Opened::default();
        let mut total = Total::default();
        for root in roots {
            let document = match self.read(root) {
                Ok(document) => document,
                Err(trouble) => {
                    opened.troubles.push(trouble);
                    continue;
                }
            };
            if let Err(trouble) = total.add_root(root, &document) {
                opened.troubles.push(trouble);
                break;
            }
            // What was not to be read is a finding and nothing else.
            let failed = document.unreadable().into_iter().filter(|file| file.is_failure);
            opened.troubles.extend(failed.map(|file| Trouble { path: file.path, message: file.reason }));
            opened.documents.push((root.clone(), document));
        }
        opened
    }

    /// Judges a configuration. The findings have the severities of their lints, and are sorted by the name of the
    /// file and the place in it; those that are left out are marked.
    ///
    /// # Errors
    /// When the configuration asks for more than any server has.
    pub fn judge(&self, document: &Document, root: &Root) -> Result<Vec<Finding>, Trouble> {
        self.judge_by(&self.rules.judging(document, root), document, root)
    }

    fn judge_by(&self, judging: &Judging, document: &Document, root: &Root) -> Result<Vec<Finding>, Trouble> {
        let mut findings = judged(document, root, judging)?;
        if let Some(baseline) = &self.baseline {
            baseline.apply(document, &mut findings);
        }
        Ok(findings)
    }

    /// Reads and judges configurations.
    pub fn check(&self, roots: &[Root]) -> Checked {
        let Opened { documents, troubles } = self.open(roots);
        let mut checked = Checked { troubles, ..Checked::default() };
        for (root, document) in documents {
            match self.report(root, document) {
                Ok(report) => checked.reports.push(report),
                Err(trouble) => checked.troubles.push(trouble),
            }
        }
        forget_repeated(&mut checked.reports);
        checked
    }

    /// The findings of a configuration with the severities that the user wants.
    fn report(&self, root: Root, document: Document) -> Result<RootReport, Trouble> {
        let judging = self.rules.judging(&document, &root);
        let mut findings = self.judge_by(&judging, &document, &root)?;
        for finding in &mut findings {
            let own = judging.levels.get(finding.span.file.0 as usize);
            if let Some(severity) = own.and_then(|levels| levels.severity(finding.lint)) {
                finding.severity = severity;
            }
        }
        Ok(RootReport { root, document, findings })
    }
}

/// # Errors
/// When the configuration asks for more than any server has.
fn judged(document: &Document, root: &Root, judging: &Judging) -> Result<Vec<Finding>, Trouble> {
    let mut config = Config::new(document, root.is_whole);
    config.options = judging.options.clone();
    bounded(&config, root)?;
    let mut findings = judge_by_file(&config, judging);
    let name = |file: FileId| document.sources.file(file).shown.as_str();
    findings.sort_by(|a, b| {
        let place = |finding: &Finding| (name(finding.span.file), finding.span.start);
        place(a).cmp(&place(b)).then(a.lint.name.cmp(b.lint.name))
    });
    // Some of it shows only when the lints ask.
    bounded(&config, root)?;
    Ok(findings)
}

fn bounded(config: &Config<'_>, root: &Root) -> Result<(), Trouble> {
    match config.too_much() {
        Some(exceeded) => Err(Trouble { path: root.path.clone(), message: exceeded.to_string() }),
        None => Ok(()),
    }
}

/// Findings in a file that several configurations include are reported once.
fn forget_repeated(reports: &mut [RootReport]) {
    if reports.len() < 2 {
        return;
    }
    let mut seen = HashSet::default();
    for report in reports {
        let sources = &report.document.sources;
        report.findings.retain(|finding| {
            let file = sources.file(finding.span.file).shown.clone();
            seen.insert((file, finding.span.start, finding.span.end, finding.lint.name))
        });
    }
}
