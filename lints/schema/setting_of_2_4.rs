use crate::config::{Config, Facts, Problem, Unknown};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::hash::HashSet;
use crate::lints::lint;
use crate::schema::{self, Kind, Series, Setting, Version};
use crate::syntax::Form;

lint! {
    name: "setting-of-2.4",
    severity: Error, stage: Parse, profile: Default, series: [V23],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    // A file that names its 2.4 version is wrong as a whole; that is one mistake, not one per line.
    let mut files_for_2_4 = HashSet::default();
    for (problem, unknown) in config.unknowns() {
        let Unknown::Newer(setting) = unknown.what else { continue };
        if files_for_2_4.contains(&problem.span.file) {
            continue;
        }
        let what = if unknown.is_section { "section" } else { "setting" };
        let message =
            format!("`{}` is a 2.4 {what}, but you are checking against {}", unknown.name, config.version());
        let finding = findings.at(&LINT, problem, message);
        finding.label("unknown in 2.3");
        match setting.name {
            "dovecot_config_version" | "dovecot_storage_version" => {
                files_for_2_4.insert(problem.span.file);
                finding.help(
                    "This file is written for 2.4. Put the two version lines first in the main file if all of it \
                     is; otherwise use the 2.3 names here.",
                );
                continue;
            }
            _ => {}
        }
        let old = names_here(setting, unknown.around);
        finding.help(match old.as_slice() {
            [] => "Remove the line, or update to 2.4.".to_owned(),
            names => format!(
                "In 2.3 it is called `{}`; the value may need another form there.",
                names.join("` or `")
            ),
        });
        if let ([only], false) = (old.as_slice(), unknown.is_section) {
            let mut edits = vec![Edit::replace(problem.span, *only)];
            edits.extend(reading(config, problem, setting));
            finding.fix_unsafe(format!("write `{only}`"), edits);
        }
    }
}

/// 2.4 opens the file that a setting names; 2.3 wants a `<` in front of the path for that.
fn reading(config: &Config<'_>, problem: &Problem, setting: &Setting) -> Option<Edit> {
    let statement = config.document.statements.get(problem.statement?)?;
    let value = config.document.locate(statement, statement.value);
    let is_file = setting.kind(Version::newest(Series::V24)) == Kind::File;
    let is_path = config.document.value(statement).form == Form::Plain;
    (is_file && is_path).then(|| Edit::insert_before(value, "<"))
}

/// The names of 2.3 that a setting of 2.4 stands for, where they may be in this section.
fn names_here(setting: &Setting, around: &str) -> Vec<&'static str> {
    let here = |path: &&'static str| {
        let (scope, name) = path.split_once('/').unwrap_or(("root", path));
        let is_here = scope == around || (scope == "root" && around.is_empty());
        let known = schema::find(schema::scope(Series::V23, scope), name.as_bytes());
        known.filter(|_| is_here).map(|known| known.name)
    };
    setting.replaces.iter().filter_map(here).collect()
}
