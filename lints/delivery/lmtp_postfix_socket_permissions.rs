use crate::config::Config;
use crate::finding::Findings;
use crate::lints::auth::postfix_auth_socket_permissions::shut_out;
use crate::lints::lint;

lint! {
    "lmtp-postfix-socket-permissions", "delivery", Warning, Never, Default,
    [V23, V24], fix: unsafe_only, whole: true, silent: unread, page: "lmtp_postfix_socket_permissions.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    shut_out(config, findings, &LINT, "lmtp", "no mail is delivered through it");
}
