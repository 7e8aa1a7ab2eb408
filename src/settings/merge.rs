use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::automated::is_automated;
use super::file::read::{File, Override};
use super::layer::{At, Layer, Origin};
use super::{Color, FailOn, Format, wanted};
use crate::config::LintOptions;
use crate::document::Document;
use crate::document::roots::{Exclude, Options};
use crate::engine::{Judging, Levels};
use crate::finding::{Lint, Profile};
use crate::host::system::Neighbours;
use crate::schema::Version;
use crate::source::{Confine, real_file};

/// What is settled for a root: the command line wins over the file.
#[derive(Debug, Clone)]
pub struct Settings {
    command: Rc<Layer>,
    file: Option<Rc<File>>,
    /// The lints that are wanted where no override counts.
    general: OnceCell<Rc<Levels>>,
    neighbours: Rc<Neighbours>,
}

/// A settings file names a baseline that is not in its folder.
#[derive(Debug, thiserror::Error)]
#[error("{path}: a link leads out of the folder of {origin}; name it with `--baseline`")]
pub struct BaselineElsewhere {
    path: String,
    origin: String,
}

/// What is settled for one file, or for a run as a whole: the layers that count, the strongest first.
#[derive(Debug)]
pub struct Local<'s> {
    layers: Vec<&'s Layer>,
}

impl Settings {
    /// The settings that the command line and a file make, for a run that knows its neighbours.
    pub fn new(command: Rc<Layer>, file: Option<Rc<File>>, neighbours: Rc<Neighbours>) -> Settings {
        Settings { command, file, general: OnceCell::new(), neighbours }
    }

    /// The same for another run.
    #[must_use]
    pub fn knowing(self, neighbours: Rc<Neighbours>) -> Settings {
        Settings { neighbours, ..self }
    }

    /// The settings file, when there is one.
    pub fn file(&self) -> Option<&File> {
        self.file.as_deref()
    }

    /// Whether two settings come from the same file, or both from none.
    pub fn same_file(&self, other: &Settings) -> bool {
        match (&self.file, &other.file) {
            (Some(own), Some(other)) => Rc::ptr_eq(own, other),
            (None, None) => true,
            _ => false,
        }
    }

    /// The file of the baseline, when someone named one.
    ///
    /// # Errors
    /// When a settings file names one that is elsewhere: a stranger may have written it.
    pub fn baseline(&self) -> Result<Option<String>, BaselineElsewhere> {
        let At { value, origin } = self.all().baseline();
        let Some(path) = value else { return Ok(None) };
        let is_elsewhere = self.file().is_some_and(|file| !file.holds(&path));
        if origin.is_file() && is_elsewhere {
            return Err(BaselineElsewhere { path, origin: origin.to_string() });
        }
        Ok(Some(path))
    }

