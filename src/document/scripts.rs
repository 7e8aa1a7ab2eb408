//! Scripts beside a configuration that write settings of it, as images of containers do when they start. Nothing runs
//! here: the lines are looked at, and what they write stays unknown.

use crate::source::{Entry, Reader};

/// How many scripts are looked at, and how many bytes of each.
const SCRIPTS: usize = 16;
const SCRIPT_BYTES: u64 = 64 << 10;

/// What scripts are called that prepare a server.
const NAMES: [&str; 9] = [
    "bootstrap",
    "configure",
    "containerfile",
    "docker-entrypoint",
    "dockerfile",
    "entrypoint",
    "init",
    "run",
    "start",
];

/// Whether a script in the folder of a main file, or in the one above it, writes to a configuration file of Dovecot.
pub(super) fn write_settings(reader: &dyn Reader, path: &str) -> bool {
    let mut left = SCRIPTS;
    let folder = path.rfind('/').map_or(".", |slash| &path[..slash]);
    let above = folder.rfind('/').map(|slash| &folder[..slash]).filter(|above| !above.is_empty());
    [Some(folder), above].into_iter().flatten().any(|folder| {
        let entries = reader.entries(folder).unwrap_or_default();
        let names = entries.into_iter().filter(|(_, entry)| *entry != Entry::Folder);
        let scripts = names.filter_map(|(name, _)| name.into_string().ok()).filter(|name| is_script(name));
        scripts.take(std::mem::take(&mut left)).any(|name| {
            left += 1;
            let path = if folder == "." { name } else { format!("{folder}/{name}") };
            matches!(reader.is_file(&path), Ok(true))
                && reader.fetch(&path, SCRIPT_BYTES).is_ok_and(|(bytes, _)| writes_settings(&bytes))
        })
    })
}

fn is_script(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let stem = name.split('.').next().unwrap_or(&name);
    name.ends_with(".sh") || NAMES.iter().any(|start| stem == *start || name.starts_with("dockerfile"))
}

/// Whether a line of a script writes to a configuration file: `cat > /etc/dovecot/conf.d/x.conf`, `sed -i`, `tee`.
fn writes_settings(script: &[u8]) -> bool {
    let text = String::from_utf8_lossy(script).replace("\\\n", " ");
    text.lines().filter(|line| !line.trim_start().starts_with('#')).any(|line| {
        let mut words =
            line.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | ')' | '|' | '&'));
        let is_conf = |word: &str| word.ends_with(".conf") && word.contains("dovecot");
        let redirected = line.split('>').skip(1).any(|rest| {
            let word = rest.trim_start_matches(['>', ' ', '"', '\'']);
            is_conf(
                word.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | ')'))
                    .next()
                    .unwrap_or(""),
            )
        });
        let edits = [
            "sed -i",
            "sed --in-place",
            "sed -r -i",
            "sed -E -i",
            "sed -ri",
            "sed -Ei",
            "perl -pi",
            "tee ",
            "crudini",
        ];
        redirected || (edits.iter().any(|edit| line.contains(edit)) && words.any(is_conf))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Memory;

    #[test]
    fn scripts_that_write_settings() {
        for (script, expected) in [
            ("cat > /etc/dovecot/conf.d/99-x.conf <<EOF\n", true),
            ("echo \"ssl_key = <${KEY}\" >> /etc/dovecot/dovecot.conf\n", true),
            ("RUN sed -i -e 's/a/b/' \\\n  /etc/dovecot/dovecot.conf\n", true),
            ("RUN sed -i 's/a/b/' /etc/postfix/main.cf\nCOPY dovecot /etc/dovecot/dovecot.conf\n", false),
            ("# cat > /etc/dovecot/dovecot.conf\n", false),
            ("envsubst < x > /etc/dovecot/dovecot-sql.conf.ext\n", false),
            ("exec dovecot -F -c /etc/dovecot/dovecot.conf\n", false),
        ] {
            assert_eq!(writes_settings(script.as_bytes()), expected, "{script}");
        }
    }

    #[test]
    fn they_are_beside_the_main_file_or_above_it() {
        let writes = "echo x >> /etc/dovecot/dovecot.conf\n";
        let found = |script: &str| {
            let files = [("/r/mail/dovecot/dovecot.conf", "ssl = yes\n"), (script, writes)];
            write_settings(&Memory::new(files), "/r/mail/dovecot/dovecot.conf")
        };
        assert!(found("/r/mail/dovecot/entrypoint.sh"));
        assert!(found("/r/mail/Dockerfile"));
        assert!(!found("/r/setup.sh"));
        assert!(!found("/r/mail/notes.txt"));
    }
}
