use crate::config::{Config, Facts, Word};
use crate::edit::{Edit, word as list};
use crate::finding::{Finding, Findings, Severity};
use crate::lints::lint;
use crate::schema::{MailPlugin, Series, mail_plugin};

lint! {
    name: "removed-plugin",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let version = config.version();
    for (_, word) in config.all_plugins() {
        let Some(span) = word.span else { continue };
        let Some(plugin) = mail_plugin(Series::V23, &word.text) else { continue };
        let is_gone = match version.series {
            Series::V23 => !plugin.known_to(version),
            Series::V24 => mail_plugin(Series::V24, &word.text).is_none() && is_ours(plugin),
        };
        if !is_gone {
            continue;
        }
        let name = plugin.name;
        let finding = findings.add(&LINT, span, format!("plugin `{name}` does not exist in {version}"));
        finding.label("every session that tries to load it fails").help(instead(name));
        if plugin.package == "third-party" {
            finding.severity(Severity::Warning).label("not available for 2.4");
        }
        offer_fix(config, &word, name, finding);
    }
}

/// Plugins of others may well be built for 2.4 too, but for the one that Dovecot took the place of.
fn is_ours(plugin: &MailPlugin) -> bool {
    plugin.package != "third-party" || plugin.name == "antispam"
}

fn offer_fix(config: &Config<'_>, word: &Word<'_>, name: &str, finding: &mut Finding) {
    match (name, config.version().series) {
        ("zlib", Series::V24) => {
            let edits = word.span.map(|span| Edit::replace(span, "mail_compress"));
            finding.fix_unsafe("write `mail_compress`", edits);
        }
        ("imap_zlib" | "var_expand_crypt", Series::V24) => {
            finding.fix_unsafe(format!("remove `{name}`"), list::remove(config, word));
        }
        _ => {
            finding.fix_unsafe(format!("remove `{name}`"), list::remove(config, word));
        }
    }
}

fn instead(name: &str) -> &'static str {
    match name {
        "zlib" => "Write `mail_compress`, and `mail_compress_write_method` for the format of new mail.",
        "imap_zlib" => "Remove it: `imap` compresses by itself.",
        "var_expand_crypt" => "Remove it: the filters `encrypt` and `decrypt` are always there.",
        "stats" | "imap_stats" | "old_stats" | "imap_old_stats" => {
            "Remove it: `service stats` counts what the `metric` sections define."
        }
        "autocreate" => "Remove it: write `auto = subscribe` into the `mailbox` sections of a namespace.",
        "expire" => "Remove it: write `autoexpunge = 30d` into the `mailbox` sections of a namespace.",
        "listescape" => "Remove it: `mailbox_list_storage_escape_char` does the same.",
        "fts_lucene" | "fts_squat" => "Write `fts_flatcurve`, with a section `fts flatcurve`, or `fts_solr`.",
        "antispam" => "Remove it: `imap_sieve` runs a script when mail is moved to or from a mailbox.",
        "replication" => "Remove it: 2.4 has no replication; use storage that both servers share.",
        _ => "Remove it; there is no replacement.",
    }
}
