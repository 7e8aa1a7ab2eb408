use crate::config::{Config, Database, Facts, Found, Variable};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;
use crate::source::Span;
use crate::text::Quote;

lint! {
    name: "home-needed-but-unset",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Incomplete,
    yields_to: ["userdb-field-misspelled" anywhere, "database-args-removed" anywhere],
}

/// Fields that say where the home is, or that the mail is elsewhere.
const SAYS: [&str; 5] = ["home", "mail_home", "mail", "mail_location", "mail_path"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let userdbs = config.userdbs();
    let gives_none = |userdb: &Database<'_>| userdb.driver.is("static") && !userdb.gives(&SAYS);
    if userdbs.is_empty()
        || !userdbs.iter().all(gives_none)
        || config.places_that_set("mail_home").next().is_some()
        || !config.knows_userdb_fields()
    {
        return;
    }
    let Some((span, text)) = first_use(config) else { return };
    let finding =
        findings.add(&LINT, span, format!("`{text}` is in the home directory, but no home is defined"));
    finding.label("every login ends with an error").help(match config.version().series {
        Series::V23 => "Set `mail_home`, for example `mail_home = /srv/vmail/%d/%n`.",
        Series::V24 => {
            "Set `mail_home`, for example `mail_home = /srv/vmail/%{user | domain}/%{user | username}`."
        }
    });
    if let Some(head) = userdbs.first().and_then(|userdb| userdb.section.span()) {
        finding.also(head, "returns no `home`");
    }
}

/// The first path of mail that needs a home, where it is written.
fn first_use(config: &Config<'_>) -> Option<(Span, Quote)> {
    let location = config.root().mail_location();
    let needs = |text: &[u8]| {
        text == b"~" || text.starts_with(b"~/") || config.variables_in(text).iter().any(Variable::is_home)
    };
    let by_default = || config.place(&location.found).filter(|_| is_default_needed(&location.found));
    if let Some(path) = location.path.as_ref().filter(|path| needs(&path.text)) {
        let span = path.span.or_else(by_default)?;
        return Some((span, path.shown()));
    }
    let options = location.options.iter().filter_map(|field| field.value.as_ref());
    if let Some(word) = options.into_iter().find(|word| needs(&word.text)) {
        return Some((word.span?, word.shown()));
    }
    // What Sieve reads counts where a delivery runs it.
    if config.version().series == Series::V24 || config.loads_plugin("sieve").is_none() {
        return None;
    }
    let found = config.plugin_setting("sieve")?;
    let path = found.text.strip_prefix(b"file:").unwrap_or(&found.text);
    let path = path.split(|b| *b == b';').next().filter(|path| needs(path))?;
    Some((config.place(&found)?, crate::text::clipped(path, 60)))
}

/// 2.4 has a default below the home for each format, which counts once someone chooses the format.
fn is_default_needed(driver: &Found<'_>) -> bool {
    driver.assign.is_some()
}
