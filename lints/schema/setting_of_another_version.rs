use crate::config::{Facts, Unknown};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "setting-of-another-version",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
    yields_to: ["old-metric-filter" here],
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let version = config.version();
    for (problem, unknown) in config.unknowns() {
        let Unknown::WrongVersion(setting) = unknown.what else { continue };
        if setting.is_carried_back() {
            continue;
        }
        let series = version.series;
        let name = &unknown.name;
        let (message, help) = match setting.removed().filter(|removed| *removed <= version.patch) {
            Some(removed) => (
                format!("`{name}` was removed in {series}.{removed}, but you are checking against {version}"),
                match setting.replaced_by {
                    _ if name == "event_name" => {
                        "Write `filter = event=NAME`, with what it says as NAME; further conditions follow as ` AND FIELD=VALUE`.".to_owned()
                    }
                    [] => "Remove the line.".to_owned(),
                    names => format!("Write {} instead.", names.join(" and ")),
                },
            ),
            None => (
                format!("`{name}` was added in {series}.{}, but you are checking against {version}", setting.added()),
                "Remove the line, or update Dovecot first.".to_owned(),
            ),
        };
        findings.at(&LINT, problem, message).label("not in this version").help(help);
    }
}
