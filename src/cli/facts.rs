//! `dovelint facts`: writes down what lints ask of a machine and a folder of its files cannot hold.

use std::cell::RefCell;
use std::rc::Rc;

use clap::Args;

use super::host::{HostArgs, say_not_seen};
use super::printing::output::Output;
use super::reading::settled::roots_at;
use super::{Exit, ReadingArgs, complain};
use crate::config::{Config, Facts};
use crate::document::roots::{self, Root};
use crate::engine::judge;
use crate::host::{HostFacts, Machine, Noting, System};
use crate::lints;

#[derive(Debug, Args)]
pub(super) struct FactsArgs {
    /// The configuration of the machine [default: /etc/dovecot]
    #[arg(value_name = "PATH", value_parser = super::place)]
    path: Option<String>,
    /// The folder that holds the files of the machine
    #[arg(long, value_name = "DIR", default_value = "/")]
    host_root: String,
    /// Write the facts to a file; `-` is standard output
    #[arg(long, value_name = "FILE", value_parser = super::path)]
    output: Option<String>,
    #[command(flatten)]
    reading: ReadingArgs,
}

pub(super) fn run(args: &FactsArgs) -> Exit {
    match written(args) {
        Ok(code) => code,
        Err(message) => {
            complain(&message);
            Exit::Failed
        }
    }
}

fn written(args: &FactsArgs) -> Result<Exit, String> {
    let is_here = args.host_root.trim_end_matches('/').is_empty();
    let host =
        HostArgs { host: is_here, host_root: (!is_here).then(|| args.host_root.clone()), host_facts: None };
    let usual = host.usual_place().unwrap_or_default();
    let path = host.place(args.path.as_deref().unwrap_or(&usual)).map_err(|trouble| trouble.to_string())?;
    let mut finder = args.reading.finder_over(host.layer());
    let mut troubles = Vec::new();
    let found = roots_at(&path, &mut finder, &mut troubles).map_err(|trouble| trouble.to_string())?;
    if let Some(trouble) = troubles.first() {
        return Err(trouble.to_string());
    }
    let noted = Rc::new(RefCell::new(HostFacts::default()));
    let files = host.host()?.ok_or("no machine is named")?;
    let machine = Rc::new(Machine::new(Box::new(Noting::new(files, Rc::clone(&noted)))));
    let mut mail = Vec::new();
    for (root, options) in found {
        mail.extend(ask(&machine, &root, &options).map_err(|trouble| trouble.to_string())?);
    }
    say_not_seen(Some(&machine));
    let facts = Noting::without_names(&noted.borrow(), &mail);
    let mut output = Output::open(args.output.as_deref().filter(|path| *path != "-"))?;
    let done = output.writer().write_all(facts.to_text().as_bytes());
    Ok(output.finish(done, Exit::Clean))
}

/// Lets the lints ask what they want to know; the folders of mail, with and without links.
fn ask(machine: &Rc<Machine>, root: &Root, options: &roots::Options) -> Result<Vec<String>, roots::Trouble> {
    let mut document = roots::read(root, options)?;
    document.add_system(|sources| Some(System::of_machine(Rc::clone(machine), sources)));
    let config = Config::new(&document, root.is_whole);
    // What they ask is of interest, not what they find.
    judge(&config, |lint| lints::host::LINTS.iter().any(|own| own.name == lint.name));
    let folders = Facts::new(&config).mail_folders().into_iter();
    Ok(folders.flat_map(|folder| [machine.real(&folder.path), Some(folder.path)]).flatten().collect())
}
