use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "deny-passdb-after-others",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let mut earlier = None;
    for passdb in config.passdbs() {
        let deny = passdb.get("deny");
        if deny.boolean() == Some(true) {
            if let (Some(before), Some(place)) = (earlier, config.place(&deny)) {
                findings
                    .add(
                        &LINT,
                        place,
                        "this list of denied users is asked only after a login has succeeded or failed",
                    )
                    .label("a denied user with the right password is let in before")
                    .also(before, "asked first")
                    .help("Put this `passdb` before the others.");
                return;
            }
            continue;
        }
        let goes_on =
            ["result_success", "pass", "skip", "mechanisms", "mechanisms_filter", "username_filter"];
        let is_plain = goes_on.iter().all(|key| passdb.get(key).assign.is_none()) && !passdb.is_on("master");
        if is_plain && earlier.is_none() {
            earlier = passdb.section.span();
        }
    }
}
