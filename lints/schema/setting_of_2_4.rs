use crate::config::{Config, Unknown};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    "setting-of-2.4", "schema", Error, Parse, Default,
    [V23], fix: unsafe_only, whole: false, page: "setting_of_2_4.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    for (problem, unknown) in config.unknowns() {
        let Unknown::Newer(setting) = unknown.what else { continue };
        let what = if unknown.is_section { "section" } else { "setting" };
        let message = format!("`{}` is a {what} of 2.4, and this is {}", unknown.name, config.version());
        let finding = findings.at(&LINT, problem, message);
        finding.label("2.3 does not know it");
        match setting.name {
            "dovecot_config_version" | "dovecot_storage_version" => {
                finding.help("Remove the line; if the whole configuration is for 2.4, check it as 2.4.");
                continue;
            }
            _ => {}
        }
        match setting.replaces {
            [] => finding.help("Remove the line, or update to 2.4."),
            [old] if !unknown.is_section && !old.contains([' ', '/', '{', '<']) => {
                finding
                    .help(format!("In 2.3 it is called `{old}`; the value may be written otherwise there."));
                finding.fix_unsafe(format!("write `{old}`"), [Edit::replace(problem.span, *old)])
            }
            names => finding.help(format!("In 2.3 this is `{}`.", names.join("`, `"))),
        };
    }
}
