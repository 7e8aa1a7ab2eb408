//! From the options of the command line to settings.

use crate::cli::printing::output::{error_style, say};
use crate::cli::{CheckArgs, JudgingArgs, ReadingArgs, complain};
use crate::document::roots::{Files, Options, Root, Search, Trouble};
use crate::report::{Complaint, complaint, plural};
use crate::settings::{At, Color, Finder, Layer, Mistake, Origin, Source, Wrong, unknown_name};

/// How many mistakes of a settings file are shown: each is shown with its line, which is looked for in the whole file.
const MOST_MISTAKES: usize = 20;

fn given<T>(name: &'static str, value: Option<T>) -> Option<At<T>> {
    value.map(|value| At { value, origin: Origin::Option(name) })
}

fn list(name: &'static str, names: &[String]) -> Option<At<Vec<String>>> {
    given(name, Some(names.to_vec()).filter(|names| !names.is_empty()))
}

impl ReadingArgs {
    fn fill(&self, layer: &mut Layer) {
        layer.dovecot = given("--dovecot", self.dovecot);
        layer.confine = given("--confine", self.confine);
        layer.exclude = list("--exclude", &self.exclude);
        layer.gitignore = given("--no-gitignore", self.no_gitignore.map(|no| !no));
        layer.remap = self.remap.iter().filter_map(|rule| given("--remap", Some(rule.clone()))).collect();
    }

    /// What finds the settings of roots when nothing else is given.
    pub(in crate::cli) fn finder(&self) -> Finder {
        self.finder_over(Layer::default())
    }

    /// The same over what other options settle.
    pub(in crate::cli) fn finder_over(&self, mut layer: Layer) -> Finder {
        self.fill(&mut layer);
        Finder::new(layer, self.source())
    }

    /// Where settings come from.
    pub(in crate::cli) fn source(&self) -> Source {
        match &self.config {
            Some(path) => Source::Given(path.clone()),
            None if self.no_config => Source::Nowhere,
            None => Source::Nearest,
        }
    }
}

impl JudgingArgs {
    /// # Errors
    /// A name that is neither a lint nor a group.
    fn fill(&self, layer: &mut Layer) -> Result<(), String> {
        for name in self.select.iter().chain(&self.ignore) {
            if let Some(hint) = unknown_name(name) {
                return Err(format!("no lint or group is called `{name}`; {hint}"));
            }
        }
        layer.profile = given("--profile", self.profile);
        layer.select = list("--select", &self.select);
        layer.ignore = list("--ignore", &self.ignore);
        layer.fail_on = given("--fail-on", self.fail_on);
        layer.ignores = given("--no-ignores", self.no_ignores.map(|no| !no));
        layer.require_reason = given("--require-reason", self.require_reason);
        Ok(())
    }

    /// What these options and those of reading settle.
    ///
    /// # Errors
    /// A name that is neither a lint nor a group.
    pub(in crate::cli) fn layer(&self, reading: &ReadingArgs) -> Result<Layer, String> {
        let mut layer = Layer::default();
        self.fill(&mut layer)?;
        reading.fill(&mut layer);
        Ok(layer)
    }

    /// What finds the settings of roots, for `config`.
    ///
    /// # Errors
    /// A name that is neither a lint nor a group.
    pub(in crate::cli) fn finder(&self, reading: &ReadingArgs) -> Result<Finder, String> {
        let mut layer = Layer::default();
        self.fill(&mut layer)?;
        Ok(reading.finder_over(layer))
    }
}

impl CheckArgs {
    /// The file that takes the place of standard output.
    pub(in crate::cli) fn output(&self) -> Option<&str> {
        self.output.as_deref().filter(|path| *path != "-")
    }

    /// What finds the settings of roots, for `check`.
    ///
    /// # Errors
    /// A name that is neither a lint nor a group.
    pub(in crate::cli) fn finder(&self) -> Result<Finder, String> {
        let mut layer = Layer {
            format: given("--format", self.format),
            color: given("--color", self.color),
            quiet: given("--quiet", self.quiet),
            statistics: given("--statistics", self.statistics),
            baseline: given("--baseline", self.baseline.clone()),
            unsafe_fixes: given("--unsafe-fixes", self.unsafe_fixes),
            ..self.host.layer()
        };
        self.judging.fill(&mut layer)?;
        Ok(self.reading.finder_over(layer))
    }
}

/// How to read what is at a path.
///
/// # Errors
/// When its settings file cannot be used; it was said why.
pub(in crate::cli) fn reading_at(path: &str, finder: &mut Finder) -> Result<Options, Trouble> {
    finder.find(path).map(|settings| settings.reading(path)).map_err(|wrong| {
        complain_of(&wrong, Color::Auto);
        Trouble { path: path.to_owned(), message: "the settings for this path cannot be used".to_owned() }
    })
}

/// The configurations that a path stands for, and how to read each.
///
/// What kept some from being found is added to the troubles.
///
/// # Errors
/// When there is none, or when a settings file cannot be used.
pub(in crate::cli) fn roots_at(
    path: &str,
    finder: &mut Finder,
    troubles: &mut Vec<Trouble>,
) -> Result<Vec<(Root, Options)>, Trouble> {
    roots_with(&mut Search::new(Files::Disk), path, finder, troubles)
}

/// The same with a search, which knows afterwards what it left out.
///
/// # Errors
/// When there is none, or when a settings file cannot be used.
pub(in crate::cli) fn roots_with(
    search: &mut Search<'_>,
    path: &str,
    finder: &mut Finder,
    troubles: &mut Vec<Trouble>,
) -> Result<Vec<(Root, Options)>, Trouble> {
    finder.name(path);
    let found = search.find(path, &reading_at(path, finder)?, troubles)?;
    let with = |root: Root| reading_at(&root.path, finder).map(|options| (root, options));
    found.into_iter().map(with).collect()
}

/// Says what is wrong with a settings file.
pub(in crate::cli) fn complain_of(wrong: &Wrong, color: Color) {
    match wrong {
        Wrong::Unreadable { path, reason } => complain(&format!("{path}: {reason}")),
        Wrong::Mistaken { sources, mistakes } => {
            let shown = mistakes.iter().take(MOST_MISTAKES).map(|mistake| {
                let Mistake { message, label, help, .. } = mistake;
                complaint(
                    &Complaint { sources, span: mistake.span(), message, label, help },
                    error_style(color),
                )
            });
            say(&shown.collect::<Vec<_>>().join("\n"));
            if let Some(more) = mistakes.len().checked_sub(MOST_MISTAKES).filter(|more| *more > 0) {
                let path = sources.files().next().map_or("", |(_, file)| &file.shown);
                complain(&format!("{path}: {}", plural(more, "more mistake", "more mistakes")));
            }
        }
    }
}
