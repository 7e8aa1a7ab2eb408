use crate::config::{Facts, LOGIN_PROTOCOLS, Need};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "no-passdb",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Server,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    if !config.enabled_among(&LOGIN_PROTOCOLS) || config.opens("passdb") {
        return;
    }
    let needs_one = |need: Need| need != Need::Nothing;
    let mechanisms = config.mechanisms();
    let Some(mechanism) = mechanisms.iter().find(|m| m.need.is_some_and(needs_one)) else { return };
    let Some(span) = config.own_protocols_span() else { return };
    let name = mechanism.name.to_ascii_lowercase();
    findings
        .add(&LINT, span, format!("`{name}` is enabled, but no `passdb` is configured"))
        .label("no one can log in to these")
        .help("Add a `passdb`, or include the file that has it (`auth-system.conf.ext` in Debian).");
}
