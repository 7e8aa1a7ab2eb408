use crate::config::{Config, Facts, LOGIN_PROTOCOLS, Reach, ScopeKind};
use crate::finding::{Findings, Severity};
use crate::lints::lint;
use crate::schema::Series;
use crate::syntax::{Form, Value};

lint! {
    name: "tls-certificate-missing",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Server,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let names = match config.version().series {
        Series::V23 => ["ssl_cert", "ssl_key"],
        Series::V24 => ["ssl_server_cert_file", "ssl_server_key_file"],
    };
    let is_missing = |name: &&&str| lacking(config, name);
    let missing: Vec<&str> = names.iter().filter(is_missing).copied().collect();
    let ssl = config.root().get("ssl");
    // The file that sets it may come from the distribution's package, or this one be an excerpt.
    let is_certain =
        ssl.assign.is_some() || (config.is_self_contained() && config.protocols_span().is_some());
    // A line about TLS that cannot be read as it is is the mistake.
    let is_misread = config.problems().iter().any(|problem| {
        let statement = problem.statement.and_then(|index| config.document.statements.get(index));
        statement.is_some_and(|statement| config.document.key(statement).starts_with(b"ssl"))
    });
    if missing.is_empty()
        || is_misread
        || !is_certain
        || ssl.text.as_ref() == b"no"
        || config.login_reach() == Reach::Nowhere
    {
        return;
    }
    let Some(span) = config.place(&ssl).or_else(|| config.top_place()) else { return };
    let both = missing.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ");
    let verb = if missing.len() == 1 { "is" } else { "are" };
    let prefix = if config.version().series == Series::V23 { "<" } else { "" };
    let lines: Vec<String> = missing
        .iter()
        .map(|name| {
            let file = if name.contains("key") { "privkey.pem" } else { "fullchain.pem" };
            format!("`{name} = {prefix}/etc/letsencrypt/live/mail.example.com/{file}`")
        })
        .collect();
    let finding = findings.add(&LINT, span, format!("TLS is on, but {both} {verb} not set"));
    finding
        .label("every TLS connection fails")
        .help(format!("Add {}, with the paths of this server; or write `ssl = no`.", lines.join(" and ")));
    if missing.len() == 1 {
        finding.label("every TLS connection fails: one is useless without the other");
    } else if ssl.assign.is_none() {
        finding.label("`ssl` is not set, and `yes` is its default").severity(Severity::Warning);
    }
}

/// Whether a setting is missing for a protocol by which clients log in, whatever their address.
fn lacking(config: &Config<'_>, name: &str) -> bool {
    let places = config.everywhere(name);
    // A `<` without a path is a line that something else fills in.
    let is_set = |value: &Value<'_>| !value.text.is_empty() || value.form == Form::File;
    let set = places.into_iter().filter(|assign| is_set(&config.value_of(assign)));
    // A filter counts for one protocol at most when it names it and no address.
    let only: Vec<Option<&[u8]>> = set
        .map(|assign| match &config.scope(assign.scope).kind {
            ScopeKind::Filter(filter) if !filter.is_by_address() => filter.protocol.as_deref(),
            _ => None,
        })
        .collect();
    let covers = |protocol: &[u8]| {
        only.iter().any(|only| only.is_none_or(|only| only == protocol || only.starts_with(b"!")))
    };
    let protocols = config.root().protocols();
    let logins = LOGIN_PROTOCOLS.map(str::as_bytes);
    let mut logins = logins.iter().filter(|login| protocols.iter().any(|name| name.as_ref() == **login));
    only.is_empty() || logins.any(|login| !covers(login))
}
