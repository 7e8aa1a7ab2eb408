use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "auth-service-as-root",
    severity: Advice, stage: Never, profile: Audit, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(auth) = config.service("auth") else { return };
    let user = auth.own("user").filter(|user| user.text.as_ref() == b"root");
    let Some(place) = user.and_then(|user| config.place(&user)) else { return };
    findings
        .add(&LINT, place, "the auth process, which reads what clients send before they log in, runs as root")
        .label("not needed: `auth-worker` does what needs root")
        .help(
            "Remove this line. PAM and shadow passwords are read by `auth-worker`, which is root by default.",
        );
}
