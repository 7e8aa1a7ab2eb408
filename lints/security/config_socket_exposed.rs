use crate::config::{Config, Facts, Found, Listener};
use crate::edit::{Edit, lines};
use crate::finding::{Findings, Severity};
use crate::lints::lint;

lint! {
    name: "config-socket-exposed",
    severity: Error, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(service) = config.service("config") else { return };
    for listener in service.listeners().iter().filter(|listener| listener.kind == "unix_listener") {
        let (Some(mode), mode_found) = (listener.mode(), listener.get("mode")) else { continue };
        let is_of_root = |text: &[u8]| matches!(text, b"" | b"root" | b"0");
        let (user, group) = (listener.get("user"), listener.get("group"));
        if mode & 0o222 == mode & 0o200 || is_of_root(&group.text) && mode & 0o002 == 0 {
            // No one else may connect, since that takes the right to write; but no one needs more than 0600 either.
            if mode & 0o200 == 0 || is_of_root(&user.text) {
                differs(config, findings, listener, [&mode_found, &user, &group]);
                continue;
            }
        }
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
            .label("should be accessible to root only")
            .help("Write `mode = 0600` and no `user` or `group`; a program running as another user can be given a copy of its settings made with `doveconf`.");
        let mut edits: Vec<Edit> = Vec::new();
        if let Some(place) = config.place(&mode_found).filter(|_| mode & 0o077 != 0) {
            edits.push(Edit::replace(place, "0600"));
        }
        for found in [&user, &group] {
            if let Some(assign) = found.assign.filter(|_| !is_of_root(&found.text)) {
                edits.extend(lines::remove(config, config.span(assign)));
            }
        }
        finding.fix_unsafe("let only root connect", edits);
    }
}

/// Says where the socket differs from root's own, and gives no one anything.
fn differs(config: &Config<'_>, findings: &mut Findings, listener: &Listener<'_>, settings: [&Found<'_>; 3]) {
    let [mode, user, group] = settings;
    let is_of_root = |text: &[u8]| matches!(text, b"" | b"root" | b"0");
    // A mode without its zero is the business of octal-mode-without-leading-zero.
    let is_other = mode.text.starts_with(b"0") && listener.mode() != Some(0o600);
    let found = match (is_other, is_of_root(&user.text), is_of_root(&group.text)) {
        (true, ..) => mode,
        (_, false, _) => user,
        (_, _, false) => group,
        _ => return,
    };
    let Some(place) = config.place(found) else { return };
    let finding = findings.add(
        &LINT,
        place,
        format!(
            "the socket `{}` should be for root only, but has {} `{}`",
            crate::text::clipped(&listener.path(), 80),
            if is_other {
                "mode"
            } else if is_of_root(&user.text) {
                "group"
            } else {
                "user"
            },
            found.shown()
        ),
    );
    finding
        .label("harmless now, but one change away from exposing keys and passwords")
        .help("Write `mode = 0600` and no `user` or `group`.")
        .severity(Severity::Advice);
}
