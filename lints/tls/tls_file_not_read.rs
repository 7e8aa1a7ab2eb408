use crate::config::{Config, Facts};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::syntax::Form;

lint! {
    name: "tls-file-not-read",
    severity: Error, stage: Run, profile: Default, series: [V23],
    fix: Unsafe, needs: Fragment,
    about: Writing,
}

/// Settings whose value is the text of a PEM file.
const TEXTS: [&str; 8] = [
    "ssl_cert",
    "ssl_key",
    "ssl_alt_cert",
    "ssl_alt_key",
    "ssl_ca",
    "ssl_dh",
    "ssl_client_cert",
    "ssl_client_key",
];

/// Settings whose value is a path, and stays one.
const PATHS: [&str; 2] = ["ssl_client_ca_file", "ssl_client_ca_dir"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    read_where_a_path_is_wanted(config, findings);
    for (name, assign) in config.everywhere_of(&TEXTS) {
        let value = config.value_of(assign);
        let is_read = matches!(value.form, Form::File | Form::Variable);
        let is_pem = memchr::memmem::find(&value.text, b"BEGIN").is_some();
        // value-ends-in-brace is about what was meant to be the section header.
        let opens_section = value.text.ends_with(b"{");
        if is_read || is_pem || opens_section || value.text.is_empty() || config.is_converted(assign) {
            continue;
        }
        let span = config.value_span(assign);
        let path = value.text.strip_prefix(b"<").unwrap_or(&value.text).trim_ascii();
        let shown = crate::text::clipped(path, 80);
        let finding = findings.add(
            &LINT,
            span,
            format!(
                "`{name}` is the literal text `{}`, not the file's contents",
                crate::text::clipped(&value.text, 80)
            ),
        );
        let is_quoted = value.text.starts_with(b"<");
        finding.label(if is_quoted { "inside quotes `<` has no meaning" } else { "no `<` in front" });
        finding.help(format!("Write `{name} = <{shown}`."));
        if let Some(whole) = String::from_utf8(path.to_vec()).ok().filter(|path| path.starts_with('/')) {
            finding.fix_unsafe("read the file", [Edit::replace(span, format!("<{whole}"))]);
        }
    }
}

/// The reverse mistake: Dovecot would look for a file that is called like the certificates in it.
fn read_where_a_path_is_wanted(config: &Config<'_>, findings: &mut Findings) {
    for (name, assign) in config.everywhere_of(&PATHS) {
        let value = config.value_of(assign);
        if value.form != Form::File || value.text.is_empty() || config.is_converted(assign) {
            continue;
        }
        let span = config.value_span(assign);
        let finding =
            findings.add(&LINT, span, format!("`{name}` is set to the file's contents, not its path"));
        finding.label("`<` reads the file");
        finding.help(format!("Write `{name} = {}`.", crate::text::clipped(&value.text, 80)));
        if let Some(path) = String::from_utf8(value.text.to_vec()).ok().filter(|path| path.starts_with('/')) {
            finding.fix_unsafe("keep only the path", [Edit::replace(span, path)]);
        }
    }
}
