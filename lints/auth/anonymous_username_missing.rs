use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "anonymous-username-missing",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let found = config.root().get("auth_anonymous_username");
    if !found.text.is_empty() {
        return;
    }
    let Some(mechanism) = config.mechanisms().into_iter().find(|known| known.name == "ANONYMOUS") else {
        return;
    };
    let Some(place) = config.place(&found) else { return };
    let finding = findings.add(
        &LINT,
        place,
        "`anonymous` is enabled, but `auth_anonymous_username` is empty: the auth process does not start",
    );
    finding.label("no one can log in").help("Write `auth_anonymous_username = anonymous`, the default, or remove `anonymous` from `auth_mechanisms`.");
    if let Some(span) = mechanism.word.span {
        finding.also(span, "enabled here");
    }
}
