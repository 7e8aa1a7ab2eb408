use crate::config::{Facts, Scope, ScopeKind, SectionKind};
use crate::edit::lines;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "fts-language-missing",
    severity: Error, stage: Run, profile: Default, series: [V24],
    fix: Unsafe, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    if config.loads_plugin("fts").is_none() || config.loads_plugin("fts_flatcurve").is_none() {
        return;
    }
    let root = config.root();
    let backends = root.sections(SectionKind::FTS);
    let flatcurve = backends.iter().find(|section| {
        let driver = section.value("driver");
        let name = if driver.text.is_empty() { &section.name } else { &driver.text };
        name.as_ref() == b"flatcurve"
    });
    let Some(flatcurve) = flatcurve else { return };
    let Some(span) = flatcurve.span() else { return };
    let is_language = |scope: &Scope| matches!(&scope.kind, ScopeKind::Section { setting, .. } if setting.name == "language");
    if config.scopes().any(|(_, scope)| is_language(scope)) {
        return;
    }
    let finding = findings.add(&LINT, span, "there is no `language` section, so flatcurve does not start");
    finding
        .label("nothing is indexed or found")
        .help("A section `language en` with `default = yes` names the language of most of the mail.");
    finding.fix_unsafe(
        "add English as the default language",
        lines::above(config, span, "language en {\n  default = yes\n}"),
    );
}
