use crate::config::{Config, Database, Facts, Found};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "last-passdb-continues",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for view in config.auth_views() {
        let passdbs = view.user_passdbs();
        let Some((last, before)) = passdbs.split_last() else { continue };
        let Some((found, is_refused)) = continues(config, last, before) else { continue };
        let Some(span) = config.place(&found) else { continue };
        let (setting, consequence) = match (is_refused, found.boolean()) {
            (true, Some(true)) => ("pass = yes", "the auth process crashes on start, so no one can log in"),
            (true, _) => {
                ("result_success = continue", "the auth process crashes on start, so no one can log in")
            }
            (false, _) => ("result_success = continue", "users known only to this passdb cannot log in"),
        };
        let message = format!("the last passdb has `{setting}`, so nothing follows it");
        let finding = findings.add(&LINT, span, message);
        finding.label(consequence).help("Remove the line, so that a right password is enough (`return-ok`).");
        if let Some(head) = last.section.span() {
            finding.also(head, "the last passdb");
        }
    }
}

/// What makes the last passdb go on, and whether Dovecot refuses to start its auth process for it.
fn continues<'c>(
    config: &Config<'_>,
    last: &Database<'c>,
    before: &[Database<'c>],
) -> Option<(Found<'c>, bool)> {
    let result = last.get("result_success");
    let continues = result.text.as_ref() == b"continue";
    if config.version().series == Series::V24 {
        return continues.then_some((result, true));
    }
    let pass = last.get("pass");
    if pass.boolean() == Some(true) {
        // obsolete-pass-with-result reports both together.
        return (result.text.as_ref() == b"return-ok").then_some((pass, true));
    }
    // An earlier passdb may have let the user in already.
    let lets_in = |passdb: &Database<'_>| {
        ["result_success", "result_failure", "result_internalfail"]
            .iter()
            .any(|key| passdb.get(key).text.as_ref() == b"continue-ok")
    };
    let counts = continues && !last.is_on("deny") && !before.iter().any(lets_in);
    counts.then_some((result, false))
}
