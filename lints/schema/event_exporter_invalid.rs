use crate::config::{Config, Facts, Section, SectionKind};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{self, Series};

lint! {
    name: "event-exporter-invalid",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let series = config.version().series;
    for exporter in config.checked_sections(SectionKind::EVENT_EXPORTER) {
        if series == Series::V23 && !exporter.is_named && !exporter.sets("name") {
            report(
                config,
                findings,
                &exporter,
                "name",
                "has no name",
                "Write a name after `event_exporter`.",
            );
            continue;
        }
        // 2.4 does not check one whose name is emptied.
        if series == Series::V24 && exporter.name.is_empty() {
            continue;
        }
        let format = exporter.get("format");
        if !schema::tokens(series, "event_exporter_formats")
            .iter()
            .any(|w| w.as_bytes() == format.text.as_ref())
        {
            let help = "Write `format = json`, `tab-text` or `none`.";
            report(config, findings, &exporter, "format", "has no valid format", help);
            continue;
        }
        if series == Series::V24 {
            continue;
        }
        let transport = exporter.get("transport");
        let transports = schema::tokens(series, "event_exporter_transports");
        if !transports.iter().any(|w| w.as_bytes() == transport.text.as_ref()) {
            let help = "Write `transport = log`, `http-post` or `drop`.";
            report(config, findings, &exporter, "transport", "has no valid transport", help);
            continue;
        }
        let help = "Write `format_args = time-rfc3339` or `format_args = time-unix`.";
        let times = exporter.words("format_args");
        let arguments = schema::tokens(series, "event_exporter_format_args");
        let is_known = |word: &[u8]| arguments.iter().any(|known| known.as_bytes() == word);
        if !times.iter().all(|word| is_known(&word.text)) {
            report(config, findings, &exporter, "format_args", "has an unknown argument", help);
        } else if times.iter().any(|word| times.iter().any(|other| other.text != word.text)) {
            report(config, findings, &exporter, "format_args", "has two formats for times", help);
        } else if times.is_empty() && format.text.as_ref() != b"none" {
            report(config, findings, &exporter, "format_args", "does not set a time format", help);
        }
    }
}

fn report(
    config: &Config<'_>,
    findings: &mut Findings,
    exporter: &Section<'_>,
    key: &str,
    flaw: &str,
    help: &str,
) {
    let Some(place) = config.place(&exporter.get(key)).or(exporter.span()) else { return };
    findings
        .add(&LINT, place, format!("`event_exporter {}` {flaw}", exporter.shown()))
        .label(flaw)
        .help(help)
        .stage(exporter.judged);
}
