use crate::config::{Facts, ScopeId, SectionKind};
use crate::edit::Edit;
use crate::finding::{Findings, Stage};
use crate::hash::{HashMap, HashSet};
use crate::lints::lint;
use crate::schema::{self, Series};

lint! {
    name: "metric-unknown-exporter",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let series = config.version().series;
    let mut exporters: HashMap<ScopeId, HashSet<Vec<u8>>> = HashMap::default();
    for metric in config.checked_sections(SectionKind::METRIC) {
        let exporter = metric.get("exporter");
        let (false, Some(place)) = (exporter.text.is_empty(), config.place(&exporter)) else { continue };
        if exporter.text.starts_with(b"$") {
            continue;
        }
        let around = match (series, metric.scopes.first().and_then(|scope| config.scope(*scope).parent)) {
            (Series::V24, Some(outer)) => config.check_view(outer),
            _ => metric.around(),
        };
        let known = exporters.entry(around.scope()).or_insert_with(|| {
            let sections = around.sections(SectionKind::EVENT_EXPORTER);
            sections.into_iter().map(|section| section.name.into_owned()).collect()
        });
        if known.contains(exporter.text.as_ref()) {
            continue;
        }
        let shown = exporter.shown();
        let finding = findings.add(&LINT, place, format!("there is no `event_exporter {shown}`"));
        finding.label("no section has this name");
        if series == Series::V23 {
            finding.stage(Stage::Start);
        }
        let names: Vec<String> = known.iter().take(50).map(|name| crate::text::short(name, 40)).collect();
        match schema::nearest(&shown, names.iter().map(String::as_str)) {
            Some(meant) => finding
                .help(format!("Write `exporter = {meant}`."))
                .fix_unsafe(format!("write `{meant}`"), [Edit::replace(place, meant)]),
            None => {
                finding.help(format!("Add a section `event_exporter {shown} {{ … }}`, or remove the line."))
            }
        };
    }
}
