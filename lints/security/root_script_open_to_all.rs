use crate::config::{Facts, Reach};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "root-script-open-to-all",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for service in config.services() {
        let executable = service.get("executable");
        let program = executable.text.split(|b| *b == b' ').next().unwrap_or_default();
        let is_script = crate::text::last_part(program) == b"script";
        let user = service.get("user");
        if !is_script || user.is_open() || !matches!(user.text.as_ref(), b"" | b"root" | b"0") {
            continue;
        }
        for listener in service.listeners() {
            let mode = listener.get("mode");
            let is_for_all = listener.kind == "inet_listener" && service.reach(&listener) > Reach::Nowhere
                || listener.kind != "inet_listener" && listener.mode().is_some_and(|mode| mode & 0o002 != 0);
            let Some(span) = config.place(&mode).or_else(|| listener.span()).filter(|_| is_for_all) else {
                continue;
            };
            let name = service.name();
            let who = if listener.kind == "inet_listener" {
                "anyone who reaches this port"
            } else {
                "every local user"
            };
            let finding =
                findings.add(&LINT, span, format!("{who} can run the script of `service {name}` as root"));
            finding.label("open to all").help(
                "Give the service a user of its own, such as `user = vmail`, and the listener `mode = 0660` with the `user` or `group` that may connect.",
            );
            if let Some(place) = config.place(&executable) {
                finding.also(place, "runs as root");
            }
        }
    }
}
