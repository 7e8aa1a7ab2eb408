use crate::config::{Config, Facts, View};
use crate::edit::lines;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::ExternalKind;

lint! {
    name: "remote-certificate-not-verified",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

const VERIFY: [&str; 4] =
    ["ssl_client_require_valid_cert", "submission_relay_ssl_verify", "imapc_ssl_verify", "pop3c_ssl_verify"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for (name, assign) in config.everywhere_of(&VERIFY) {
        if config.found(assign).boolean() != Some(false) || !uses_tls(&config.view(assign.scope), name) {
            continue;
        }
        let whose = match name.split('_').next() {
            Some("submission") => "of the mail relay",
            Some("imapc" | "pop3c") => "of the remote mail server",
            _ => "of the servers that Dovecot connects to",
        };
        findings
            .add(&LINT, config.value_span(assign), format!("the certificate {whose} is not verified"))
            .label("an attacker in between can read everything, including passwords")
            .help("Remove the line; for your own CA, put its certificate in `ssl_client_ca_file`.")
            .fix_unsafe("remove the line", lines::remove(config, config.span(assign)));
    }
    in_ldap_files(config, findings);
    for database in config.passdbs().into_iter().filter(|database| database.driver.is("imap")) {
        let args = database.args();
        let field = args.option("allow_invalid_cert").filter(|field| field.text() != b"no");
        if let Some(span) = field.and_then(crate::config::Field::span) {
            findings
                .add(&LINT, span, "the certificate of the server that is asked for passwords is not verified")
                .label("an attacker in between learns them")
                .help("Remove `allow_invalid_cert`, and name the CA with `ssl_ca_file=` or `ssl_ca_dir=`.");
        }
    }
}

/// Whether the connection that a setting is about may use TLS; where that is off there is nothing to verify.
fn uses_tls(view: &View<'_>, name: &str) -> bool {
    let Some(ssl) = name.strip_suffix("_verify").map(|ssl| view.get(ssl)) else { return true };
    ssl.assign.is_none() || !matches!(ssl.text.as_ref(), b"no" | b"")
}

/// 2.3: what the files of LDAP databases say.
fn in_ldap_files(config: &Config<'_>, findings: &mut Findings) {
    for external in config.document.externals.iter().filter(|external| external.kind == ExternalKind::Ldap) {
        let Some(entry) = external.get("tls_require_cert") else { continue };
        if !matches!(entry.text.as_ref(), b"never" | b"allow") {
            continue;
        }
        findings
            .add(&LINT, entry.value_span, "the certificate of the LDAP server is not verified")
            .label("an attacker in between can read and change its answers")
            .help("Write `tls_require_cert = hard`, and name the CA in `tls_ca_cert_file`.");
    }
}
