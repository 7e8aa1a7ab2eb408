//! `dovelint check`: from paths to findings, to fixes, to a report.

mod fixing;
mod inputs;
mod known;
mod older;
mod settled;

use std::io::IsTerminal;
use std::rc::Rc;

use inputs::Inputs;
pub(super) use inputs::usual_place;
use settled::Settled;

use super::printing::output::{Output, Stopped, stop, style};
use super::reading::settled::complain_of;
use super::{CheckArgs, Exit, NO_STANDARD, complain, host};
use crate::engine::{Checked, RootReport, Session};
use crate::finding::Severity;
use crate::report::{self, Counts};
use crate::settings::{At, Color, Finder, Format, Local, Origin, Wrong};

pub(super) fn run(args: &CheckArgs) -> Exit {
    check(args).unwrap_or(Exit::Failed)
}

fn check(args: &CheckArgs) -> Result<Exit, Stopped> {
    let unusable = |wrong: Wrong| {
        complain_of(&wrong, args.color.unwrap_or(Color::Auto));
        Stopped
    };
    let mut finder = checked(args).map_err(stop)?;
    let mut inputs = Inputs::find(args, &mut finder).map_err(unusable)?;
    let settled = Settled::new(&inputs.roots, &mut finder).map_err(unusable)?;
    let run = settled.run.all();
    let baseline = known::read(args, &settled.run).map_err(|error| stop(error.to_string()))?;
    let machine = args.host.machine().map_err(stop)?.map(|machine| {
        let hides_names = args.host_shown.hides_names(format(args, &run));
        Rc::new(machine.walking_all(args.host_shown.host_all).hiding_names(hides_names))
    });
    let mut session = Session::new(&settled)
        .on_machine(machine.clone())
        .with_texts(std::mem::take(&mut inputs.texts))
        .with_baseline(baseline)
        .showing_secrets(args.secrets.secrets);
    let is_standard = !session.texts.is_empty();
    if args.fix || args.diff {
        let fixed = fixing::compute(args, &settled, &session, &mut inputs);
        if !run.quiet().value && !is_standard {
            fixing::say_outside(&fixed);
        }
        if args.diff {
            return Ok(fixing::diff(args, &run, &fixed, inputs.failed));
        }
        fixing::write(&run, fixed, &mut session, &mut inputs);
    }
    let Checked { mut reports, troubles } = session.check(&inputs.roots);
    for trouble in &troubles {
        inputs.fail(trouble);
    }
    if !run.quiet().value {
        host::say_not_seen(machine.as_ref());
    }
    if args.fix && !is_standard {
        fixing::clear_leftovers(&inputs, &reports);
    }
    if reports.is_empty() && inputs.failed {
        return Ok(Exit::Failed);
    }
    if let Some(baseline) = session.baseline() {
        known::say_stale(&run, baseline, &reports);
    }
    if let Some(written) = args.write_baseline.as_ref().filter(|_| !inputs.failed) {
        known::write(&run, written, &mut reports).map_err(stop)?;
    }
    let fixes_standard = args.fix && is_standard;
    if fixes_standard && !fixing::print_standard(&session) {
        return Ok(Exit::Failed);
    }
    let code = if inputs.failed { Exit::Failed } else { code(&reports, &settled) };
    let output = match args.output() {
        None if fixes_standard => Output::error(),
        None if format(args, &run) == Format::Github && !statistics(args, &run) => Output::commands(),
        path => Output::open(path).map_err(stop)?,
    };
    let older = if run.quiet().value { Vec::new() } else { older::lines(&reports, &settled) };
    let code = print(args, &run, (&mut reports, &older), output, code);
    // The process ends here; to free what was read, piece by piece, would only keep it from that.
    std::mem::forget(reports);
    Ok(code)
}

