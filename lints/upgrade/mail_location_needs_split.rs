use crate::config::location::Location;
use crate::config::{Facts, Unknown, percent};
use crate::edit::lines;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::LocationKey;

lint! {
    name: "mail-location-needs-split",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: Safe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for (problem, unknown) in config.unknowns() {
        let Unknown::MailLocation = unknown.what else { continue };
        let Some(written) = config.written(problem) else { continue };
        let name = &unknown.name;
        let message = format!("`{name}` was split into `mail_driver`, `mail_path` and others");
        let finding = findings.at(&LINT, problem, message);
        finding.label("2.3 name");
        let value = config.document.value(written.statement);
        let parts = str::from_utf8(&value.text).ok().and_then(split);
        let Some(parts) = parts else {
            finding.help(
                "Write `mail_driver` and `mail_path`; `INDEX=` is `mail_index_path`, `INBOX=` is `mail_inbox_path`, `CONTROL=` is `mail_control_path`.",
            );
            continue;
        };
        finding.help(format!("Write `{}`, each on a line of its own.", parts.join("`, `")));
        if written.replaceable.is_some() {
            finding.fix_safe("split it", lines::split(config, written.statement.span, &parts));
        }
    }
}

/// The settings of 2.4 for `driver:path:KEY=value`; none where a part has no plain counterpart.
fn split(location: &str) -> Option<Vec<String>> {
    let parts = Location::read(location.as_bytes());
    let driver = &location[parts.driver?];
    let path = Some(&location[parts.path]).filter(|path| !path.is_empty() && !path.contains('='))?;
    if !matches!(driver, "maildir" | "mbox" | "sdbox" | "mdbox") || location.contains("::") {
        return None;
    }
    let mut lines = vec![
        format!("mail_driver = {driver}"),
        format!("mail_path = {}", percent::rewritten("mail_path", path)?),
    ];
    for option in parts.options.into_iter().map(|range| &location[range]) {
        let (key, value) = match option.split_once('=') {
            Some((key, value)) => (key, Some(value)),
            None => (option, None),
        };
        let (name, value) = LocationKey::find(key)?.setting_for(value)?;
        lines.push(format!("{name} = {}", percent::rewritten("mail_path", value)?));
    }
    Some(lines)
}
