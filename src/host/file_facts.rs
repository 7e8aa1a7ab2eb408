//! What a folder of files cannot hold: owners, labels, sizes, file systems, the time. See `docs/host.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::str::FromStr;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::FileKind;
use super::certificate::Moment;

/// What `--host-facts` says of a machine; what it does not say is taken from the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HostFacts {
    /// The time, in seconds since 1970.
    pub now: Option<i64>,
    /// By absolute path.
    pub files: BTreeMap<String, FileFacts>,
    /// The type of the file system at and below a path.
    pub filesystems: BTreeMap<String, String>,
}

/// What is said of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileFacts {
    /// What it is.
    pub kind: Option<FileKind>,
    /// Its permissions.
    pub mode: Option<u32>,
    /// The number of its owner.
    pub owner: Option<u32>,
    /// The number of its group.
    pub group: Option<u32>,
    /// Its size, without its bytes.
    pub size: Option<u64>,
    /// When it was changed, in seconds since 1970.
    pub modified: Option<i64>,
    /// Its label for `SELinux`.
    pub label: Option<String>,
    /// Whether it cannot be looked at.
    pub is_unreadable: bool,
}

/// A mistake in a file of facts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct FactsError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong, and what to write.
    pub message: String,
}

const KEYS: &str = "kind, mode, owner, group, size, mtime, label, unreadable";

type Value<'t> = Spanned<DeValue<'t>>;

impl HostFacts {
    /// Reads the text of such a file.
    ///
    /// # Errors
    /// At the first mistake.
    pub fn parse(text: &str) -> Result<HostFacts, FactsError> {
        let mut reading = Reading { text, facts: HostFacts::default() };
        match DeTable::parse(text) {
            Ok(table) => reading.all(table.get_ref())?,
            Err(error) => {
                let at = error.span().map_or(text.len(), |span| span.start);
                let message = error.message().lines().next().unwrap_or_default().to_owned();
                return Err(reading.wrong(at, format!("this is not valid TOML: {message}")));
            }
        }
        Ok(reading.facts)
    }

    /// The facts as such a file.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        if let Some(now) = self.now {
            out.push_str(&format!("now = {}\n", quoted(&Moment(now).to_string())));
        }
        for (path, file) in &self.files {
            out.push_str(&format!("\n[files.{}]\n", quoted(path)));
            file.write(&mut out);
        }
        if !self.filesystems.is_empty() {
            out.push_str("\n[filesystems]\n");
        }
        for (path, kind) in &self.filesystems {
            out.push_str(&format!("{} = {}\n", quoted(path), quoted(kind)));
        }
        out
    }
}

impl FileFacts {
    fn write(&self, out: &mut String) {
        let kind = self.kind.and_then(|kind| match kind {
            FileKind::File => Some("file"),
            FileKind::Folder => Some("dir"),
            FileKind::Link => Some("link"),
            FileKind::Other => None,
        });
        let lines = [
            kind.map(|kind| format!("kind = \"{kind}\"")),
            self.mode.map(|mode| format!("mode = \"{mode:04o}\"")),
            self.owner.map(|owner| format!("owner = {owner}")),
            self.group.map(|group| format!("group = {group}")),
            self.size.map(|size| format!("size = {size}")),
            self.modified.map(|at| format!("mtime = \"{}\"", Moment(at))),
            self.label.as_ref().map(|label| format!("label = {}", quoted(label))),
            self.is_unreadable.then(|| "unreadable = true".to_owned()),
        ];
        for line in lines.into_iter().flatten() {
            out.push_str(&line);
            out.push('\n');
        }
    }
}

/// A string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

struct Reading<'t> {
    text: &'t str,
    facts: HostFacts,
}

