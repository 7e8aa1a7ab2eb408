use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "database-args-not-a-path",
    severity: Error, stage: Run, profile: Default, series: [V23],
    fix: None, needs: Fragment,
}

const DRIVERS: [&str; 4] = ["sql", "ldap", "dict", "oauth2"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for database in config.passdbs().into_iter().chain(config.userdbs()) {
        let args = database.get("args");
        let text = args.text.as_ref();
        let has_key = text.contains(&b'=') || text.contains(&b' ');
        if !DRIVERS.iter().any(|driver| database.driver.is(driver))
            || text.is_empty()
            || args.is_open()
            || text.contains(&b'$')
            || (text.starts_with(b"/") && !has_key)
        {
            continue;
        }
        let Some(span) = config.place(&args) else { continue };
        let driver = database.driver.shown();
        let kind = database.kind.name();
        let finding = findings.add(
            &LINT,
            span,
            format!("`args` of the {kind} `{driver}` must be the path of one file, and this is not a path"),
        );
        finding.label("the auth process ends with an error");
        finding.help(if text.contains(&b'=') {
            format!("Set `args = /etc/dovecot/dovecot-{driver}.conf.ext`; fields such as `uid=5000` go into `default_fields` or `override_fields`.")
        } else {
            format!("Set `args` to the whole path, such as `/etc/dovecot/dovecot-{driver}.conf.ext`.")
        });
    }
}
