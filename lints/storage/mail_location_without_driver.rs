use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::syntax::Form;

lint! {
    name: "mail-location-without-driver",
    severity: Error, stage: Run, profile: Default, series: [V23],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for location in config.every_mail_location() {
        let text = location.found.text.as_ref();
        // `%{…}` may bring a driver with it, and so may what is elsewhere.
        let is_open = text.starts_with(b"%{") || matches!(location.found.form, Form::Variable | Form::File);
        if !location.driver.is_empty() || text.is_empty() || is_open {
            continue;
        }
        let Some(assign) = location.found.assign else { continue };
        let span = config.value_span(assign);
        let shown = location.found.shown();
        let finding = findings.add(&LINT, span, format!("`{shown}` has no mail format prefix"));
        finding
            .label("no driver in front")
            .help(format!("Write `maildir:{shown}`, or the format that your mail has."));
        if text.ends_with(b"Maildir") {
            let path = config.locate_in(&location.found, 0..text.len()).unwrap_or(span);
            finding.fix_unsafe("write `maildir:` in front", [Edit::insert_before(path, "maildir:")]);
        }
    }
}
