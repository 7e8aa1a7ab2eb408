use crate::config::{Facts, ProblemKind, Unknown};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "unknown-setting",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
    yields_to: ["old-metric-filter" here],
}

/// Settings of `dovecot-sql.conf.ext` that the main file never had.
const OF_SQL: [&str; 5] = ["connect", "default_pass_scheme", "iterate_query", "password_query", "user_query"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let mut of_sql = None;
    for (problem, unknown) in config.unknowns() {
        let ProblemKind::UnknownSetting { section, .. } = &problem.kind else { continue };
        let Unknown::Name { meant } = unknown.what else { continue };
        // missing-key-name and smart-quotes-or-nbsp say what is really wrong.
        if unknown.name.is_empty() || crate::text::lookalike(unknown.name.as_bytes()).is_some() {
            continue;
        }
        // The file for SQL, pasted into the main one: the first line of it stands for all.
        if section.is_empty()
            && config.version().series == Series::V23
            && OF_SQL.contains(&unknown.name.as_str())
        {
            let file = Some(problem.span.file);
            if of_sql != file {
                of_sql = file;
                let message = format!("`{}` is a setting of the file for SQL, not of this one", unknown.name);
                let finding = findings.at(&LINT, problem, message);
                finding.label("not known here");
                finding.help("Move the settings for SQL to a file of their own, such as `dovecot-sql.conf.ext`, and name it with `args = PATH` in the passdb and userdb.");
            }
            continue;
        }
        let place = if section.is_empty() { String::new() } else { format!(" in `{section}`") };
        let finding = findings.at(&LINT, problem, format!("unknown setting `{}`{place}", unknown.name));
        finding.label("no setting of this name here");
        match meant {
            Some(meant) => finding
                .help(format!("Did you mean `{meant}`?"))
                .fix_unsafe(format!("write `{meant}`"), [Edit::replace(problem.span, meant)]),
            None => {
                finding.help("Remove the line, or look the name up in the manual of this Dovecot version.")
            }
        };
    }
}
