use crate::config::{Config, View};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    "remote-certificate-not-verified", "tls", Warning, Never, Default,
    [V23, V24], fix: unsafe_only, whole: false, page: "remote_certificate_not_verified.md"
}

const VERIFY: [&str; 4] =
    ["ssl_client_require_valid_cert", "submission_relay_ssl_verify", "imapc_ssl_verify", "pop3c_ssl_verify"];

fn check(config: &Config<'_>, findings: &mut Findings) {
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
            .label("whoever stands in between can read all of it, passwords included")
            .help("Remove the line; for a CA of your own, name its certificate in `ssl_client_ca_file`.")
            .fix_unsafe("remove the line", [Edit::delete(config.span(assign))]);
    }
    for database in config.passdbs().into_iter().filter(|database| database.driver.is("imap")) {
        let args = database.args();
        let field = args.option("allow_invalid_cert").filter(|field| field.text() != b"no");
        if let Some(span) = field.and_then(crate::config::Field::span) {
            findings
                .add(&LINT, span, "the certificate of the server that is asked for passwords is not verified")
                .label("whoever stands in between learns them")
                .help("Remove `allow_invalid_cert`, and name the CA with `ssl_ca_file=` or `ssl_ca_dir=`.");
        }
    }
}

/// Whether the connection that a setting is about uses TLS; without it there is nothing to verify.
fn uses_tls(view: &View<'_>, name: &str) -> bool {
    match name.strip_suffix("_verify") {
        Some(ssl) => !matches!(view.get(ssl).text.as_ref(), b"no" | b""),
        None => true,
    }
}
