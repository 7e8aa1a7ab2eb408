use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "listener-without-path",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for checks in config.master_checks() {
        for (service, judged) in checks.enabled() {
            for listener in service.listeners() {
                if listener.kind == "inet_listener" || !listener.path().is_empty() {
                    continue;
                }
                let Some(span) = listener.span() else { continue };
                let kind = listener.kind;
                let finding = findings.add(
                    &LINT,
                    span,
                    format!("`{kind}` of `service {}` has no path", service.name()),
                );
                finding.stage(judged).label("path missing");
                finding.help(if listener.is_written_as_setting() {
                    let name = crate::text::clipped(&listener.name, 40);
                    format!("Write `{kind} {name} {{`, its settings, and `}}` on lines of their own.")
                } else {
                    format!("Write the path before the brace, as in `{kind} auth-userdb {{`.")
                });
            }
        }
    }
}
