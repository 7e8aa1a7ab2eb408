use crate::config::{Config, Judged};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Line;

lint! {
    "nfs-index-needs-fsync", "storage", Error, Parse, Default,
    [V23, V24], fix: safe, whole: true, page: "nfs_index_needs_fsync.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    let group = match config.version().line {
        Line::V23 => "mail",
        Line::V24 => "mail_storage",
    };
    for checked in config.checks(group) {
        let index = checked.get("mail_nfs_index");
        let other = checked.get("mail_fsync");
        let is_set =
            other.text.as_ref() == b"always" || (checked.judged == Judged::AtStart && other.is_open());
        let (Some(true), Some(assign), false) = (index.boolean(), index.assign, is_set) else { continue };
        let finding = findings.add(
            &LINT,
            config.span(assign),
            "`mail_nfs_index = yes` needs `mail_fsync = always` beside it",
        );
        finding
            .label("needs more than this")
            .help("Set `mail_fsync = always` in the same place.")
            .stage(checked.judged);
        match other.assign {
            Some(other) if other.scope == assign.scope => {
                let value = config.value_span(other);
                finding
                    .also(value, "this does not go with it")
                    .fix_safe("write `always`", [Edit::replace(value, "always")]);
            }
            _ => {
                finding.fix_safe(
                    "add `mail_fsync = always`",
                    [Edit::insert_before(config.span(assign), "mail_fsync = always\n")],
                );
            }
        }
    }
}
