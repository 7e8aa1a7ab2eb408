use crate::config::{Facts, Word};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "sieve-outside-delivery",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

/// Who opens mailboxes and delivers nothing, so that a symbol of the plugin is missing there.
const READERS: [&str; 4] = ["imap", "pop3", "submission", "doveadm"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let protocols = config.root().expected_protocols().0;
    let mut places: Vec<(Word<'_>, Vec<&str>)> = Vec::new();
    for name in READERS {
        let is_used = name == "doveadm" || protocols.iter().any(|protocol| **protocol == *name.as_bytes());
        let plugin = if is_used { config.protocol_view(name.as_bytes()).plugin("sieve") } else { None };
        let Some(word) = plugin.filter(|word| word.span.is_some()) else { continue };
        match places.iter_mut().find(|(known, _)| known.span == word.span) {
            Some((_, names)) => names.push(name),
            None => places.push((word, vec![name])),
        }
    }
    for (word, names) in places {
        let Some(span) = word.span else { continue };
        let verb = if names.len() == 1 { "loads" } else { "load" };
        let names = crate::text::listed(&names);
        findings
            .add(&LINT, span, format!("{names} {verb} the plugin `sieve` here, which works only where mail is delivered"))
            .label("the process ends with `undefined symbol`")
            .help(match config.version().series {
                Series::V23 => {
                    "Remove `sieve` here, and write `mail_plugins = $mail_plugins sieve` in `protocol lmtp {}` and `protocol lda {}`."
                }
                Series::V24 => {
                    "Remove `sieve` here, and write `mail_plugins {` with the line `sieve = yes` in `protocol lmtp {}` and `protocol lda {}`."
                }
            });
    }
}
