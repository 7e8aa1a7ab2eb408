//! Where systems keep the mail of users, one file for each.

/// The folders; the second one is a link on most systems.
const FOLDERS: [&[u8]; 2] = [b"/var/mail/", b"/var/spool/mail/"];

/// What is behind the folder in a path.
pub(super) fn inside(path: &[u8]) -> Option<&[u8]> {
    FOLDERS.iter().find_map(|folder| path.strip_prefix(*folder))
}
