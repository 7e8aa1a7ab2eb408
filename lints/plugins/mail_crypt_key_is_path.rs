use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::syntax::Form;

lint! {
    name: "mail-crypt-key-is-path",
    severity: Error, stage: Run, profile: Default, series: [V23],
    fix: Unsafe, needs: Fragment,
}

const KEYS: [&str; 2] = ["mail_crypt_global_private_key", "mail_crypt_global_public_key"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for (key, found) in config.root().plugin_settings() {
        let bare = key.trim_end_matches(|c: char| c.is_ascii_digit());
        if !KEYS.contains(&bare) || found.form != Form::Plain || !found.text.starts_with(b"/") {
            continue;
        }
        let Some(span) = config.place(&found) else { continue };
        let shown = found.shown();
        let finding = findings.add(
            &LINT,
            span,
            format!("`{key}` is the literal text `{shown}`, not the key in that file"),
        );
        finding
            .label("no `<` in front")
            .help(format!("Write `{key} = <{shown}`."))
            .fix_unsafe("read the file", [Edit::insert_before(span, "<")]);
    }
}
