use crate::config::{Config, Facts, ScopeKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "imapsieve-without-cause",
    severity: Warning, stage: Never, profile: Default, series: [V24],
    fix: None, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let imap = config.protocol_view(b"imap");
    if !imap.knows_plugins() {
        return;
    }
    let Some(span) = imap.plugin("imap_sieve").and_then(|word| word.span) else { return };
    if config.places_that_set("imapsieve_url").next().is_some() || runs_for_imap(config) {
        return;
    }
    let finding = findings.add(
        &LINT,
        span,
        "`imap_sieve` is loaded, but no `sieve_script` has a `cause` other than delivery",
    );
    finding.label("moving mail runs no script").help(
        "Give the script that a change in a mailbox should run `cause = copy` (or `append`, `flag`); without it a script is for delivery.",
    );
    for (id, scope) in config.scopes() {
        if let ScopeKind::Section { setting, .. } = &scope.kind
            && setting.name == "sieve_script"
            && let Some(span) = config.scope_span(id)
        {
            finding.also(span, "runs at delivery");
        }
    }
}

/// Whether any script is for what IMAP does. A cause that comes from elsewhere may be one.
fn runs_for_imap(config: &Config<'_>) -> bool {
    config.scopes_with_list("sieve_script_cause").into_iter().any(|scope| {
        let words = config.view(scope).words("sieve_script_cause");
        words.iter().any(|word| !word.text.eq_ignore_ascii_case(b"delivery"))
    })
}
