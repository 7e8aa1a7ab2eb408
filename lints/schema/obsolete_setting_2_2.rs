use crate::config::{Config, Facts, Obsolete, Problem, ProblemKind, Written};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::Span;
use crate::syntax::{Kind, Statement};

lint! {
    name: "obsolete-setting-2.2",
    severity: Warning, stage: Parse, profile: Default, series: [V23],
    fix: Safe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    // Of a whole configuration for 1.x that is one thing to say, and each line of it would be another.
    if let Some(head) = head_of_dovecot_1(config) {
        let obsolete = config.problems().iter().filter(|p| matches!(p.kind, ProblemKind::Obsolete(_)));
        let count = obsolete.count();
        let finding = findings.add(
            &LINT,
            head,
            format!("this configuration is written for Dovecot 1.x; 2.3 converts {count} of its lines"),
        );
        finding
            .label("removed in 2.0")
            .help("Begin with the example configuration of 2.3 or 2.4 and carry over what you changed.");
        return;
    }
    for problem in config.problems() {
        let ProblemKind::Obsolete(what) = &problem.kind else { continue };
        // auth-cache-size-tiny says what the number means now.
        if matches!(what, Obsolete::Megabytes(_)) {
            continue;
        }
        let Some(written) = config.written(problem) else { continue };
        let is_lost = written.key == "ssl_protocols" && !has_effect(config, problem);
        let finding = if is_lost {
            let message =
                format!("{what}, and Dovecot ignores this value because it names an unknown protocol");
            findings.at(&LINT, problem, message)
        } else {
            findings.at(&LINT, problem, format!("obsolete: {what}"))
        };
        finding.label(if is_lost { "has no effect" } else { "still accepted, removed in 2.4" });
        if written.statement.kind != Kind::Setting {
            finding.help("Write the section in the 2.3 form; 2.4 rejects the old one.");
            continue;
        }
        let Some((new, value, is_safe)) = replacement(config, problem, &written) else {
            finding.help(advice(what));
            continue;
        };
        let line = format!("{new} = {value}");
        finding.help(format!("Write `{line}`; 2.4 does not convert it."));
        if written.replaceable.is_none() {
            continue;
        }
        let edit = [Edit::replace(problem.span, line.as_str())];
        if is_safe {
            finding.fix_same(format!("write `{line}`"), edit);
        } else {
            finding.fix_unsafe(format!("write `{line}`"), edit);
        }
    }
}

/// Whether the old line sets anything under its new name.
fn has_effect(config: &Config<'_>, problem: &Problem) -> bool {
    config.assigns().iter().any(|assign| Some(assign.statement as usize) == problem.statement)
}

/// `auth default {`, in which 1.x has its user databases.
fn head_of_dovecot_1(config: &Config<'_>) -> Option<Span> {
    let document = config.document;
    let is_it = |s: &&Statement| s.kind == Kind::Open && s.has_name && document.key(s).as_ref() == b"auth";
    document.statements.iter().find(is_it).map(|statement| statement.span)
}

/// What to do where no single line replaces the old one.
fn advice(what: &Obsolete) -> &'static str {
    match what {
        Obsolete::Removed(_) | Obsolete::Unneeded(_) => "Remove the line; 2.4 rejects it.",
        Obsolete::ProtocolTwice(_) => "Remove the word; the protocol without the `s` also serves TLS.",
        Obsolete::Replaced { new, .. } if new == "ssl_min_protocol" => {
            "Write `ssl_min_protocol = TLSv1.2`; 2.4 does not convert it."
        }
        _ => "Write it as the message says; 2.4 does not convert it.",
    }
}

/// The name and the value that Dovecot makes of it, and whether that is all it does.
fn replacement(
    config: &Config<'_>,
    problem: &Problem,
    written: &Written<'_>,
) -> Option<(String, String, bool)> {
    let (key, value) = (written.key.as_str(), written.full.as_deref()?);
    let span = config.document.locate(written.statement, written.statement.value);
    let as_written = str::from_utf8(config.document.sources.bytes(span)).ok()?.to_owned();
    let either = |yes: &str, no: &str| match value.to_ascii_lowercase().as_str() {
        "yes" => Some(yes.to_owned()),
        "no" => Some(no.to_owned()),
        _ => None,
    };
    match key {
        "dbox_rotate_size" => Some(("mdbox_rotate_size".to_owned(), as_written, true)),
        "ssl_disable" => Some(("ssl".to_owned(), either("no", "yes")?, true)),
        "fsync_disable" => Some(("mail_fsync".to_owned(), either("never", "optimized")?, true)),
        "ssl_cert_file" | "ssl_key_file" | "ssl_ca_file" => {
            Some((key.strip_suffix("_file")?.to_owned(), format!("<{value}"), true))
        }
        "imap_zlib_compress_level" => Some(("imap_compress_deflate_level".to_owned(), as_written, true)),
        "auth_cache_size" => Some((key.to_owned(), format!("{value}M"), true)),
        "ssl_protocols" => {
            let minimum = config.root().get("ssl_min_protocol");
            let is_its =
                minimum.assign.is_some_and(|assign| Some(assign.statement as usize) == problem.statement);
            is_its.then(|| ("ssl_min_protocol".to_owned(), minimum.shown().to_string(), false))
        }
        _ => {
            let rest = key.strip_prefix("mail_cache_compress_")?;
            Some((format!("mail_cache_purge_{rest}"), as_written, true))
        }
    }
}
