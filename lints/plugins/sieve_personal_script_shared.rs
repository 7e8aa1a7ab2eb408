use crate::config::{Facts, Found, SectionKind};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "sieve-personal-script-shared",
    severity: Warning, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let returned = config.userdbs_return("sieve");
    let who = if returned.is_none() { "every user for whom the userdb names no other" } else { "every user" };
    if !config.enabled_among(&["sieve"]) || returned == Some(true) {
        return;
    }
    let places: Vec<Found<'_>> = match config.version().series {
        Series::V23 => config.plugin_setting("sieve").into_iter().collect(),
        Series::V24 => {
            let scripts = config.root().sections(SectionKind::SIEVE_SCRIPT).into_iter();
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
            .add(&LINT, span, format!("the personal Sieve script of {who} is `{shown}`, and `protocols` has `sieve`"))
            .label("the same for all users")
            .help(match config.version().series {
                Series::V23 => {
                    "Set `sieve = file:~/sieve;active=~/.dovecot.sieve`; a script that runs for all users is `sieve_before`, and one for users without their own is `sieve_default`."
                }
                Series::V24 => {
                    "Set `path = ~/sieve`; a script that runs for all users is a `sieve_script` with `type = before`, and one for users without their own has `type = default`."
                }
            });
    }
}
