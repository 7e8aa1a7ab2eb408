use crate::config::{Facts, FtsFlawKind};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "fts-words-invalid",
    severity: Error, stage: Run, profile: Default, series: [V23],
    fix: Unsafe, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    if config.loads_plugin("fts").is_none() {
        return;
    }
    for flaw in config.fts_flaws() {
        let Some(span) = config.locate_in(&flaw.found, flaw.range.clone()).or(config.place(&flaw.found))
        else {
            continue;
        };
        let message = format!("Dovecot rejects the value of `{}`: {}", flaw.backend, flaw.text);
        let finding = findings.add(&LINT, span, message);
        finding.label("each session logs an error, and no search uses the index");
        match flaw.kind {
            FtsFlawKind::Word(Some(meant)) if meant.ends_with('=') => {
                finding.help(format!("Write `{meant}…` without spaces."));
            }
            FtsFlawKind::Word(Some(meant)) => {
                finding.help(format!("Write `{meant}`."));
                finding.fix_unsafe(format!("write `{meant}`"), [Edit::replace(span, meant)]);
            }
            FtsFlawKind::Word(None) => {
                finding.help("Remove it: a backend's options belong in its own setting, others are separate settings, such as `fts_autoindex`.");
            }
            FtsFlawKind::Obsolete => {
                finding.help("Remove it: it is obsolete and was removed in 2.3.7.");
                let end = flaw.range.end;
                let blanks = flaw.found.text[end..].iter().take_while(|b| **b == b' ').count();
                if let Some(word) = config.locate_in(&flaw.found, flaw.range.start..end + blanks) {
                    finding.fix_unsafe("remove it", [Edit::delete(word)]);
                }
            }
            FtsFlawKind::Value if flaw.text.contains("soft_commit") => {
                finding.help("Write `soft_commit=yes` or `soft_commit=no`.");
            }
            FtsFlawKind::Value => {
                finding.help("Write a number of 1 or more, without a unit.");
            }
            FtsFlawKind::Missing("url=") => {
                finding.help("Add `url=http://localhost:8983/solr/dovecot/`, with the address of your Solr.");
            }
            FtsFlawKind::Missing(word) => {
                finding.help(format!("Add `{word}…`, or remove the other one."));
            }
        }
    }
}
