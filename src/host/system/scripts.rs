//! Scripts beside a configuration that write settings of it, as images of containers do when they start. Nothing runs
//! here: the lines are looked at, and what they write stays unknown.

use crate::source::{Entry, Reader};

/// How many scripts are looked at, and how many bytes of each.
const SCRIPTS: usize = 24;
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

/// How many folders above the main file are searched, and the folders in them that hold scripts.
const FOLDERS: usize = 4;
const OF_SCRIPTS: [&str; 3] = ["bin", "docker", "scripts"];

/// What scripts write to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Files of the configuration.
    pub settings: bool,
    /// The files that 2.3 names for databases, such as `dovecot-sql.conf.ext`.
    pub databases: bool,
    /// Variables of the environment in files of the configuration, with `envsubst`.
    pub variables: bool,
}

/// What scripts next to a main file, or above it in its repository, write to. A folder where everyone may put files
/// is in no repository.
pub(super) fn written(reader: &dyn Reader, path: &str) -> Written {
    let mut written = Written::default();
    let mut left = SCRIPTS;
    let start = path.rfind('/').map_or("", |slash| &path[..slash]);
    for folder in std::path::Path::new(start).ancestors().take(FOLDERS).filter_map(std::path::Path::to_str) {
        if reader.is_shared(folder) {
            break;
        }
        let Ok(entries) = reader.entries(if folder.is_empty() { "." } else { folder }) else { break };
        let mut scripts: Vec<String> = Vec::new();
        let mut is_top = folder.is_empty() || folder == "/";
        for (name, entry) in entries {
            let Ok(name) = name.into_string() else { continue };
            is_top |= name == ".git";
            if entry == Entry::Folder && OF_SCRIPTS.contains(&name.as_str()) {
                let below = join(folder, &name);
                let names = reader.entries(&below).unwrap_or_default().into_iter();
                scripts.extend(
                    names
                        .filter_map(|(name, _)| name.into_string().ok())
                        .filter(|name| is_script(name))
                        .map(|name| join(&below, &name)),
                );
            } else if entry != Entry::Folder && is_script(&name) {
                scripts.push(join(folder, &name));
            }
        }
        for script in scripts {
            let Some(fewer) = left.checked_sub(1) else { return written };
            left = fewer;
            if matches!(reader.is_file(&script), Ok(true))
                && let Ok((bytes, _)) = reader.fetch(&script, SCRIPT_BYTES)
            {
                let found = by(&bytes);
                written.settings |= found.settings;
                written.databases |= found.databases;
                written.variables |= found.variables;
            }
        }
        if is_top {
            break;
        }
    }
    written
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{}/{name}", folder.trim_end_matches('/')) }
}

fn is_script(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let stem = name.split('.').next().unwrap_or(&name);
    name.rsplit('.').next() == Some("sh")
        || NAMES.iter().any(|start| stem == *start || name.starts_with("dockerfile"))
}

/// What the lines of a script write to: `cat > /etc/dovecot/conf.d/x.conf`, `tee`, and a `sed -i` that takes comments
/// away or adds lines. One that fills in a placeholder adds nothing.
fn by(script: &[u8]) -> Written {
    const WORD_ENDS: [char; 7] = ['"', '\'', ';', ')', '|', '&', '<'];
    let mut written = Written::default();
    let text = String::from_utf8_lossy(script).replace("\\\n", " ");
    let mut note = |word: &str| {
        let is_ours = word.contains("dovecot");
        written.databases |= is_ours && word.ends_with(".conf.ext");
        written.settings |= is_ours && word.rsplit('.').next() == Some("conf");
    };
    let lines = || text.lines().filter(|line| !line.trim_start().starts_with('#'));
    let fills = lines().any(|line| line.contains("envsubst")) && lines().any(|line| line.contains("dovecot"));
    for line in lines() {
        let words = |text: &str| -> Vec<String> {
            text.split(|c: char| c.is_whitespace() || WORD_ENDS.contains(&c)).map(str::to_owned).collect()
        };
        for rest in line.split('>').skip(1) {
            let rest = rest.trim_start_matches(['>', ' ', '"', '\'']);
            if let Some(word) = words(rest).first() {
                note(word);
            }
        }
        let is_edit = (line.contains("sed ") || line.contains("perl "))
            && (line.contains(" -i") || line.contains("i -e") || line.contains("-pi"));
        let adds = ["#", "/a", "/i", "$ a", "/c"].iter().any(|sign| line.contains(sign));
        if is_edit && adds || line.contains("tee ") || line.contains("crudini") {
            for word in words(line) {
                note(&word);
            }
        }
    }
    written.variables = fills;
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Memory;

    #[test]
    fn scripts_that_write_settings() {
        let nothing = Written::default();
        let settings = Written { settings: true, ..nothing };
        let databases = Written { databases: true, variables: true, ..nothing };
        let variables = Written { variables: true, ..nothing };
        for (script, expected) in [
            ("cat > /etc/dovecot/conf.d/99-x.conf <<EOF\n", settings),
            ("echo \"ssl_key = <${KEY}\" >> /etc/dovecot/dovecot.conf\n", settings),
            ("RUN sed -i -e 's/#ssl/ssl/' \\\n  /etc/dovecot/dovecot.conf\n", settings),
            ("RUN sed -i 's/#a/b/' /etc/postfix/main.cf\nCOPY dovecot /etc/dovecot/dovecot.conf\n", nothing),
            ("sed -i -e \"s:DOMAIN:$domain:g\" dovecot.conf\n", nothing),
            ("# cat > /etc/dovecot/dovecot.conf\n", nothing),
            ("envsubst < x > /etc/dovecot/dovecot-sql.conf.ext\n", databases),
            ("cd /x && find . -exec sh -c 'envsubst < {} > /etc/dovecot/{}' \\;\n", variables),
            ("exec dovecot -F -c /etc/dovecot/dovecot.conf\n", nothing),
        ] {
            assert_eq!(by(script.as_bytes()), expected, "{script}");
        }
    }

    #[test]
    fn they_are_beside_the_main_file_or_above_it() {
        let writes = "echo x >> /etc/dovecot/dovecot.conf\n";
        let found = |script: &str| {
            let files = [("/r/mail/dovecot/dovecot.conf", "ssl = yes\n"), (script, writes)];
            written(&Memory::new(files), "/r/mail/dovecot/dovecot.conf").settings
        };
        assert!(found("/r/mail/dovecot/entrypoint.sh"));
        assert!(found("/r/mail/Dockerfile"));
        assert!(found("/r/setup.sh"));
        assert!(found("/r/bin/entrypoint.sh"));
        assert!(!found("/r/src/entrypoint.sh"));
        assert!(!found("/r/mail/notes.txt"));
    }
}
