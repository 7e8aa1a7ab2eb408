use crate::config::{Config, Database, DatabaseKind, Facts, ProblemKind, ScopeKind};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::hash::HashSet;
use crate::lints::lint;
use crate::syntax::Kind;

lint! {
    name: "section-name-required",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: Safe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let mut taken: HashSet<(&str, Vec<u8>)> = HashSet::default();
    let is_missing = config.problems().iter().any(|p| matches!(p.kind, ProblemKind::MissingName(_)));
    for (_, scope) in config.scopes().filter(|_| is_missing) {
        if let ScopeKind::Section { setting, name, .. } = &scope.kind {
            taken.insert((setting.name, name.to_vec()));
        }
    }
    for problem in config.problems() {
        let ProblemKind::MissingName(setting) = &problem.kind else { continue };
        let name = setting.name;
        let finding = findings.at(&LINT, problem, format!("this `{name}` section has no name"));
        finding.label("a name is required in 2.4");
        let Some(head) = problem.statement else { continue };
        let Some(meant) =
            first_value(config, head, b"driver").filter(|_| matches!(name, "passdb" | "userdb"))
        else {
            let example = match name {
                "passdb" | "userdb" => "main",
                "namespace" if first_value(config, head, b"inbox").as_deref() == Some("yes") => "inbox",
                _ => "NAME",
            };
            finding.help(format!("Write `{name} {example} {{`."));
            continue;
        };
        let kind = if name == "passdb" { DatabaseKind::Passdb } else { DatabaseKind::Userdb };
        if !Database::known_drivers(config, kind).contains(&meant.as_str()) {
            finding.help(format!("Write `{name} NAME {{` with a 2.4 driver: 2.4 has no driver `{meant}`."));
            continue;
        }
        finding.help(format!("Write `{name} {meant} {{`; the name selects the driver."));
        if taken.insert((name, meant.as_bytes().to_vec())) {
            let edit = [Edit::insert_after(problem.span, format!(" {meant}"))];
            finding.fix_safe(format!("name it `{meant}`"), edit);
        }
    }
}

/// The value of a key directly inside the section that a statement opens.
fn first_value(config: &Config<'_>, head: usize, key: &[u8]) -> Option<String> {
    let document = config.document;
    let inside = document.statements.iter().skip(head + 1).take_while(|s| s.kind == Kind::Setting);
    let found = inside.into_iter().find(|s| document.key(s).as_ref() == key)?;
    let value = document.value(found);
    let is_word = value.text.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    (is_word && !value.text.is_empty()).then(|| crate::text::printable(&value.text))
}
