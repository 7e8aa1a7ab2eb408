use crate::config::{Database, Facts, password_scheme};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "scheme-does-not-fit-mechanism",
    severity: Advice, stage: Run, profile: Pedantic, series: [V23, V24],
    fix: None, needs: Whole, silent: Unread,
}

/// Mechanisms that need the password in plain text or in a scheme of their own.
const CHALLENGES: [&str; 4] = ["CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let passdbs = config.root().user_passdbs();
    let scheme = |passdb: &Database<'_>| match config.version().series {
        Series::V23 => {
            let args = passdb.args();
            let option = args.option("scheme").map(|field| field.text().to_vec());
            option.or_else(|| Some(passdb.external()?.get("default_pass_scheme")?.text.to_vec()))
        }
        Series::V24 => {
            let found = passdb.around("passdb_default_password_scheme");
            found.assign.map(|_| found.text.to_vec())
        }
    };
    let one_way = |passdb: &Database<'_>| {
        let scheme = password_scheme(str::from_utf8(&scheme(passdb)?).ok()?)?;
        scheme.is_one_way.then_some(scheme.name)
    };
    let schemes: Option<Vec<&str>> = passdbs.iter().map(one_way).collect();
    let Some(scheme) = schemes.and_then(|schemes| schemes.first().copied()) else { return };
    for mechanism in config.mechanisms() {
        let Some(span) = mechanism.word.span.filter(|_| CHALLENGES.contains(&mechanism.name.as_str())) else {
            continue;
        };
        let name = &mechanism.name;
        findings
            .add(&LINT, span, format!("the mechanism {name} needs passwords in plain text or in its own scheme, but these are {scheme}"))
            .label("fails for these passwords")
            .help(format!("Remove {name} from `auth_mechanisms`; over TLS `plain` is as safe."));
    }
}
