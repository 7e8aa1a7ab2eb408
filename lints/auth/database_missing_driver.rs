use crate::config::{Facts, SectionKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "database-missing-driver",
    severity: Error, stage: Parse, profile: Default, series: [V23],
    fix: None, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for kind in [SectionKind::PASSDB, SectionKind::USERDB] {
        let name = kind.name();
        for section in config.checked_sections(kind) {
            let driver = section.get("driver");
            let (true, Some(span)) = (driver.text.is_empty(), config.place(&driver).or(section.span()))
            else {
                continue;
            };
            findings
                .add(&LINT, span, format!("this `{name}` has no `driver`"))
                .label(format!("the driver decides what kind of {name} this is"))
                .help("Add `driver = passwd-file`, or `pam`, `sql`, `ldap`, as the database is.")
                .stage(section.judged);
        }
    }
}
