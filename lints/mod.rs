//! The lints: `<group>/<name>.rs` finds it, `<group>/<name>.md` explains it.

pub mod auth;
pub mod clients;
pub mod delivery;
pub mod host;
pub mod hygiene;
pub mod limits;
pub mod namespaces;
pub mod plugins;
mod postfix;
pub mod schema;
pub mod security;
pub mod services;
pub mod storage;
pub mod syntax;
pub mod tls;
pub mod upgrade;

use crate::finding::Lint;

/// Declares a lint. Its group and its page come from the list of the group.
///
/// `needs: Fragment` also judges a fragment, `Whole` needs a whole configuration, and `Server` that of a whole server,
/// because it finds what is missing: any excerpt would have it. A lint that concludes something from what is not there
/// says when that is not known: with `silent: Unread` it does not run when a part of the tree was not read, with
/// `silent: Incomplete`, as of a whole server, also not when an include gave nothing or text does not count where it
/// was put.
///
/// `yields_to: ["other" here]` leaves out what it finds at a place where the other lint finds something as well, which then
/// says more of the same cause; `anywhere` leaves it out wherever the other one finds something.
///
/// `about: Writing` judges how a text is written and not what it stands for, `File` a file as a whole, `Placeholder` what
/// stands for a value, `Suppression` the comments that are for dovelint. `effect: None` is for what has no effect. `refuses: Sometimes` is
/// for a lint that is no error by itself and has findings that are one when Dovecot reads the configuration.
macro_rules! lint {
    (
        name: $name:literal,
        severity: $severity:ident, stage: $stage:ident, profile: $profile:ident, series: [$($series:ident),+],
        fix: $fix:ident, needs: $needs:ident, $(silent: $silent:ident,)?
        $(yields_to: [$($other:literal $reach:ident),+],)?
        $(about: $about:ident,)? $(effect: $effect:ident,)? $(refuses: $refuses:ident,)?
    ) => {
        /// What it is called, and what is known of it; its page says the rest.
        pub static LINT: crate::finding::Lint = crate::finding::Lint {
            name: $name,
            group: super::GROUP,
            severity: crate::finding::Severity::$severity,
            stage: crate::finding::Stage::$stage,
            profile: crate::finding::Profile::$profile,
            dovecot: &[$(crate::schema::Series::$series),+],
            fix: lint!(@fix $fix),
            needs: crate::finding::Needs::$needs,
            about: lint!(@about $($about)?),
            is_faded: lint!(@effect $($effect)?),
            refuses_sometimes: lint!(@refuses $($refuses)?),
            silent: lint!(@silent $needs $($silent)?),
            yields_to: &[$($(crate::finding::Yield { to: $other, here: lint!(@reach $reach) }),+)?],
            page: crate::lints::page(super::PAGES, module_path!()),
            check,
        };
    };
    (@silent $needs:ident $silent:ident) => { crate::document::Silent::$silent };
    (@silent Server) => { crate::document::Silent::Incomplete };
    (@silent $needs:ident) => { crate::document::Silent::Never };
    (@about) => { crate::finding::About::Meaning };
    (@about $about:ident) => { crate::finding::About::$about };
    (@refuses) => { false };
    (@refuses Sometimes) => { true };
    (@effect) => { false };
    (@effect None) => { true };
    (@reach here) => { true };
    (@reach anywhere) => { false };
    (@fix None) => { None };
    (@fix $fix:ident) => { Some(crate::finding::Safety::$fix) };
}
pub(crate) use lint;

/// Declares the lints of a group: a module and a page for each.
macro_rules! lints {
    ($group:literal: $($lint:ident,)+) => {
        $(mod $lint;)+

        /// What this group is called.
        pub(super) const GROUP: &str = $group;

        /// The pages of this group, by module.
        pub(super) const PAGES: &[(&str, &str)] =
            &[$((stringify!($lint), include_str!(concat!(stringify!($lint), ".md")))),+];

        /// The lints of this group.
        pub static LINTS: &[&crate::finding::Lint] = &[$(&$lint::LINT),+];
    };
}
pub(crate) use lints;

/// The page of the lint in a module.
const fn page(pages: &[(&'static str, &'static str)], module: &str) -> &'static str {
    let module = module.as_bytes();
    let mut start = module.len();
    while start > 0 && module[start - 1] != b':' {
        start -= 1;
    }
    let mut at = 0;
    while at < pages.len() {
        let (name, page) = pages[at];
        let name = name.as_bytes();
        let mut same = 0;
        while same < name.len() && start + same < module.len() && name[same] == module[start + same] {
            same += 1;
        }
        if same == name.len() && start + same == module.len() {
            return page;
        }
        at += 1;
    }
    panic!("every lint is in the list of its group");
}

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
    host::LINTS,
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
