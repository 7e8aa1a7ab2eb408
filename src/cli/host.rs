//! The options that name a machine, and what could not be looked at there.

use std::fs::File;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Component, Path};
use std::rc::Rc;

use clap::Args;

use super::complain;
use crate::document::roots::{self, Trouble};
use crate::host::{FILE_BYTES, Host, HostFacts, Machine, NoAnswer, Rooted, WithFacts};
use crate::settings::{Format, Layer};
use crate::source::{NotRead, at_most};
use crate::text;

// The machine that the configuration is for. Its documentation would replace the command's own.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "The machine (docs/host.md)")]
#[allow(clippy::struct_excessive_bools, reason = "these are the switches of the command line")]
pub(super) struct HostArgs {
    /// Also check the configuration against this machine: its units, limits, accounts and files; read only
    #[arg(long)]
    pub(super) host: bool,
    /// The same for a machine whose files are in this folder: the root of a container, a backup
    #[arg(long, value_name = "DIR")]
    pub(super) host_root: Option<String>,
    /// A file of `dovelint facts`, with what a folder of files cannot contain
    #[arg(long, value_name = "FILE", requires = "host_root")]
    pub(super) host_facts: Option<String>,
}

// How findings about a machine are shown. Its documentation would replace the command's own.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "The machine (docs/host.md)")]
#[allow(clippy::struct_excessive_bools, reason = "these are the switches of the command line")]
pub(super) struct HostShownArgs {
    /// Look at all mail folders, however many there are
    #[arg(long)]
    pub(super) host_all: bool,
    /// Hide user names in mail paths [default: in the formats sarif, gitlab and github]
    #[arg(long, conflicts_with = "host_names")]
    pub(super) host_anonymous: bool,
    /// Show user names in mail paths in every format
    #[arg(long)]
    pub(super) host_names: bool,
}

impl HostShownArgs {
    /// Whether names of users are left out.
    pub(super) fn hides_names(&self, format: Format) -> bool {
        let leaves = matches!(format, Format::Sarif | Format::Gitlab | Format::Github);
        self.host_anonymous || (leaves && !self.host_names)
    }
}

impl HostArgs {
    /// Where the configuration of the machine usually is; none when no machine is to be looked at.
    pub(super) fn usual_place(&self) -> Option<String> {
        match &self.host_root {
            Some(root) => Some(format!("{}/etc/dovecot", root.trim_end_matches('/'))),
            None => self.host.then(|| "/etc/dovecot".to_owned()),
        }
    }

    /// The folder that is `/` to another machine; none when it is this one.
    fn root(&self) -> Option<&str> {
        self.host_root.as_deref().filter(|root| !root.trim_end_matches('/').is_empty())
    }

    /// What these options settle about reading.
    pub(super) fn layer(&self) -> Layer {
        Layer { host_root: self.root().map(str::to_owned), ..Layer::default() }
    }

    /// The path that a path leads to on the machine, links followed in its folder. What is elsewhere stays as it is.
    ///
    /// # Errors
    /// When nothing is there.
    pub(super) fn place(&self, path: &str) -> Result<String, Trouble> {
        let Some((root, inner)) = self.root().and_then(|root| Some((root, inner(root, path)?))) else {
            return Ok(path.to_owned());
        };
        let trouble = |message: String| Trouble { path: path.to_owned(), message };
        let machine = Rooted::below(root).map_err(|error| trouble(roots::reason(&error)))?;
        let real = machine.real(&inner).map_err(|why| match why {
            NoAnswer::NotRead(why) => trouble(why.to_string()),
            NoAnswer::Absent | NoAnswer::Unknown => trouble("no such file or folder".to_owned()),
        })?;
        let place = format!("{}{}", root.trim_end_matches('/'), real.trim_end_matches('/'));
        Ok(if place == path.trim_end_matches('/') { path.to_owned() } else { place })
    }

    /// The machine; none when none is to be looked at.
    ///
    /// # Errors
    /// When its folder or the file of facts cannot be used, with what to do.
    pub(super) fn machine(&self) -> Result<Option<Machine>, String> {
        Ok(self.host()?.map(Machine::new))
    }

    /// The files and facts of the machine; none when none is to be looked at.
    ///
    /// # Errors
    /// When its folder or the file of facts cannot be used, with what to do.
    pub(super) fn host(&self) -> Result<Option<Box<dyn Host>>, String> {
        let host: Box<dyn Host> = match &self.host_root {
            Some(root) => {
                Box::new(Rooted::below(root).map_err(|error| format!("--host-root {root}: {error}"))?)
            }
            None if self.host => Box::new(Rooted::here().map_err(|error| format!("--host: {error}"))?),
            None => return Ok(None),
        };
        Ok(Some(match &self.host_facts {
            Some(path) => Box::new(WithFacts::new(host, facts(path)?)),
            None => host,
        }))
    }
}

/// Where in a folder a path is, by its text from where it first reaches the folder; none when it does not. Who writes
/// `..` to get there means this machine.
fn inner(root: &str, path: &str) -> Option<String> {
    let id = |path: &Path| std::fs::metadata(path).ok().map(|meta| (meta.dev(), meta.ino()));
    let own = id(Path::new(root))?;
    let full = std::env::current_dir().ok()?.join(path);
    let ways = full.ancestors().filter(|above| id(above) == Some(own));
    let ways: Vec<&Path> = ways.filter_map(|above| full.strip_prefix(above).ok()).collect();
    let is_plain = |way: &&&Path| way.components().all(|part| matches!(part, Component::Normal(_)));
    let way = ways.iter().rev().find(is_plain).or(ways.last())?;
    Some(format!("/{}", way.to_str()?))
}

fn facts(path: &str) -> Result<HostFacts, String> {
    let shown = text::shown(path);
    let bytes = File::open(path).and_then(|file| at_most(file, FILE_BYTES));
    let bytes = bytes.map_err(|error| format!("{shown}: {error}"))?;
    let text = String::from_utf8(bytes).map_err(|_| format!("{shown}: this is not UTF-8 text"))?;
    HostFacts::parse(&text).map_err(|wrong| format!("{shown}:{}: {}", wrong.line, wrong.message))
}

/// Says once what could not be looked at, and which walks have left out a part.
pub(super) fn say_not_seen(machine: Option<&Rc<Machine>>) {
    let Some(machine) = machine else { return };
    for (folder, count) in machine.left_out() {
        let folder = text::printable(folder.as_bytes());
        complain(&format!("looked at {count} folders of {folder}; --host-all looks at all"));
    }
    let not_seen = machine.not_seen();
    let Some(first) = not_seen.first() else { return };
    let more = match not_seen.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    let mut lints: Vec<&str> = not_seen.iter().flat_map(|seen| seen.lints.iter().copied()).collect();
    lints.sort_unstable();
    lints.dedup();
    let mut said = format!("could not look at {} ({}){more}", text::shown(&first.path), first.reason());
    if !lints.is_empty() && not_seen.iter().any(|seen| seen.why == NotRead::Denied) {
        said.push_str(&format!("; run as root for: {}", lints.join(", ")));
    }
    complain(&said);
}
