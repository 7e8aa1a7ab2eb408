use crate::config::{Facts, Need, Refused};
use crate::edit::word;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "mechanism-needs-plain-password",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let mechanisms = config.mechanisms();
    let words: Vec<_> = mechanisms.iter().map(|mechanism| mechanism.word.clone()).collect();
    let mut told: Option<(u32, usize)> = None;
    for Refused { mechanism, passdb, has_hashes } in config.refused_mechanisms(&mechanisms) {
        let Some(assign) = mechanism.word.assign else { continue };
        let span = mechanism.word.span.unwrap_or_else(|| config.value_span(assign));
        let (name, driver) = (&mechanism.name, passdb.driver.shown());
        let message = match mechanism.need {
            _ if has_hashes => format!(
                "the mechanism {name} needs the password itself, but `{driver}` only has a hash of it"
            ),
            Some(Need::Change) => format!(
                "the mechanism {name} needs a passdb that can change passwords, but `{driver}` cannot"
            ),
            _ => format!(
                "the mechanism {name} needs a passdb that can return passwords, but `{driver}` cannot"
            ),
        };
        // One line with several is one finding.
        if let Some((_, index)) = told.filter(|(statement, _)| *statement == assign.statement)
            && let Some(first) = findings.iter_mut().nth(index)
        {
            first.also(span, format!("so does {name}"));
            continue;
        }
        told = Some((assign.statement, findings.len()));
        let finding = findings.add(&LINT, span, message);
        let label = if has_hashes {
            "each login with this mechanism fails"
        } else {
            "the auth process crashes on start, so no one can log in"
        };
        finding
            .label(label)
            .help("Remove it, or use a passdb that stores passwords in plain text or in the mechanism's own scheme.");
        if let Some(head) = passdb.driver.span.or_else(|| passdb.section.span()) {
            let what = if has_hashes {
                "the hashes of the system"
            } else {
                "can only tell whether a password is right"
            };
            finding.also(head, what);
        }
        finding.fix_unsafe("remove it", word::remove_from(config, &words, &mechanism.word));
    }
}
