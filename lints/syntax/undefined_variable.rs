use crate::config::{Facts, ProblemKind};
use crate::edit::Edit;
use crate::finding::{Findings, Stage};
use crate::hash::HashMap;
use crate::lints::lint;
use crate::schema;
use crate::source::Span;

lint! {
    name: "undefined-variable",
    severity: Error, stage: Parse, profile: Default, series: [V23],
    fix: Safe, needs: Fragment, silent: Unread,
    yields_to: ["invalid-boolean" here, "invalid-number" here, "invalid-time" here, "invalid-size" here, "invalid-enum-value" here, "invalid-port" here],
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    // The same mistake may be in thousands of lines.
    let mut meant: HashMap<&str, Option<&'static str>> = HashMap::default();
    let mut has_filled = false;
    for problem in config.problems() {
        let ProblemKind::UnknownVariable { name, at_parse } = &problem.kind else { continue };
        // A script puts the value in before Dovecot sees the file.
        let is_filled = document.completeness.has_filled_variables() && is_of_environment(name);
        if is_filled {
            if !has_filled {
                super::placeholder(findings, problem.span, format!("${name}").as_bytes());
            }
            has_filled = true;
            continue;
        }
        let finding = findings.at(&LINT, problem, format!("`${name}` is not a setting"));
        let is_user = problem.statement.and_then(|index| document.statements.get(index)).is_some_and(|at| {
            // No user is called `$name`, and `doveconf -n` looks for one.
            matches!(&*document.key(at), b"default_internal_user" | b"default_login_user")
        });
        finding.stage(if *at_parse || is_user { Stage::Parse } else { Stage::Start });
        finding.label("`$name` refers to another setting");
        let word = format!("${}", name.as_str());
        let text = document.sources.bytes(problem.span);
        if let Some(at) = memchr::memmem::find(text, word.as_bytes()) {
            let start = problem.span.start + at as u32;
            finding.span = Span { start, end: start + word.len() as u32, ..problem.span };
        }
        if name.starts_with("ENV:") {
            finding.help("Write the value itself: environment variables are supported from 2.3.14 on.");
            continue;
        }
        let nearest = || schema::nearest_setting(config.version(), "root", name);
        match *meant.entry(name.as_str()).or_insert_with(nearest) {
            Some(meant) => {
                let place = finding.span;
                finding.help(format!("Did you mean `${meant}`? Quote the value if the `$` is part of it."));
                let (title, edit) = (format!("write `${meant}`"), Edit::replace(place, format!("${meant}")));
                // One letter off is a slip.
                if strsim::damerau_levenshtein(name, meant) == 1 {
                    finding.fix_safe(title, [edit]);
                } else {
                    finding.fix_unsafe(title, [edit]);
                }
            }
            None => {
                finding.help("Put the value in double quotes if the `$` is part of it, or remove this word.");
            }
        }
    }
}

/// Whether a name is written as those of the environment are, which no setting is.
fn is_of_environment(name: &str) -> bool {
    name.bytes().any(|b| b.is_ascii_uppercase()) && !name.bytes().any(|b| b.is_ascii_lowercase())
}
