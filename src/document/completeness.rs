//! What of a configuration is not known, so that nothing is concluded from its absence.

use super::{Document, Foreign, Outcome};
use crate::host::system::Written;
use crate::source::{FileId, NotRead, Span};
use crate::syntax::{Kind, Statement};

/// Whether all of a configuration is known, and if not, why.
#[derive(Debug, Default)]
pub struct Completeness {
    gaps: Vec<Gap>,
    has_written_databases: bool,
    has_filled_variables: bool,
}

/// A part of a configuration that is not known.
#[derive(Debug)]
pub enum Gap {
    /// Something that an include names, and that may well be there, was not read.
    NotRead(Unread),
    /// An include, by its index, that gave nothing here. The server may have what it names.
    Unresolved(usize),
    /// An include, by its index, that gave nothing here although a sample says that the server has it.
    Expected(usize),
    /// Text that does not count where its author put it: a malformed line, a section that is never closed, a
    /// `}` too many, an open here document.
    Misread(Span),
    /// A file that is no configuration of Dovecot: what it stands for is not known.
    Foreign(FileId, Foreign),
    /// A `conf.d` with files of the names that packages install, but without the one for logins: the rest is on the
    /// server.
    Overlay,
    /// A script beside it writes settings when the server starts.
    Scripted,
}

/// Files or folders that an include names and that were not read.
#[derive(Debug)]
pub struct Unread {
    /// The include, as an index.
    pub include: usize,
    /// The first of them, as it is shown.
    pub path: String,
    /// How many others there are.
    pub others: usize,
    /// Why.
    pub reason: NotRead,
}

/// Which gaps keep a conclusion from being drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silent {
    /// None: what was read is judged, and nothing else.
    Never,
    /// What the tree has and was not read.
    Unread,
    /// Anything: what is not set here may be set on the server.
    Incomplete,
}

impl Completeness {
    /// Whether all of the configuration is known.
    pub fn is_whole(&self) -> bool {
        self.gaps.is_empty()
    }

    /// What is not known, includes first.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// What was not read, for each include and reason the first and how many more.
    pub fn not_read(&self) -> impl Iterator<Item = &Unread> {
        self.gaps.iter().filter_map(|gap| match gap {
            Gap::NotRead(unread) => Some(unread),
            _ => None,
        })
    }

    /// The files that are no configuration of Dovecot, and what they are.
    pub fn foreign(&self) -> impl Iterator<Item = (FileId, Foreign)> {
        self.gaps.iter().filter_map(|gap| match gap {
            Gap::Foreign(file, foreign) => Some((*file, *foreign)),
            _ => None,
        })
    }

    /// Whether a script writes to files such as `dovecot-sql.conf.ext` when the server starts.
    pub fn has_written_databases(&self) -> bool {
        self.has_written_databases
    }

    /// Whether a script fills in variables of the environment, such as `$DOMAIN`, when the server starts.
    pub fn has_filled_variables(&self) -> bool {
        self.has_filled_variables
    }

    /// Notes what scripts write to.
    pub(super) fn note_written(&mut self, written: Written) {
        self.has_written_databases |= written.databases;
        self.has_filled_variables |= written.variables;
        if written.settings {
            self.gaps.push(Gap::Scripted);
        }
    }

    /// Whether a conclusion cannot be drawn.
    pub fn silences(&self, silent: Silent) -> bool {
        match silent {
            Silent::Never => false,
            Silent::Unread => {
                let is_expected = |gap: &Gap| matches!(gap, Gap::Expected(_));
                self.not_read().next().is_some()
                    || self.foreign().next().is_some()
                    || self.gaps.iter().any(is_expected)
            }
            Silent::Incomplete => !self.is_whole(),
        }
    }

    pub(super) fn note(&mut self, gap: Gap) {
        self.gaps.push(gap);
    }

    /// Notes something that the last include names. Each reason is noted once.
    pub(super) fn note_unread(&mut self, include: usize, path: String, reason: NotRead) {
        let is_same = |unread: &&mut Unread| unread.include == include && unread.reason == reason;
        let known = self.gaps.iter_mut().rev().map_while(|gap| match gap {
            Gap::NotRead(unread) if unread.include == include => Some(unread),
            _ => None,
        });
        match known.into_iter().find(is_same) {
            Some(unread) if unread.path == path => {}
            Some(unread) => unread.others += 1,
            None => self.gaps.push(Gap::NotRead(Unread { include, path, others: 0, reason })),
        }
    }
}

