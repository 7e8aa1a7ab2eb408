use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "setting-among-fields",
    severity: Error, stage: Never, profile: Default, series: [V24],
    fix: None, needs: Fragment,
}

/// Lists in which every key is allowed.
const LISTS: [&[u8]; 3] = [b"lua_settings", b"passdb_fields", b"userdb_fields"];

/// Settings of databases that are not user fields.
const SETTINGS: [&str; 6] = [
    "result_success",
    "result_failure",
    "result_internalfail",
    "skip",
    "default_password_scheme",
    "fields_import_all",
];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for assign in config.assigns().iter().filter(|assign| assign.key.is_free()) {
        let name = config.key_name(assign.key);
        let Some(slash) = name.iter().position(|b| *b == b'/') else { continue };
        let (list, key) = (&name[..slash], &name[slash + 1..]);
        if !LISTS.contains(&list) || config.is_replaced(assign) {
            continue;
        }
        let Some(setting) = SETTINGS.iter().find(|setting| {
            let bare = key.strip_prefix(b"passdb_").or(key.strip_prefix(b"userdb_")).unwrap_or(key);
            bare == setting.as_bytes()
        }) else {
            continue;
        };
        let list = String::from_utf8_lossy(list);
        let (inner, who) = if list == "lua_settings" {
            ("lua_settings", "the script gets it")
        } else {
            ("fields", "it is a field of the user")
        };
        findings
            .add(
                &LINT,
                config.span(assign),
                format!("`{setting}` in `{inner}` is not a setting of the database: {who}"),
            )
            .label("not used by the database")
            .help(format!("Move the line out of `{inner} {{}}` into the section around it."));
    }
}
