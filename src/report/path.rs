//! Paths as programs want them: relative to the folder in which dovelint runs.

use std::path::Path;

use crate::source::normal;

/// A path without `./` in front, and relative to the current folder where it is below that.
pub(super) fn relative(shown: &str) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    below(shown, &here)
}

fn below(shown: &str, here: &Path) -> String {
    let tidy = normal(Path::new(shown));
    let short = if here.as_os_str().is_empty() { None } else { tidy.strip_prefix(here).ok() };
    short.unwrap_or(&tidy).to_string_lossy().into_owned()
}

/// A path as a part of a URI; what is absolute gets `file://` in front.
pub(super) fn uri(path: &str) -> String {
    let scheme = if path.starts_with('/') { "file://" } else { "" };
    format!("{scheme}{}", crate::text::uri_path(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_short_and_tidy() {
        let here = Path::new("/srv/mail");
        assert_eq!(below("./a/../b.conf", here), "b.conf");
        assert_eq!(below("/srv/mail/conf.d/x.conf", here), "conf.d/x.conf");
        assert_eq!(below("/etc/dovecot/dovecot.conf", here), "/etc/dovecot/dovecot.conf");
        assert_eq!(below("../other/x", here), "../other/x");
    }

    #[test]
    fn a_uri_has_no_strange_characters() {
        assert_eq!(uri("a b/ä%.conf"), "a%20b/%C3%A4%25.conf");
        assert_eq!(uri("/etc/x"), "file:///etc/x");
    }
}
