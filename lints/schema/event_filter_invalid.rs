use crate::config::{Config, Facts, Found, Judged, SectionKind, event_filter};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "event-filter-invalid",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
    yields_to: ["old-metric-filter" here],
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let group = match config.version().series {
        Series::V23 => "master",
        Series::V24 => "master_service",
    };
    for checked in config.checks(group) {
        for name in ["log_debug", "log_core_filter", "process_shutdown_filter"] {
            judge(config, findings, name, &checked.get(name), checked.judged);
        }
    }
    let is_24 = config.version().series == Series::V24;
    // 2.4 does not check one whose name is emptied.
    for metric in
        config.checked_sections(SectionKind::METRIC).iter().filter(|metric| !is_24 || !metric.name.is_empty())
    {
        judge(config, findings, "filter", &metric.get("filter"), metric.judged);
    }
}

fn judge(config: &Config<'_>, findings: &mut Findings, name: &str, found: &Found<'_>, judged: Judged) {
    if judged == Judged::AtStart && found.is_open() {
        return;
    }
    let (Some(flaw), Some(place)) = (event_filter::flaw(&found.text, config.version()), config.place(found))
    else {
        return;
    };
    findings
        .add(&LINT, place, format!("the event filter in `{name}` cannot be read: {flaw}"))
        .label(flaw)
        .help(format!("Write it like `{name} = event=imap_command_finished AND category=imap`."))
        .stage(judged);
}
