use super::places;
use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "inotify-limits",
    severity: Warning, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: System,
}

/// The most sessions in IDLE that are counted on.
const SESSIONS: u64 = 1024;

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(system) = places::system(config) else { return };
    let services = config.enabled_services();
    let Some(imap) = services.iter().find(|service| service.is("imap")) else { return };
    let limits = imap.process_limit().number().zip(imap.effective_client_limit());
    let Some((processes, clients)) = limits else { return };
    if config.one_mail_user().is_none() {
        return;
    }
    let sessions = processes.saturating_mul(clients).min(SESSIONS);
    let needed = sessions / 2;
    let instances = system.kernel().get("fs.inotify.max_user_instances");
    let watches = system.kernel().get("fs.inotify.max_user_watches");
    let few = instances
        .filter(|known| known.value < needed)
        .map(|known| (known.value, known.span, "fs.inotify.max_user_instances"));
    // A session that waits for mail has two.
    let few = few.or_else(|| {
        let known = watches.filter(|known| known.value < needed * 2)?;
        Some((known.value / 2, known.span, "fs.inotify.max_user_watches"))
    });
    let Some((number, span, key)) = few else { return };
    let own = config.place(&config.root().get("mail_uid"));
    let span = span.or(own).unwrap_or_else(|| places::first_line(config));
    findings
        .add(
            &LINT,
            span,
            format!("only {number} of up to {sessions} IMAP sessions learn of new mail at once"),
        )
        .label(format!("`{key}` counts for each system user, and all mail belongs to one"))
        .help(
            "Write `fs.inotify.max_user_instances = 65535` and `fs.inotify.max_user_watches = 65535` in a file of \
             /etc/sysctl.d, then run `sysctl --system`.",
        );
}
