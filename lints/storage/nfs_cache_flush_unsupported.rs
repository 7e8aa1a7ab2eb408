use crate::config::{Facts, Found};
use crate::edit::lines;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "nfs-cache-flush-unsupported",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
    yields_to: ["nfs-index-needs-fsync" here, "nfs-index-needs-mmap-disable" here],
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let names = ["mail_nfs_storage", "mail_nfs_index"];
    let is_on = |found: &Found<'_>| found.boolean() == Some(true);
    let places = |name| {
        let places = config.places_of(name).filter(is_on).filter_map(|found| found.assign);
        places.map(move |assign| (name, config.span(assign)))
    };
    // Both are set for the same reason.
    let mut on = names.into_iter().flat_map(places);
    let Some((name, first)) = on.next() else { return };
    let finding = findings.add(
        &LINT,
        first,
        format!("`{name} = yes` does not make it safe to open a mailbox on two servers"),
    );
    let mut edits = lines::remove(config, first);
    for (_, span) in on {
        finding.also(span, "flushes as well");
        edits.extend(lines::remove(config, span));
    }
    finding
        .label("flushes NFS caches but still loses changes")
        .help("Let each user's mail be opened on one server at a time, and remove these lines.")
        .fix_unsafe("remove the lines", edits);
}
