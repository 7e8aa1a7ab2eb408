use crate::config::{Facts, SectionKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "sieve-global-script-never-run",
    severity: Warning, stage: Never, profile: Default, series: [V24],
    fix: None, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let scripts = config.root().sections(SectionKind::SIEVE_SCRIPT);
    let is_global = |kind: &[u8]| kind == b"global";
    // Another script, or one that a user stores, may include it.
    if config.enabled_among(&["sieve"]) || !scripts.iter().all(|script| is_global(&script.value("type").text))
    {
        return;
    }
    for script in scripts {
        let path = script.value("path");
        let Some(span) = config.place(&script.value("type")) else { continue };
        if !path.text.ends_with(b".sieve") {
            continue;
        }
        findings
            .add(
                &LINT,
                span,
                format!("nothing runs `sieve_script {}`: `global` scripts run only where another one includes them", script.shown()),
            )
            .label("only for `include :global`")
            .help("Write `type = before` to run it for every mail, or `type = default` for users without a script.");
    }
}
