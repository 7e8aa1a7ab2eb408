use super::settled::reading_at;
use crate::document::Document;
use crate::document::roots::{self, Options, Root, Trouble};
use crate::settings::Finder;
use crate::source::Revision;

/// The configurations that `PATH@REV` stands for, by the settings of today; none when a text names no
/// revision.
pub(in crate::cli) fn read(
    text: &str,
    finder: &mut Finder,
) -> Option<Result<Vec<(Root, Document)>, Trouble>> {
    let (path, revision) = roots::split(text)?;
    Some(reading_at(path, finder).and_then(|options| read_at(text, path, revision, &options)))
}

fn read_at(
    text: &str,
    path: &str,
    revision: &str,
    options: &Options,
) -> Result<Vec<(Root, Document)>, Trouble> {
    let at = |trouble: Trouble| Trouble { path: text.to_owned(), ..trouble };
    let revision = Revision::open(path, revision)
        .map_err(|error| Trouble { path: text.to_owned(), message: error.to_string() })?;
    let revision = revision.with_outside(options.reach(path).map_err(at)?);
    let read = roots::read_at(&revision, path, options);
    read.map_err(|trouble| if trouble.path == path { at(trouble) } else { trouble })
}
