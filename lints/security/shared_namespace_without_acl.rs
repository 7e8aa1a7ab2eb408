use crate::config::{Database, Facts};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "shared-namespace-without-acl",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    // The rights of files decide where each user has a UID of their own.
    let gives_one = |userdb: &Database<'_>| userdb.fields().iter().any(|field| field.is("uid"));
    let is_one_owner =
        config.root().get("mail_uid").assign.is_some() || config.userdbs().iter().any(gives_one);
    if config.loads_plugin("acl").is_some() || !is_one_owner {
        return;
    }
    for namespace in config.namespace_sets().iter().flatten() {
        if !namespace.is_dynamic()
            || namespace.disabled
            || matches!(namespace.location.driver.as_str(), "imapc" | "")
        {
            continue;
        }
        let Some(span) = namespace.span else { continue };
        findings
            .add(&LINT, span, "every user can read and delete the mail of every other user in this namespace")
            .label("shared without the plugin `acl`")
            .help("Load the plugin `acl` for all protocols and set its backend to `vfile`; or remove the namespace.");
        return;
    }
}
