use crate::config::{Config, Database, Facts, Namespace};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "shared-location-differs",
    severity: Warning, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Incomplete,
}

/// Where the mail of one user is, without a difference between the owner and the one who looks: all up to the last
/// variable, and the folder below it.
type Place = (String, String);

fn check(config: &Facts<'_>, findings: &mut Findings) {
    if !config.userdbs().iter().all(leaves_the_place) {
        return;
    }
    for set in config.namespace_sets() {
        let Some(own) = set.iter().find(|namespace| namespace.inbox) else { continue };
        let Some((head, folder)) = place(config, own) else { continue };
        for shared in set.iter().filter(|namespace| namespace.is_dynamic() && !namespace.disabled) {
            let Some(path) = shared.location.path.as_ref() else { continue };
            // A path that it takes from everyone is not its own.
            let is_own = path
                .assign
                .zip(shared.section.as_ref())
                .is_some_and(|(assign, section)| section.scopes.contains(&assign.scope));
            let Some((shared_head, shared_folder)) = place(config, shared).filter(|_| is_own) else {
                continue;
            };
            let Some(span) = path.span.filter(|_| shared_head == head && shared_folder != folder) else {
                continue;
            };
            let finding = findings.add(
                &LINT,
                span,
                format!(
                    "no shared mailbox appears: the mail of the owner is not at `{}`",
                    crate::text::clipped(&path.text, 120)
                ),
            );
            finding
                .label("no user has mail here")
                .help("Name the same folder as in the mail location of users.");
            if let Some(place) = own.location.path.as_ref().and_then(|path| path.span) {
                finding.also(place, "where users have their mail");
            }
        }
    }
}

/// Whether a userdb certainly gives no user a place of their own.
fn leaves_the_place(userdb: &Database<'_>) -> bool {
    userdb.driver.is("passwd") || userdb.lacks_field(&["mail", "mail_location", "mail_path", "mail_driver"])
}

fn place(config: &Config<'_>, namespace: &Namespace<'_>) -> Option<Place> {
    let text = String::from_utf8(namespace.location.path.as_ref()?.text.to_vec()).ok()?;
    let (text, home, end) = match config.version().series {
        Series::V23 => (text.replace("%%", "%"), "%h", 2),
        Series::V24 => (text.replace("owner_", ""), "%{home}", 1),
    };
    let text = if text == "~" || text.starts_with("~/") { text.replacen('~', home, 1) } else { text };
    // Of 2.3 only variables of one letter are told apart.
    let last = match config.version().series {
        Series::V23 if text.contains("%{") => return None,
        Series::V23 => text.rfind('%')?,
        Series::V24 => text.rfind('}')?,
    };
    let (head, folder) = text.split_at_checked(last + end)?;
    Some((head.to_owned(), folder.trim_matches('/').to_owned()))
}
