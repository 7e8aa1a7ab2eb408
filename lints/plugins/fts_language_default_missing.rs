use crate::config::{Config, Facts, Found, ScopeId, ScopeKind, SectionKind, View};
use crate::edit::{Edit, lines};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{self, Series};

lint! {
    name: "fts-language-default-missing",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: Safe, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(section) = schema::find(schema::scope(Series::V24, "root"), b"language") else { return };
    for (scope, _) in config.scopes().filter(|(scope, _)| !config.is_in_group(*scope)) {
        let languages = config.children(scope, section);
        if languages.is_empty() {
            continue;
        }
        if config.version().is_24_from(5) && is_in_section(config, scope) {
            misplaced(config, findings, languages);
        } else {
            judge(config, findings, &config.view(scope), languages);
        }
    }
}

/// Whether a scope is more than connection filters.
fn is_in_section(config: &Config<'_>, scope: ScopeId) -> bool {
    let mut around = std::iter::successors(Some(scope), |scope| config.scope(*scope).parent);
    around.any(|scope| !matches!(config.scope(scope).kind, ScopeKind::Root | ScopeKind::Filter(_)))
}

/// From 2.4.5 on the check looks for each language where no section is around it.
fn misplaced(config: &Config<'_>, findings: &mut Findings, languages: &[ScopeId]) {
    let Some(span) = languages.first().and_then(|scope| config.scope_span(*scope)) else { return };
    findings
        .add(&LINT, span, "Dovecot does not find a `language` inside another section")
        .label("in a section")
        .help("Move this `language` section to the top level.");
}

fn judge(config: &Config<'_>, findings: &mut Findings, around: &View<'_>, languages: &[ScopeId]) {
    let merged = around.sections(SectionKind::LANGUAGE);
    let mut first: Option<(String, Found<'_>)> = None;
    let mut real = 0;
    let own = merged.iter().filter(|language| language.scopes.iter().any(|scope| languages.contains(scope)));
    for language in own.clone() {
        let name = language.shown();
        let default = language.get("default");
        let is_data = language.name.as_ref() == b"data";
        real += usize::from(!is_data);
        let (Some(true), Some(place)) = (default.boolean(), config.place(&default)) else { continue };
        if is_data {
            findings
                .add(&LINT, place, "`language data` cannot be the default language")
                .label("is not a language")
                .help("Remove this line, and write `default = yes` in one of the real languages.");
            return;
        }
        if let Some((other, found)) = &first {
            let finding = findings.add(
                &LINT,
                place,
                format!("both `language {other}` and `language {name}` are the default language"),
            );
            finding.label("only one can be").help("Remove `default = yes` from all languages but one.");
            if let Some(place) = config.place(found) {
                finding.also(place, "the first one");
            }
            return;
        }
        first = Some((name, default));
    }
    if first.is_some() {
        return;
    }
    let Some(span) = languages.first().and_then(|scope| config.scope_span(*scope)) else { return };
    let message = match real {
        0 => "there is no `language` section other than `data`",
        _ => "no `language` section has `default = yes`",
    };
    let finding = findings.add(&LINT, span, message);
    finding
        .label("not the default")
        .help("Write `default = yes` in the section of the most common language.");
    let mut own = own;
    if let (1, Some(language), None) = (real, own.next(), own.next()) {
        match language.get("default").assign {
            Some(assign) => {
                let value = config.value_span(assign);
                finding.fix_safe("make it the default", [Edit::replace(value, "yes")]);
            }
            None if config.document.sources.bytes(span).ends_with(b"{") => {
                finding.fix_safe("make it the default", lines::below(config, span, "default = yes"));
            }
            None => {}
        }
    }
}
