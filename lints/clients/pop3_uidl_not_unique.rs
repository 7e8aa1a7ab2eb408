use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;
use crate::syntax::{expressions, percent_variables};

lint! {
    name: "pop3-uidl-not-unique",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for found in config.places_of("pop3_uidl_format") {
        let (is_only_validity, example) = match config.version().series {
            Series::V23 => {
                let letters: Vec<&[u8]> =
                    percent_variables(&found.text).map(|variable| variable.name).collect();
                (!letters.is_empty() && letters.iter().all(|letter| *letter == b"v"), "%08Xu%08Xv")
            }
            Series::V24 => {
                let inside: Vec<&[u8]> =
                    expressions(&found.text).map(|expression| expression.inside.trim_ascii_start()).collect();
                let is_validity = |inside: &&[u8]| {
                    inside.strip_prefix(b"uidvalidity").is_some_and(|rest| !rest.contains(&b'('))
                };
                (
                    !inside.is_empty() && inside.iter().all(is_validity),
                    "%{uid | hex(8)}%{uidvalidity | hex(8)}",
                )
            }
        };
        let Some(place) = config.place(&found).filter(|_| is_only_validity) else { continue };
        findings
            .add(
                &LINT,
                place,
                "all messages of a mailbox get the same UIDL, so POP3 clients download only one",
            )
            .label("the same for the whole mailbox")
            .help(format!("Write `pop3_uidl_format = {example}`, the default."));
    }
}
