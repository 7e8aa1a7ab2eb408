use crate::config::Facts;
use crate::finding::Findings;
use crate::hash::HashMap;
use crate::lints::lint;

lint! {
    name: "special-use-duplicated",
    severity: Advice, stage: Never, profile: Pedantic, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for namespace in config.namespace_sets().iter().flatten() {
        let mut seen: HashMap<Vec<u8>, crate::source::Span> = HashMap::default();
        for mailbox in namespace.mailboxes() {
            if !matches!(mailbox.auto.text.as_ref(), b"create" | b"subscribe") {
                continue;
            }
            for word in &mailbox.special_use {
                let Some(span) = word.span else { continue };
                let Some(first) =
                    seen.insert(word.text.to_ascii_lowercase(), span).filter(|first| *first != span)
                else {
                    continue;
                };
                let message = format!("Dovecot creates two mailboxes with `special_use = {}`", word.shown());
                findings
                    .add(&LINT, span, message)
                    .label("clients choose one of them")
                    .also(first, "the other one")
                    .help("Create one of them only: remove `auto` from the other.");
            }
        }
    }
}
