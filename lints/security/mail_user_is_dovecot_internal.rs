use crate::config::{Config, DatabaseKind, Facts, Found};
use crate::finding::{Findings, Severity, Stage};
use crate::lints::lint;
use crate::schema::Series;
use crate::source::Span;
use crate::text::Quote;

lint! {
    name: "mail-user-is-dovecot-internal",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

/// What the packages create for Dovecot's own processes.
const OWN: [&str; 2] = ["dovecot", "dovenull"];

/// UIDs of such users are below this.
const SYSTEM_UIDS: u64 = 500;

/// Whether one of the two processes' users was given this name, and no container runs everything as one user.
fn is_new_name(config: &Config<'_>, id: &str) -> bool {
    let root = config.root();
    let (internal, login) = (root.get("default_internal_user"), root.get("default_login_user"));
    let is = |found: &Found<'_>| found.assign.is_some() && found.text.as_ref() == id.as_bytes();
    internal.text != login.text && (is(&internal) || is(&login))
}

struct Place {
    /// `mail_uid`, `uid`.
    name: String,
    is_user: bool,
    id: Quote,
    span: Span,
    from: u64,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let mut user: Option<(bool, usize)> = None;
    for place in places(config) {
        let Place { name, is_user, id, span, from } = place;
        let is_root = id == "root" || id == "0";
        let is_own = (OWN.contains(&id.as_str()) && !is_renamed(config, &id)) || is_new_name(config, &id);
        if !is_root && !is_own {
            continue;
        }
        let is_refused = match (is_root, is_user) {
            (true, true) => true,
            (true, false) => from > 0,
            (false, true) => from >= SYSTEM_UIDS && OWN.contains(&id.as_str()),
            (false, false) => false,
        };
        let what = if is_user { "user" } else { "group" };
        // The group next to its user is the same mistake.
        let of_settings = name.starts_with("mail_");
        if let Some((_, index)) = user.filter(|(other, _)| !is_user && *other == of_settings)
            && let Some(finding) = findings.iter_mut().nth(index)
        {
            finding.also(span, format!("so is the group `{id}`"));
            continue;
        }
        if is_user {
            user = Some((of_settings, findings.len()));
        }
        let finding = findings.add(
            &LINT,
            span,
            if is_root {
                format!("`{name}` makes {what} `{id}` the owner of the mail")
            } else {
                format!("`{name}` gives the mail to `{id}`, the {what} of Dovecot's own processes")
            },
        );
        finding.label(match (is_refused, is_root) {
            (true, true) => "Dovecot never accesses mail as root",
            (true, false) => "below `first_valid_uid`, so no mail can be read",
            _ => "an attacker in such a process gets the mail",
        });
        finding
            .help(format!("Create a dedicated mail {what}, and write `{}vmail`.", assignment(config, &name)));
        if !is_refused {
            finding.severity(Severity::Warning).stage(Stage::Never);
        }
    }
}

/// `mail_uid = `, and `uid=` inside `args` of 2.3.
fn assignment(config: &Config<'_>, name: &str) -> String {
    let is_setting = name.starts_with("mail_") || config.version().series == Series::V24;
    if is_setting { format!("{name} = ") } else { format!("{name}=") }
}

/// In containers with one user for everything the internal user gets that name.
fn is_renamed(config: &Config<'_>, id: &str) -> bool {
    let root = config.root();
    let is = |name: &str, usual: &str| root.get(name).text.as_ref() == usual.as_bytes();
    match id {
        "dovecot" => !is("default_internal_user", "dovecot"),
        _ => !is("default_login_user", "dovenull"),
    }
}

fn places(config: &Config<'_>) -> Vec<Place> {
    let root = config.root();
    let first = |is_user: bool| {
        root.get(if is_user { "first_valid_uid" } else { "first_valid_gid" }).number().unwrap_or(0)
    };
    let text = |bytes: &[u8]| crate::text::clipped(bytes, 40);
    let mut places = Vec::new();
    let userdbs = config.userdbs();
    for (name, is_user) in [("mail_uid", true), ("mail_gid", false)] {
        // Where every user database gives its own, this one is never used.
        let own = if is_user { "uid" } else { "gid" };
        if !userdbs.is_empty() && userdbs.iter().all(|userdb| userdb.gives(&[own])) {
            continue;
        }
        for assign in config.everywhere(name) {
            let id = text(&config.found(assign).text);
            let from = config
                .view(assign.scope)
                .get(if is_user { "first_valid_uid" } else { "first_valid_gid" })
                .number()
                .unwrap_or(0);
            places.push(Place { name: name.to_owned(), is_user, id, span: config.value_span(assign), from });
        }
    }
    for database in config.userdbs().into_iter().chain(config.passdbs()) {
        let prefix = if database.kind == DatabaseKind::Passdb { "userdb_" } else { "" };
        for field in database.fields() {
            for (key, is_user) in [("uid", true), ("gid", false)] {
                let name = format!("{prefix}{key}");
                if let (true, Some(span)) = (field.is(&name), field.span()) {
                    places.push(Place { name, is_user, id: text(field.text()), span, from: first(is_user) });
                }
            }
        }
    }
    places
}
