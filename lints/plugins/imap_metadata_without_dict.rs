use crate::config::{Facts, SectionKind};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "imap-metadata-without-dict",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let imap = config.protocol_view(b"imap");
    let found = imap.get("imap_metadata");
    let (Some(true), Some(place)) = (found.boolean(), config.place(&found)) else { return };
    let has_dict = match config.version().series {
        Series::V23 => !imap.get("mail_attribute_dict").text.is_empty(),
        Series::V24 => {
            !imap.sections(SectionKind::MAIL_ATTRIBUTE).is_empty() || config.opens("mail_attribute")
        }
    };
    if has_dict || config.userdbs_return("mail_attribute_dict") != Some(false) {
        return;
    }
    findings
        .add(&LINT, place, "METADATA is enabled, but there is no dict to keep the values in")
        .label("every SETMETADATA fails")
        .help(match config.version().series {
            Series::V23 => "Write `mail_attribute_dict = file:%h/dovecot-attributes`, or remove this line.",
            Series::V24 => "Write `mail_attribute {` with a section `dict file {` and `path = %{home}/dovecot-attributes`, or remove this line.",
        });
}
