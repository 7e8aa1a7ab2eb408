use crate::config::Facts;
use crate::edit::lines;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "tls-min-protocol-empty",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: Safe, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    if config.version().patch < 3 {
        return;
    }
    for checked in config.checks("ssl") {
        let found = checked.get("ssl_min_protocol");
        let (true, Some(assign)) = (found.text.is_empty(), found.assign) else { continue };
        findings
            .add(&LINT, config.span(assign), "`ssl_min_protocol` is empty")
            .label("no minimum TLS version is set")
            .help("Write `ssl_min_protocol = TLSv1.2`, the default, or remove the line.")
            .fix_safe("remove the line", lines::remove(config, config.span(assign)))
            .stage(checked.judged);
    }
}
