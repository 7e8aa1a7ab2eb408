//! `--fix` and `--diff`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::inputs::Inputs;
use super::settled::Settled;
use crate::cli::printing::output::{Output, clear, is_terminal, style};
use crate::cli::{CheckArgs, Exit, complain};
use crate::document::roots;
use crate::engine::fix::{Changed, Fixed};
use crate::engine::{RootReport, Session};
use crate::report::{self, PatchStyle, plural};
use crate::schema::Series;
use crate::settings::{At, Local};
use crate::text;
use crate::write;

/// The most files that are named one by one.
const NAMED: usize = 10;

/// Prints what the fixes would change, as a patch. 1 when there is something to change.
pub(super) fn diff(args: &CheckArgs, run: &Local<'_>, fixed: &Fixed, failed: bool) -> Exit {
    if !run.quiet().value {
        say_left_out(fixed);
    }
    let mut output = match Output::open(args.output()) {
        Ok(output) => output,
        Err(message) => {
            complain(&message);
            return Exit::Failed;
        }
    };
    let is_raw = args.output().is_some() || !is_terminal();
    let how = PatchStyle {
        style: style(run.color().value, args.output().is_some()),
        raw: is_raw,
        secrets: args.secrets.secrets,
    };
    let written = fixed
        .files
        .iter()
        .try_for_each(|file| report::diff(&file.path, &file.before, &file.after, how, output.writer()));
    let code = match (failed, fixed.files.is_empty()) {
        (true, _) => Exit::Failed,
        (false, true) => Exit::Clean,
        (false, false) => Exit::Found,
    };
    output.finish(written, code)
}

/// Writes the fixed files and says on standard error what was done.
pub(super) fn write(run: &Local<'_>, mut fixed: Fixed, session: &mut Session<'_>, inputs: &mut Inputs) {
    let mut done = 0;
    for file in std::mem::take(&mut fixed.files) {
        let path = file.path.clone();
        match write_one(file, session) {
            Ok(written) => done += usize::from(written),
            Err(message) => {
                complain(&format!("{path}: {message}"));
                inputs.failed = true;
            }
        }
    }
    if !run.quiet().value {
        if fixed.applied > 0 && done > 0 {
            let findings = plural(fixed.applied, "finding", "findings");
            complain(&format!("fixed {findings} in {}", plural(done, "file", "files")));
        }
        if fixed.refused > 0 {
            let refused = plural(fixed.refused, "fix", "fixes");
            complain(&format!("skipped {refused} that would introduce another finding"));
        }
        say_left_out(&fixed);
    }
}

/// Removes what runs that were killed have left next to the files of the configurations.
pub(super) fn clear_leftovers(inputs: &Inputs, reports: &[RootReport]) {
    let tree = inputs.tree();
    let files = reports.iter().flat_map(|report| report.document.sources.files());
    let files = files.map(|(_, file)| Path::new(&file.shown)).filter(|path| tree.holds(path));
    let folders: BTreeSet<PathBuf> =
        files.filter_map(|path| Some(path.canonicalize().ok()?.parent()?.to_owned())).collect();
    clear(&folders);
}

/// Says which files were not fixed because of where they are.
pub(super) fn say_outside(fixed: &Fixed) {
    for path in fixed.outside.iter().take(NAMED) {
        complain(&format!(
            "{path}: not fixed, because it is outside the folder that you named; name this file to fix it"
        ));
    }
    if fixed.outside.len() > NAMED {
        complain(&format!("{} more files outside were not fixed", fixed.outside.len() - NAMED));
    }
}

/// Standard input is replaced in memory, and of a configuration that it is a part of, nothing else.
fn write_one(file: Changed, session: &mut Session<'_>) -> Result<bool, String> {
    if session.texts.is_empty() {
        let done = write::replace(Path::new(&file.path), &file.before, &file.after);
        return done.map(|()| true).map_err(|refusal| refusal.to_string());
    }
    let own = session.texts.iter_mut().find(|(name, _)| roots::is_same_file(name, &file.path));
    Ok(own.map(|(_, text)| *text = file.after).is_some())
}

/// Says which fixes were left out, and what to do.
fn say_left_out(fixed: &Fixed) {
    for (path, judged) in &fixed.of_other_series {
        let own = if *judged == Series::V24 { Series::V23 } else { Series::V24 };
        complain(&format!(
            "{path} is a configuration for Dovecot {own}, which may reject the fixes for {judged}; \
             `--unsafe-fixes` applies them"
        ));
    }
    if !fixed.unsettled.is_empty() {
        complain(&format!(
            "skipped fixes of {}: the finding comes back; change it by hand",
            text::listed(&fixed.unsettled)
        ));
    }
    if !fixed.changing.is_empty() {
        complain(&format!(
            "skipped fixes of {} that would have changed effective settings; change it by hand",
            text::listed(&fixed.changing)
        ));
    }
}

/// Prints standard input with its fixes; false when it cannot be written.
pub(super) fn print_standard(session: &Session<'_>) -> bool {
    let mut output = Output::standard();
    let written = session.texts.values().try_for_each(|text| output.writer().write_all(text));
    output.finish(written, Exit::Clean) == Exit::Clean
}

/// Computes what the fixes change.
pub(super) fn compute(
    args: &CheckArgs,
    settled: &Settled,
    session: &Session<'_>,
    inputs: &mut Inputs,
) -> Fixed {
    let tree = inputs.tree();
    let may_change = |path: &str| {
        if session.texts.is_empty() {
            tree.holds(Path::new(path))
        } else {
            session.texts.iter().any(|(name, _)| roots::is_same_file(name, path))
        }
    };
    let unsafe_too = may_be_unsafe(args, &settled.run.all());
    match session.fix(&inputs.roots, &may_change, unsafe_too) {
        Ok(fixed) => fixed,
        Err(trouble) => {
            inputs.fail(&trouble);
            Fixed::default()
        }
    }
}

/// Whether fixes may change what Dovecot does. A settings file has no say in what is written: it may be a
/// stranger's.
fn may_be_unsafe(args: &CheckArgs, run: &Local<'_>) -> bool {
    let At { value: is_wanted, origin } = run.unsafe_fixes();
    if !(is_wanted && args.fix && origin.is_file()) {
        return is_wanted;
    }
    if !run.quiet().value {
        complain(&format!(
            "{origin}: `unsafe-fixes` applies only to --diff; give --unsafe-fixes to apply these fixes as well"
        ));
    }
    false
}
