use crate::config::{Config, DatabaseKind, Facts, Found};
use crate::finding::Findings;
use crate::lints::lint;
use crate::secret::{self, name};
use crate::source::Span;
use crate::syntax::Form;

lint! {
    name: "secret-in-world-readable-file",
    severity: Warning, stage: Never, profile: Audit, series: [V23, V24],
    fix: None, needs: Fragment,
}

const OTHERS_READ: u32 = 0o004;

fn check(config: &Facts<'_>, findings: &mut Findings) {
    if !config.document.is_installed {
        return;
    }
    for assign in config.assigns() {
        let name = config.key_name(assign.key);
        if !name::is_certain(&name) || config.file_read(assign).is_some() {
            continue;
        }
        let found = config.found(assign);
        if is_literal(&found) && secret::is_written(&name, &found.text) {
            report(config, config.value_span(assign), &crate::text::clipped(&name, 60), findings);
        }
    }
    for entry in config.document.externals.iter().flat_map(|external| &external.entries) {
        let is_open = memchr::memchr2(b'%', b'$', &entry.text).is_some();
        if !is_open && secret::is_written(&entry.key, &entry.text) {
            report(config, entry.value_span, &crate::text::clipped(&entry.key, 60), findings);
        }
    }
    for database in config.passdbs().into_iter().chain(config.userdbs()) {
        for field in database.fields() {
            let is_secret =
                secret::is_written(&field.key.text, field.text()) && !field.text().contains(&b'%');
            if let (true, Some(span)) = (is_secret, field.span()) {
                let of = if database.kind == DatabaseKind::Passdb { "passdb" } else { "userdb" };
                report(config, span, &format!("{of} … {}", field.key.shown()), findings);
            }
        }
    }
}

/// Whether the secret itself is written, not a variable.
fn is_literal(found: &Found<'_>) -> bool {
    matches!(found.form, Form::Plain | Form::Quoted) && !found.text.is_empty() && !found.is_open()
}

fn report(config: &Config<'_>, span: Span, name: &str, findings: &mut Findings) {
    let Some(mode) = config.mode_on_server(span).filter(|mode| mode & OTHERS_READ != 0) else { return };
    let file = &config.document.sources.file(span.file).shown;
    findings
        .add(&LINT, span, format!("`{name}` is a secret, but every local user can read this file (mode 0{mode:o})"))
        .label("world-readable")
        .help(if config.document.is_external(span.file) {
            format!("Run `chmod o-r {file}`; Dovecot's processes must still be able to read it: `auth` starts as root, `dict` runs as the user `dovecot`.")
        } else {
            format!("Move the line to a file of its own with the mode 0600, and include that with `!include_try`; or run `chmod o-r {file}`, unless a program running as a user must read it.")
        });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Series, Version};
    use crate::source::Memory;

    fn found(path: &str, text: &str, mode: Option<u32>) -> usize {
        let memory = Memory::new([(path, text)]);
        let memory = match mode {
            Some(mode) => memory.installed(mode),
            None => memory,
        };
        let document =
            crate::document::read(&memory, path, Version::newest(Series::V23)).expect("a document");
        let mut findings = Findings::default();
        check(&Facts::new(&Config::new(&document, true)), &mut findings);
        findings.len()
    }

    #[test]
    fn only_the_server_s_own_modes_count() {
        let secret = "doveadm_password = hunter2\n";
        assert_eq!(found("/etc/dovecot/dovecot.conf", secret, Some(0o644)), 1);
        assert_eq!(found("/etc/dovecot/dovecot.conf", secret, Some(0o640)), 0);
        assert_eq!(found("/etc/dovecot/dovecot.conf", secret, None), 0);
        assert_eq!(found("/home/bob/dovecot.conf", secret, Some(0o644)), 0);
        let read = "doveadm_password = </etc/dovecot/secret\n";
        assert_eq!(found("/etc/dovecot/dovecot.conf", read, Some(0o644)), 0);
        let args = "passdb {\n  driver = static\n  args = password=x master_pass=z proxy=y\n}\n";
        assert_eq!(found("/etc/dovecot/dovecot.conf", args, Some(0o644)), 2);
    }

    #[test]
    fn files_beside_the_configuration_count() {
        let main = "passdb {\n  driver = sql\n  args = /etc/dovecot/sql.ext\n}\n";
        let sql = "driver = mysql\nconnect = host=db user=mail password=x\npassword_query = SELECT 1\n";
        let files = [("/etc/dovecot/dovecot.conf", main), ("/etc/dovecot/sql.ext", sql)];
        for (mode, count) in [(0o644, 1), (0o600, 0)] {
            let memory = Memory::new(files).installed(mode);
            let version = Version::newest(Series::V23);
            let document =
                crate::document::read(&memory, "/etc/dovecot/dovecot.conf", version).expect("a document");
            let mut findings = Findings::default();
            check(&Facts::new(&Config::new(&document, true)), &mut findings);
            assert_eq!(findings.len(), count, "{mode:o}");
        }
    }
}