    /// What holds without an override.
    pub fn all(&self) -> Local<'_> {
        self.with(&[])
    }

    /// What holds for a file, by its path as it is shown.
    pub fn at(&self, path: &str) -> Local<'_> {
        self.with(&self.matching(path))
    }

    fn with(&self, overrides: &[&'_ Override]) -> Local<'_> {
        let Some(file) = self.file() else { return Local { layers: vec![&self.command] } };
        // The same overrides, by what they are for this file, so that they live as long as it does.
        let own =
            file.overrides.iter().filter(|own| overrides.iter().any(|other| std::ptr::eq(*own, *other)));
        let mut layers = vec![&*self.command];
        layers.extend(own.rev().map(|own| &own.layer));
        layers.push(&file.layer);
        Local { layers }
    }

    /// The overrides that hold for a file.
    fn matching(&self, path: &str) -> Vec<&Override> {
        let Some(file) = self.file().filter(|file| !file.overrides.is_empty()) else { return Vec::new() };
        let real = real_file(Path::new(path));
        let Ok(relative) = real.strip_prefix(&file.folder) else { return Vec::new() };
        file.overrides.iter().filter(|own| own.holds(relative)).collect()
    }

    /// How to read the root at a path.
    pub fn reading(&self, path: &str) -> Options {
        let local = self.at(path);
        let named = self.command.remap.iter().map(|rule| rule.value.1.clone().into());
        let remap = self.command.remap.iter().chain(self.file().into_iter().flat_map(|f| &f.layer.remap));
        // What is nowhere else is where the machine has it.
        let host_root = self.command.host_root.clone();
        let of_machine = host_root.iter().map(|root| ("/".to_owned(), root.clone()));
        Options {
            version: local.dovecot().value,
            remap: remap.map(|rule| rule.value.clone()).chain(of_machine).collect(),
            unread: false,
            beside: local.host().value,
            confine: match confine(local.confine().value) {
                // A link of that machine, or `..`, would lead to the files of this one.
                Confine::Checkouts if host_root.is_some() => Confine::Always,
                settled => settled,
            },
            host_root,
            named: named.collect(),
            folders: self.command.folders.clone(),
            exclude: self.excludes(),
            gitignore: local.gitignore().value,
            neighbours: Rc::clone(&self.neighbours),
        }
    }

    /// What searches leave out: the file says so from its folder, the command line from the current one.
    fn excludes(&self) -> Vec<Exclude> {
        let file = self.file().map(|file| (&file.layer, file.folder.clone()));
        let layers = file.into_iter().chain([(&*self.command, PathBuf::from("."))]);
        let excludes = layers.flat_map(|(layer, folder)| {
            layer.exclude.iter().flat_map(move |at| {
                let (folder, origin) = (folder.clone(), at.origin.to_string());
                let exclude = move |pattern: &String| Exclude {
                    folder: folder.clone(),
                    pattern: pattern.clone(),
                    origin: origin.clone(),
                };
                at.value.iter().map(exclude)
            })
        });
        excludes.collect()
    }

    /// What the lints need to know about the server.
    fn lint_options(&self) -> LintOptions {
        let all = self.all();
        LintOptions {
            users: all.layers().find_map(|layer| layer.options.users.as_ref()).map(|users| users.value),
            cores: all.layers().find_map(|layer| layer.options.cores.as_ref()).map(|cores| cores.value),
            mail_access_groups: all
                .layers()
                .find_map(|layer| layer.options.mail_access_groups.as_ref())
                .map(|groups| groups.value.clone()),
            is_pedantic: all.profile().value >= Profile::Pedantic,
        }
    }

    /// Whether some file may want a lint.
    pub fn may_want(&self, lint: &Lint) -> bool {
        let overrides = self.file().into_iter().flat_map(|file| &file.overrides);
        let mut locals = std::iter::once(self.all()).chain(overrides.map(|own| self.with(&[own])));
        locals.any(|local| local.wants(lint))
    }

    /// What is asked of a configuration.
    pub fn judging(&self, document: &Document) -> Judging {
        Judging {
            options: self.lint_options(),
            levels: self.levels(document),
            suppressions: self.all().ignores().value,
        }
    }

    /// The lints that are wanted in each file of a document, by the number of the file.
    fn levels(&self, document: &Document) -> Vec<Rc<Levels>> {
        let general = Rc::clone(self.general.get_or_init(|| Rc::new(wanted(&self.all()))));
        if self.file().is_none_or(|file| file.overrides.is_empty()) {
            return vec![general; document.sources.files().count()];
        }
        // Few sets of overrides hold for many files.
        let mut known: Vec<(Vec<u32>, Rc<Levels>)> = vec![(Vec::new(), general)];
        let mut levels = Vec::new();
        for (_, file) in document.sources.files() {
            let overrides = self.matching(&file.shown);
            let lines: Vec<u32> = overrides.iter().map(|own| own.line).collect();
            let found = known.iter().find(|(other, _)| *other == lines).map(|(_, levels)| Rc::clone(levels));
            levels.push(found.unwrap_or_else(|| {
                let new = Rc::new(wanted(&self.with(&overrides)));
                known.push((lines, Rc::clone(&new)));
                new
            }));
        }
        levels
    }
}

impl File {
    /// Whether a path that it names stays in its folder when links are followed. It may be a stranger's file.
    pub fn holds(&self, path: &str) -> bool {
        real_file(Path::new(path)).starts_with(&self.folder)
    }
}

impl Override {
    /// Whether it holds for a path relative to the settings file, or for a folder above it.
    fn holds(&self, path: &Path) -> bool {
        let parts = path.ancestors().filter(|part| !part.as_os_str().is_empty());
        parts.filter_map(Path::to_str).any(|part| self.paths.iter().any(|own| own.matches(part)))
    }
}

/// How far reading goes, as it is settled or by who asks.
fn confine(settled: Option<bool>) -> Confine {
    match settled {
        Some(false) => Confine::Never,
        Some(true) => Confine::Always,
        None if is_automated() => Confine::Always,
        None => Confine::Checkouts,
    }
}

impl<'s> Local<'s> {
    /// The layers, the strongest first.
    pub fn layers(&self) -> impl DoubleEndedIterator<Item = &'s Layer> {
        self.layers.iter().copied()
    }

    /// The command line.
    pub fn command(&self) -> &'s Layer {
        self.layers[0]
    }

    fn pick<T: Clone + 's>(&self, of: impl Fn(&'s Layer) -> &'s Option<At<T>>, default: T) -> At<T> {
        let found = self.layers().find_map(|layer| of(layer).clone());
        found.unwrap_or(At { value: default, origin: Origin::Default })
    }

    /// The version to read for; none when it is found by itself.
    pub fn dovecot(&self) -> At<Option<Version>> {
        let found = self.layers().find_map(|layer| layer.dovecot.clone());
        found.map_or(At { value: None, origin: Origin::Default }, |at| At {
            value: Some(at.value),
            origin: at.origin,
        })
    }

    /// How strict to be.
    pub fn profile(&self) -> At<Profile> {
        self.pick(|layer| &layer.profile, Profile::Default)
    }

    /// From which severity on a run has failed.
    pub fn fail_on(&self) -> At<FailOn> {
        self.pick(|layer| &layer.fail_on, FailOn::Warning)
    }

    /// How to print findings.
    pub fn format(&self) -> At<Format> {
        self.pick(|layer| &layer.format, Format::Human)
    }

    /// When to use colours.
    pub fn color(&self) -> At<Color> {
        self.pick(|layer| &layer.color, Color::Auto)
    }

    /// Whether to print the findings and nothing else.
    pub fn quiet(&self) -> At<bool> {
        self.pick(|layer| &layer.quiet, false)
    }

    /// Whether to print how often each lint reports.
    pub fn statistics(&self) -> At<bool> {
        self.pick(|layer| &layer.statistics, false)
    }

    /// Whether fixes may change what Dovecot does.
    pub fn unsafe_fixes(&self) -> At<bool> {
        self.pick(|layer| &layer.unsafe_fixes, false)
    }

    /// The file with the findings that are known; none when all count.
    pub fn baseline(&self) -> At<Option<String>> {
        let found = self.layers().find_map(|layer| layer.baseline.clone());
        found.map_or(At { value: None, origin: Origin::Default }, |at| At {
            value: Some(at.value),
            origin: at.origin,
        })
    }

    /// Whether reading stays in the tree; none when that depends on what the tree is and on who asks.
    pub fn confine(&self) -> At<Option<bool>> {
        let found = self.layers().find_map(|layer| layer.confine.clone());
        found.map_or(At { value: None, origin: Origin::Default }, |at| At {
            value: Some(at.value),
            origin: at.origin,
        })
    }

    /// Whether searches leave out what `.gitignore` files say.
    pub fn gitignore(&self) -> At<bool> {
        self.pick(|layer| &layer.gitignore, true)
    }

    /// Whether units and other files of the system are looked for beside a configuration.
    pub fn host(&self) -> At<bool> {
        self.pick(|layer| &layer.host, true)
    }

    /// Whether comments leave findings out.
    pub fn ignores(&self) -> At<bool> {
        self.pick(|layer| &layer.ignores, true)
    }

    /// Whether such a comment must say why.
    pub fn require_reason(&self) -> At<bool> {
        self.pick(|layer| &layer.require_reason, false)
    }
}