/// Two optional includes that Debian ships may well give nothing: the administrator's own file, and what
/// packages say about protocols.
pub(super) fn is_usual(pattern: &str) -> bool {
    let name = crate::text::file_name(pattern);
    name == "local.conf" || name == "*.protocol"
}

/// Notes what is not known once everything has been read.
pub(super) fn note(document: &mut Document) {
    for (index, include) in document.includes.iter().enumerate() {
        let is_try = document.statements.get(include.statement).is_some_and(|s| s.kind == Kind::IncludeTry);
        let is_gap = match include.outcome {
            // On the server itself, an optional file that is not there is absent.
            Outcome::NoMatch => !(is_usual(&include.pattern) || (is_try && document.is_installed)),
            Outcome::Missing(_) => true,
            Outcome::Files(_) | Outcome::NotRead | Outcome::Cycle(_) | Outcome::HiddenCycle(_) => false,
        };
        if include.is_expected {
            document.completeness.note(Gap::Expected(index));
        } else if is_gap {
            document.completeness.note(Gap::Unresolved(index));
        }
    }
    if !document.is_installed && is_overlay(document) {
        document.completeness.note(Gap::Overlay);
    }
    let mut open: Vec<Span> = Vec::new();
    let mut misread: Vec<Span> = Vec::new();
    for (index, statement) in document.statements.iter().enumerate() {
        match statement.kind {
            Kind::Open | Kind::Group => open.push(statement.span),
            Kind::Garbage => {
                misread.push(statement.span);
                if document.opens(statement) {
                    open.push(statement.span);
                }
            }
            Kind::Close if open.pop().is_none() => misread.push(statement.span),
            Kind::Malformed => misread.push(statement.span),
            Kind::Setting if document.heredoc(index).is_some_and(|heredoc| !heredoc.closed) => {
                misread.push(statement.span);
            }
            _ => {}
        }
    }
    misread.extend(open.first());
    for span in misread {
        document.completeness.note(Gap::Misread(span));
    }
}

/// Files of `conf.d` that Debian and others install, besides `10-auth.conf`.
const PACKAGED: [&str; 16] = [
    "10-director.conf",
    "10-logging.conf",
    "10-mail.conf",
    "10-master.conf",
    "10-metrics.conf",
    "10-ssl.conf",
    "10-tcpwrapper.conf",
    "15-lda.conf",
    "15-mailboxes.conf",
    "20-imap.conf",
    "20-lmtp.conf",
    "20-managesieve.conf",
    "20-pop3.conf",
    "20-submission.conf",
    "90-acl.conf",
    "90-plugin.conf",
];

/// Whether packages install a file of this name in `conf.d`.
pub fn is_packaged_in_conf_d(name: &str) -> bool {
    name == "10-auth.conf" || PACKAGED.contains(&name)
}

/// Whether a pattern found files with the names that packages install, and not the one that says who may log in; or
/// only files whose names put them behind those of the package.
fn is_overlay(document: &Document) -> bool {
    let is_of = |pattern: &str, names: &mut dyn Iterator<Item = &str>| {
        let (mut packaged, mut behind, mut any) = (false, true, false);
        for name in names {
            if name == "10-auth.conf" {
                return false;
            }
            any = true;
            packaged |= PACKAGED.contains(&name);
            behind &= name.starts_with("99");
        }
        (packaged && pattern.contains('*')) || (any && behind && pattern.contains("conf.d/*"))
    };
    document.includes.iter().any(|include| {
        let Outcome::Files(files) = &include.outcome else { return false };
        let paths = files.iter().map(|file| document.sources.file(*file).path.as_str());
        is_of(&include.pattern, &mut paths.map(crate::text::file_name))
    })
}

impl Document {
    /// Whether a statement leaves a section open after it.
    pub(crate) fn opens(&self, statement: &Statement) -> bool {
        match statement.kind {
            Kind::Open | Kind::Group => true,
            Kind::Garbage => !self.sources.bytes(statement.span).ends_with(b"}"),
            _ => false,
        }
    }
}
