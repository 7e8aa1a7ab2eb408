//! Scripts beside a configuration that write settings of it, as images of containers do when they start. Nothing runs
//! here: the lines are looked at, and what they write stays unknown.

use std::path::Path;

use super::Neighbours;
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

/// What the scripts of one folder write to.
#[derive(Debug)]
pub(super) struct Scripts {
    /// By script, those in the folders for scripts too.
    all: Vec<Written>,
    /// Whether nothing above belongs to the configuration.
    is_top: bool,
}

impl Written {
    fn add(&mut self, other: Written) {
        self.settings |= other.settings;
        self.databases |= other.databases;
        self.variables |= other.variables;
    }
}

impl Neighbours {
    /// What scripts next to a main file, or above it in its repository, write to. A folder where everyone may put
    /// files is in no repository.
    pub fn written(&self, reader: &dyn Reader, main: &str) -> Written {
        let mut written = Written::default();
        let mut left = SCRIPTS;
        let start = main.rfind('/').map_or("", |slash| &main[..slash]);
        for folder in Path::new(start).ancestors().take(FOLDERS).filter_map(Path::to_str) {
            if reader.is_shared(folder) {
                break;
            }
            let Some(here) = self.scripts(reader, folder) else { break };
            here.all.iter().take(left).for_each(|script| written.add(*script));
            left = left.saturating_sub(here.all.len());
            if here.is_top || left == 0 {
                break;
            }
        }
        written
    }
}

impl Scripts {
    /// What the scripts of a folder write to; none when it cannot be listed.
    pub(super) fn of(reader: &dyn Reader, folder: &str) -> Option<Scripts> {
        let entries = reader.entries(if folder.is_empty() { "." } else { folder }).ok()?;
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
        let read = |script: &String| {
            let bytes =
                matches!(reader.is_file(script), Ok(true)).then(|| reader.fetch(script, SCRIPT_BYTES));
            bytes.and_then(Result::ok).map(|(bytes, _)| by(&bytes)).unwrap_or_default()
        };
        Some(Scripts { all: scripts.iter().take(SCRIPTS).map(read).collect(), is_top })
    }
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
            let known = Neighbours::default();
            known.written(&Memory::new(files), "/r/mail/dovecot/dovecot.conf").settings
        };
        assert!(found("/r/mail/dovecot/entrypoint.sh"));
        assert!(found("/r/mail/Dockerfile"));
        assert!(found("/r/setup.sh"));
        assert!(found("/r/bin/entrypoint.sh"));
        assert!(!found("/r/src/entrypoint.sh"));
        assert!(!found("/r/mail/notes.txt"));
    }
}
