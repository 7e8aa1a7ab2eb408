//! What changes at run time without a line of the tree, and what is to do in addition to it.

use super::core::lists::has_plugin;
use crate::config::ROOT;
use crate::upgrade::NoteCode;
use crate::upgrade::job::Job;

/// Tells of it.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>) {
    let serves =
        |job: &Job<'_>, name: &str| job.config.root().words("protocols").iter().any(|word| word.is(name));
    if serves(job, "pop3") && job.own(ROOT, "root", "pop3_logout_format").is_none() {
        let text = "the line that POP3 logs at the end shows the bytes of deleted mail where 2.3 showed the number of messages";
        job.note(NoteCode::ChangedDefault, None, text);
    }
    let has_policy =
        job.own(ROOT, "root", "auth_policy_server_url").is_some_and(|unit| !job.text(&unit).is_empty());
    if has_policy && job.own(ROOT, "root", "auth_policy_request_attributes").is_none() {
        job.note(
            NoteCode::ChangedDefault,
            None,
            "requests to the policy server also have the attribute fail_type",
        );
    }
    if job.units.iter().any(|unit| unit.name == "login_access_sockets") {
        job.todo("Let the firewall do what TCP wrappers did.");
    }
    if job.units.iter().any(|unit| unit.name == "fts" && *job.text(unit) == *b"flatcurve") {
        job.todo("Install the package of flatcurve; Debian calls it dovecot-flatcurve.");
    }
    if has_plugin(job, "sieve") {
        job.todo("Install the package of Pigeonhole; Debian calls it dovecot-sieve.");
    }
    if has_exim(job) {
        job.todo(
            "If Exim checks passwords with Dovecot, the listener that its configuration names needs `type = \
             auth-legacy`: Exim uses the old protocol.",
        );
    }
    job.todo("Look for panels and scripts that write this configuration, or that call `dsync` or `doveadm`.");
    job.todo("Run `doveconf -n` and `doveconf -F` with 2.4 before it starts; each has checks that the other lacks.");
    job.todo("Keep a backup of the mail: 2.3 may not read indexes and dbox mail that 2.4 wrote.");
}

/// Whether Exim asks the auth service.
fn has_exim(job: &Job<'_>) -> bool {
    let is_it = |text: &[u8]| memchr::memmem::find(text, b"exim").is_some() || text == b"auth-client";
    job.document.statements.iter().any(|statement| {
        statement.kind == crate::syntax::Kind::Open
            && job.document.bytes(statement, statement.key) == b"unix_listener"
            && is_it(job.document.bytes(statement, statement.value))
    })
}
