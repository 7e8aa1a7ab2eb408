use crate::config::{Facts, Unknown};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{SECTIONS_OF_BOTH, Series, Setting};

lint! {
    name: "setting-in-wrong-scope",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
    yields_to: ["old-metric-filter" here],
}

const TOP: &str = "at the top level";

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for (problem, unknown) in config.unknowns() {
        let Unknown::WrongScope(elsewhere) = &unknown.what else { continue };
        let name = &unknown.name;
        let mut places: Vec<String> = elsewhere.iter().map(|setting| place(setting)).collect();
        places.dedup();
        let what = if unknown.is_section { "section" } else { "setting" };
        let here = if unknown.around.is_empty() && places.iter().any(|place| place == TOP) {
            // Inside a filter that is itself in a section, as after a section that is never closed.
            "in this section".to_owned()
        } else if unknown.around.is_empty() {
            TOP.to_owned()
        } else {
            format!("in `{} {{}}`", unknown.around)
        };
        let message = format!("the {what} `{name}` does not exist {here}, only {}", listed(&places));
        let finding = findings.at(&LINT, problem, message);
        finding.label("not known here");
        let plugin = elsewhere.iter().find(|setting| !setting.plugin().is_empty());
        match (elsewhere.as_slice(), plugin) {
            ([only], Some(plugin)) if only.scope() == "plugin" => finding.help(format!(
                "Move it into `plugin {{ … }}`; it belongs to the plugin `{}`, which `mail_plugins` must load.",
                plugin.plugin()
            )),
            ([only], _) if config.version().series == Series::V24 => {
                finding.help(format!("Move it to where it belongs, {}.", place(only)))
            }
            _ => finding.help(format!("Move it to where it belongs, {}.", listed(&places))),
        };
    }
}

/// Where a setting is: the top level, or the section that its table or its 2.4 name tells.
fn place(setting: &Setting) -> String {
    let section = match setting.scope() {
        "root" => {
            let named = SECTIONS_OF_BOTH.iter().find(|section| {
                setting.name.strip_prefix(**section).is_some_and(|rest| rest.starts_with('_'))
            });
            match named {
                Some(section) => *section,
                None => return TOP.to_owned(),
            }
        }
        scope => scope,
    };
    match section {
        "service" => "in `service NAME {}`".to_owned(),
        "plugin" | "namespace" | "passdb" | "userdb" => format!("in `{section} {{}}`"),
        _ => format!("in `{section} NAME {{}}`"),
    }
}

fn listed(places: &[String]) -> String {
    match places {
        [] => "elsewhere".to_owned(),
        [only] => only.clone(),
        [start @ .., last] => format!("{} or {last}", start.join(", ")),
    }
}
