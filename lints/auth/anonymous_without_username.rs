use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "anonymous-without-username",
    severity: Error, stage: Start, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let name = config.root().get("auth_anonymous_username");
    let is_offered = config.root().words("auth_mechanisms").iter().any(|word| word.text.eq_ignore_ascii_case(b"anonymous"));
    if !is_offered || !name.text.is_empty() {
        return;
    }
    let Some(place) = config.place(&name) else { return };
    findings
        .add(&LINT, place, "`auth_mechanisms` has `anonymous`, but `auth_anonymous_username` is empty")
        .label("nobody can log in")
        .help("Remove this line, or take `anonymous` out of `auth_mechanisms`.");
}
