use crate::config::{Config, Facts};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "plugin-without-settings",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Incomplete,
}

/// Plugins, the settings of which one must be there, and what does not happen otherwise.
type Row = (&'static str, &'static [&'static str], &'static str);

const OF_23: [Row; 6] = [
    ("last_login", &["last_login_dict"], "no login is recorded"),
    ("lazy_expunge", &["lazy_expunge"], "deleted mail is not kept"),
    ("mail_crypt", &["mail_crypt_curve", "mail_crypt_global_public_key"], "new mail is not encrypted"),
    ("notify_status", &["notify_status_dict"], "no status is written"),
    ("quota_clone", &["quota_clone_dict"], "no usage is written"),
    ("replication", &["mail_replica"], "nothing is replicated"),
];
const OF_24: [Row; 2] = [
    ("lazy_expunge", &["lazy_expunge_mailbox"], "deleted mail is not kept"),
    ("mail_crypt", &["crypt_user_key_curve", "crypt_global_public_key_file"], "new mail is not encrypted"),
];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let rows: &[Row] = if config.version().series == Series::V23 { &OF_23 } else { &OF_24 };
    for (plugin, settings, effect) in rows {
        let Some(word) = config.loads_plugin(plugin) else { continue };
        // A database may give the setting to some users.
        let is_given = |key: &&str| is_set(config, key) || config.userdbs_return(key) != Some(false);
        if settings.iter().any(is_given) {
            continue;
        }
        let Some(span) = word.span else { continue };
        let first = settings.first().copied().unwrap_or_default();
        let help = match config.version().series {
            Series::V23 => format!("Set `{first}` in `plugin {{}}`, or remove the plugin."),
            Series::V24 => format!("Set `{first}`, or remove the plugin."),
        };
        let missing = settings.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" nor ");
        let message = match settings.len() {
            1 => format!("the plugin `{plugin}` is loaded, but {missing} is not set: {effect}"),
            _ => format!("the plugin `{plugin}` is loaded, but neither {missing} is set: {effect}"),
        };
        findings.add(&LINT, span, message).label("does nothing without the setting").help(help);
    }
}

fn is_set(config: &Config<'_>, key: &str) -> bool {
    match config.version().series {
        Series::V23 => {
            let filters = config.filters().map(|(scope, _)| config.view(scope));
            filters
                .chain([config.root()])
                .any(|view| view.plugin_setting(key).is_some_and(|found| !found.text.is_empty()))
        }
        Series::V24 => config.places_that_set(key).next().is_some(),
    }
}
