use crate::config::{Facts, MailLocation};
use crate::edit::Edit;
use crate::finding::{Findings, Severity};
use crate::lints::lint;
use crate::schema::{self, location_keys};
use crate::source::Span;
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
        hidden_keys(findings, &location);
        // Without a format the colons may be part of anything: `maildir\:~/Maildir` of 1.x.
        let is_escaped = memchr::memmem::find(&location.found.text, b"\\:").is_some();
        if location.driver.is_empty() && is_escaped {
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

/// Keys after another sign than a colon, which are part of the path before them.
fn hidden_keys(findings: &mut Findings, location: &MailLocation<'_>) {
    let values = location.options.iter().filter_map(|field| field.value.as_ref());
    for word in location.path.iter().chain(values) {
        let text = word.text.as_ref();
        for (at, sign) in text.iter().enumerate().filter(|(_, b)| matches!(b, b';' | b' ' | b',')) {
            let rest = &text[at + 1..];
            let key = rest.split(|b| *b == b'=').next().unwrap_or_default();
            let Some(known) = location_keys().map(|known| known.name).find(|name| name.as_bytes() == key)
            else {
                continue;
            };
            let is_set = rest.len() > key.len();
            let Some(span) = word.span.filter(|_| is_set) else { continue };
            let exact = (span.end - span.start) as usize == text.len();
            let place = Span {
                start: if exact { span.start + at as u32 } else { span.start },
                end: if exact { span.start + (at + 1 + key.len()) as u32 } else { span.end },
                ..span
            };
            let sign = char::from(*sign);
            let finding = findings.add(
                &LINT,
                place,
                format!(
                    "`{known}` comes after `{sign}` instead of a colon, so it is part of the path before it"
                ),
            );
            finding
                .severity(Severity::Warning)
                .label("not read as a key")
                .help(format!("Write `:{known}=`."));
            if exact {
                finding.fix_unsafe(
                    "write a colon",
                    [Edit::replace(Span { end: place.start + 1, ..place }, ":")],
                );
            }
        }
    }
}
