use crate::config::{Config, Facts, ProblemKind};
use crate::finding::{Findings, Severity, Stage};
use crate::hash::HashSet;
use crate::lints::lint;
use crate::schema::{self, Kind};
use crate::syntax;

lint! {
    name: "section-type-as-setting",
    severity: Warning, stage: Never, profile: Default, series: [V23],
    fix: None, needs: Fragment,
    refuses: Sometimes,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let mut heads = None;
    for problem in config.problems() {
        let ProblemKind::SectionTypeAsSetting(setting) = &problem.kind else { continue };
        let Some(written) = config.written(problem) else { continue };
        let (name, value) = (setting.name, written.value.as_str());
        // With a brace at the end it is a section head with a stray `=`, which another lint tells. A
        // passdb, userdb or socket that is opened this way lacks driver or path, that another lint reports.
        let lacks = matches!(name, "passdb" | "userdb" | "unix_listener" | "fifo_listener");
        if value.ends_with('{') || (lacks && !value.is_empty()) {
            continue;
        }
        let head = match setting.kind(config.version()) {
            Kind::StrList => name.to_owned(),
            _ if value.is_empty() => format!("{name} NAME"),
            _ => format!("{name} {value}"),
        };
        let message = format!("`{name} = {value}` sets nothing: `{name}` is a section");
        let finding = findings.at(&LINT, problem, message);
        finding.help(format!(
            "Write `{head} {{`, its settings, and `}}` on lines of their own, or remove the line."
        ));
        let heads = heads.get_or_insert_with(|| heads_of(config));
        let is_nameless = |word: &str| {
            let is_built_in = name == "service"
                && schema::services(config.version()).any(|s| s.name.eq_ignore_ascii_case(word));
            !is_built_in && !heads.contains(&(name.to_owned(), word.to_ascii_lowercase()))
        };
        // Only a real head gives these sections their name, and Dovecot refuses them without one.
        if matches!(name, "service" | "metric" | "event_exporter")
            && value.split([' ', '\t', ',']).filter(|word| !word.is_empty()).any(is_nameless)
        {
            finding.severity(Severity::Error).stage(Stage::Parse).label("opens a section without a name");
        } else {
            finding.label("accepted but without effect");
        }
    }
}

/// The type and the name of every section that is opened with braces.
fn heads_of(config: &Config<'_>) -> HashSet<(String, String)> {
    let document = config.document;
    let opened = document.statements.iter().filter(|s| s.kind == syntax::Kind::Open);
    opened
        .map(|s| {
            (document.text(s, s.key).as_str().to_owned(), document.text(s, s.value).to_ascii_lowercase())
        })
        .collect()
}
