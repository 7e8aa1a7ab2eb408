use super::{places, tls_files};
use crate::config::{Facts, Purpose};
use crate::finding::Findings;
use crate::host::Machine;
use crate::lints::lint;

lint! {
    name: "selinux-mail-label",
    severity: Warning, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Machine,
}

/// Types of Fedora's policy and of the reference policy that Dovecot may write as mail.
const MAIL: [&str; 6] =
    ["mail_home_rw_t", "mail_spool_t", "dovecot_spool_t", "user_home_t", "user_home_dir_t", "data_home_t"];

/// Types that it may read as a certificate or a key.
const TLS: [&str; 5] = ["dovecot_cert_t", "cert_t", "etc_t", "dovecot_etc_t", "home_cert_t"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(machine) = places::machine(config).filter(|machine| is_enforcing(machine)) else { return };
    for folder in config.mail_folders().iter().filter(|folder| folder.purpose == Purpose::Mail) {
        let path = &folder.path;
        let Some(kind) = machine.selinux_type(path).filter(|kind| !MAIL.contains(&kind.as_str())) else {
            continue;
        };
        let span = folder.span.unwrap_or_else(|| places::first_line(config));
        let help = match kind.as_str() {
            "nfs_t" => "Run `setsebool -P use_nfs_home_dirs on`.".to_owned(),
            "cifs_t" => "Run `setsebool -P use_samba_home_dirs on`.".to_owned(),
            _ => format!(
                "Run `semanage fcontext --add --type mail_home_rw_t '{path}(/.*)?'` and `restorecon -R {path}`."
            ),
        };
        findings
            .add(&LINT, span, format!("SELinux keeps Dovecot from `{path}`, which is labelled `{kind}`"))
            .label("not a type of mail")
            .help(help);
    }
    let series = config.version().series;
    let names: Vec<&str> =
        tls_files::certificates(series).into_iter().chain(tls_files::keys(series)).collect();
    for (assign, path) in tls_files::named(config, &names) {
        let kind = machine.selinux_type(&path).filter(|kind| !TLS.contains(&kind.as_str()));
        let Some(kind) = kind else { continue };
        findings
            .add(
                &LINT,
                config.value_span(assign),
                format!("SELinux keeps Dovecot from `{path}`, which is labelled `{kind}`"),
            )
            .label("not a type of certificates; Dovecot does not start")
            .help(format!(
                "Run `semanage fcontext --add --type dovecot_cert_t '{path}'` and `restorecon {path}`."
            ));
    }
}

fn is_enforcing(machine: &Machine) -> bool {
    machine.number("/sys/fs/selinux/enforce") == Some(1)
}
