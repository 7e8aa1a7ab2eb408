//! One pass over the configurations of the open files: what `dovelint check` would say after saving them.

use std::path::{Path, PathBuf};

use super::place::real;
use super::text::OpenText;
use crate::document::roots::{Files, Root, Search, Texts};
use crate::engine::baseline::Baseline;
use crate::engine::{RootReport, Session as Engine};
use crate::hash::{HashMap, HashSet};
use crate::settings::{Finder, Layer, RootRules, Settings, Source, Wrong};
use crate::source::Memory;

/// What gives the settings of all passes.
#[derive(Debug)]
pub struct Given {
    /// What the options settle.
    pub command: Layer,
    /// Where settings files are looked for.
    pub source: Source,
    /// The last settings that could be used, by the settings file as it is shown; kept while it is broken.
    pub last_good: HashMap<String, Settings>,
}

impl Given {
    /// The options of a command.
    pub fn new(command: Layer, source: Source) -> Given {
        Given { command, source, last_good: HashMap::default() }
    }
}

/// What a pass has found.
#[derive(Debug, Default)]
pub struct Pass {
    /// One report for each configuration.
    pub reports: Vec<RootReport>,
    /// How each was read and judged, in the same order.
    pub rules: Vec<RootRules>,
    /// Settings files that cannot be used.
    pub wrong: Vec<Wrong>,
    /// What could not be read.
    pub troubles: Vec<String>,
    /// Where settings files are or could be.
    pub places: Vec<PathBuf>,
}

/// What reads, judges and fixes a configuration over some texts, by its rules.
pub fn engine(rules: &RootRules, texts: Texts) -> Engine<'_> {
    let baseline = rules.settings.baseline().ok().flatten();
    let baseline = baseline.and_then(|path| Baseline::read(&path).ok());
    Engine::new(rules).with_texts(texts).with_baseline(baseline)
}

/// Runs a pass. `texts` are those of the open files that have a place, by their paths.
pub fn run(given: &mut Given, open: &[&OpenText], texts: &mut Texts, folders: &[PathBuf]) -> Pass {
    let mut finder = Finder::new(given.command.clone(), given.source.clone());
    let mut pass = Pass::default();
    let mut wanted: Vec<&OpenText> = Vec::new();
    for text in open.iter().filter(|text| text.is_judged()) {
        match &text.path {
            Some(path) if finder.is_source(Path::new(path)) => {
                finder.read_instead(Path::new(path), text.text.clone());
            }
            _ => wanted.push(text),
        }
    }
    let mut settle = Settle { given, finder, wrong: Vec::new(), known: HashSet::default() };
    let mut roots: Vec<Root> = Vec::new();
    let mut search = Search::over(Files::Disk, texts);
    for path in wanted.iter().filter_map(|text| text.path.as_deref()) {
        pass.places.extend(settle.finder.places(Path::new(path).parent().unwrap_or(Path::new("/"))));
        let options = settle.find(path).reading(path);
        let mut troubles = Vec::new();
        match search.find(path, &options, &mut troubles) {
            Ok(found) => roots.extend(found),
            Err(trouble) => troubles.push(trouble),
        }
        pass.troubles.extend(troubles.iter().map(ToString::to_string));
    }
    drop(search);
    roots.sort();
    roots.dedup_by(|a, b| a.path == b.path || real(&a.path) == real(&b.path));
    for root in roots {
        pass.places.extend(settle.finder.places(Path::new(&root.path).parent().unwrap_or(Path::new("/"))));
        let rules = RootRules::new(settle.find(&root.path), &root.path);
        let named = rules.settings.baseline().map_err(|error| error.to_string());
        let baseline = match named.and_then(|path| {
            path.as_deref().map(Baseline::read).transpose().map_err(|error| error.to_string())
        }) {
            Ok(baseline) => baseline,
            Err(message) => {
                pass.troubles.push(message);
                None
            }
        };
        let mut engine = Engine::new(&rules).with_texts(std::mem::take(texts)).with_baseline(baseline);
        let checked = engine.check(std::slice::from_ref(&root));
        *texts = std::mem::take(&mut engine.texts);
        drop(engine);
        pass.troubles.extend(checked.troubles.iter().map(ToString::to_string));
        for report in checked.reports {
            pass.reports.push(report);
            pass.rules.push(rules.clone());
        }
    }
    for text in wanted.iter().filter(|text| text.path.is_none()) {
        let folder = folders.first().map_or_else(PathBuf::new, Clone::clone);
        let rules = RootRules::new(settle.find_in(&folder), &text.real);
        let memory = Memory::new([(text.real.as_str(), text.text.as_bytes())]);
        let root = Root { path: text.real.clone(), is_whole: false };
        let checked = Engine::new(&rules).over(Files::Reader(&memory)).check(std::slice::from_ref(&root));
        for report in checked.reports {
            pass.reports.push(report);
            pass.rules.push(rules.clone());
        }
    }
    pass.wrong = settle.wrong;
    pass.places.sort();
    pass.places.dedup();
    pass
}

/// Finds settings. Where a file cannot be used, the last ones that could be stay.
struct Settle<'g> {
    given: &'g mut Given,
    finder: Finder,
    wrong: Vec<Wrong>,
    known: HashSet<String>,
}

impl Settle<'_> {
    fn find(&mut self, path: &str) -> Settings {
        let found = self.finder.find(path);
        self.taken(found)
    }

    fn find_in(&mut self, folder: &Path) -> Settings {
        let found = self.finder.find(&folder.join("dovecot.conf").to_string_lossy());
        self.taken(found)
    }

    fn taken(&mut self, found: Result<Settings, Wrong>) -> Settings {
        match found {
            Ok(settings) => {
                if let Some(file) = settings.file() {
                    self.given.last_good.insert(file.shown.clone(), settings.clone());
                }
                settings
            }
            Err(wrong) => {
                let last = self.given.last_good.get(wrong.path()).cloned();
                if self.known.insert(wrong.path().to_owned()) {
                    self.wrong.push(wrong);
                }
                last.map_or_else(|| self.finder.without_file(), |last| last.knowing(self.finder.neighbours()))
            }
        }
    }
}
