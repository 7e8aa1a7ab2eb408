use crate::config::{Config, Facts, ScopeKind, SectionKind, Word};
use crate::edit::{Edit, lines};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;
use crate::source::Span;

lint! {
    name: "sieve-not-loaded-for-delivery",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Server,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let root = config.root();
    let words = root.protocol_words();
    let Some(sieve) = words.iter().find(|word| word.is("sieve")) else {
        return set_in_vain(config, findings);
    };
    let Some(span) = sieve.span else { return };
    // A package lists its protocol by itself, in a file of its own; that is no one's decision.
    let is_alone =
        |word: &Word<'_>| word.is("sieve") || word.span.is_none_or(|other| other.file != span.file);
    let in_block = sieve.assign.is_some_and(|assign| assign.key.is_free());
    let is_package = config.document.sources.file(span.file).path.ends_with(".protocol");
    if is_package || in_block && words.iter().all(is_alone) {
        return;
    }
    let loads = |protocol: &[u8]| {
        let view = config.protocol_view(protocol);
        view.has_plugin("sieve") || !view.knows_plugins()
    };
    if loads(b"lmtp") || loads(b"lda") {
        return;
    }
    let protocol = if words.iter().any(|word| word.is("lmtp")) { "lmtp" } else { "lda" };
    let finding = findings.add(
        &LINT,
        span,
        "users can store Sieve scripts, but delivery never runs them: neither lmtp nor lda loads `sieve`",
    );
    finding.label("only stores scripts").help(match config.version().series {
        Series::V23 => {
            format!("Add `sieve` to `mail_plugins` in `protocol {protocol}`, after `$mail_plugins`.")
        }
        Series::V24 => format!("Add `mail_plugins {{` with the line `sieve = yes` to `protocol {protocol}`."),
    });
    if let Some(edits) = added(config, sieve, protocol) {
        finding.fix_unsafe(format!("load `sieve` in `protocol {protocol}`"), edits);
    }
}

/// Scripts that the configuration names by itself, though no client can store any.
fn set_in_vain(config: &Config<'_>, findings: &mut Findings) {
    let loads = |protocol: &[u8]| {
        let view = config.protocol_view(protocol);
        view.has_plugin("sieve") || !view.knows_plugins()
    };
    let is_imap = config.protocol_view(b"imap").has_plugin("imap_sieve");
    if is_imap || loads(b"lmtp") || loads(b"lda") || !config.sets_list(config.root().scopes(), "protocols") {
        return;
    }
    let Some((name, span)) = scripts(config) else { return };
    findings
        .add(
            &LINT,
            span,
            format!("`{name}` is set, but delivery runs no scripts: neither lmtp nor lda loads `sieve`"),
        )
        .label("never executed")
        .help(match config.version().series {
            Series::V23 => {
                "Add `sieve` to `mail_plugins` in `protocol lmtp` or `protocol lda`, after `$mail_plugins`."
            }
            Series::V24 => {
                "Add `mail_plugins {` with the line `sieve = yes` to `protocol lmtp` or `protocol lda`."
            }
        });
}

/// The settings of 2.3 that name scripts.
const SCRIPTS: [&str; 5] = ["sieve", "sieve_before", "sieve_after", "sieve_default", "sieve_dir"];

/// The first setting that names a script and is not what distributions ship.
fn scripts(config: &Config<'_>) -> Option<(String, Span)> {
    if config.version().series == Series::V24 {
        let script = config.root().sections(SectionKind::SIEVE_SCRIPT).into_iter().find(|script| {
            let path = script.get("path");
            path.assign.is_some() && !matches!(path.text.as_ref(), b"" | b"~/sieve")
        })?;
        return Some((format!("sieve_script {}", script.shown()), script.span()?));
    }
    SCRIPTS.iter().find_map(|key| {
        let found = config.plugin_setting(key)?;
        let text = found.text.as_ref();
        let is_shipped = matches!(text, b"" | b"~/.dovecot.sieve" | b"~/sieve")
            || text == b"file:~/sieve;active=~/.dovecot.sieve";
        Some(((*key).to_owned(), config.place(&found).filter(|_| !is_shipped)?))
    })
}

/// A section after `protocols`, where the protocol has none of its own that would be in the way.
fn added(config: &Config<'_>, sieve: &Word<'_>, protocol: &str) -> Option<Vec<Edit>> {
    let assign = sieve.assign.filter(|assign| !assign.key.is_free())?;
    let has_own = config.scopes().any(|(_, scope)| {
        matches!(&scope.kind, ScopeKind::Filter(filter) if filter.protocol.as_deref() == Some(protocol.as_bytes()))
    });
    // `$mail_plugins` stands for what is set above it.
    let is_below = |word: &Word<'_>| word.assign.is_some_and(|plugins| plugins.statement > assign.statement);
    if has_own || config.root().plugins().iter().any(is_below) {
        return None;
    }
    let section = match config.version().series {
        Series::V23 => format!("protocol {protocol} {{\n  mail_plugins = $mail_plugins sieve\n}}"),
        Series::V24 => format!("protocol {protocol} {{\n  mail_plugins {{\n    sieve = yes\n  }}\n}}"),
    };
    Some(lines::section_below(config, assign, &section))
}
