use crate::config::Config;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    "listener-without-path", "schema", Error, Parse, Default,
    [V23, V24], fix: none, whole: true, page: "listener_without_path.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    for checks in config.master_checks() {
        for (service, judged) in checks.enabled() {
            for listener in service.listeners() {
                if listener.kind == "inet_listener" || !listener.path().is_empty() {
                    continue;
                }
                let Some(span) = listener.span() else { continue };
                findings
                    .add(
                        &LINT,
                        span,
                        format!("a `{}` of `service {}` without a path", listener.kind, service.name()),
                    )
                    .stage(judged)
                    .label("where is the socket?")
                    .help(format!(
                        "Write the path before the brace, as in `{} auth-userdb {{`.",
                        listener.kind
                    ));
            }
        }
    }
}
