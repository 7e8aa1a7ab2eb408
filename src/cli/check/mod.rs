//! `dovelint check`: from paths to findings, to fixes, to a report.

mod fixing;
mod inputs;
mod known;
mod settled;

use std::io::IsTerminal;

use inputs::Inputs;
use settled::Settled;

use super::output::{Output, style};
use super::settled::complain_of;
use super::{CLEAN, CheckArgs, FAILED, FOUND, NO_STANDARD, complain};
use crate::config::Config;
use crate::document::Document;
use crate::finding::{Finding, Lint, Severity};
use crate::fix::Judge;
use crate::report::{self, Counts, RootReport};
use crate::roots::{Root, Trouble};
use crate::settings::{At, Color, Finder, Format, Local, Origin, Settings, Wrong};
use crate::source::FileId;

pub(super) fn run(args: &CheckArgs) -> u8 {
    let mut finder = match checked(args) {
        Ok(finder) => finder,
        Err(message) => {
            complain(&message);
            return FAILED;
        }
    };
    match settle(args, &mut finder) {
        Ok((inputs, settled)) => check(args, inputs, &settled),
        Err(wrong) => {
            complain_of(&wrong, args.color.unwrap_or(Color::Auto));
            FAILED
        }
    }
}

/// What to lint, and the settings for it.
fn settle(args: &CheckArgs, finder: &mut Finder) -> Result<(Inputs, Settled), Wrong> {
    let inputs = Inputs::find(args, finder)?;
    let settled = Settled::new(&inputs.roots, finder)?;
    Ok((inputs, settled))
}

fn check(args: &CheckArgs, mut inputs: Inputs, settled: &Settled) -> u8 {
    let run = settled.run.all();
    let baseline = match known::read(args, &settled.run) {
        Ok(baseline) => baseline,
        Err(message) => {
            complain(&message);
            return FAILED;
        }
    };
    let judge = |document: &Document, root: &Root| {
        let mut findings = lint(document, root, settled.of(root))?;
        if let Some(baseline) = &baseline {
            baseline.apply(document, &mut findings);
        }
        Ok(findings)
    };
    if args.fix || args.diff {
        let fixed = fixing::compute(args, settled, &mut inputs, &judge);
        if !run.quiet().value && inputs.texts.is_empty() {
            fixing::say_outside(&fixed);
        }
        if args.diff {
            return fixing::diff(args, &run, &fixed, inputs.failed);
        }
        fixing::write(&run, fixed, &mut inputs);
    }
    let (mut reports, least) = reports(&mut inputs, settled, &judge, args.secrets.secrets);
    if args.fix && inputs.texts.is_empty() {
        fixing::clear_leftovers(&inputs, &reports);
    }
    forget_repeated(&mut reports);
    if reports.is_empty() && inputs.failed {
        return FAILED;
    }
    if let Some(baseline) = &baseline {
        known::say_stale(&run, baseline, &reports);
    }
    if let Some(written) = args.write_baseline.as_ref().filter(|_| !inputs.failed)
        && let Err(message) = known::write(&run, written, &mut reports)
    {
        complain(&message);
        return FAILED;
    }
    let code = if inputs.failed { FAILED } else { code(&reports, &least) };
    let standard = args.fix && !inputs.texts.is_empty();
    if standard && !fixing::print_standard(&inputs) {
        return FAILED;
    }
    let output = match args.output() {
        None if standard => Ok(Output::error()),
        None if format(args, &run) == Format::Github && !statistics(args, &run) => Ok(Output::commands()),
        path => Output::open(path),
    };
    let code = match output {
        Ok(output) => print(args, &run, &reports, output, code),
        Err(message) => {
            complain(&message);
            FAILED
        }
    };
    // The process ends here; to free what was read, piece by piece, would only keep it from that.
    std::mem::forget(reports);
    code
}

/// What finds the settings, when the options make sense.
///
/// # Errors
/// Options that make no sense, with what to do.
fn checked(args: &CheckArgs) -> Result<Finder, String> {
    if args.paths.is_empty() {
        return Err("name a configuration file or a folder, for example: dovelint /etc/dovecot".to_owned());
    }
    if args.unsafe_fixes == Some(true) && !args.fix && !args.diff {
        return Err("--unsafe-fixes goes with --fix or --diff".to_owned());
    }
    let has_standard = args.paths.iter().any(|path| path == "-");
    if args.fix && args.paths.len() > 1 && has_standard {
        return Err("--fix takes standard input alone".to_owned());
    }
    if args.stdin_filename.is_some() && !has_standard {
        return Err(NO_STANDARD.to_owned());
    }
    if args.statistics == Some(true) && args.format.is_some_and(|format| format != Format::Human) {
        return Err("--statistics has no other format; leave out --format".to_owned());
    }
    if let Some(path) = args.paths.iter().find(|path| is_baseline(path, args)) {
        return Err(format!("--write-baseline takes its file behind a `=`: --write-baseline={path}"));
    }
    args.finder()
}

