//! The options that name a machine, and what could not be looked at there.

use std::fs::File;
use std::rc::Rc;

use clap::Args;

use super::{ReadingArgs, complain};
use crate::document::roots::Options;
use crate::host::{FILE_BYTES, Host, HostFacts, Machine, Rooted, WithFacts};
use crate::settings::Format;
use crate::source::{Confine, NotRead, at_most};
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

    /// How to read a configuration whose absolute paths are those of the machine.
    pub(super) fn adapted(&self, mut options: Options) -> Options {
        if let Some(root) = self.host_root.as_ref().filter(|root| !root.trim_end_matches('/').is_empty()) {
            options.remap.push(("/".to_owned(), root.clone()));
            options.named.push(root.into());
            // A link of that machine, or `..`, would lead to the files of this one.
            if options.confine == Confine::Checkouts {
                options.confine = Confine::Always;
            }
        }
        options
    }

    /// The same in terms of the options of reading.
    pub(super) fn reading(&self, reading: &ReadingArgs) -> ReadingArgs {
        let mut reading = reading.clone();
        if let Some(root) = self.host_root.as_ref().filter(|root| !root.trim_end_matches('/').is_empty()) {
            reading.remap.push(("/".to_owned(), root.clone()));
            reading.confine.get_or_insert(true);
        }
        reading
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
