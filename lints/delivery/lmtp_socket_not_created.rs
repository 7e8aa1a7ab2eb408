use crate::config::Facts;
use crate::finding::Findings;
use crate::hash::HashSet;
use crate::lints::lint;
use crate::lints::postfix;

lint! {
    name: "lmtp-socket-not-created",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let root = config.root();
    let (protocols, is_assumed) = root.expected_protocols();
    let protocols: HashSet<_> = protocols.into_iter().collect();
    let Some(service) = root.service("lmtp") else { return };
    if is_assumed || service.is_enabled(&protocols) {
        return;
    }
    for listener in service.listeners() {
        let path = listener.path();
        if listener.kind != "unix_listener" || !path.starts_with(postfix::SPOOL) || listener.mode() == Some(0)
        {
            continue;
        }
        let Some(span) = listener.span().filter(|_| service.has_own(&listener)) else { continue };
        let path = crate::text::clipped(&path, 80);
        let message = format!("`{path}` is never created, because `protocols` has no `lmtp`");
        let finding = findings.add(&LINT, span, message);
        finding.label("Postfix finds no socket there");
        if let Some(protocols) = config.own_protocols_span() {
            finding.also(protocols, "no `lmtp` here");
        }
        finding.help("Add `lmtp` to `protocols`, or remove this listener.");
    }
}
