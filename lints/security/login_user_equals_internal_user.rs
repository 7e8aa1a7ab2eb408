use crate::config::Facts;
use crate::edit::lines;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "login-user-equals-internal-user",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
}

/// The users that the packages create.
const USUAL: [&[u8]; 2] = [b"dovecot", b"dovenull"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let root = config.root();
    let (login, internal) = (root.get("default_login_user"), root.get("default_internal_user"));
    // Where everything belongs to one user on purpose, as in a container, the mail is its too.
    let is_one_user = root.get("mail_uid").text == internal.text;
    let is_chosen =
        login.assign.is_some() && internal.assign.is_some() && !USUAL.contains(&login.text.as_ref());
    if login.text != internal.text || login.text.is_empty() || login.is_open() || is_one_user || is_chosen {
        return;
    }
    let (name, usual, found, other) = if login.assign.is_some() {
        ("default_login_user", "dovenull", &login, &internal)
    } else {
        ("default_internal_user", "dovecot", &internal, &login)
    };
    let Some(assign) = found.assign else { return };
    let user = found.shown();
    let finding = findings.add(
        &LINT,
        config.value_span(assign),
        format!("login processes and Dovecot's own processes both run as `{user}`"),
    );
    finding.label("a compromised login process can reach the others");
    if let Some(span) = config.place(other) {
        finding.also(span, "the same user");
    }
    finding.help(format!("Write `{name} = {usual}`, or remove the line, as that is the default."));
    if user != usual {
        finding.fix_unsafe("remove the line", lines::remove(config, config.span(assign)));
    }
}
