use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "client-cert-without-ca",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let (group, request, ca, help) = match config.version().series {
        Series::V23 => {
            ("ssl", "ssl_verify_client_cert", "ssl_ca", "Add `ssl_ca = </etc/dovecot/client-ca.pem`")
        }
        Series::V24 => (
            "ssl_server",
            "ssl_server_request_client_cert",
            "ssl_server_ca_file",
            "Add `ssl_server_ca_file = /etc/dovecot/client-ca.pem`",
        ),
    };
    for checked in config.checks(group) {
        let found = checked.get(request);
        let is_requested = found.boolean() == Some(true) && checked.get("ssl").text.as_ref() != b"no";
        // The file of a path with variables cannot be read yet, which counts as no file.
        let file = checked.get(ca);
        let is_missing = file.text.is_empty() || (group == "ssl_server" && file.is_open());
        let (true, true, Some(place)) = (is_requested, is_missing, config.place(&found)) else {
            continue;
        };
        findings
            .add(&LINT, place, format!("client certificates are requested, but `{ca}` is not set"))
            .label("there is nothing to verify them against")
            .help(format!("{help} with the CA of your clients."))
            .stage(checked.judged);
    }
}
