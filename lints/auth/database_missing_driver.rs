use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "database-missing-driver",
    severity: Error, stage: Parse, profile: Default, series: [V23],
    fix: None, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for kind in ["passdb", "userdb"] {
        for section in config.checked_sections(kind) {
            let driver = section.get("driver");
            let (true, Some(span)) = (driver.text.is_empty(), config.place(&driver).or(section.span()))
            else {
                continue;
            };
            findings
                .add(&LINT, span, format!("this `{kind}` has no `driver`"))
                .label(format!("the driver decides what kind of {kind} this is"))
                .help("Add `driver = passwd-file`, or `pam`, `sql`, `ldap`, as the database is.")
                .stage(section.judged);
        }
    }
}
