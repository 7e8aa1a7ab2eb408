//! Values of options that are checked when the command line is read.

use crate::document::roots::Exclude;

/// A path; `-` is standard input where that is allowed.
pub(in crate::cli) fn path(text: &str) -> Result<String, String> {
    if text.is_empty() {
        Err("the path is empty; name a file or a folder".to_owned())
    } else {
        Ok(text.to_owned())
    }
}

/// A pattern of `--exclude`.
pub(in crate::cli) fn excluded(text: &str) -> Result<String, String> {
    Exclude::flaw(text).map_or_else(|| Ok(text.to_owned()), |flaw| Err(flaw.to_owned()))
}

/// A path for a command that does not read standard input.
pub(in crate::cli) fn place(text: &str) -> Result<String, String> {
    if text == "-" {
        return Err("only check and fmt read standard input; write `./-` for a file named `-`".to_owned());
    }
    path(text)
}

/// The error for a name of standard input that is not read.
pub(in crate::cli) const NO_STANDARD: &str = "--stdin-filename names standard input; give `-` as the path";

pub(in crate::cli) fn remap(text: &str) -> Result<(String, String), String> {
    let (from, to) = text.split_once('=').ok_or("write FROM=TO, for example /etc/dovecot=./dovecot")?;
    if !from.starts_with('/') {
        return Err(
            "FROM must be the absolute path in the configuration, for example /etc/dovecot".to_owned()
        );
    }
    Ok((from.to_owned(), to.to_owned()))
}
