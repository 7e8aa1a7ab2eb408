//! The folders that Dovecot writes, as far as they are the same for every user.

use crate::config::resolve::view::Found;
use crate::config::{Config, Facts, MailLocation, SectionKind, Word};
use crate::host::above;
use crate::schema::Series;
use crate::source::Span;

/// What a folder is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// The root of the mail.
    Mail,
    /// INBOX, of mbox in a spool.
    Inbox,
    /// Indexes.
    Index,
    /// Control files.
    Control,
    /// Old mail of dbox.
    Alternate,
    /// Locks.
    Volatile,
    /// Homes of users.
    Home,
    /// Scripts of users.
    Sieve,
    /// Attachments.
    Attachments,
    /// `base_dir`
    Run,
    /// `state_dir`
    State,
    /// A log file.
    Log,
    /// `/tmp`, where 2.4 writes while it starts.
    Temporary,
}

/// A folder that Dovecot writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// What it is for.
    pub purpose: Purpose,
    /// The part of its path without variables.
    pub path: String,
    /// Whether there is more of the path, different for each user.
    pub is_above: bool,
    /// Where it is written; none when it is built in.
    pub span: Option<Span>,
    /// The driver of the mail, where it is a folder of mail.
    pub driver: String,
}

/// The part of a path without variables, and whether there is more of it. None when it begins with one, or with the home
/// of a user.
fn fixed(text: &[u8]) -> Option<(String, bool)> {
    let text = str::from_utf8(text).ok().filter(|text| text.starts_with('/'))?;
    let (part, is_above) = match text.find(['%', '$', '~']) {
        Some(at) => (text[..at].rsplit_once('/')?.0, true),
        None => (text, false),
    };
    let part = part.trim_end_matches('/');
    let is_plain = !part.split('/').any(|name| matches!(name, "." | ".."));
    let part = part.strip_prefix("/var/run/").map_or_else(|| part.to_owned(), |rest| format!("/run/{rest}"));
    (!part.is_empty() && is_plain).then_some((part, is_above))
}

#[derive(Default)]
struct Folders {
    all: Vec<Folder>,
}

impl Folders {
    fn add(&mut self, purpose: Purpose, text: &[u8], span: Option<Span>, driver: &str) {
        let Some((path, is_above)) = fixed(text) else { return };
        if !self.all.iter().any(|known| known.purpose == purpose && known.path == path) {
            self.all.push(Folder { purpose, path, is_above, span, driver: driver.to_owned() });
        }
    }

    fn location(&mut self, place: &MailLocation<'_>) {
        let own = &place.driver;
        if let Some(path) = &place.path {
            self.add(Purpose::Mail, &path.text, path.span.or(place.span), own);
        }
        if let Some((folder, _)) = place.inbox.rsplit_once('/') {
            // Of a spool the folder is what matters.
            let is_spool = own == "mbox";
            let text = if is_spool { folder } else { &place.inbox };
            let before = self.all.len();
            self.add(Purpose::Inbox, text.as_bytes(), place.inbox_span.or(place.span), own);
            if let Some(new) = self.all.get_mut(before) {
                new.is_above |= is_spool;
            }
        }
        for (key, purpose) in [
            ("INDEX", Purpose::Index),
            ("CONTROL", Purpose::Control),
            ("ALT", Purpose::Alternate),
            ("VOLATILEDIR", Purpose::Volatile),
        ] {
            if let Some(field) = place.option(key) {
                self.add(purpose, field.text(), field.span().or(place.span), own);
            }
        }
    }
}

impl Facts<'_> {
    /// The folders of mail, without those of the server.
    pub fn mail_folders(&self) -> Vec<Folder> {
        let mut folders = Folders::default();
        for place in self.every_mail_location() {
            folders.location(&place);
        }
        let root = self.root();
        let home = root.get("mail_home");
        folders.add(Purpose::Home, &home.text, self.place(&home), "");
        for userdb in self.userdbs().iter().filter(|userdb| userdb.driver.is("static")) {
            if let Some(Word { text, span, .. }) = userdb.field("home").and_then(|field| field.value) {
                folders.add(Purpose::Home, &text, span, "");
            }
        }
        folders.all
    }

    /// All folders that Dovecot writes.
    pub fn written_folders(&self) -> Vec<Folder> {
        let mut folders = Folders { all: self.mail_folders() };
        let root = self.root();
        let series = self.version().series;
        let mut add = |purpose, found: &Found<'_>| {
            folders.add(purpose, script_folder(&found.text), self.place(found), "");
        };
        if series == Series::V23 {
            for name in ["sieve", "sieve_dir"] {
                if let Some(found) = root.plugin_setting(name) {
                    add(Purpose::Sieve, &found);
                }
            }
        } else {
            for script in root.sections(SectionKind::SIEVE_SCRIPT) {
                if script.value("type").text.as_ref() == b"personal" {
                    add(Purpose::Sieve, &script.value("path"));
                }
            }
        }
        for (purpose, name) in [
            (Purpose::Attachments, "mail_attachment_dir"),
            (Purpose::Attachments, "mail_ext_attachment_path"),
            (Purpose::Run, "base_dir"),
            (Purpose::State, "state_dir"),
        ] {
            add(purpose, &root.get(name));
        }
        for name in ["log_path", "info_log_path", "debug_log_path"] {
            let found = root.get(name);
            let file = String::from_utf8_lossy(&found.text).into_owned();
            if let Some(folder) = above(&file).filter(|_| file.starts_with('/') && !file.starts_with("/dev/"))
            {
                folders.add(Purpose::Log, folder.as_bytes(), self.place(&found), "");
            }
        }
        if series == Series::V24 {
            folders.add(Purpose::Temporary, b"/tmp", None, "");
        }
        folders.all
    }
}

/// The path of a place for scripts: `file:/srv/sieve/%u;active=…`.
fn script_folder(text: &[u8]) -> &[u8] {
    let text = text.strip_prefix(b"file:").unwrap_or(text);
    text.split(|b| *b == b';').next().unwrap_or_default()
}

impl Config<'_> {
    /// The one system user whose processes open all mail: its `mail_uid`, or the `uid` of a static userdb; none when users
    /// have uids of their own, or none is known.
    pub fn one_mail_user(&self) -> Option<String> {
        let root = self.root();
        let own = root.get("mail_uid");
        let userdbs = self.userdbs();
        let fixed = userdbs.iter().find(|userdb| userdb.driver.is("static"));
        let field = fixed.and_then(|userdb| userdb.field("uid")?.value).map(|word| word.text.into_owned());
        let text = field.unwrap_or_else(|| own.text.to_vec());
        let text = String::from_utf8(text).ok().filter(|text| !text.contains(['%', '$']))?;
        let has_others = userdbs.iter().any(|userdb| userdb.driver.is("passwd"));
        (!text.is_empty() && !has_others).then_some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::fixed;

    #[test]
    fn the_part_that_is_the_same_for_all() {
        let of = |text: &str| fixed(text.as_bytes());
        assert_eq!(of("/srv/vmail/%d/%n"), Some(("/srv/vmail".to_owned(), true)));
        assert_eq!(of("/srv/vmail-%d"), Some(("/srv".to_owned(), true)));
        assert_eq!(of("/srv/vmail/"), Some(("/srv/vmail".to_owned(), false)));
        assert_eq!(of("/var/run/dovecot"), Some(("/run/dovecot".to_owned(), false)));
        for text in ["~/mail", "%h/mail", "%{home}/x", "mail", "/%u", "/", "/a/../b", ""] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
