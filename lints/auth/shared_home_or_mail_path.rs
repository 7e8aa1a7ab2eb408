use crate::config::{Database, Facts, MailLocation, Namespace};
use crate::finding::{Findings, Severity};
use crate::lints::lint;
use crate::schema::Series;
use crate::source::Span;

lint! {
    name: "shared-home-or-mail-path",
    severity: Error, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Incomplete,
}

/// Drivers of passdbs that may well know one user alone, or let everyone in by design.
const FEW: [&str; 5] = ["static", "passwd-file", "checkpassword", "dict", "lua"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let is_for_few = |passdb: &Database<'_>| FEW.iter().any(|driver| passdb.driver.is(driver));
    if config.passdbs().iter().any(is_for_few) {
        return;
    }
    let userdbs = config.userdbs();
    let variable = match config.version().series {
        Series::V23 => "%u",
        Series::V24 => "%{user}",
    };
    let location = config.root().mail_location();
    // With mail elsewhere, it is scripts and settings that users share.
    let is_apart = location
        .path
        .as_ref()
        .is_some_and(|path| config.variables_in(&path.text).iter().any(|variable| !variable.is_home()));
    let mut report = |span: Span, text: &[u8], what: &str| {
        let shown = crate::text::clipped(text, 60);
        let shown = shown.trim_end_matches('/');
        let finding = findings.add(&LINT, span, format!("all users share the same {what}, `{shown}`"));
        finding.label("the path is the same for every user").help(format!("Write `{shown}/{variable}`."));
        if is_apart {
            finding.severity(Severity::Warning);
        }
    };
    for userdb in userdbs.iter().filter(|userdb| userdb.driver.is("static")) {
        if let Some(value) = userdb.field("home").and_then(|field| field.value)
            && is_shared(&value.text)
            && let Some(span) = value.span
        {
            report(span, &value.text, "home directory");
        }
    }
    // Any other user database may give each user a place of his own.
    let may_decide = |userdb: &Database<'_>, keys: &[&str]| !userdb.driver.is("static") || userdb.gives(keys);
    if !userdbs.iter().any(|userdb| may_decide(userdb, &["home", "mail_home"])) {
        for assign in config.places_that_set("mail_home") {
            let text = config.value_of(assign).text;
            if is_shared(&text) {
                report(config.value_span(assign), &text, "home directory");
            }
        }
    }
    if userdbs.iter().any(|userdb| may_decide(userdb, &["mail", "mail_path", "mail_location"])) {
        return;
    }
    let mut told = None;
    for location in std::iter::once(&location).chain(inboxes(config)) {
        let has_own_inbox = location.inbox.contains('%') || location.inbox.starts_with('~');
        if !has_own_inbox
            && let Some(path) = &location.path
            && is_shared(&path.text)
            && let Some(span) = path.span
            && told.replace(span) != Some(span)
        {
            report(span, &path.text, "mail directory");
        }
    }
}

/// Where the namespaces that hold the INBOX have the mail.
fn inboxes<'f>(config: &'f Facts<'_>) -> impl Iterator<Item = &'f MailLocation<'f>> {
    let is_inbox = |namespace: &&Namespace<'_>| !namespace.disabled && namespace.inbox;
    config
        .namespace_sets()
        .first()
        .into_iter()
        .flatten()
        .filter(is_inbox)
        .map(|namespace| &*namespace.location)
}

/// Whether a path is the same for every user; marks that another program replaces may stand for anything.
fn is_shared(path: &[u8]) -> bool {
    let is_unclear = |b: &u8| b"%$!{}<>@|".contains(b);
    path.starts_with(b"/") && !path.iter().any(is_unclear) && path != b"/dev/null"
}
