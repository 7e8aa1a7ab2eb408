use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "mail-home-relative",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for found in config.places_of("mail_home") {
        let (Some(assign), Some(first)) = (found.assign, found.text.first()) else { continue };
        if !matches!(first, b'/' | b'~' | b'%' | b'$' | b'<') {
            let message = format!("the home `{}` is a relative path", found.shown());
            findings
                .add(&LINT, config.value_span(assign), message)
                .label("no user can log in")
                .help("Write an absolute path, such as `/srv/vmail/…`.");
        }
    }
}
