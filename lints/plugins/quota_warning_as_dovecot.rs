use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "quota-warning-as-dovecot",
    severity: Advice, stage: Run, profile: Pedantic, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let internal = config.root().get("default_internal_user");
    for service in config.services() {
        let executable = service.get("executable");
        let user = service.get("user");
        let is_script = executable.text.starts_with(b"script ");
        let is_warning = memchr::memmem::find(service.name().as_bytes(), b"quota-warning").is_some();
        let Some(span) = config.place(&user).filter(|_| is_script && is_warning) else { continue };
        if user.text.is_empty() || user.text != internal.text {
            continue;
        }
        findings
            .add(
                &LINT,
                span,
                format!(
                    "the script for quota warnings runs as `{}`, which may not deliver mail to users",
                    user.shown()
                ),
            )
            .label("cannot become the mail user")
            .help("Write `user = vmail`, with the user that owns the mail.");
    }
}