/// What finds the settings, when the options make sense.
///
/// # Errors
/// Options that make no sense, with what to do.
fn checked(args: &CheckArgs) -> Result<Finder, String> {
    if args.unsafe_fixes == Some(true) && !args.fix && !args.diff {
        return Err("--unsafe-fixes needs --fix or --diff".to_owned());
    }
    let has_standard = args.paths.iter().any(|path| path == "-");
    if args.fix && args.paths.len() > 1 && has_standard {
        return Err("--fix accepts standard input only on its own".to_owned());
    }
    if args.stdin_filename.is_some() && !has_standard {
        return Err(NO_STANDARD.to_owned());
    }
    if args.statistics == Some(true) && args.format.is_some_and(|format| format != Format::Human) {
        return Err("--statistics has no other format; omit --format".to_owned());
    }
    if let Some(path) = args.paths.iter().find(|path| is_baseline(path, args)) {
        return Err(format!("write the file of --write-baseline after a `=`: --write-baseline={path}"));
    }
    args.finder()
}

/// Whether a path is meant for `--write-baseline`: no configuration is called so.
fn is_baseline(path: &str, args: &CheckArgs) -> bool {
    let is_json = std::path::Path::new(path).extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
    is_json && args.write_baseline.as_ref().is_some_and(String::is_empty)
}

fn code(reports: &[RootReport], settled: &Settled) -> Exit {
    let has_failed = |report: &RootReport| {
        let least = settled.of(&report.root).all().fail_on().value.least();
        least.is_some_and(|least| report.counting().any(|finding| finding.severity >= least))
    };
    if reports.iter().any(has_failed) { Exit::Found } else { Exit::Clean }
}

/// The format that was asked for, or the one that anyone who reads standard output understands.
fn format(args: &CheckArgs, run: &Local<'_>) -> Format {
    let format = run.format();
    let in_workflow = || {
        std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true")
            && args.output().is_none()
            && !std::io::stdout().is_terminal()
    };
    if format.origin == Origin::Default && in_workflow() { Format::Github } else { format.value }
}

/// Whether to count the findings instead; a format of the command line wins over a settings file that says so.
fn statistics(args: &CheckArgs, run: &Local<'_>) -> bool {
    let At { value, origin } = run.statistics();
    value && !(origin.is_file() && args.format.is_some())
}

/// Takes out what is below a severity, and says how much that was; it counts for the exit code all the same.
fn hide(reports: &mut [RootReport], least: Option<Severity>) -> usize {
    let Some(least) = least else { return 0 };
    let mut hidden = 0;
    for report in reports {
        report.findings.retain(|finding| {
            let is_shown = finding.severity >= least;
            hidden += usize::from(!is_shown && finding.ignored.is_none());
            is_shown
        });
    }
    hidden
}

/// Prints the report, and above it that a configuration is one of 2.3; for programs that is on standard error.
fn print(
    args: &CheckArgs,
    run: &Local<'_>,
    (reports, older): (&mut [RootReport], &[String]),
    mut output: Output,
    code: Exit,
) -> Exit {
    let style = style(run.color().value, args.output().is_some());
    let hidden = hide(reports, args.severity);
    let counts = Counts { hidden, ..Counts::of(reports) };
    let reports = &*reports;
    let format = format(args, run);
    let out = output.writer();
    let statistics = statistics(args, run);
    let is_read = format == Format::Human && !statistics;
    if !is_read {
        for line in older {
            complain(line);
        }
    }
    let said = older.iter().filter(|_| is_read).try_for_each(|line| writeln!(out, "{line}\n"));
    let written = if said.is_err() {
        said
    } else if statistics {
        report::statistics(reports, out)
    } else {
        match format {
            Format::Human => report::human(reports, style, out),
            Format::Concise => report::concise(reports, out),
            Format::Json => report::json(reports, out),
            Format::JsonLines => report::json_lines(reports, out),
            Format::Sarif => report::sarif(reports, out),
            Format::Github => report::github(reports, out),
            Format::Gitlab => report::gitlab(reports, out),
            Format::Checkstyle => report::checkstyle(reports, out),
            Format::Markdown => report::markdown(reports, out),
            Format::Rdjson => report::rdjson(reports, out),
            Format::Junit => report::junit(reports, run.fail_on().value.least(), out),
        }
    };
    let written = written.and_then(|()| match format {
        _ if run.quiet().value => Ok(()),
        _ if statistics || format == Format::Human => {
            writeln!(out, "{}", report::summary(reports, counts, style))
        }
        Format::Concise | Format::Github => {
            // These have a line for each finding and nothing else.
            report::versions(reports).for_each(|line| complain(&line));
            Ok(())
        }
        _ => Ok(()),
    });
    output.finish(written, code)
}
