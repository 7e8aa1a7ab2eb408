use crate::config::Facts;
use crate::edit::lines;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "login-chroot-removed",
    severity: Warning, stage: Never, profile: Audit, series: [V23, V24],
    fix: Unsafe, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for service in config.enabled_services().iter().filter(|service| service.is_login()) {
        let chroot = service.get("chroot");
        let own = chroot.assign.filter(|assign| service.owns(assign));
        let Some(assign) = own.filter(|_| chroot.text.is_empty()) else { continue };
        let usual = service.built_in.and_then(|built_in| built_in.value("chroot", config.version()));
        let Some(usual) = usual.filter(|usual| !usual.is_empty()) else { continue };
        let name = service.name();
        findings
            .add(
                &LINT,
                config.span(assign),
                format!("the processes of `service {name}` are no longer chrooted"),
            )
            .label("the built-in chroot is switched off")
            .help(format!(
                "Remove the line; the processes can then access only the folder `{usual}` of `base_dir`."
            ))
            .fix_unsafe("remove the line", lines::remove(config, config.span(assign)));
    }
}
