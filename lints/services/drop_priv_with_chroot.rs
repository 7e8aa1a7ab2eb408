use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "drop-priv-with-chroot",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for checks in config.master_checks() {
        for (service, judged) in checks.enabled() {
            let (drops, chroot) = (service.get("drop_priv_before_exec"), service.get("chroot"));
            if drops.boolean() != Some(true) || chroot.text.is_empty() || chroot.is_open() {
                continue;
            }
            let Some(assign) = drops.assign.or(chroot.assign) else { continue };
            let (name, path) = (service.name(), chroot.shown());
            let finding = findings.add(
                &LINT,
                config.span(assign),
                format!("`service {name}` cannot drop privileges before entering the chroot `{path}`"),
            );
            finding.stage(judged).label("only root may chroot");
            match chroot.assign {
                Some(other) if other.statement != assign.statement => {
                    finding.also(config.span(other), "the chroot");
                    finding.help("Remove one of the two lines.")
                }
                Some(_) => finding.help("Remove the `chroot`."),
                None => finding.help(format!(
                    "Remove this line, or disable the built-in chroot of `{name}` with `chroot =`."
                )),
            };
        }
    }
}
