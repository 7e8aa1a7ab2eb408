use crate::config::Config;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Line;

lint! {
    "nfs-index-needs-mmap-disable", "storage", Error, Parse, Default,
    [V23, V24], fix: safe, whole: true, page: "nfs_index_needs_mmap_disable.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    let group = match config.version().line {
        Line::V23 => "mail",
        Line::V24 => "mail_storage",
    };
    for checked in config.checks(group) {
        let index = checked.get("mail_nfs_index");
        let other = checked.get("mmap_disable");
        let is_set = other.boolean() != Some(false);
        let (Some(true), Some(assign), false) = (index.boolean(), index.assign, is_set) else { continue };
        let finding = findings.add(
            &LINT,
            config.span(assign),
            "`mail_nfs_index = yes` needs `mmap_disable = yes` beside it",
        );
        finding
            .label("needs more than this")
            .help("Set `mmap_disable = yes` in the same place.")
            .stage(checked.judged);
        match other.assign {
            Some(other) if other.scope == assign.scope => {
                let value = config.value_span(other);
                finding
                    .also(value, "this does not go with it")
                    .fix_safe("write `yes`", [Edit::replace(value, "yes")]);
            }
            _ => {
                finding.fix_safe(
                    "add `mmap_disable = yes`",
                    [Edit::insert_before(config.span(assign), "mmap_disable = yes\n")],
                );
            }
        }
    }
}
