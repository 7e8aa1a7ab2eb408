use crate::config::{Facts, SectionKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "metrics-without-writer",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let root = config.root();
    let path = root.get("stats_writer_socket_path");
    let Some(span) = config.place(&path).filter(|_| path.text.is_empty() && !path.is_open()) else { return };
    for kind in [SectionKind::METRIC, SectionKind::EVENT_EXPORTER] {
        let Some(section) = root.sections(kind).into_iter().find(|section| section.span().is_some()) else {
            continue;
        };
        let finding = findings.add(
            &LINT,
            span,
            format!("`stats_writer_socket_path` is empty, so no process reports events, but there are `{}` sections", kind.name()),
        );
        finding.label("statistics are off").help("Remove this line, or remove the sections.");
        if let Some(head) = section.span() {
            finding.also(head, "never sees an event");
        }
        return;
    }
}
