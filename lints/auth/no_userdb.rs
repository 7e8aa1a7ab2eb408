use crate::config::{Config, Database, Facts};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "no-userdb",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Server,
}

/// Drivers of 2.3 whose answers are in files that are not read here, and may send clients to another server.
const FROM_ELSEWHERE: [&str; 6] = ["sql", "ldap", "dict", "lua", "checkpassword", "oauth2"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let passdbs = config.passdbs();
    // Without a userdb there is one that says nothing, which is enough where the settings say all.
    let is_said = config.places_that_set("mail_uid").next().is_some() || !config.mail_starts_as_root("user");
    let Some(first) = passdbs.first() else { return };
    if is_said
        || config.opens("userdb")
        || !config.enabled_among(&["imap", "pop3", "lmtp"])
        || passdbs.iter().any(|passdb| may_proxy(config, passdb))
    {
        return;
    }
    let Some(span) = first.section.span() else { return };
    let message = "users can log in here, but neither a `userdb` nor `mail_uid` defines the mail owner";
    let finding = findings.add(&LINT, span, message);
    finding.label("only checks passwords");
    if let Some(protocols) = config.own_protocols_span().filter(|protocols| *protocols != span) {
        finding.also(protocols, "these read mail");
    }
    let system = ["pam", "shadow", "passwd", "bsdauth"].iter().any(|driver| first.driver.is(driver));
    finding.help(match (config.version().series, system) {
        (Series::V23, true) => "Add a `userdb` with `driver = passwd`, which gives each system user a home and a UID.",
        (Series::V24, true) => "Add the section `userdb passwd`, which gives each system user a home and a UID.",
        (_, false) => "Add a `userdb`; for virtual users set `mail_uid`, `mail_gid` and `mail_home` and use the driver `static`.",
    });
}

/// Whether a passdb may send its users to another server, where their mail is.
fn may_proxy(config: &Config<'_>, passdb: &Database<'_>) -> bool {
    let is_unseen = config.version().series == Series::V23
        && FROM_ELSEWHERE.iter().any(|driver| passdb.driver.is(driver));
    let says = |name: &[u8]| memchr::memmem::find(name, b"proxy").is_some();
    let values = passdb.section.scopes.iter().flat_map(|scope| config.assigns_in(*scope));
    is_unseen
        || passdb.driver.is("lua")
        || values.into_iter().any(|a| says(&config.key_name(a.key)) || says(&config.value_of(a).text))
}
