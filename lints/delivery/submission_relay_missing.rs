use crate::config::{Assign, Config, Facts, ROOT};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "submission-relay-missing",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Server,
}

const HOST: &[u8] = b"submission_relay_host";

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let root = config.root();
    let words = root.protocol_words();
    let Some(word) = words.iter().find(|word| word.text.as_ref() == b"submission") else { return };
    let Some(assign) = word.assign else { return };
    let span = word.span.unwrap_or_else(|| config.value_span(assign));
    // A package enables its protocol in a file of its own, used or not.
    let is_packaged = config.document.sources.file(span.file).path.ends_with(".protocol");
    if is_packaged || names_a_host(config) {
        return;
    }
    findings
        .add(&LINT, span, "`submission` is enabled, but `submission_relay_host` is not set")
        .label("every session of this service ends with an error")
        .help("Set `submission_relay_host` to the mail server that relays outgoing mail, or remove `submission`.");
}

/// Whether any place names a relay: a setting, or a field of a user database.
fn names_a_host(config: &Config<'_>) -> bool {
    let is_host = |assign: &Assign| {
        let name = config.key_name(assign.key);
        let is_set = name.ends_with(HOST) && !config.value_of(assign).text.is_empty();
        is_set
            || (assign.scope != ROOT && memchr::memmem::find(&config.value_of(assign).text, HOST).is_some())
    };
    config.assigns().iter().any(is_host)
}
