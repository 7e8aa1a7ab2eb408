use crate::config::{Config, Facts, SectionKind};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{Series, mail_plugin};
use crate::source::Span;

lint! {
    name: "plugin-configured-not-loaded",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Server,
}

/// Settings that do nothing without their plugin, the plugin, and what does not happen then.
const OF_23: [(&str, &str, &str); 9] = [
    ("fts", "fts", "nothing is indexed"),
    ("expire", "expire", "nothing expires"),
    ("trash", "trash", "the trash is never emptied to free space"),
    ("lazy_expunge", "lazy_expunge", "deleted mail is not kept"),
    ("acl", "acl", "no ACL applies"),
    ("mail_log_events", "mail_log", "nothing is logged"),
    ("zlib_save", "zlib", "new mail is not compressed"),
    ("push_notification_driver", "push_notification", "no one is notified"),
    ("mail_replica", "replication", "nothing is replicated"),
];
const OF_24: [(&str, &str, &str); 4] = [
    ("acl_driver", "acl", "no ACL applies"),
    ("lazy_expunge_mailbox", "lazy_expunge", "deleted mail is not kept"),
    ("mail_compress_write_method", "mail_compress", "new mail is not compressed"),
    ("trash_mailbox_priority", "trash", "the trash is never emptied to free space"),
];
const SECTIONS: [(SectionKind, &str, &str); 2] = [
    (SectionKind::FTS, "fts", "nothing is indexed"),
    (SectionKind::PUSH_NOTIFICATION, "push_notification", "no one is notified"),
];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    if !config.knows_all_plugins() {
        return;
    }
    for (key, plugin, effect, span) in places(config) {
        if config.loads_plugin(plugin).is_some() || config.userdbs_return("mail_plugins") == Some(true) {
            continue;
        }
        let is_gone = mail_plugin(Series::V23, plugin.as_bytes())
            .is_some_and(|known| !known.known_to(config.version()));
        if config.version().series == Series::V23 && is_gone {
            let version = config.version();
            findings
                .add(
                    &LINT,
                    span,
                    format!("`{key}` is for the plugin `{plugin}`, which {version} does not have: {effect}"),
                )
                .label("ignored without the plugin")
                .help("Remove the setting; `autoexpunge = 30d` in a `mailbox` section deletes old mail.");
            continue;
        }
        findings
            .add(&LINT, span, format!("`{key}` is set, and no list of `mail_plugins` has `{plugin}`: {effect}"))
            .label("ignored without the plugin")
            .help(match config.version().series {
                Series::V23 => format!("Write `mail_plugins = $mail_plugins {plugin}` at the top level, or remove the line."),
                Series::V24 => format!("Write `mail_plugins {{` with the line `{plugin} = yes` at the top level, or remove the setting."),
            });
    }
}

type Place = (&'static str, &'static str, &'static str, Span);

fn places(config: &Config<'_>) -> Vec<Place> {
    let root = config.root();
    if config.version().series == Series::V23 {
        let set =
            |key: &str| root.plugin_setting(key).filter(|found| !matches!(found.text.as_ref(), b"" | b"no"));
        let place = |(key, plugin, effect): &(&'static str, &'static str, &'static str)| {
            Some((*key, *plugin, *effect, config.span(set(key)?.assign?)))
        };
        return OF_23.iter().filter_map(place).collect();
    }
    let set = OF_24.iter().filter_map(|(key, plugin, effect)| {
        let assign = config.places_that_set(key).next()?;
        Some((*key, *plugin, *effect, config.span(assign)))
    });
    let sections = SECTIONS.iter().filter_map(|(kind, plugin, effect)| {
        Some((kind.name(), *plugin, *effect, root.sections(*kind).first()?.span()?))
    });
    set.chain(sections).collect()
}
