use crate::config::{Config, Database, Facts};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;
use crate::source::Span;

lint! {
    name: "iterate-query-missing",
    severity: Advice, stage: Run, profile: Pedantic, series: [V23, V24],
    fix: None, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for userdb in config.userdbs().into_iter().filter(|userdb| userdb.driver.is("sql")) {
        let Some(span) = lacking(config, &userdb) else { continue };
        findings
            .add(&LINT, span, "this userdb has no `iterate_query`, so `doveadm -A` cannot list its users")
            .label("lists no users")
            .help(match config.version().series {
                Series::V23 => "Add `iterate_query = SELECT username, domain FROM users` to its file, with your own names.",
                Series::V24 => "Add `iterate_query = SELECT username, domain FROM users`, with your own names.",
            });
    }
}

/// Where a query is missing, as far as that is known.
fn lacking(config: &Config<'_>, userdb: &Database<'_>) -> Option<Span> {
    if config.version().series == Series::V24 {
        let query = userdb.around("userdb_sql_iterate_query");
        return if query.text.is_empty() { userdb.section.span() } else { None };
    }
    let file = userdb.external().filter(|file| !file.entries.is_empty())?;
    let query = file.get("user_query")?;
    let text = query.text.to_ascii_lowercase();
    let holds = |part: &[u8]| memchr::memmem::find(&text, part).is_some();
    let is_default = holds(b" from users ") && holds(b"username");
    (file.get("iterate_query").is_none() && !is_default).then_some(query.key_span)
}
