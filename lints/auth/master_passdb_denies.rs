use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "master-passdb-denies",
    severity: Error, stage: Start, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for passdb in config.passdbs() {
        let deny = passdb.get("deny");
        if !passdb.is_on("master") || deny.boolean() != Some(true) {
            continue;
        }
        let Some(place) = config.place(&deny) else { continue };
        findings
            .add(&LINT, place, "a `passdb` cannot have both `master` and `deny`")
            .label("the auth process does not start")
            .help("Remove one of them. To keep some master users out, remove them from the file.");
    }
}
