use crate::config::{Facts, Filter};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "mbox-metadata-headers-not-filtered",
    severity: Advice, stage: Never, profile: Pedantic, series: [V23, V24],
    fix: None, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let (protocols, is_assumed) = config.root().expected_protocols();
    let delivers = protocols.iter().any(|name| name.as_ref() == b"lmtp");
    let is_lda = |filter: &Filter| filter.protocol.as_deref() == Some(b"lda");
    let has_lda =
        config.filters().any(|(scope, filter)| is_lda(filter) && config.assigns_in(scope).next().is_some());
    if is_assumed || delivers || has_lda {
        return;
    }
    let places = config.root().mail_locations();
    let Some(place) = places.iter().find(|place| place.driver == "mbox") else { return };
    let Some(span) = place.span else { return };
    let finding = findings.add(
        &LINT,
        span,
        "mail in mbox seems to be delivered by another program, which may keep headers that Dovecot trusts",
    );
    finding
        .label("an `X-UID: 4294967295` header from outside would be trusted")
        .help("Deliver with LMTP or dovecot-lda, or let the other program remove X-UID, X-IMAP, X-IMAPbase, Status, X-Status and X-Keywords.");
    if let Some(protocols) = config.protocols_span() {
        finding.also(protocols, "`lmtp` is not among them, and `protocol lda` is not used");
    }
}
