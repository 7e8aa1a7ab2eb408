use crate::config::{Facts, Unknown};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{self, Series, Setting};
use crate::syntax::Kind;

lint! {
    name: "plugin-section-removed",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Fragment,
}

/// How many of the settings inside are told one by one.
const SHOWN: usize = 12;

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for (problem, unknown) in config.unknowns() {
        let Unknown::PluginSection = unknown.what else { continue };
        let finding =
            findings.at(&LINT, problem, "`plugin {}` was removed in 2.4: plugin settings are global");
        finding.label("2.3 section");
        finding.help("Move the settings to the top level, with their new names, and remove the section.");
        let Some(head) = problem.statement else { continue };
        let inside = document.statements.iter().skip(head + 1).take_while(|s| s.kind == Kind::Setting);
        for statement in inside.take(SHOWN) {
            let key = document.key(statement);
            let Some(old) = old(&key) else { continue };
            let place = document.locate(statement, statement.key);
            match old.replaced_by {
                [first, ..] => finding.also(place, format!("now `{first}`")),
                [] if matches!(old.package(), "core" | "pigeonhole") => finding.also(place, "removed in 2.4"),
                [] => continue,
            };
        }
    }
}

/// The setting of 2.3 that a key is, by its name without a number where it has one: `quota_rule2`, `sieve_before3`.
fn old(key: &[u8]) -> Option<&'static Setting> {
    let table = schema::scope(Series::V23, "plugin");
    let digits = key.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    schema::find(table, key).or_else(|| schema::find(table, &key[..key.len() - digits]))
}
