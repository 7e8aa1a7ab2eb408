use crate::config::value::boolean;
use crate::config::{Assign, Config, Facts};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::clients::old_workarounds;
use crate::lints::lint;
use crate::schema;

lint! {
    name: "unknown-client-workaround",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

/// Lists of workarounds, and the structs whose checks read them.
const LISTS: [(&str, &str); 5] = [
    ("imap_client_workarounds", "imap"),
    ("pop3_client_workarounds", "pop3"),
    ("lmtp_client_workarounds", "lmtp"),
    ("submission_client_workarounds", "submission"),
    // Pigeonhole has the setting and not one word for it.
    ("managesieve_client_workarounds", "managesieve"),
];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let version = config.version();
    for (list, of) in LISTS {
        let known: Vec<&str> = schema::words(version, list).collect();
        for checked in config.checks(of) {
            for word in checked.view.words(list) {
                let text = String::from_utf8_lossy(&word.text).to_ascii_lowercase();
                let Some(assign) = word.assign else { continue };
                // obsolete-client-workaround is about the old ones.
                let is_known = known.iter().chain(&old_workarounds::WORDS).any(|known| *known == text);
                if is_known || is_unsure(config, assign) {
                    continue;
                }
                let span = word.span.unwrap_or_else(|| config.value_span(assign));
                let name = crate::text::clipped(&word.text, 40);
                let finding = findings.add(&LINT, span, format!("unknown workaround `{name}` in `{list}`"));
                finding.stage(checked.judged).label("no such workaround");
                match closest(&text, &known) {
                    Some(meant) => finding
                        .help(format!("Did you mean `{meant}`?"))
                        .fix_unsafe(format!("write `{meant}`"), [Edit::replace(span, meant)]),
                    None if known.is_empty() => {
                        finding.help("Remove it; no workaround is defined for this setting.")
                    }
                    None => finding.help(format!("Remove it; this version supports {}.", known.join(", "))),
                };
            }
        }
    }
}

/// Whether no one knows before Dovecot runs: a switch may be neither yes nor no.
fn is_unsure(config: &Config<'_>, assign: &Assign) -> bool {
    assign.key.is_free() && boolean(&config.value_of(assign).text) != Ok(true)
}

/// The word that was meant: with other dashes, longer or shorter than it should be, or mistyped.
fn closest<'k>(text: &str, known: &[&'k str]) -> Option<&'k str> {
    let dashed = text.replace('_', "-");
    let is_part = |word: &&'k str| {
        dashed.starts_with(*word) || (dashed.len() >= 4 && word.starts_with(dashed.as_str()))
    };
    let mut parts = known.iter().copied().filter(is_part);
    match (parts.next(), parts.next()) {
        (Some(word), None) => Some(word),
        _ => schema::nearest(&dashed, known.iter().copied()),
    }
}
