use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "sieve-not-loaded-for-lmtp",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Server,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let (lmtp, lda) = (config.protocol_view(b"lmtp"), config.protocol_view(b"lda"));
    if !config.enabled_among(&["lmtp"]) || !lmtp.knows_plugins() || lmtp.has_plugin("sieve") {
        return;
    }
    let Some(span) = lda.plugin("sieve").and_then(|word| word.span) else { return };
    // A listener that someone wrote is one that a mail server uses.
    let Some(service) = config.service("lmtp") else { return };
    let listeners = service.listeners();
    let is_used = |path: &[u8]| path.first() == Some(&b'/');
    let used = listeners.iter().find(|listener| {
        listener.span().is_some()
            && listener.mode() != Some(0)
            && (listener.kind == "inet_listener" || is_used(&listener.path()))
    });
    let Some(head) = used.and_then(crate::config::Listener::span) else { return };
    findings
        .add(
            &LINT,
            span,
            "`dovecot-lda` loads `sieve` but `lmtp` does not, so no scripts run for mail delivered by LMTP",
        )
        .label("not for LMTP")
        .also(head, "mail arrives here")
        .help(match config.version().series {
            Series::V23 => "Write `mail_plugins = $mail_plugins sieve` in `protocol lmtp {}` as well.",
            Series::V24 => {
                "Write `mail_plugins {` with the line `sieve = yes` in `protocol lmtp {}` as well."
            }
        });
}
