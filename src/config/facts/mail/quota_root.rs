//! What `plugin { quota = … }` of 2.3 says: `BACKEND:NAME:OPTIONS`.
//!
//! Source: `quota_root_settings_init()` and `quota_parse_parameters()` in `quota.c`, and the tables of
//! parameters in `quota-dict.c`, `quota-fs.c` and `quota-imapc.c`, 2.3.0 to 2.3.21.

use std::ops::Range;

use crate::config::Config;
use crate::config::facts::mail::quota::has_variable;
use crate::config::resolve::view::Found;
use crate::syntax::Form;

/// The options of most backends, in the order in which they can be read.
const COMMON: &[&str] = &["hidden", "ignoreunlimited", "noenforcing", "ns="];

/// The backends that Dovecot is built with, each with its options in the order in which they can be read.
const BACKENDS: [(&str, &[&str]); 6] = [
    ("fs", &["user", "group", "mount=", "inode_per_mail", "hidden", "noenforcing", "ns="]),
    ("count", COMMON),
    ("dict", &["no-unset", "hidden", "ignoreunlimited", "noenforcing", "ns="]),
    ("dirsize", COMMON),
    ("imapc", &["box=", "root=", "ns="]),
    ("maildir", COMMON),
];

/// A quota root as it is written.
#[derive(Debug, Clone)]
pub struct QuotaRoot<'c> {
    /// Its key in `plugin {}`: `quota`, `quota2`, ….
    pub key: String,
    /// Its value.
    pub found: Found<'c>,
    /// The backend.
    pub backend: Range<usize>,
    /// What clients see as its name.
    pub name: Range<usize>,
    /// The user whose quota `dict` counts.
    pub user: Option<Range<usize>>,
    /// The options, and for `dict` the dictionary after them.
    pub args: Option<Range<usize>>,
}

/// Why a quota root is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootFlaw {
    /// What Dovecot says.
    pub text: String,
    /// The part of the value that is wrong.
    pub range: Range<usize>,
    /// What is wrong there.
    pub kind: RootFlawKind,
}

/// What is wrong with a quota root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RootFlawKind {
    /// No such backend, with the one that was meant.
    Backend(Option<&'static str>),
    /// No such option of this backend, with the one that was meant.
    Option(Option<&'static str>),
    /// An option after one that is read later, with all of them in an order that can be read.
    Order(String),
    /// `dict` without a user and a dictionary.
    NoDict,
}

impl Config<'_> {
    /// The quota roots in the order of their numbers, up to the first one that is missing or empty.
    pub fn quota_roots(&self) -> Vec<QuotaRoot<'_>> {
        let series = self.root().plugin_series("quota").into_iter();
        let set = series.take_while(|(_, found)| !found.text.is_empty());
        set.map(|(key, found)| QuotaRoot::new(key, found)).collect()
    }
}

impl<'c> QuotaRoot<'c> {
    fn new(key: String, found: Found<'c>) -> QuotaRoot<'c> {
        let len = found.text.len();
        let (backend, rest) = cut(&found.text, 0..len);
        let (name, args) = cut(&found.text, rest.unwrap_or(len..len));
        let is_dict = &found.text[backend.clone()] == b"dict";
        let (user, args) = match args {
            Some(args) if is_dict => match cut(&found.text, args) {
                (user, Some(args)) => (Some(user), Some(args)),
                (_, None) => (None, None),
            },
            args => (None, args),
        };
        QuotaRoot { key, found, backend, name, user, args }
    }

    /// The options as they are written, without the dictionary.
    pub fn options(&self) -> Vec<Range<usize>> {
        let mut options = Vec::new();
        let mut rest = self.args.clone();
        while let Some(range) = rest.filter(|range| !range.is_empty()) {
            let (option, next) = cut(&self.found.text, range);
            if self.user.is_some() && self.place_of(&option).is_none() {
                break;
            }
            options.push(option);
            rest = next;
        }
        options
    }

    /// What is wrong with it; none as well when a variable decides.
    pub fn flaw(&self) -> Option<RootFlaw> {
        let text = &self.found.text;
        let backend = &text[self.backend.clone()];
        if self.found.form == Form::File || has_variable(backend) {
            return None;
        }
        let shown = crate::text::printable(backend);
        let Some(table) = self.table() else {
            let meant = crate::schema::nearest(&shown, BACKENDS.map(|(name, _)| name));
            let kind = RootFlawKind::Backend(meant);
            let text = format!("Unknown quota backend: {shown}");
            return Some(RootFlaw { text, range: self.backend.clone(), kind });
        };
        let Some(args) = self.args.clone() else {
            let is_open = has_variable(&text[self.name.clone()]);
            let text = "URI missing from parameters".to_owned();
            let flaw = RootFlaw { text, range: 0..self.found.text.len(), kind: RootFlawKind::NoDict };
            return (shown == "dict" && !is_open).then_some(flaw);
        };
        let at = args.start + unread(&text[args.clone()], table)?;
        let (word, _) = cut(text, at..args.end);
        if has_variable(&text[word.clone()]) {
            return None;
        }
        let is_known = self.place_of(&word).is_some();
        // What the options of `dict` end with is the dictionary.
        if self.user.is_some() && !is_known {
            return None;
        }
        let rest = crate::text::printable(&text[at..args.end]);
        let said = if self.user.is_some() {
            format!(
                "dict_init({rest}) failed: Unknown dict module: {}",
                crate::text::printable(&text[word.clone()])
            )
        } else {
            format!("Unknown parameter for backend {shown}: {rest}")
        };
        let kind = if is_known && self.options().iter().all(|option| self.place_of(option).is_some()) {
            RootFlawKind::Order(self.in_order())
        } else {
            let name = crate::text::printable(&text[word.clone()]);
            let name = name.split('=').next().unwrap_or(&name);
            let known = table.iter().map(|option| option.trim_end_matches('='));
            RootFlawKind::Option(crate::schema::nearest(name, known))
        };
        Some(RootFlaw { text: said, range: word, kind })
    }

    /// All options in an order that can be read.
    fn in_order(&self) -> String {
        let mut options = self.options();
        options.sort_by_key(|option| self.place_of(option).unwrap_or(usize::MAX));
        let words = options.into_iter().map(|option| crate::text::printable(&self.found.text[option]));
        words.collect::<Vec<_>>().join(":")
    }

    fn table(&self) -> Option<&'static [&'static str]> {
        let backend = &self.found.text[self.backend.clone()];
        BACKENDS.iter().find(|(name, _)| name.as_bytes() == backend).map(|(_, table)| *table)
    }

