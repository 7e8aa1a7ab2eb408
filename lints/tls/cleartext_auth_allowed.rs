use crate::config::{Facts, Reach, ScopeKind};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "cleartext-auth-allowed",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
    yields_to: ["tls-disabled" anywhere],
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let (name, flipped) = config.cleartext_setting();
    let places = config.everywhere(name);
    if places.is_empty() {
        return;
    }
    // With TLS off, a proxy in front that tells the clients' addresses is one that ends TLS.
    let root = config.root();
    let is_behind_proxy =
        root.get("ssl").text.as_ref() == b"no" && !root.words("login_trusted_networks").is_empty();
    let is_exposed =
        !is_behind_proxy && config.cleartext_login_reach() >= Reach::World && !config.logins_by_haproxy();
    for assign in places {
        // An exception for some addresses is what the setting is for.
        let is_for_all = !config.is_by_address(assign.scope)
            && matches!(
                config.scope(assign.scope).kind,
                ScopeKind::Root | ScopeKind::Filter(_) | ScopeKind::Group { .. }
            );
        let view = config.view(assign.scope);
        if !is_for_all
            || !is_exposed
            || !view.cleartext().is_allowed
            || view.get("ssl").text.as_ref() == b"required"
        {
            continue;
        }
        let span = config.value_span(assign);
        let finding =
            findings.add(&LINT, span, "passwords are accepted in plain text on connections without TLS");
        finding.label("anyone on the path can read them");
        finding.help(format!("Write `{name} = {flipped}`; if one machine needs plain text, allow it inside `remote 192.0.2.1 {{ }}` with that address."));
        if !config.is_converted(assign) {
            finding.fix_unsafe(format!("write `{flipped}`"), [Edit::replace(span, flipped)]);
        }
    }
}