impl Reading<'_> {
    fn wrong(&self, at: usize, message: impl Into<String>) -> FactsError {
        let before = self.text.as_bytes().get(..at).unwrap_or(self.text.as_bytes());
        FactsError { line: memchr::memchr_iter(b'\n', before).count() + 1, message: message.into() }
    }

    fn all(&mut self, table: &DeTable<'_>) -> Result<(), FactsError> {
        for (name, value) in table {
            let at = name.span().start;
            match name.get_ref().as_ref() {
                "now" => self.facts.now = Some(self.moment("now", value)?),
                "files" => {
                    for (path, value) in self.table("files", value)? {
                        let path = self.path(path.get_ref(), path.span().start)?;
                        let file = self.file(&path, value)?;
                        self.facts.files.insert(path, file);
                    }
                }
                "filesystems" => {
                    for (path, value) in self.table("filesystems", value)? {
                        let path = self.path(path.get_ref(), path.span().start)?;
                        let kind = self.string(&path, value)?.to_owned();
                        self.facts.filesystems.insert(path, kind);
                    }
                }
                other => {
                    let known = "the keys are now, files and filesystems";
                    return Err(self.wrong(at, format!("no key is called `{}`; {known}", shown(other))));
                }
            }
        }
        Ok(())
    }

    fn file(&self, path: &str, value: &Value<'_>) -> Result<FileFacts, FactsError> {
        let mut file = FileFacts::default();
        for (name, value) in self.table(path, value)? {
            let key = name.get_ref().as_ref();
            match key {
                "kind" => file.kind = Some(self.kind(value)?),
                "mode" => file.mode = Some(self.mode(value)?),
                "owner" => file.owner = Some(self.number(key, value)?),
                "group" => file.group = Some(self.number(key, value)?),
                "size" => file.size = Some(self.number(key, value)?),
                "mtime" => file.modified = Some(self.moment(key, value)?),
                "label" => file.label = Some(self.string(key, value)?.to_owned()),
                "unreadable" => {
                    let DeValue::Boolean(is) = value.get_ref() else {
                        return Err(self.wrong(value.span().start, "`unreadable` must be true or false"));
                    };
                    file.is_unreadable = *is;
                }
                other => {
                    let message = format!("no key is called `{}`; the keys are {KEYS}", shown(other));
                    return Err(self.wrong(name.span().start, message));
                }
            }
        }
        Ok(file)
    }

    fn path(&self, path: &str, at: usize) -> Result<String, FactsError> {
        let is_plain = path.split('/').skip(1).all(|part| !matches!(part, "" | "." | ".."));
        if path.starts_with('/') && (is_plain || path == "/") {
            return Ok(path.to_owned());
        }
        Err(self
            .wrong(at, format!("`{}` is not an absolute path, such as /etc/dovecot/tls.key", shown(path))))
    }

    fn kind(&self, value: &Value<'_>) -> Result<FileKind, FactsError> {
        match self.string("kind", value)? {
            "file" => Ok(FileKind::File),
            "dir" => Ok(FileKind::Folder),
            "link" => Ok(FileKind::Link),
            _ => Err(self.wrong(value.span().start, "`kind` must be file, dir or link")),
        }
    }

    fn mode(&self, value: &Value<'_>) -> Result<u32, FactsError> {
        let text = self.string("mode", value)?;
        let is_octal = (3..=4).contains(&text.len()) && text.bytes().all(|b| (b'0'..=b'7').contains(&b));
        let mode = u32::from_str_radix(text, 8).ok().filter(|_| is_octal);
        mode.ok_or_else(|| self.wrong(value.span().start, "`mode` must be octal, such as \"0640\""))
    }

    fn moment(&self, key: &str, value: &Value<'_>) -> Result<i64, FactsError> {
        let text = self.string(key, value)?;
        let message = || format!("`{key}` must be a time, such as \"2026-12-01T00:00:00Z\"");
        Moment::from_str(text).map(|moment| moment.0).map_err(|_| self.wrong(value.span().start, message()))
    }

    fn number<N: TryFrom<u64>>(&self, key: &str, value: &Value<'_>) -> Result<N, FactsError> {
        let text = match value.get_ref() {
            DeValue::Integer(number) => number.to_string(),
            _ => String::new(),
        };
        let number = text.parse::<u64>().ok().and_then(|number| N::try_from(number).ok());
        number.ok_or_else(|| self.wrong(value.span().start, format!("`{key}` must be a positive number")))
    }

    fn string<'v>(&self, key: &str, value: &'v Value<'_>) -> Result<&'v str, FactsError> {
        match value.get_ref() {
            DeValue::String(text) => Ok(text.as_ref()),
            _ => Err(self.wrong(value.span().start, format!("`{}` must be a string", shown(key)))),
        }
    }

    fn table<'v, 't>(&self, key: &str, value: &'v Value<'t>) -> Result<&'v DeTable<'t>, FactsError> {
        match value.get_ref() {
            DeValue::Table(table) => Ok(table),
            _ => Err(self.wrong(value.span().start, format!("`{}` must be a table", shown(key)))),
        }
    }
}

fn shown(text: &str) -> String {
    crate::text::short(text.as_bytes(), 80)
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test may stop")]
mod tests {
    use super::*;

    const WHOLE: &str = r#"now = "2026-12-01T00:00:00Z"

[files."/var/mail/anna"]
kind = "file"
mode = "0660"
owner = 1000
group = 8
size = 314572800
mtime = "2026-11-20T00:00:00Z"
label = "system_u:object_r:mail_spool_t:s0"
unreadable = true

[filesystems]
"/srv/vmail" = "nfs4"
"#;

    #[test]
    fn what_is_written_is_read_again() {
        let facts = HostFacts::parse(WHOLE).expect("facts");
        assert_eq!(facts.files["/var/mail/anna"].mode, Some(0o660));
        assert_eq!(facts.to_text(), WHOLE);
    }

    #[test]
    fn a_mistake_has_its_place() {
        for (text, line, said) in [
            ("later = 1\n", 1, "no key is called `later`"),
            ("\n[files.\"etc\"]\nmode = \"0600\"\n", 2, "not an absolute path"),
            ("\n[files.\"/a/../b\"]\n", 2, "not an absolute path"),
            ("[files.\"/a\"]\nmode = \"0690\"\n", 2, "octal"),
            ("[files.\"/a\"]\nmode = 600\n", 2, "must be a string"),
            ("[files.\"/a\"]\nsize = -1\n", 2, "positive number"),
            ("[files.\"/a\"]\nowner = 99999999999\n", 2, "positive number"),
            ("[files.\"/a\"]\ncontents = \"x\"\n", 2, "no key is called `contents`"),
            ("now = \"yesterday\"\n", 1, "a time"),
            ("now = \n", 1, "not valid TOML"),
            ("files = 1\n", 1, "a table"),
        ] {
            let error = HostFacts::parse(text).expect_err(text);
            assert_eq!(error.line, line, "{text}");
            assert!(error.message.contains(said), "{text}: {error}");
        }
    }
}
