use crate::config::{Config, Facts, MailLocation};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{self, Series};
use crate::source::Span;

lint! {
    name: "mail-location-unknown-driver",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

/// What a person would write.
const USUAL: [&str; 6] = ["maildir", "sdbox", "mdbox", "mbox", "imapc", "pop3c"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for location in config.every_mail_location() {
        let driver = location.driver.as_str();
        if driver.is_empty()
            || schema::is_mail_driver(config.version().series, driver)
            || is_of_a_plugin(config, driver)
        {
            continue;
        }
        let Some(span) = driver_span(config, &location) else { continue };
        let driver = crate::text::clipped(driver.as_bytes(), 40);
        let finding = findings.add(&LINT, span, format!("unknown mail format `{driver}`"));
        finding.label("not a driver");
        match schema::nearest(&driver, USUAL.iter().copied()) {
            Some(near) => {
                finding
                    .help(format!("Did you mean `{near}`?"))
                    .fix_unsafe(format!("write `{near}`"), [Edit::replace(span, near)]);
            }
            None => {
                finding.help(format!("Write one of {}.", USUAL.join(", ")));
            }
        }
    }
}

/// The name of the driver alone; none where it holds a variable.
fn driver_span(config: &Config<'_>, location: &MailLocation<'_>) -> Option<Span> {
    match config.version().series {
        Series::V23 => config.locate_in(&location.found, 0..location.driver.len()),
        Series::V24 if location.found.is_open() => None,
        Series::V24 => config.place(&location.found),
    }
}

/// `storage_rbox` brings `rbox`.
fn is_of_a_plugin(config: &Config<'_>, driver: &str) -> bool {
    let brings = |name: &[u8]| memchr::memmem::find(name, driver.as_bytes()).is_some();
    config.all_plugins().iter().any(|(_, plugin)| brings(&plugin.text))
}
