use crate::config::{Config, Facts, Found, ScopeKind};
use crate::edit::lines;
use crate::finding::{Findings, Severity, Stage};
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "cleartext-auth-with-tls-required",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Safe, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let series = config.version().series;
    let (name, allowed) = match series {
        Series::V23 => ("disable_plaintext_auth", false),
        Series::V24 => ("auth_allow_cleartext", true),
    };
    if series == Series::V24 {
        inherited(config, findings, name);
    }
    for checked in config.checks("login") {
        let (ssl, cleartext) = (checked.get("ssl"), checked.get(name));
        if ssl.text.as_ref() != b"required" || cleartext.boolean() != Some(allowed) {
            continue;
        }
        let Some(place) = cleartext.assign.map(|assign| config.span(assign)) else { continue };
        let shown = format!("{name} = {}", cleartext.shown());
        let finding = findings.add(&LINT, place, format!("`{shown}` has no effect with `ssl = required`"));
        finding.label("no one can log in without TLS anyway").help(format!("Remove the line `{shown}`."));
        if let Some(required) = config.place(&ssl) {
            finding.also(required, "TLS is required here");
        }
        if same_scope(&ssl, &cleartext) {
            finding.fix_safe("remove the line", lines::remove(config, place));
        }
        match series {
            Series::V23 => finding.severity(Severity::Advice).stage(Stage::Never),
            Series::V24 => finding.stage(checked.judged),
        };
    }
}

/// 2.4 checks each filter by itself, so that one which takes `ssl = required` from around it passes, in vain.
fn inherited(config: &Config<'_>, findings: &mut Findings, name: &str) {
    let places = config.everywhere(name).into_iter();
    for assign in places.filter(|assign| matches!(config.scope(assign.scope).kind, ScopeKind::Filter(_))) {
        let ssl = config.view(assign.scope).get("ssl");
        let is_around = ssl.assign.is_some_and(|ssl| ssl.scope != assign.scope);
        let found = config.found(assign);
        if !is_around || ssl.text.as_ref() != b"required" || found.boolean() != Some(true) {
            continue;
        }
        let place = config.span(assign);
        let shown = format!("{name} = {}", found.shown());
        let finding = findings.add(&LINT, place, format!("`{shown}` has no effect with `ssl = required`"));
        finding
            .label("no one can log in without TLS anyway")
            .help(format!("Remove the line `{shown}`, or use `ssl = yes` with it."))
            .severity(Severity::Advice)
            .stage(Stage::Never)
            .fix_safe("remove the line", lines::remove(config, place));
        if let Some(required) = config.place(&ssl) {
            finding.also(required, "TLS is required here");
        }
    }
}

fn same_scope(one: &Found<'_>, other: &Found<'_>) -> bool {
    one.assign.map(|assign| assign.scope) == other.assign.map(|assign| assign.scope)
}
