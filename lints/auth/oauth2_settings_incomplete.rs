use crate::config::{Checked, Facts};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "oauth2-settings-incomplete",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for checked in config.checks("auth_oauth2") {
        if let Some((name, flaw, help)) = flaw(&checked)
            && let Some(place) = config.place(&checked.get(name))
        {
            findings
                .add(&LINT, place, format!("`{name}` {flaw}"))
                .label("incomplete")
                .help(help)
                .stage(checked.judged);
        }
    }
}

/// The setting to point at, what is wrong, and what to do, in the order of Dovecot's own checks.
fn flaw(checked: &Checked<'_>) -> Option<(&'static str, &'static str, &'static str)> {
    let is_set = |name: &str| !checked.get(name).text.is_empty();
    let mode = checked.get("oauth2_introspection_mode");
    let urls = ["oauth2_grant_url", "oauth2_tokeninfo_url", "oauth2_introspection_url"];
    let help = "Add `oauth2_introspection_mode = auth`, `get` or `post` in the same scope.";
    if mode.text.is_empty() {
        if let Some(url) = urls.into_iter().find(|url| is_set(url)) {
            return Some((url, "is set, but `oauth2_introspection_mode` is not", help));
        }
    } else if [b"auth".as_slice(), b"get", b"post"].contains(&mode.text.as_ref())
        && !is_set("oauth2_tokeninfo_url")
        && !is_set("oauth2_introspection_url")
    {
        return Some((
            "oauth2_introspection_mode",
            "is set, but no URL is set",
            "Add `oauth2_introspection_url = ` and the address in the same scope.",
        ));
    }
    let pair = "Set both `oauth2_client_id` and `oauth2_client_secret` in the same scope.";
    if is_set("oauth2_grant_url") && !is_set("oauth2_client_id") {
        return Some(("oauth2_grant_url", "is set, but `oauth2_client_id` is not", pair));
    }
    match (is_set("oauth2_client_id"), is_set("oauth2_client_secret")) {
        (true, false) => return Some(("oauth2_client_id", "has no `oauth2_client_secret`", pair)),
        (false, true) => return Some(("oauth2_client_secret", "has no `oauth2_client_id`", pair)),
        _ => {}
    }
    (!is_set("oauth2_active_attribute") && is_set("oauth2_active_value")).then_some((
        "oauth2_active_value",
        "is set, but `oauth2_active_attribute` is not",
        "Name the attribute that must have this value, or remove the line.",
    ))
}
