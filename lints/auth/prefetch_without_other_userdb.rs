use crate::config::{DatabaseKind, Facts};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "prefetch-without-other-userdb",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let view = config.protocol_view(b"lmtp");
    // A proxy asks passdbs, and the users may be known to another server.
    let is_asked_elsewhere =
        view.get("lmtp_proxy").boolean() != Some(false) || view.get("auth_socket_path").assign.is_some();
    if !config.enabled_among(&["lmtp"]) || is_asked_elsewhere {
        return;
    }
    let userdbs = view.databases(DatabaseKind::Userdb);
    if !userdbs.iter().all(|userdb| userdb.driver.is("prefetch")) {
        return;
    }
    let Some(span) = userdbs.first().and_then(|userdb| userdb.section.span()) else { return };
    let finding = findings.add(
        &LINT,
        span,
        "`prefetch` is the only userdb, so LMTP finds no user and delivers no mail",
    );
    finding.label("knows those who log in, and no one else");
    if let Some(protocols) = config.own_protocols_span().filter(|protocols| *protocols != span) {
        finding.also(protocols, "`lmtp` is enabled here");
    }
    finding
        .help("Add a second userdb after it that looks users up, such as `sql` or `ldap` as in the passdb.");
}
