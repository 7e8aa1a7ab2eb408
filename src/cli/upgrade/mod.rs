//! `dovelint upgrade`: from a tree of 2.3 to one of 2.4.

mod answers;
mod writing;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::{Args, ValueEnum};

use super::printing::output::{Output, Stopped, complain, is_terminal, stop, style};
use super::reading::settled::roots_at;
use super::{Color, Exit, ListFormat, ReadingArgs, SecretsArgs, path, place};
use crate::config::Config;
use crate::document::Document;
use crate::document::roots::{self, Options, Root, Texts};
use crate::hash::HashSet;
use crate::report::{self, PatchStyle, Upgraded};
use crate::schema::{Series, Version};
use crate::source::normal;
use crate::upgrade::{self, Answer, Code, Defaults, MARK, Placement, Upgrade, Wanted};

#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "these are the switches of the command line")]
pub(super) struct UpgradeArgs {
    /// The folder or the main file of a 2.3 configuration
    #[arg(value_parser = place)]
    path: String,
    /// Write the new tree into this folder, which must be absent or empty
    #[arg(long, value_name = "FOLDER", value_parser = path, conflicts_with_all = ["in_place", "diff"])]
    output: Option<String>,
    /// Change the files in place; each old one is kept next to the new one
    #[arg(long, conflicts_with = "diff")]
    in_place: bool,
    /// Print the changes as a patch, without writing
    #[arg(long)]
    diff: bool,
    /// Suffix of the old files that --in-place keeps
    #[arg(long, value_name = "SUFFIX", default_value = ".2.3", requires = "in_place", value_parser = suffix)]
    backup: String,
    /// The oldest version that the new tree must work with, 2.4.0 to 2.4.5
    #[arg(long, value_name = "VERSION", default_value = "2.4.0")]
    to: Version,
    /// Write 2.3 defaults that matter, or use those of 2.4
    #[arg(long, value_enum, default_value_t = DefaultsArg::Keep)]
    defaults: DefaultsArg,
    /// The value of `dovecot_storage_version`
    #[arg(long, value_name = "VERSION", default_value = "2.4.0", value_parser = storage_version)]
    storage_version: String,
    /// Answer a decision; may be repeated
    #[arg(long, value_name = "CODE[@FILE:LINE]=VALUE")]
    answer: Vec<Answer>,
    /// Read answers from a TOML file: `CODE = "VALUE"`
    #[arg(long, value_name = "FILE", value_parser = path)]
    answers: Option<String>,
    /// Put the settings of external files (SQL, LDAP, dict) into the sections that use them
    #[arg(long, conflicts_with = "keep_files")]
    inline: bool,
    /// Keep external files for connections, and include them in the sections that use them
    #[arg(long)]
    keep_files: bool,
    /// Also write the new spelling below settings that are commented out
    #[arg(long)]
    commented: bool,
    /// With --output, also copy files that are not included
    #[arg(long, requires = "output")]
    copy_all: bool,
    /// Write the report to a file
    #[arg(long, value_name = "FILE", value_parser = path)]
    report: Option<String>,
    /// For a person or as JSON
    #[arg(long, value_enum, default_value_t = ListFormat::Human)]
    format: ListFormat,
    /// Write the tree even if dovelint found an error of its own in it
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    secrets: SecretsArgs,
    #[command(flatten)]
    reading: ReadingArgs,
    /// When to use colours
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    color: Color,
    /// Do not print the report
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DefaultsArg {
    /// Write old defaults that matter
    Keep,
    /// Use the new ones
    New,
}

/// A version that 2.4 takes as the one that must be able to read the mail.
fn storage_version(text: &str) -> Result<String, String> {
    let version: Version = text.parse().map_err(|_| "write a version from 2.3.0 to 2.4.5".to_owned())?;
    if text.split('.').count() != 3 {
        return Err("write all three numbers, as in 2.3.21".to_owned());
    }
    Ok(format!("2.{}.{}", if version.series == Series::V24 { 4 } else { 3 }, version.patch))
}

/// The end of a name: it leads to no other folder and to no other line.
fn suffix(text: &str) -> Result<String, String> {
    let is_wrong = |c: char| c == '/' || c.is_control();
    if text.is_empty() || text.contains(is_wrong) {
        return Err("write the end of a file name, such as .2.3".to_owned());
    }
    Ok(text.to_owned())
}

/// Which answers some decision took.
type Taken = Rc<RefCell<HashSet<usize>>>;

pub(super) fn run(args: &UpgradeArgs) -> Exit {
    upgraded(args).unwrap_or(Exit::Failed)
}

fn upgraded(args: &UpgradeArgs) -> Result<Exit, Stopped> {
    if args.to.series != Series::V24 {
        return Err(stop("--to must be a 2.4 version: 2.4.0 to 2.4.5"));
    }
    let mut answers = match &args.answers {
        Some(file) => answers::read(file).map_err(stop)?,
        None => Vec::new(),
    };
    answers.extend(args.answer.iter().cloned());
    let mut finder = args.reading.finder();
    let mut troubles = Vec::new();
    let found =
        roots_at(&args.path, &mut finder, &mut troubles).map_err(|trouble| stop(trouble.to_string()))?;
    if let Some(trouble) = troubles.first() {
        return Err(stop(trouble.to_string()));
    }
    let (mut all, mut marks, mut is_done) = (Vec::new(), 0, false);
    let taken = Taken::default();
    for (root, options) in found {
        let document = roots::read(&root, &options).map_err(|trouble| stop(trouble.to_string()))?;
        if document.version.series == Series::V24 || document.begins_with_version() {
            marks += open_marks(&document);
            is_done = true;
            continue;
        }
        all.push(one(args, &answers, &taken, root, &options, document)?);
    }
    if all.is_empty() && is_done {
        if !args.quiet {
            let open = if marks == 0 {
                String::new()
            } else {
                format!("; {} open", report::plural(marks, "decision is", "decisions are"))
            };
            complain(&format!("{}: this is already 2.4, nothing to do{open}", args.path));
        }
        if args.format == ListFormat::Json && !args.diff && !args.quiet {
            let code = if marks == 0 { Exit::Clean } else { Exit::Found };
            return Ok(print(args, &all, code));
        }
        return Ok(if marks == 0 { Exit::Clean } else { Exit::Found });
    }
    for (_, answer) in answers.iter().enumerate().filter(|(at, _)| !taken.borrow().contains(at)) {
        complain(&format!("nothing here has to be decided that `{answer}` answers"));
    }
    shared_files(&mut all);
    let is_open = marks > 0 || all.iter().any(|one| !one.upgrade.decisions.is_empty());
    let code = if is_open { Exit::Found } else { Exit::Clean };
    if args.diff {
        return Ok(patch(args, &all, code));
    }
    if let Some(folder) = &args.output {
        writing::to_folder(&args.path, folder, &mut all, args.copy_all).map_err(stop)?;
    } else if args.in_place {
        writing::in_place(&args.path, &all, &args.backup).map_err(stop)?;
    }
    Ok(print(args, &all, code))
}

/// Upgrades one configuration, and reads the result again.
fn one(
    args: &UpgradeArgs,
    answers: &[Answer],
    taken: &Taken,
    root: Root,
    options: &Options,
    document: Document,
) -> Result<Upgraded, Stopped> {
    for file in document.unreadable() {
        complain(&format!("{}: {}", file.path, file.reason));
    }
    // What an included file sets would be missing from the new tree, or overwritten by it.
    if let Some(unread) = document.completeness.not_read().next() {
        return Err(stop(format!(
            "{} was not read, so the configuration cannot be upgraded without losing what it sets",
            unread.path
        )));
    }
    let config = Config::new(&document, root.is_whole);
    if let Some(refusal) = upgrade::unreadable(&config) {
        return Err(stop(format!(
            "doveconf rejects this configuration, so it cannot be upgraded: {refusal}"
        )));
    }
    if let Some(place) = upgrade::section_of_1(&document) {
        return Err(stop(format!(
            "{place}: `auth {{}}` is from Dovecot 1.x; let 2.3 write the configuration with `doveconf -Pn > \
             dovecot-new.conf`, and upgrade that file"
        )));
    }
    let (own, place) = (options.clone(), root.clone());
    let mut wanted = Wanted {
        to: args.to,
        defaults: match args.defaults {
            DefaultsArg::Keep => Defaults::Keep,
            DefaultsArg::New => Defaults::New,
        },
        storage_version: args.storage_version.clone(),
        answers: answers.to_vec(),
        placement: match (args.inline, args.keep_files) {
            (true, _) => Placement::Inline,
            (_, true) => Placement::KeepFiles,
            _ => Placement::Auto,
        },
        is_commented: args.commented,
        reach: Rc::new(move |path| roots::fetch(&place, &own, path)),
        rejected: Vec::new(),
        taken: Rc::clone(taken),
    };
    let newest = Version { series: Series::V24, patch: args.to.patch.max(1) };
    let options = Options { version: Some(newest), ..options.clone() };
    let read_again = |upgrade: &Upgrade| {
        let mut texts = Texts::default();
        for file in &upgrade.files {
            texts.insert(file.path.clone(), file.after.clone());
        }
        roots::read_over(&texts, &root, &options).map_err(|trouble| trouble.to_string())
    };
    let (upgrade, proof) = upgrade::upgrade_proven(&config, &mut wanted, &read_again);
    if let Err(message) = proof {
        complain(&format!("a bug in dovelint, please report it: the new tree could not be read: {message}"));
        if !args.force {
            return Err(stop("nothing was written; --force writes it anyway"));
        }
    }
    let new_paths = upgrade.files.iter().map(|file| file.path.clone()).collect();
    Ok(Upgraded { root, document, upgrade, new_paths })
}

/// How many marks of decisions are in a tree.
fn open_marks(document: &Document) -> usize {
    let count = |bytes: &[u8]| memchr::memmem::find_iter(bytes, MARK.as_bytes()).count();
    document.sources.files().map(|(_, file)| count(&file.bytes)).sum()
}

/// A file that two configurations read must come out the same for both.
fn shared_files(all: &mut [Upgraded]) {
    let mut known: BTreeMap<PathBuf, Vec<u8>> = BTreeMap::new();
    for one in all {
        let mut differing = Vec::new();
        for file in &mut one.upgrade.files {
            // Each configuration names it from its own folder.
            let path = normal(Path::new(&file.path));
            match known.get(&path) {
                Some(text) if *text != file.after => {
                    differing.push(file.path.clone());
                    file.after.clone_from(text);
                }
                Some(_) => {}
                None => {
                    known.insert(path, file.after.clone());
                }
            }
        }
        for path in differing {
            one.upgrade.decisions.push(upgrade::Decision {
                code: Code::SharedFile,
                span: None,
                text: String::new(),
                detail: upgrade::Detail::Reason(format!(
                    "several configurations read {path}; it was converted for the first one"
                )),
                written: String::new(),
                new: None,
            });
        }
    }
}

fn patch(args: &UpgradeArgs, all: &[Upgraded], code: Exit) -> Exit {
    let mut output = Output::standard();
    let how =
        PatchStyle { style: style(args.color, false), raw: !is_terminal(), secrets: args.secrets.secrets };
    let mut files = all.iter().flat_map(|one| &one.upgrade.files).filter(|file| file.is_changed());
    let written =
        files.try_for_each(|file| report::diff(&file.path, &file.before, &file.after, how, output.writer()));
    output.finish(written, code)
}

fn print(args: &UpgradeArgs, all: &[Upgraded], code: Exit) -> Exit {
    if args.quiet && args.report.is_none() {
        return code;
    }
    let mut output = match Output::open(args.report.as_deref()) {
        Ok(output) => output,
        Err(message) => {
            complain(&message);
            return Exit::Failed;
        }
    };
    let to = format!("2.4.{}", args.to.patch);
    let written = match args.format {
        ListFormat::Human => {
            report::upgrade_human(all, style(args.color, args.report.is_some()), output.writer())
        }
        ListFormat::Json => report::upgrade_json(all, &to, output.writer()),
    };
    output.finish(written, code)
}
