use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "stats-writer-unreachable",
    severity: Advice, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let settings_of = |protocol: &[u8]| {
        let mut filters = config.filters().filter(|(_, filter)| filter.protocol.as_deref() == Some(protocol));
        filters.find_map(|(scope, _)| config.assigns_in(scope).next().map(|assign| (scope, assign)))
    };
    // Where LMTP delivers, a section for the LDA is a leftover.
    let (protocols, assumed) = config.root().expected_protocols();
    let has_lmtp = if assumed {
        settings_of(b"lmtp").is_some()
            || config.service("lmtp").is_some_and(|lmtp| !lmtp.sections().is_empty())
    } else {
        protocols.iter().any(|name| name.as_ref() == b"lmtp")
    };
    let Some((lda, first)) = settings_of(b"lda").filter(|_| !has_lmtp) else { return };
    if config.view(lda).get("stats_writer_socket_path").assign.is_some() {
        return;
    }
    let Some(stats) = config.service("stats") else { return };
    let listeners = stats.listeners();
    let Some(writer) = listeners.iter().find(|listener| listener.name.as_ref() == b"stats-writer") else {
        return;
    };
    let is_own = ["user", "group"].iter().any(|key| writer.get(key).assign.is_some());
    let is_for_all = writer.mode().is_some_and(|mode| mode & 0o002 != 0);
    if is_own || is_for_all || config.version().is_23_from(0) && !config.version().is_23_from(1) {
        return;
    }
    findings
        .add(&LINT, config.span(first), "`dovecot-lda` runs as the mail user, which cannot open `stats-writer`")
        .label("the LDA is used here")
        .help("Write `user = vmail`, with the user that delivers, for `unix_listener stats-writer` in `service stats`; do not use mode 0666.");
}
