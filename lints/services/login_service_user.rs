use crate::config::Facts;
use crate::edit::lines;
use crate::finding::{Findings, Severity};
use crate::lints::lint;

lint! {
    name: "login-service-user",
    severity: Warning, stage: Never, profile: Audit, series: [V23, V24],
    fix: Unsafe, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let usual = config.root().get("default_login_user").text;
    for service in config.enabled_services().iter().filter(|service| service.is_login()) {
        let user = service.get("user");
        let Some(assign) = user.assign.filter(|assign| service.owns(assign)) else {
            continue;
        };
        let text = user.text.strip_prefix(b"$SET:").or(user.text.strip_prefix(b"$")).unwrap_or(&user.text);
        if *text == *usual || text == b"default_login_user" {
            continue;
        }
        let name = service.name();
        let is_root = text.is_empty() || text == b"root";
        let shown = if is_root { "root".to_owned() } else { format!("`{}`", user.shown()) };
        let finding = findings.add(
            &LINT,
            config.span(assign),
            format!("the processes of `service {name}` run as {shown}"),
        );
        if is_root {
            finding.label("an attacker who exploits one before login is root");
        } else {
            finding.severity(Severity::Advice).label("strangers may get to read whatever this user can");
        }
        let usual = crate::text::clipped(&usual, 40);
        finding
            .help(format!("Remove the line; login processes then run as `{usual}`, which can read nothing."))
            .fix_unsafe("remove the line", lines::remove(config, config.span(assign)));
    }
}
