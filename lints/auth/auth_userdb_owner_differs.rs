use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "auth-userdb-owner-differs",
    severity: Warning, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(auth) = config.service("auth") else { return };
    let listeners = auth.listeners();
    let Some(socket) = listeners.iter().find(|listener| listener.name.as_ref() == b"auth-userdb") else {
        return;
    };
    let owner = socket.get("user");
    let reads = |text: &[u8]| {
        // The built-in user, by the setting that names it.
        if text == b"$default_internal_user" || text == b"$SET:default_internal_user" {
            return config.root().get("default_internal_user").text.to_vec();
        }
        text.to_vec()
    };
    let owner_name = reads(&owner.text);
    for name in ["doveadm", "replicator"] {
        let Some(service) = config.service(name) else { continue };
        let user = service.get("user");
        let Some(span) = config.place(&user) else { continue };
        let is_known =
            |text: &[u8]| !text.is_empty() && !text.iter().any(|b| matches!(b, b'%' | b'$' | b'<'));
        let user_name = reads(&user.text);
        let is_root = matches!(user_name.as_slice(), b"root" | b"0") || user.is_open();
        if is_root
            || !is_known(&user_name)
            || user_name == owner_name
            || !is_known(&owner_name) && !owner_name.is_empty()
        {
            continue;
        }
        let user = crate::text::printable(&user_name);
        let owner =
            if owner_name.is_empty() { "root".to_owned() } else { crate::text::printable(&owner_name) };
        let finding = findings.add(
            &LINT,
            span,
            format!("`service {name}` runs as `{user}`, but the socket `auth-userdb` belongs to `{owner}`, so `{user}` cannot list the users"),
        );
        finding
            .label("may look up one user, but not list all")
            .help(format!("In `unix_listener auth-userdb` of `service auth`, write `user = {user}`."));
        if let Some(head) = socket.span() {
            finding.also(head, format!("belongs to `{owner}`"));
        }
        return;
    }
}