/// Whether a path is meant for `--write-baseline`: no configuration is called so.
fn is_baseline(path: &str, args: &CheckArgs) -> bool {
    let is_json = std::path::Path::new(path).extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
    is_json && args.write_baseline.as_ref().is_some_and(String::is_empty)
}

/// The reports of all roots, and from which severity on each has failed.
fn reports(
    inputs: &mut Inputs,
    settled: &Settled,
    judge: &Judge<'_>,
    shows_secrets: bool,
) -> (Vec<RootReport>, Vec<Option<Severity>>) {
    let mut reports = Vec::new();
    let mut least = Vec::new();
    for (root, document) in inputs.documents(settled, shows_secrets) {
        let settings = settled.of(&root);
        let mut findings = match judge(&document, &root) {
            Ok(findings) => findings,
            Err(trouble) => {
                inputs.fail(&trouble);
                continue;
            }
        };
        set_levels(&document, &mut findings, settings);
        least.push(settings.all().fail_on().value.least());
        reports.push(RootReport { document, findings });
    }
    (reports, least)
}

/// # Errors
/// When the configuration asks for more than any server has.
fn lint(document: &Document, root: &Root, settings: &Settings) -> Result<Vec<Finding>, Trouble> {
    let mut config = Config::new(document, root.is_whole);
    config.options = settings.lint_options();
    is_bounded(&config, root)?;
    let wanted = settings.wanted(document);
    let has = |lint: &Lint, file: FileId| wanted[file.0 as usize].has(lint);
    let mut findings = if settings.all().ignores().value {
        crate::lints::judge_by_file(&config, has)
    } else {
        crate::lints::run_by_file(&config, has).into_sorted()
    };
    let order: crate::hash::HashMap<_, _> =
        document.sources.files().map(|(id, file)| (id, file.shown.as_str())).collect();
    findings.sort_by(|a, b| {
        let place = |finding: &Finding| (order.get(&finding.span.file).copied(), finding.span.start);
        place(a).cmp(&place(b)).then(a.lint.name.cmp(b.lint.name))
    });
    // Some of it shows only when the lints ask.
    is_bounded(&config, root)?;
    Ok(findings)
}

fn is_bounded(config: &Config<'_>, root: &Root) -> Result<(), Trouble> {
    config
        .too_much()
        .map_or(Ok(()), |exceeded| Err(Trouble { path: root.path.clone(), message: exceeded.to_string() }))
}

/// Gives findings the severity that is settled for their lint. Fixes go by the lints' own.
fn set_levels(document: &Document, findings: &mut [Finding], settings: &Settings) {
    let wanted = settings.wanted(document);
    for finding in findings {
        if let Some(severity) = wanted[finding.span.file.0 as usize].severity(finding.lint) {
            finding.severity = severity;
        }
    }
}

/// A file that several roots include is spoken of once.
fn forget_repeated(reports: &mut [RootReport]) {
    if reports.len() < 2 {
        return;
    }
    let mut seen = crate::hash::HashSet::default();
    for report in reports {
        let sources = &report.document.sources;
        report.findings.retain(|finding| {
            let file = sources.file(finding.span.file).shown.clone();
            seen.insert((file, finding.span.start, finding.span.end, finding.lint.name))
        });
    }
}

fn code(reports: &[RootReport], least: &[Option<Severity>]) -> u8 {
    let has_failed = |(report, least): (&RootReport, &Option<Severity>)| {
        least.is_some_and(|least| report.counting().any(|finding| finding.severity >= least))
    };
    if reports.iter().zip(least).any(has_failed) { FOUND } else { CLEAN }
}

/// The format that was asked for, or the one that whoever reads standard output understands.
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

fn print(args: &CheckArgs, run: &Local<'_>, reports: &[RootReport], mut output: Output, code: u8) -> u8 {
    let style = style(run.color().value, args.output().is_some());
    let counts = Counts::of(reports);
    let format = format(args, run);
    let out = output.writer();
    let statistics = statistics(args, run);
    let written = if statistics {
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
            Format::Junit => report::junit(reports, run.fail_on().value.least(), out),
        }
    };
    let summary = !run.quiet().value && (format == Format::Human || statistics);
    let written =
        written.and_then(|()| if summary { writeln!(out, "{}", report::summary(counts)) } else { Ok(()) });
    output.finish(written, code)
}