    /// The place of an option among those of its backend.
    fn place_of(&self, option: &Range<usize>) -> Option<usize> {
        let option = &self.found.text[option.clone()];
        self.table()?.iter().position(|known| {
            option == known.as_bytes() || (known.ends_with('=') && option.starts_with(known.as_bytes()))
        })
    }
}

/// A range up to its first colon, and what follows the colon.
fn cut(text: &[u8], range: Range<usize>) -> (Range<usize>, Option<Range<usize>>) {
    match memchr::memchr(b':', &text[range.clone()]) {
        Some(colon) => (range.start..range.start + colon, Some(range.start + colon + 1..range.end)),
        None => (range, None),
    }
}

/// Reads options as Dovecot does, and says where it stops. It goes through its table only once, so that an
/// option is unknown after one that is later in the table.
fn unread(args: &[u8], table: &[&str]) -> Option<usize> {
    let mut at = 0;
    let mut known = table.iter().peekable();
    while at < args.len() {
        let Some(option) = known.peek() else { return Some(at) };
        let next =
            |from: usize| memchr::memchr(b':', &args[from..]).map_or(args.len(), |colon| from + colon + 1);
        if args[at..].starts_with(option.as_bytes()) {
            at += option.len();
            if option.ends_with('=') || matches!(args.get(at), None | Some(b':')) {
                at = next(at);
                continue;
            }
        }
        known.next();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(text: &'static str) -> QuotaRoot<'static> {
        let found = Found { text: text.as_bytes().into(), form: Form::Plain, assign: None };
        QuotaRoot::new("quota".to_owned(), found)
    }

    fn flaw(text: &'static str) -> Option<String> {
        root(text).flaw().map(|flaw| flaw.text)
    }

    #[test]
    fn parts() {
        let dict = root("dict:User quota:%d:noenforcing:ns=Shared/:file:%h/quota");
        let part = |range: Range<usize>| String::from_utf8_lossy(&dict.found.text[range]).into_owned();
        assert_eq!(part(dict.name.clone()), "User quota");
        assert_eq!(dict.user.clone().map(part).as_deref(), Some("%d"));
        assert_eq!(dict.options().into_iter().map(part).collect::<Vec<_>>(), ["noenforcing", "ns=Shared/"]);
        assert_eq!(dict.flaw(), None);
        assert!(root("count").options().is_empty());
    }

    /// As `doveadm quota get` of 2.3.13 and 2.3.19 answers.
    #[test]
    fn flaws() {
        for fine in [
            "maildir:User quota:noenforcing:ns=",
            "maildir:storage=1G",
            "count:User:ns=Public/:ns=Other/",
            "dict:User::noenforcing:file:%h/dovecot-quota",
            "dict:User::proxy::quota",
            "fs:User:user",
            "maildir:x:",
            "maildir:a:noenforcing:noenforcing",
            "maildir::noenforcing",
            "%{userdb:backend}:User",
            "maildir:a:%{userdb:options}",
        ] {
            assert_eq!(flaw(fine), None, "{fine}");
        }
        for (wrong, said) in [
            ("mailder:x", "Unknown quota backend: mailder"),
            ("maildir:User quota:storage=1G", "Unknown parameter for backend maildir: storage=1G"),
            ("maildir:User quota:ns=:noenforcing", "Unknown parameter for backend maildir: noenforcing"),
            ("maildir:User quota:noenforcing:hidden", "Unknown parameter for backend maildir: hidden"),
            ("maildir:User quota:nsx", "Unknown parameter for backend maildir: nsx"),
            ("maildir:a::ns=", "Unknown parameter for backend maildir: :ns="),
            ("fs:User:hidden:user", "Unknown parameter for backend fs: user"),
            ("imapc:User:hidden", "Unknown parameter for backend imapc: hidden"),
            ("dict:User", "URI missing from parameters"),
        ] {
            assert_eq!(flaw(wrong).as_deref(), Some(said), "{wrong}");
        }
        let order = root("count:User:ns=Public/:noenforcing:hidden").flaw().map(|flaw| flaw.kind);
        assert_eq!(order, Some(RootFlawKind::Order("hidden:noenforcing:ns=Public/".to_owned())));
        let dict = root("dict:User::ns=:noenforcing:file:%h/x").flaw().map(|flaw| (flaw.range, flaw.kind));
        assert_eq!(dict, Some((15..26, RootFlawKind::Order("noenforcing:ns=".to_owned()))));
    }
}
