//! Paths: files and folders from the folder of the file that names them, as far as reading may go.

use super::{Item, Offer, Place, kind};
use crate::source::{Entry, Reader};

/// The most names of a folder that are offered.
const MOST: usize = 500;

/// What an include can name: relative to the folder of its file.
pub fn include(place: &Place<'_>, typed: &str) -> Offer {
    let shown = &place.spot.document.sources.file(place.spot.file).shown;
    let folder = shown.rsplit_once('/').map_or(".", |(folder, _)| folder);
    names(place, folder, typed)
}

/// A file that a value names: by an absolute path.
pub fn file(place: &Place<'_>, typed: &str) -> Offer {
    if typed.starts_with('/') { names(place, "/", typed) } else { include(place, typed) }
}

fn names(place: &Place<'_>, folder: &str, typed: &str) -> Offer {
    if typed.contains(char::is_whitespace) || typed.contains(['*', '?', '[', '{']) {
        return Offer::default();
    }
    let (inner, word) = typed.rsplit_once('/').map_or(("", typed), |(inner, word)| (inner, word));
    let at = match (typed.starts_with('/'), inner) {
        (true, "") => "/".to_owned(),
        (true, inner) => inner.to_owned(),
        (false, "") => folder.to_owned(),
        (false, inner) => format!("{}/{inner}", folder.trim_end_matches('/')),
    };
    let options = place.rules.settings.reading(&place.report.root.path);
    // A text without a place names nothing.
    if place.report.root.path.starts_with('<') {
        return Offer::default();
    }
    let Ok(reader) = options.reach(&place.report.root.path) else { return Offer::default() };
    let Ok(mut entries) = reader.entries(&at) else { return Offer::default() };
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    let shown = entries.into_iter().filter_map(|(name, entry)| Some((name.into_string().ok()?, entry)));
    let shown = shown.filter(|(name, _)| !name.starts_with('.') || word.starts_with('.'));
    let items = shown.take(MOST).map(|(name, entry)| match entry {
        Entry::Folder => {
            Item { text: Some(format!("{name}/")), ..Item::new(format!("{name}/"), kind::FOLDER) }
        }
        Entry::Other => Item::new(name, kind::FILE),
    });
    let right = place.after.chars().take_while(|c| !c.is_whitespace() && *c != '/').map(char::len_utf8).sum();
    Offer { items: items.collect(), left: word.len(), right }
}
