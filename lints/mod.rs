//! The lints: one lint, one room. `<group>/<name>.rs` finds it, `<group>/<name>.md` explains it.

pub mod auth;
pub mod clients;
pub mod delivery;
pub mod hygiene;
pub mod limits;
pub mod namespaces;
pub mod plugins;
pub mod schema;
pub mod security;
pub mod services;
pub mod storage;
pub mod syntax;
pub mod tls;
pub mod upgrade;

use crate::finding::Lint;

/// Declares a lint: `lint! { name, group, severity, stage, profile, lines, fix, whole }` and the page beside
/// the file. `whole: false` also judges a fragment, `whole: true` needs a whole configuration, and
/// `whole: server` one of a whole server, because it finds what is missing: any excerpt would have it.
///
/// A lint that concludes something from what is not there says when that is not known: with `silent: unread` it
/// does not speak when a part of the tree was not read, with `silent: incomplete`, as of a whole server, also not
/// when an include gave nothing or text does not count where it was put.
macro_rules! lint {
    (
        $name:literal, $group:literal, $severity:ident, $stage:ident, $profile:ident,
        [$($line:ident),+], fix: $fix:ident, whole: $whole:ident, $(silent: $silent:ident,)? page: $page:literal
    ) => {
        /// What this room is about; its page says the rest.
        pub static LINT: crate::finding::Lint = crate::finding::Lint {
            name: $name,
            group: $group,
            severity: crate::finding::Severity::$severity,
            stage: crate::finding::Stage::$stage,
            profile: crate::finding::Profile::$profile,
            dovecot: &[$(crate::schema::Line::$line),+],
            fix: lint!(@fix $fix),
            whole: lint!(@whole $whole),
            of_a_server: lint!(@server $whole),
            silent: lint!(@silent $whole $($silent)?),
            page: include_str!($page),
            check,
        };
    };
    (@whole false) => { false };
    (@whole $other:ident) => { true };
    (@server server) => { true };
    (@server $other:ident) => { false };
    (@silent $whole:ident unread) => { crate::document::Silent::Unread };
    (@silent $whole:ident incomplete) => { crate::document::Silent::Incomplete };
    (@silent server) => { crate::document::Silent::Incomplete };
    (@silent $whole:ident) => { crate::document::Silent::Never };
    (@fix safe) => { Some(true) };
    (@fix unsafe_only) => { Some(false) };
    (@fix none) => { None };
}
pub(crate) use lint;

/// Every lint, by group, then as the group lists them.
pub static GROUPS: &[&[&Lint]] = &[
    syntax::LINTS,
    schema::LINTS,
    services::LINTS,
    limits::LINTS,
    security::LINTS,
    tls::LINTS,
    auth::LINTS,
    delivery::LINTS,
    storage::LINTS,
    namespaces::LINTS,
    clients::LINTS,
    plugins::LINTS,
    upgrade::LINTS,
    hygiene::LINTS,
];

/// Every lint.
pub fn all() -> impl Iterator<Item = &'static Lint> {
    GROUPS.iter().flat_map(|group| group.iter().copied())
}

/// A lint by its name.
pub fn find(name: &str) -> Option<&'static Lint> {
    all().find(|lint| lint.name == name)
}
