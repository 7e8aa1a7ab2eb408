use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{self, location_keys};
use crate::syntax::Form;

lint! {
    name: "mail-location-unknown-key",
    severity: Error, stage: Run, profile: Default, series: [V23],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for location in config.every_mail_location() {
        if matches!(location.found.form, Form::Variable | Form::File) {
            continue;
        }
        for field in location.unknown() {
            let Some(span) = field.key.span else { continue };
            // A variable may stand for the rest of the location.
            if field.key.text.contains(&b'%') {
                continue;
            }
            let key = crate::text::clipped(&field.key.text, 40);
            let finding = findings.add(&LINT, span, format!("a mail location has no key `{key}`"));
            finding.label("unknown");
            let names = location_keys().map(|known| known.name);
            match names.clone().find(|known| known.eq_ignore_ascii_case(&key)) {
                Some(known) => {
                    finding
                        .help(format!("Keys are written in upper case: `{known}`."))
                        .fix_unsafe(format!("write `{known}`"), [Edit::replace(span, known)]);
                }
                None => {
                    let near = schema::nearest(&key.to_ascii_uppercase(), names);
                    finding.help(match near {
                        Some(near) => format!("Did you mean `{near}`?"),
                        None => "A colon in a path is written twice: `::`.".to_owned(),
                    });
                }
            }
        }
    }
}
