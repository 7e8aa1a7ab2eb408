use crate::config::{Facts, ROOT};
use crate::edit::Edit;
use crate::finding::{Findings, Severity};
use crate::lints::lint;

lint! {
    name: "mail-access-groups-dangerous",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

/// Groups that own mail of other users, unless the settings name others, and groups that own the machine.
const SHARED: [&str; 5] = ["mail", "mbox", "users", "staff", "adm"];
const SYSTEM: [&str; 6] = ["root", "wheel", "sudo", "shadow", "disk", "docker"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let is_shared = |group: &str| match &config.options.mail_access_groups {
        Some(groups) => groups.iter().any(|own| own == group),
        None => SHARED.contains(&group),
    };
    let is_virtual = config.root().get("mail_uid").assign.is_some();
    for scope in config.scopes_with_list("mail_access_groups") {
        let words = config.view(scope).words("mail_access_groups");
        for word in &words {
            let Some(assign) = word.assign else { continue };
            let group = String::from_utf8_lossy(&word.text).into_owned();
            let is_system = SYSTEM.contains(&group.as_str());
            if !is_system && !is_shared(&group) {
                continue;
            }
            let span = word.span.unwrap_or_else(|| config.value_span(assign));
            let finding = findings.add(
                &LINT,
                span,
                format!("`mail_access_groups` gives every user's mail process the rights of group `{group}`"),
            );
            finding.label("users with a shell can reach other files through symlinks");
            if is_system {
                finding.severity(Severity::Error);
            } else if is_virtual {
                finding.severity(Severity::Advice);
            }
            if group != "mail" {
                finding.help(format!("Remove `{group}`; give the mail files their own group."));
                continue;
            }
            finding.help("Write `mail_privileged_group = mail` instead, which applies only while Dovecot creates an INBOX or a dotlock; `chmod 0600 /var/mail/*` keeps others out.");
            let has_mbox = config.root().mail_locations().iter().any(|place| place.driver == "mbox");
            let statement = config.statement(assign);
            if has_mbox && words.len() == 1 && !assign.key.is_free() && scope == ROOT {
                let key = config.document.locate(statement, statement.key);
                finding.fix_unsafe(
                    "write `mail_privileged_group`",
                    [Edit::replace(key, "mail_privileged_group")],
                );
            }
        }
    }
}
