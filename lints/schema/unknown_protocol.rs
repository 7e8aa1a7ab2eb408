use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::hash::HashSet;
use crate::lints::lint;
use crate::schema::{self, Series, nearest};

lint! {
    name: "unknown-protocol",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Safe, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let series = config.version().series;
    for checks in config.master_checks() {
        let words = checks.view.protocol_words();
        if series == Series::V23 && words.len() == 1 && words.iter().all(|word| word.text.as_ref() == b"none")
        {
            continue;
        }
        let known: HashSet<_> = checks.services.iter().map(|service| service.protocol().text).collect();
        for word in &words {
            let (Some(assign), false) = (word.assign, known.contains(&word.text)) else { continue };
            let span = word.span.unwrap_or_else(|| config.value_span(assign));
            let name = crate::text::clipped(&word.text, 40);
            let finding = findings.add(&LINT, span, format!("unknown protocol `{name}`"));
            finding.stage(checks.judged).label("no service has this protocol");
            match word.text.to_ascii_lowercase().as_slice() {
                b"imaps" | b"pop3s" | b"submissions" => finding.help(format!(
                    "Remove `{name}`: implicit TLS is a listener of the login service, not a protocol."
                )),
                b"managesieve" => {
                    finding.help("Write `sieve`.").fix_safe("write `sieve`", [Edit::replace(span, "sieve")])
                }
                b"smtp" => finding.help(
                    "Remove `smtp`; a mail server delivers to `lmtp`, and clients send through `submission`.",
                ),
                lower if lower.contains(&b',') => {
                    let spaced = spaced(&name);
                    finding.help(format!("Write spaces between the words: `{spaced}`."));
                    match std::str::from_utf8(&word.text) {
                        Ok(whole) => finding.fix_safe(
                            format!("write `{spaced}`"),
                            [Edit::replace(span, self::spaced(whole))],
                        ),
                        Err(_) => finding,
                    }
                }
                b"none" => finding.help("Write `protocols =` to enable none."),
                lower => {
                    let lower = String::from_utf8_lossy(lower).into_owned();
                    let same = schema::listed_protocols(series).find(|known| *known == lower);
                    match same.or_else(|| nearest(&lower, schema::listed_protocols(series))) {
                        Some(meant) => finding
                            .help(format!("Did you mean `{meant}`?"))
                            .fix_unsafe(format!("write `{meant}`"), [Edit::replace(span, meant)]),
                        None => finding
                            .help("Remove it; Dovecot has `imap`, `pop3`, `lmtp`, `submission` and `sieve`."),
                    }
                }
            };
        }
    }
}

/// The words with a space between them, where commas are.
fn spaced(words: &str) -> String {
    words.replace(',', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}
