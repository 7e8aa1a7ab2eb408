use crate::config::{Config, Facts, Found};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "metadata-file-shared",
    severity: Warning, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for found in places(config) {
        let text = found.text.strip_prefix(b"file:").unwrap_or(&found.text);
        let is_fixed = text.starts_with(b"/") && !text.contains(&b'%') && !found.is_open();
        let Some(span) = config.place(&found).filter(|_| is_fixed) else { continue };
        let shown = crate::text::clipped(text, 60);
        findings
            .add(&LINT, span, format!("the METADATA of all users is in one file, `{shown}`"))
            .label("the path is the same for every user")
            .help(match config.version().series {
                Series::V23 => "Set `mail_attribute_dict = file:%h/dovecot-attributes`.",
                Series::V24 => "Set `path = %{home}/dovecot-attributes` instead.",
            });
    }
}

/// The files for attributes of mailboxes.
fn places<'c>(config: &'c Config<'_>) -> Vec<Found<'c>> {
    if config.version().series == Series::V23 {
        let set = config.everywhere("mail_attribute_dict").into_iter().map(|assign| config.found(assign));
        return set.filter(|found| found.text.starts_with(b"file:")).collect();
    }
    let is_attribute = |scope| config.is_section(scope, "mail_attribute");
    let inside = |assign: &&crate::config::Assign| {
        std::iter::successors(Some(assign.scope), |scope| config.scope(*scope).parent).any(is_attribute)
    };
    config
        .everywhere("dict_file_path")
        .into_iter()
        .filter(inside)
        .map(|assign| config.found(assign))
        .collect()
}
