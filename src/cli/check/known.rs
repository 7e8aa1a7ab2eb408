//! `--baseline` and `--write-baseline`.

use crate::cli::printing::output::{Output, say};
use crate::cli::{CheckArgs, Exit, complain};
use crate::engine::RootReport;
use crate::engine::baseline::{self, Baseline, BaselineError};
use crate::report::plural;
use crate::settings::{BaselineElsewhere, Local, Settings};

/// The most entries that are named one by one.
const NAMED: usize = 10;

/// Why there is no baseline to hold the findings against, or to write.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoBaseline {
    #[error(transparent)]
    Elsewhere(#[from] BaselineElsewhere),
    #[error(transparent)]
    NotRead(#[from] BaselineError),
    #[error("--write-baseline cannot be combined with --fix or --diff; fix first")]
    WithFixes,
    #[error("--baseline and --write-baseline name different files")]
    TwoFiles,
}

/// The baseline to hold the findings against; none when it is only written.
///
/// # Errors
/// Options that make no sense, or a file that is no baseline.
pub(super) fn read(args: &CheckArgs, settings: &Settings) -> Result<Option<Baseline>, NoBaseline> {
    let known = settings.baseline()?;
    let Some(written) = &args.write_baseline else {
        return Ok(known.as_deref().map(Baseline::read).transpose()?);
    };
    if args.fix || args.diff {
        return Err(NoBaseline::WithFixes);
    }
    if !written.is_empty() && args.baseline.as_ref().is_some_and(|read| read != written) {
        return Err(NoBaseline::TwoFiles);
    }
    // What the command line does not name is said by a settings file, or by no one: it must not be lost.
    if written.is_empty() && args.baseline.is_none() {
        let replaced = known.as_deref().unwrap_or(baseline::DEFAULT);
        Baseline::may_replace(replaced)?;
    }
    Ok(None)
}

/// Writes what counts to the baseline, and leaves it out from now on.
///
/// # Errors
/// When it cannot be written.
pub(super) fn write(run: &Local<'_>, written: &str, reports: &mut [RootReport]) -> Result<(), String> {
    let known = run.baseline().value;
    let path = match (written, known.as_deref()) {
        ("", None) => baseline::DEFAULT,
        ("", Some(path)) => path,
        (path, _) => path,
    };
    let baseline = Baseline::of(path, reports);
    let mut output = Output::open(Some(path))?;
    let done = baseline.write(output.writer());
    if output.finish(done, Exit::Clean) != Exit::Clean {
        return Err(format!("{path} was not changed"));
    }
    for report in reports {
        baseline.apply(&report.document, &mut report.findings);
    }
    if !run.quiet().value {
        let number = plural(baseline.len(), "finding", "findings");
        complain(&format!("wrote {number} to {path}; `--baseline {path}` hides them"));
    }
    Ok(())
}

/// Says which entries no longer match anything.
pub(super) fn say_stale(run: &Local<'_>, baseline: &Baseline, reports: &[RootReport]) {
    if run.quiet().value {
        return;
    }
    let stale = baseline.stale(reports, |lint| run.wants(lint));
    if stale.is_empty() {
        return;
    }
    let gone: usize = stale.iter().map(|entry| entry.gone as usize).sum();
    let path = baseline.path();
    complain(&format!(
        "{} no longer there; `--baseline {path} --write-baseline` rewrites it:",
        plural(gone, &format!("finding of {path} is"), &format!("findings of {path} are"))
    ));
    for entry in stale.iter().take(NAMED) {
        say(&format!("  {}: {}{}\n", crate::text::shown(&entry.file), entry.lint, times(entry.gone)));
    }
    if stale.len() > NAMED {
        say(&format!("  and {} more\n", stale.len() - NAMED));
    }
}

fn times(count: u32) -> String {
    if count == 1 { String::new() } else { format!(" ({count} times)") }
}
