use std::collections::BTreeSet;

use crate::config::{Config, Facts, Filter, ROOT, ScopeKind, Word};
use crate::edit::{Edit, lines, word};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{Series, mail_plugin};

lint! {
    name: "imap-plugin-outside-imap",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let line = config.version().series;
    let of_imap = config.protocol_view(b"imap").plugins();
    let is_own = |word: &Word<'_>| word.assign.is_some_and(|assign| assign.scope != ROOT);
    let mut seen = BTreeSet::new();
    for (scope, word) in config.all_plugins() {
        let is_imaps = mail_plugin(line, &word.text).is_some_and(|p| p.enforced && p.protocols == ["imap"]);
        let Some(span) = word.span.filter(|_| is_imaps) else { continue };
        let protocol = match &config.scope(scope).kind {
            ScopeKind::Filter(Filter { protocol: Some(name), .. }) => Some(name.as_ref()),
            _ => None,
        };
        // A filter by address alone may hold imap only in practice.
        let is_wrong = scope == ROOT
            || protocol.is_some_and(|name| name == b"!imap" || name != b"imap" && !name.starts_with(b"!"));
        if !is_wrong || !seen.insert(span) {
            continue;
        }
        let name = word.shown();
        let message = match protocol {
            Some(protocol) => format!("`{name}` cannot be loaded for {}", crate::text::clipped(protocol, 40)),
            None => format!("`{name}` is loaded for every protocol, but only imap can load it"),
        };
        let finding = findings.add(&LINT, span, message);
        finding.label("every other process that loads it fails");
        let has_imap = of_imap.iter().any(|own| own.text == word.text && own.span != word.span);
        finding.help(match line {
            _ if has_imap => "Remove it here; `protocol imap` loads it already.".to_owned(),
            Series::V23 => {
                format!("Move it: `protocol imap {{ mail_plugins = $mail_plugins {name} }}`, one statement per line.")
            }
            Series::V24 => {
                format!("Move it: `protocol imap {{ mail_plugins {{ {name} = yes }} }}`, one statement per line.")
            }
        });
        if has_imap {
            finding.fix_unsafe(format!("remove `{name}`"), word::remove(config, &word));
        } else if scope == ROOT && !of_imap.iter().any(is_own) {
            let edits = moved(config, &word, &name);
            if !edits.is_empty() {
                finding.fix_unsafe(format!("move `{name}` to `protocol imap`"), edits);
            }
        }
    }
}

/// Takes the word out of the line of the top level and puts it into a section after that.
fn moved(config: &Config<'_>, word: &Word<'_>, name: &str) -> Vec<Edit> {
    let Some(assign) = word.assign.filter(|assign| !assign.key.is_free() && assign.scope == ROOT) else {
        return Vec::new();
    };
    let section = match config.version().series {
        Series::V23 => format!("protocol imap {{\n  mail_plugins = $mail_plugins {name}\n}}"),
        Series::V24 => format!("protocol imap {{\n  mail_plugins {{\n    {name} = yes\n  }}\n}}"),
    };
    let edits = [word::remove(config, word), lines::section_below(config, assign, &section)];
    if edits.iter().any(Vec::is_empty) { Vec::new() } else { edits.concat() }
}
