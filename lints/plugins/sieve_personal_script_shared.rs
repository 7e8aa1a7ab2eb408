use crate::config::{Config, Database, Facts, Found};
use crate::document::External;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Line;

lint! {
    name: "sieve-personal-script-shared",
    severity: Warning, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    if !config.enabled_among(&["sieve"]) || userdb_may_say(config) {
        return;
    }
    let places: Vec<Found<'_>> = match config.version().line {
        Line::V23 => config.plugin_setting("sieve").into_iter().collect(),
        Line::V24 => {
            let scripts = config.root().sections("sieve_script").into_iter();
            let own = scripts.filter(|script| {
                matches!(script.value("type").text.as_ref(), b"" | b"personal")
                    && matches!(script.value("driver").text.as_ref(), b"" | b"file")
                    && script.list_words("cause").is_empty()
            });
            own.map(|script| script.value("path")).collect()
        }
    };
    for found in places {
        let text = found.text.strip_prefix(b"file:").unwrap_or(&found.text);
        let path = text.split(|b| *b == b';').next().unwrap_or_default();
        let Some(span) = config.place(&found) else { continue };
        if path.first() != Some(&b'/') || path.contains(&b'%') || found.is_open() {
            continue;
        }
        let shown = crate::text::clipped(path, 60);
        findings
            .add(&LINT, span, format!("the personal Sieve script of every user is `{shown}`, and `protocols` has `sieve`"))
            .label("the same for all users")
            .help(match config.version().line {
                Line::V23 => {
                    "Set `sieve = file:~/sieve;active=~/.dovecot.sieve`; a script that runs for all users is `sieve_before`, and one for users without their own is `sieve_default`."
                }
                Line::V24 => {
                    "Set `path = ~/sieve`; a script that runs for all users is a `sieve_script` with `type = before`, and one for users without their own has `type = default`."
                }
            });
    }
}

/// Whether a userdb may name a script for each user.
fn userdb_may_say(config: &Config<'_>) -> bool {
    let names_it = |text: &[u8]| memchr::memmem::find(&text.to_ascii_lowercase(), b"sieve").is_some();
    let says = |external: &External| external.entries.iter().any(|entry| names_it(&entry.text));
    let may = |db: &Database<'_>| match db.driver.text.as_ref() {
        b"static" | b"passwd" | b"pam" | b"prefetch" => db.fields().iter().any(|field| names_it(&field.key.text)),
        b"sql" if config.version().line == Line::V24 => names_it(&db.around("userdb_sql_query").text),
        b"sql" | b"ldap" => db.external().is_none_or(|file| file.entries.is_empty() || says(file)),
        _ => true,
    };
    let has_prefetch = config.userdbs().iter().any(|db| db.driver.is("prefetch"));
    config.userdbs().iter().any(may) || (has_prefetch && config.passdbs().iter().any(may))
}
