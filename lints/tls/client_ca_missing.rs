use crate::config::{Facts, View};
use crate::edit::lines;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "client-ca-missing",
    severity: Advice, stage: Run, profile: Pedantic, series: [V23, V24],
    fix: Unsafe, needs: Server,
}

/// What switches TLS on for a connection that Dovecot makes.
const SWITCHES: [&str; 3] = ["imapc_ssl", "pop3c_ssl", "submission_relay_ssl"];

/// Addresses that may begin with `https://`.
const URLS: [&str; 8] = [
    "auth_policy_server_url",
    "oauth2_grant_url",
    "oauth2_tokeninfo_url",
    "oauth2_introspection_url",
    "fts_solr_url",
    "fts_tika_url",
    "fts_decoder_tika_url",
    "push_notification_ox_url",
];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let is_set =
        |name: &str| config.everywhere(name).iter().any(|assign| !config.value_of(assign).text.is_empty());
    if is_set("ssl_client_ca_dir") || is_set("ssl_client_ca_file") {
        return;
    }
    let Some((name, assign)) =
        config.everywhere_of(&SWITCHES).into_iter().chain(config.everywhere_of(&URLS)).find(
            |(name, assign)| {
                let text = config.value_of(assign).text;
                let is_tls = if SWITCHES.contains(name) {
                    !matches!(text.as_ref(), b"no" | b"")
                } else {
                    text.starts_with(b"https:")
                };
                is_tls && verifies(&config.view(assign.scope), name)
            },
        )
    else {
        return;
    };
    let span = config.span(assign);
    let finding = findings.add(
        &LINT,
        config.value_span(assign),
        format!(
            "`{name}` uses TLS, but no `ssl_client_ca_dir` or `ssl_client_ca_file` says which CAs to trust"
        ),
    );
    finding
        .label("only OpenSSL's built-in paths are used")
        .help("Add `ssl_client_ca_dir = /etc/ssl/certs` (Debian) or `ssl_client_ca_file = /etc/pki/tls/cert.pem` (Red Hat).");
    finding.fix_unsafe(
        "trust the certificates of the system",
        lines::below(config, span, "ssl_client_ca_dir = /etc/ssl/certs"),
    );
}

/// Whether the certificate of the other side is verified at all.
fn verifies(view: &View<'_>, name: &str) -> bool {
    let is_off = |name: &str| view.get(name).boolean() == Some(false);
    let is_own_off = SWITCHES.contains(&name) && is_off(&format!("{name}_verify"));
    !is_own_off && !is_off("ssl_client_require_valid_cert")
}
