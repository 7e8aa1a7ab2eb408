use crate::config::{Database, Facts};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "lmtp-accepts-everybody",
    severity: Advice, stage: Never, profile: Pedantic, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    if !config.enabled_among(&["lmtp"]) {
        return;
    }
    let allows = |userdb: &Database<'_>| match config.version().series {
        Series::V23 => userdb.args().flag("allow_all_users"),
        Series::V24 => userdb.around("userdb_static_allow_all_users").boolean() == Some(true),
    };
    for userdb in config.userdbs().into_iter().filter(|userdb| userdb.driver.is("static") && allows(userdb)) {
        let Some(span) = userdb.section.span() else { continue };
        findings
            .add(&LINT, span, "with `allow_all_users`, LMTP accepts mail for any name and creates a mailbox for it")
            .label("accepts every user")
            .help("Remove `allow_all_users` if the passdb knows all users, or make sure that the mail server checks recipients.");
    }
}
