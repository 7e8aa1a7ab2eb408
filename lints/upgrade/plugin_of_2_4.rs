use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{Series, mail_plugin};

lint! {
    name: "plugin-of-2.4",
    severity: Error, stage: Run, profile: Default, series: [V23],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for (_, word) in config.all_plugins() {
        let is_new =
            mail_plugin(Series::V23, &word.text).is_none() && mail_plugin(Series::V24, &word.text).is_some();
        let Some(span) = word.span.filter(|_| is_new) else { continue };
        let name = word.shown();
        let finding = findings.add(
            &LINT,
            span,
            format!("plugin `{name}` exists only in 2.4, but you are checking against {}", config.version()),
        );
        finding.label("every session that tries to load it fails");
        if word.is("mail_compress") {
            finding
                .help("Write `zlib`, its name in 2.3, and `zlib_save` in `plugin {}` for the format of new mail.")
                .fix_unsafe("write `zlib`", [Edit::replace(span, "zlib")]);
        } else {
            finding.help("Remove it.");
        }
    }
}
