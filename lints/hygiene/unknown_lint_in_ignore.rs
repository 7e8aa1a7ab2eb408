use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::nearest;

lint! {
    name: "unknown-lint-in-ignore",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
    about: Suppression,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for ignore in config.document.ignores.iter().filter(|ignore| !ignore.is_malformed) {
        for (name, place) in ignore.names.iter().filter(|(name, _)| crate::lints::find(name).is_none()) {
            let finding = findings.add(&LINT, *place, format!("no lint is called `{name}`"));
            finding.label("this comment suppresses nothing");
            match nearest(name, crate::lints::all().map(|lint| lint.name)) {
                Some(meant) => finding
                    .help(format!("Did you mean `{meant}`?"))
                    .fix_unsafe(format!("write `{meant}`"), [Edit::replace(*place, meant)]),
                None => finding.help("`dovelint lints` lists all of them."),
            };
        }
    }
}
