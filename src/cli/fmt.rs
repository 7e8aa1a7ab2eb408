//! `dovelint fmt`: one way to lay out a configuration.

use std::path::Path;

use clap::Args;

use super::printing::output::{Output, clear, is_terminal, style};
use super::reading::settled::reading_at;
use super::{Color, Exit, NO_STANDARD, ReadingArgs, SecretsArgs, complain, path, read_standard};
use crate::document::roots::Texts;
use crate::engine::fix::Changed;
use crate::fmt::{self, Plan};
use crate::report::{self, PatchStyle, plural};
use crate::text;
use crate::write;

#[derive(Debug, Args)]
pub(super) struct FmtArgs {
    /// Configuration files and folders; `-` formats standard input to standard output
    #[arg(required = true, value_name = "PATH", value_parser = path)]
    paths: Vec<String>,
    /// List the files that would change, without writing; exit code 1 if there are any
    #[arg(long, conflicts_with = "diff")]
    check: bool,
    /// Print the changes as a patch, without writing; exit code 1 if there are any
    #[arg(long)]
    diff: bool,
    #[command(flatten)]
    secrets: SecretsArgs,
    /// The name to give to standard input
    #[arg(long, value_name = "FILE", value_parser = path)]
    stdin_filename: Option<String>,
    #[command(flatten)]
    reading: ReadingArgs,
    /// When to use colours
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    color: Color,
    /// Do not print how many files changed
    #[arg(long, short)]
    quiet: bool,
}

pub(super) fn run(args: &FmtArgs) -> Exit {
    let is_standard = args.paths.iter().any(|path| path == "-");
    if is_standard && args.paths.len() > 1 {
        complain("fmt accepts standard input only on its own");
        return Exit::Failed;
    }
    if args.stdin_filename.is_some() && !is_standard {
        complain(NO_STANDARD);
        return Exit::Failed;
    }
    let mut texts = Texts::default();
    let mut paths = args.paths.clone();
    if is_standard {
        let name = args.stdin_filename.clone().unwrap_or_else(|| "<stdin>".to_owned());
        match read_standard(&name) {
            Ok(bytes) => texts.insert(name.clone(), bytes),
            Err(trouble) => {
                complain(&trouble.to_string());
                return Exit::Failed;
            }
        };
        paths = vec![name];
    }
    let mut finder = args.reading.finder();
    let mut failed = false;
    let mut asked = Vec::new();
    for path in paths {
        finder.name(&path);
        match reading_at(&path, &mut finder) {
            Ok(options) => asked.push((path, options)),
            Err(trouble) => {
                complain(&trouble.to_string());
                failed = true;
            }
        }
    }
    let plan = fmt::plan(&asked, &texts);
    for trouble in &plan.troubles {
        complain(&trouble.to_string());
    }
    if !args.quiet {
        for path in &plan.left {
            complain(&format!("{path}: unchanged: a line continues in another file of the configuration"));
        }
        for path in &plan.outside {
            complain(&format!("{path}: unchanged: a link that leads out of the folder"));
        }
        for path in &plan.foreign {
            complain(&format!("{path}: unchanged: not a Dovecot configuration file"));
        }
    }
    failed |= !plan.troubles.is_empty();
    if args.check || args.diff {
        return print(args, &plan, failed);
    }
    if let Some(text) = texts.into_iter().map(|(_, text)| text).next() {
        return print_standard(text, plan, failed);
    }
    write(args, &plan, failed)
}

/// The names of the files that would change, or the patch.
fn print(args: &FmtArgs, plan: &Plan, failed: bool) -> Exit {
    let mut output = Output::standard();
    let how =
        PatchStyle { style: style(args.color, false), raw: !is_terminal(), secrets: args.secrets.secrets };
    let written = plan.files.iter().try_for_each(|file| {
        if args.diff {
            report::diff(&file.path, &file.before, &file.after, how, output.writer())
        } else {
            writeln!(output.writer(), "{}", text::shown(&file.path))
        }
    });
    let code = match (failed, plan.files.is_empty()) {
        (true, _) => Exit::Failed,
        (false, true) => Exit::Clean,
        (false, false) => Exit::Found,
    };
    output.finish(written, code)
}

fn print_standard(text: Vec<u8>, plan: Plan, failed: bool) -> Exit {
    let text = plan.files.into_iter().next().map_or(text, |file| file.after);
    let mut output = Output::standard();
    let written = output.writer().write_all(&text);
    output.finish(written, if failed { Exit::Failed } else { Exit::Clean })
}

fn write(args: &FmtArgs, plan: &Plan, mut failed: bool) -> Exit {
    let mut is_written =
        |file: &&Changed| match write::replace(Path::new(&file.path), &file.before, &file.after) {
            Ok(()) => true,
            Err(refusal) => {
                complain(&format!("{}: {refusal}", file.path));
                failed = true;
                false
            }
        };
    let done = plan.files.iter().filter(|file| is_written(file)).count();
    clear(&plan.folders);
    if !args.quiet {
        let unchanged = plan.seen - plan.files.len();
        complain(&format!("{} changed, {unchanged} unchanged", plural(done, "file", "files")));
    }
    if failed { Exit::Failed } else { Exit::Clean }
}
