use crate::config::{Facts, SectionKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "quota-limit-shadows-userdb",
    severity: Warning, stage: Run, profile: Default, series: [V24],
    fix: None, needs: Whole,
}

/// The limits of a quota root that userdbs return for each user.
const LIMITS: [&str; 2] = ["storage_size", "message_count"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for section in config.root().sections(SectionKind::QUOTA) {
        for limit in LIMITS {
            let field = format!("quota_{limit}");
            let found = section.value(limit);
            let Some(assign) = found.assign.filter(|assign| section.scopes.contains(&assign.scope)) else {
                continue;
            };
            if config.userdbs_return(&field) != Some(true) {
                continue;
            }
            findings
                .add(
                    &LINT,
                    config.span(assign),
                    format!("this limit replaces the `{field}` that the userdb returns, so every user has the same"),
                )
                .label("inside the section it wins over the userdb")
                .help(format!("Move the line out of the section, as `{field} = {}` at the top level: there it is the default for users without a limit of their own.", found.shown()));
        }
    }
}
