//! `--fix` and `--diff`.

use super::inputs::Inputs;
use super::settled::Settled;
use crate::cli::output::{Output, style};
use crate::cli::{CLEAN, CheckArgs, FAILED, FOUND, complain};
use crate::fix::{self, Changed, Fixed};
use crate::report::{self, plural};
use crate::roots;
use crate::settings::Local;

/// Prints what the fixes would change, as a patch. 1 when there is something to change.
pub(super) fn diff(args: &CheckArgs, run: &Local<'_>, fixed: &Fixed, failed: bool) -> u8 {
    let Ok(mut output) = Output::open(args.output.as_deref()) else { return FAILED };
    let style = style(run.color().value, args.output.is_some());
    let written = fixed.files.iter().try_for_each(|file| {
        let texts = (file.before.as_slice(), file.after.as_slice());
        report::diff(&file.path, texts, style, args.secrets.secrets, output.writer())
    });
    let code = match (failed, fixed.files.is_empty()) {
        (true, _) => FAILED,
        (false, true) => CLEAN,
        (false, false) => FOUND,
    };
    output.finish(written, code)
}

/// Writes the fixed files and says on standard error what was done.
pub(super) fn write(run: &Local<'_>, fixed: Fixed, inputs: &mut Inputs) {
    let mut done = 0;
    for file in fixed.files {
        let path = file.path.clone();
        match write_one(file, inputs) {
            Ok(written) => done += usize::from(written),
            Err(message) => {
                complain(&format!("{path}: {message}"));
                inputs.failed = true;
            }
        }
    }
    if !run.quiet().value {
        say(fixed.applied, done, fixed.refused);
    }
}

/// Standard input is replaced in memory, and of a configuration that it is a part of, nothing else.
fn write_one(file: Changed, inputs: &mut Inputs) -> Result<bool, String> {
    if inputs.texts.is_empty() {
        return fix::write(&file).map(|()| true).map_err(|trouble| trouble.message);
    }
    let own = inputs.texts.iter_mut().find(|(name, _)| roots::is_same_file(name, &file.path));
    Ok(own.map(|(_, text)| *text = file.after).is_some())
}

fn say(applied: usize, files: usize, refused: usize) {
    if applied > 0 && files > 0 {
        eprintln!(
            "dovelint: fixed {} in {}",
            plural(applied, "finding", "findings"),
            plural(files, "file", "files")
        );
    }
    if refused > 0 {
        eprintln!(
            "dovelint: left out {}, which would have led to another problem",
            plural(refused, "fix", "fixes")
        );
    }
}

/// Prints standard input with its fixes; false when it cannot be written.
pub(super) fn print_standard(inputs: &Inputs) -> bool {
    let Ok(mut output) = Output::open(None) else { return false };
    let written = inputs.texts.values().try_for_each(|text| output.writer().write_all(text));
    output.finish(written, CLEAN) == CLEAN
}

/// Computes what the fixes change.
pub(super) fn compute(settled: &Settled, inputs: &mut Inputs, judge: &fix::Judge<'_>) -> Fixed {
    let reading = |root: &_| settled.reading(root);
    let unsafe_too = settled.run.all().unsafe_fixes().value;
    match fix::fix(&inputs.roots, &reading, inputs.texts.clone(), judge, unsafe_too) {
        Ok(fixed) => fixed,
        Err(trouble) => {
            complain(&format!("{}: {}", trouble.path, trouble.message));
            inputs.failed = true;
            Fixed::default()
        }
    }
}
