use super::auth_client_limit_too_low::too_low;
use crate::config::Config;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    "anvil-client-limit-too-low", "limits", Warning, Parse, Default,
    [V23, V24], fix: unsafe_only, whole: true, silent: unread, page: "anvil_client_limit_too_low.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    too_low(config, findings, &LINT, "anvil");
}
