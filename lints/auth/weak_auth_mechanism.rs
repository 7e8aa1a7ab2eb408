use crate::config::Facts;
use crate::edit::word;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "weak-auth-mechanism",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

/// Mechanisms, and what is wrong with each.
const WEAK: [(&str, &str); 7] = [
    ("CRAM-MD5", "needs passwords in the scheme CRAM-MD5 or in plain text on the server"),
    ("DIGEST-MD5", "needs passwords in the scheme DIGEST-MD5 or in plain text on the server"),
    ("APOP", "needs passwords in plain text on the server"),
    ("NTLM", "can be cracked by an eavesdropper"),
    ("SKEY", "is based on MD4 and long obsolete"),
    ("RPA", "is based on MD5 and long obsolete"),
    ("ANONYMOUS", "allows anonymous access"),
];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let mechanisms = config.mechanisms();
    let words: Vec<_> = mechanisms.iter().map(|mechanism| mechanism.word.clone()).collect();
    let refused = config.refused_mechanisms(&mechanisms);
    let mut told: Option<(u32, usize)> = None;
    for mechanism in &mechanisms {
        // mechanism-needs-plain-password is about those that no passdb can serve.
        if config.is_whole && refused.iter().any(|other| other.mechanism.name == mechanism.name) {
            continue;
        }
        // anonymous-username-missing says that it cannot start.
        if mechanism.name == "ANONYMOUS" && config.root().get("auth_anonymous_username").text.is_empty() {
            continue;
        }
        // unknown-auth-mechanism is about those that this version does not have.
        let (Some(_), Some(assign)) = (mechanism.need, mechanism.word.assign) else { continue };
        let Some((name, flaw)) = WEAK.iter().find(|(name, _)| *name == mechanism.name) else { continue };
        let span = mechanism.word.span.unwrap_or_else(|| config.value_span(assign));
        // One line with several is one finding.
        if let Some((_, index)) = told.filter(|(statement, _)| *statement == assign.statement)
            && let Some(first) = findings.iter_mut().nth(index)
        {
            first.also(span, format!("{name} {flaw}"));
            continue;
        }
        told = Some((assign.statement, findings.len()));
        let finding = findings.add(&LINT, span, format!("the mechanism {name} {flaw}"));
        if *name == "ANONYMOUS" {
            finding
                .label("as the user of `auth_anonymous_username`")
                .help("Remove it, unless the server is meant for the public.");
        } else {
            finding
                .label("weaker than `plain` over TLS")
                .help("Remove it: `plain` and `login` over TLS work with strongly hashed passwords.");
        }
        finding.fix_unsafe("remove it", word::remove_from(config, &words, &mechanism.word));
    }
}
