use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "ssl-ca-misused",
    severity: Advice, stage: Never, profile: Pedantic, series: [V23],
    fix: None, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let asks = |name: &str| {
        config.everywhere(name).iter().any(|assign| config.found(assign).boolean() != Some(false))
    };
    if asks("ssl_verify_client_cert")
        || asks("auth_ssl_require_client_cert")
        || asks("auth_ssl_username_from_cert")
    {
        return;
    }
    for assign in config.everywhere("ssl_ca") {
        if !config.value_of(assign).text.is_empty() {
            findings
                .add(&LINT, config.span(assign), "`ssl_ca` is for client certificates, but clients are not asked for one")
                .label("has no effect")
                .help("Remove it. The chain of this server's certificate belongs in the file of `ssl_cert`, after the certificate.");
        }
    }
}
