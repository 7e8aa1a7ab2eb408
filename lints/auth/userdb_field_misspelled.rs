use crate::config::{Database, Facts, Field};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "userdb-field-misspelled",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

/// Fields of a user, and how they are called by mistake.
const SLIPS: [(&str, &[&str]); 3] = [
    (
        "uid",
        &[
            "uuid",
            "user_id",
            "userid",
            "uid_number",
            "uidNumber",
            "UID",
            "vid",
            "udi",
            "iud",
            "uis",
            "uod",
            "yid",
        ],
    ),
    (
        "gid",
        &[
            "guid",
            "ggid",
            "group_id",
            "groupid",
            "gid_number",
            "gidNumber",
            "GID",
            "gud",
            "gdi",
            "igd",
            "gis",
            "god",
        ],
    ),
    (
        "home",
        &[
            "homedir",
            "home_dir",
            "homeDirectory",
            "hoem",
            "HOME",
            "hmoe",
            "hone",
            "homr",
            "homw",
            "hom",
            "hoome",
            "homee",
        ],
    ),
];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for userdb in config.userdbs() {
        for field in userdb.fields() {
            let Some(span) = field.span() else { continue };
            if is_path(&userdb, &field) {
                let shown = field.key.shown();
                findings
                    .add(&LINT, span, format!("`{shown}` has no field name, so it is not used as the home"))
                    .label("a field without `home=`")
                    .help(format!("Write `home={shown}`."));
                continue;
            }
            let slip = SLIPS.iter().find(|(_, slips)| slips.iter().any(|slip| field.is(slip)));
            let Some((meant, _)) = slip.filter(|(meant, _)| !userdb.gives(&[meant])) else { continue };
            let key = field.key.shown();
            let is_read = config.assigns().iter().any(|assign| {
                let name = format!("db:{key}");
                memchr::memmem::find(&config.found(assign).text, name.as_bytes()).is_some()
            });
            if !is_read {
                findings
                    .add(
                        &LINT,
                        span,
                        format!("there is no userdb field `{key}`, and this userdb returns no `{meant}`"),
                    )
                    .label("ignored")
                    .help(format!("Write `{meant}`."));
            }
        }
    }
}

/// A path among the fields of 2.3 that is no value of any.
fn is_path(userdb: &Database<'_>, field: &Field<'_>) -> bool {
    let is_bare = field.value.is_none() && field.key.text.first().is_some_and(|b| matches!(b, b'/' | b'~'));
    is_bare && !userdb.gives(&["home"])
}
