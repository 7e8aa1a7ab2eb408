//! The files that settings of TLS name.

use crate::config::{Assign, Facts, Found};
use crate::schema::Series;
use crate::syntax::Form;

/// The absolute path of the file that a setting names; none for a value that is written in the setting itself, for one
/// with a variable, and for one that is relative.
pub(super) fn path(config: &Facts<'_>, found: &Found<'_>) -> Option<String> {
    let is_file = config.version().series == Series::V24 || found.form == Form::File;
    let text = str::from_utf8(&found.text).ok().filter(|text| is_file && text.starts_with('/'))?;
    (!text.contains(['%', '$'])).then(|| text.to_owned())
}

/// The places that set one of these, with the path that each names.
pub(super) fn named<'s>(config: &'s Facts<'_>, names: &[&'static str]) -> Vec<(&'s Assign, String)> {
    let places = config.everywhere_of(names).into_iter();
    places.filter_map(|(_, assign)| Some((assign, path(config, &config.found(assign))?))).collect()
}

/// The settings that name keys.
pub(super) fn keys(series: Series) -> [&'static str; 2] {
    match series {
        Series::V23 => ["ssl_key", "ssl_alt_key"],
        Series::V24 => ["ssl_server_key_file", "ssl_server_alt_key_file"],
    }
}

/// The settings that name certificates, in the order of their keys.
pub(super) fn certificates(series: Series) -> [&'static str; 2] {
    match series {
        Series::V23 => ["ssl_cert", "ssl_alt_cert"],
        Series::V24 => ["ssl_server_cert_file", "ssl_server_alt_cert_file"],
    }
}
