use crate::config::{Config, Facts, Field, MailLocation};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "mail-location-unset",
    severity: Warning, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Server,
    yields_to: ["mail-path-has-driver-prefix" anywhere, "mail-location-needs-split" anywhere],
}

/// Protocols whose processes open mailboxes.
const OPENS_MAIL: [&[u8]; 3] = [b"imap", b"pop3", b"lmtp"];

/// What a user database answers to say where the mail of a user is.
const SAYS_WHERE: [&str; 5] = ["mail", "mail_location", "mail_driver", "mail_path", "namespace"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let root = config.root();
    let opens_mail = |name: &[u8]| OPENS_MAIL.contains(&name);
    if !root.expected_protocols().0.iter().any(|name| opens_mail(name)) {
        return;
    }
    // A tree that lacks files, or one that only adds to another, says nothing about it.
    let is_a_server =
        config.protocols_span().is_some() || !config.passdbs().is_empty() || !config.userdbs().is_empty();
    if !is_a_server {
        return;
    }
    let is_known = |location: &MailLocation<'_>| !location.driver.is_empty() || location.found.is_open();
    let is_set = |location: &MailLocation<'_>| match config.version().series {
        // mail-location-without-driver reports a path without a driver.
        Series::V23 => is_known(location) || location.path.is_some(),
        Series::V24 => is_known(location),
    };
    let namespaces = root.namespaces();
    let is_inbox_set = namespaces.iter().any(|namespace| namespace.inbox && is_set(&namespace.location));
    let location = root.mail_location();
    if is_set(&location) || is_inbox_set || is_set_elsewhere(config) {
        return;
    }
    let path = location.path.as_ref().and_then(|path| path.span);
    let first = config.document.statements.first().map(|statement| statement.span);
    let written = config.place(&location.found).or(path);
    let Some(span) = written.or_else(|| config.protocols_span()).or(first) else { return };
    let (name, help) = match config.version().series {
        Series::V23 => {
            ("mail_location", "Set `mail_location = maildir:~/Maildir`, or where your mail is stored.")
        }
        Series::V24 => (
            "mail_driver",
            "Set `mail_driver = maildir` and `mail_path = ~/Maildir`, or whatever your mail uses.",
        ),
    };
    findings
        .add(&LINT, span, format!("`{name}` is not set, so Dovecot has to guess each user's mail location"))
        .label("users without mail cannot log in")
        .help(help);
}

/// Whether a filter, a database or another server knows where mail is.
fn is_set_elsewhere(config: &Config<'_>) -> bool {
    let says_where = |field: &Field<'_>| {
        let key = field.key.text.strip_prefix(b"userdb_").unwrap_or(&field.key.text);
        SAYS_WHERE.iter().any(|name| key.starts_with(name.as_bytes()))
    };
    let is_passed_on = |field: &Field<'_>| field.is("proxy") || field.is("proxy_maybe") || field.is("host");
    let databases: Vec<_> = config.passdbs().into_iter().chain(config.userdbs()).collect();
    let knows = databases.iter().any(|db| {
        // What these answer is not in the configuration.
        matches!(
            db.driver.text.as_ref(),
            b"sql"
                | b"ldap"
                | b"dict"
                | b"lua"
                | b"prefetch"
                | b"passwd-file"
                | b"checkpassword"
                | b"vpopmail"
        ) || db.fields().iter().any(|field| says_where(field) || is_passed_on(field))
    });
    let filters = config.mail_views();
    knows || filters.iter().skip(1).any(|view| !view.mail_location().driver.is_empty())
}
