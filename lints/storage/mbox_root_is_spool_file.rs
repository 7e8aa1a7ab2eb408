use crate::config::{Config, Facts, MailLocation, ROOT, Word};
use crate::edit::{Edit, lines};
use crate::finding::Findings;
use crate::lints::lint;
use crate::lints::storage::spool;
use crate::schema::Series;

lint! {
    name: "mbox-root-is-spool-file",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for location in config.every_mail_location() {
        index_is_file(config, &location, findings);
        let is_file = |path: &&Word<'_>| is_spool_file(config, &location, &path.text);
        let Some(path) = location.path.as_ref().filter(is_file) else { continue };
        let Some(span) = path.span else { continue };
        let shown = path.shown();
        let finding = findings.add(
            &LINT,
            span,
            format!("`{shown}` is one user's INBOX file, but mbox needs a directory here"),
        );
        finding.label("a file, not a folder");
        let text = format!("~/mail:INBOX={shown}");
        finding.help(match config.version().series {
            Series::V23 => format!("Write `mbox:{text}`."),
            Series::V24 => format!("Set `mail_path = ~/mail` and `mail_inbox_path = {shown}`."),
        });
        let Some(assign) = path.assign.filter(|_| location.option("INBOX").is_none()) else { continue };
        let line = config.span(assign);
        // Without a group no one may lock the file there.
        let group =
            (assign.scope == ROOT && !has_group(config)).then(|| "mail_privileged_group = mail".to_owned());
        let edits = match config.version().series {
            Series::V23 => {
                let below = group.map(|group| lines::below(config, line, &group)).unwrap_or_default();
                std::iter::once(Edit::replace(span, text)).chain(below).collect()
            }
            Series::V24 => {
                let parts = ["mail_path = ~/mail".to_owned(), format!("mail_inbox_path = {shown}")];
                lines::split(config, line, &parts.into_iter().chain(group).collect::<Vec<_>>())
            }
        };
        finding.fix_unsafe("set the INBOX separately", edits);
    }
}

/// `mail_index_path` was written for `mail_inbox_path`.
fn index_is_file(config: &Config<'_>, location: &MailLocation<'_>, findings: &mut Findings) {
    let index = location.option("INDEX").and_then(|field| field.value.as_ref());
    let Some(index) = index.filter(|index| is_spool_file(config, location, &index.text)) else { return };
    let Some(span) = index.span else { return };
    let (meant, written) = match config.version().series {
        Series::V23 => ("INBOX=", "INDEX="),
        Series::V24 => ("mail_inbox_path", "mail_index_path"),
    };
    let message = format!("`{}` is one user's INBOX file, but index files need a directory", index.shown());
    findings
        .add(&LINT, span, message)
        .label("a file, not a folder")
        .help(format!("Write `{meant}` instead of `{written}`."));
}

fn has_group(config: &Config<'_>) -> bool {
    let root = config.root();
    !root.get("mail_privileged_group").text.is_empty() || !root.words("mail_access_groups").is_empty()
}

/// `/var/mail/%u`, unless the INBOX is below it.
fn is_spool_file(config: &Config<'_>, location: &MailLocation<'_>, path: &[u8]) -> bool {
    let text = path.strip_suffix(b"/").unwrap_or(path);
    let variable = spool::inside(text).and_then(|rest| config.only_variable(rest));
    location.driver == "mbox"
        && variable.is_some_and(|variable| variable.is_name() || variable.is_whole_user())
        && !location.inbox.starts_with(&format!("{}/", String::from_utf8_lossy(text)))
}
