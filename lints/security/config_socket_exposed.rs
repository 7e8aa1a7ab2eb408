use crate::config::Config;
use crate::edit::Edit;
use crate::finding::{Findings, Severity};
use crate::lints::lint;

lint! {
    "config-socket-exposed", "security", Error, Never, Default,
    [V23, V24], fix: unsafe_only, whole: false, page: "config_socket_exposed.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    let Some(service) = config.service("config") else { return };
    for listener in service.listeners().iter().filter(|listener| listener.kind == "unix_listener") {
        let (Some(mode), mode_found) = (listener.mode(), listener.get("mode")) else { continue };
        let is_of_root = |text: &[u8]| matches!(text, b"" | b"root" | b"0");
        let (user, group) = (listener.get("user"), listener.get("group"));
        let (found, who) = if mode & 0o002 != 0 {
            (&mode_found, "every local user".to_owned())
        } else if mode & 0o020 != 0 && !is_of_root(&group.text) {
            (if group.assign.is_some() { &group } else { &mode_found }, format!("group `{}`", group.shown()))
        } else if mode & 0o200 != 0 && !is_of_root(&user.text) {
            (&user, format!("user `{}`", user.shown()))
        } else {
            continue;
        };
        let Some(place) = config.place(found) else { continue };
        let path = crate::text::clipped(&listener.path(), 80);
        let finding = findings.add(
            &LINT,
            place,
            format!("{who} can read the whole configuration, keys and passwords included, from the socket `{path}`"),
        );
        finding
            .label("only root may connect")
            .help("Write `mode = 0600` and no `user` or `group`; what runs as another user gets a copy of its settings by `doveconf`.");
        let mut edits: Vec<Edit> = Vec::new();
        if let Some(place) = config.place(&mode_found).filter(|_| mode & 0o077 != 0) {
            edits.push(Edit::replace(place, "0600"));
        }
        for found in [&user, &group] {
            if let Some(assign) = found.assign.filter(|_| !is_of_root(&found.text)) {
                edits.push(Edit::delete(config.span(assign)));
            }
        }
        finding.fix_unsafe("let only root connect", edits);
        if mode & 0o002 == 0 {
            finding.severity(Severity::Warning);
        }
    }
}
