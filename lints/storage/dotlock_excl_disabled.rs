use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "dotlock-excl-disabled",
    severity: Advice, stage: Never, profile: Pedantic, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for found in config.places_of("dotlock_use_excl") {
        let Some(assign) = found.assign.filter(|_| found.boolean() == Some(false)) else { continue };
        findings
            .add(&LINT, config.span(assign), "`dotlock_use_excl = no` makes dotlocks slower")
            .label("only NFS version 2 needs it")
            .help("Remove the line.");
    }
}
