use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;
use crate::text::words::{SPACES_COMMAS, words};

lint! {
    name: "never-cache-fields",
    severity: Advice, stage: Never, profile: Pedantic, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for found in config.places_of("mail_never_cache_fields") {
        let Some(assign) = found.assign else { continue };
        let mut fields = words(&found.text, SPACES_COMMAS);
        let Some(word) = fields.find(|word| *word != b"imap.envelope") else { continue };
        let word = crate::text::clipped(word, 60);
        findings
            .add(&LINT, config.span(assign), format!("`{word}` is never cached"))
            .label("read from the mail again each time")
            .help("Remove the line: the default is `imap.envelope`.");
    }
}
