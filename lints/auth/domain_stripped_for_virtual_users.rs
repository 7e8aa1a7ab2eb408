use crate::config::{Assign, Config, Facts, Found, ROOT, Variable};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;
use crate::source::Span;

lint! {
    name: "domain-stripped-for-virtual-users",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

/// How many places that use the domain are shown.
const SHOWN: usize = 3;

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let everywhere = config.root().get("auth_username_format");
    let Some(assign) = everywhere.assign.filter(|assign| assign.scope == ROOT) else {
        // Debian's 20-lmtp.conf of 2.4 has such a line.
        return for_delivery(config, findings);
    };
    if config.drops_domain(&everywhere.text) {
        judge(config, findings, &everywhere, assign);
    } else {
        for_delivery(config, findings);
    }
}

/// `protocol lmtp` and `protocol lda` may have a format of their own.
fn for_delivery(config: &Config<'_>, findings: &mut Findings) {
    let has_lmtp = config.root().enables("lmtp");
    let protocols: &[&[u8]] = if has_lmtp { &[b"lmtp", b"lda"] } else { &[b"lda"] };
    for protocol in protocols {
        let format = config.protocol_view(protocol).get("auth_username_format");
        let Some(assign) = format.assign.filter(|assign| assign.scope != ROOT) else { continue };
        if config.drops_domain(&format.text) {
            judge(config, findings, &format, assign);
            return;
        }
    }
}

fn judge(config: &Config<'_>, findings: &mut Findings, format: &Found<'_>, assign: &Assign) {
    let uses: Vec<&Assign> = config.assigns().iter().filter(|assign| uses_domain(config, assign)).collect();
    let queries = queries(config);
    if (uses.is_empty() && queries.is_empty()) || names_the_user(config) {
        return;
    }
    let shown = format.shown();
    let is_everywhere = assign.scope == ROOT;
    let message = if is_everywhere {
        format!("`auth_username_format = {shown}` strips the domain, so it is empty where it is used")
    } else {
        let place = config.scope_name(assign.scope);
        format!("`auth_username_format = {shown}` strips the domain in `{place}`, but users log in with it")
    };
    let finding = findings.add(&LINT, config.value_span(assign), message);
    finding.label("john@example.com becomes john").help(match (is_everywhere, config.version().series) {
        (true, Series::V23) => "Keep the domain: `auth_username_format = %Lu`.",
        (true, Series::V24) => "Keep the domain: `auth_username_format = %{user | lower}`.",
        (false, _) => {
            "Remove the line, or mail is delivered to another folder than the one that the user reads."
        }
    });
    let places = uses.iter().map(|place| config.value_span(place)).chain(queries);
    for place in places.take(SHOWN) {
        finding.also(place, "the domain is empty here");
    }
}

/// 2.3: the queries and filters in the files of databases that ask for the domain.
fn queries(config: &Config<'_>) -> Vec<Span> {
    const KEYS: [&str; 4] = ["password_query", "user_query", "pass_filter", "user_filter"];
    let files = config.document.externals.iter();
    let entries = files.flat_map(|external| KEYS.iter().filter_map(|key| external.get(key)));
    let asks = |text: &[u8]| config.variables_in(text).iter().any(Variable::is_domain);
    entries.filter(|entry| asks(&entry.text)).map(|entry| entry.value_span).collect()
}

/// Whether a value with a path or a query of users asks for the domain.
fn uses_domain(config: &Config<'_>, assign: &Assign) -> bool {
    const PATHS: [&str; 8] = [
        "mail_home",
        "mail_location",
        "mail_path",
        "mail_inbox_path",
        "location",
        "args",
        "passwd_file_path",
        "sieve_script_path",
    ];
    let name = config.key_name(assign.key);
    let is_path = PATHS.iter().any(|path| name.as_ref() == path.as_bytes())
        || name.ends_with(b"_sql_query")
        || ["plugin", "userdb_fields", "passdb_fields"]
            .iter()
            .any(|list| config.is_in_list(assign.key, list));
    is_path
        && !config.is_replaced(assign)
        && config.variables_in(&config.value_of(assign).text).iter().any(Variable::is_domain)
}

/// Whether a database gives users another name.
fn names_the_user(config: &Config<'_>) -> bool {
    let mut databases = config.passdbs().into_iter().chain(config.userdbs());
    databases.any(|database| database.gives(&["user", "username"]))
}
