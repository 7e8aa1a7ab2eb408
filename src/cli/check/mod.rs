//! `dovelint check`: from paths to findings, to fixes, to a report.

mod fixing;
mod inputs;
mod known;
mod wanted;

use std::io::IsTerminal;

use inputs::Inputs;
use wanted::Wanted;

use super::output::{Output, style};
use super::{CLEAN, CheckArgs, FAILED, FOUND, FailOn, Format, complain};
use crate::config::Config;
use crate::document::Document;
use crate::finding::{Finding, Lint, Severity};
use crate::report::{self, Counts, RootReport};
use crate::roots::{self, Options};

pub(super) fn run(args: &CheckArgs) -> u8 {
    let wanted = match checked(args) {
        Ok(wanted) => wanted,
        Err(message) => {
            complain(&message);
            return FAILED;
        }
    };
    let baseline = match known::read(args) {
        Ok(baseline) => baseline,
        Err(message) => {
            complain(&message);
            return FAILED;
        }
    };
    let options = args.reading.options();
    // Only one lint asks for it.
    let unread = wanted.has(&crate::lints::hygiene::ORPHAN_CONFIG_FILE);
    let judge = |document: &Document, is_whole| {
        let mut findings = lint(document, is_whole, &wanted);
        if let Some(baseline) = &baseline {
            baseline.apply(document, &mut findings);
        }
        findings
    };
    let mut inputs = Inputs::find(args, &options);
    if args.fix || args.diff {
        let fixed = fixing::compute(args, &options, &mut inputs, &judge);
        if args.diff {
            return fixing::diff(args, &fixed, inputs.failed);
        }
        fixing::write(args, fixed, &mut inputs);
    }
    let mut reports: Vec<RootReport> = inputs
        .documents(&Options { unread, ..options })
        .into_iter()
        .map(|(root, document)| RootReport { findings: judge(&document, root.is_whole), document })
        .collect();
    forget_repeated(&mut reports);
    if reports.is_empty() && inputs.failed {
        return FAILED;
    }
    if let Some(baseline) = &baseline {
        known::say_stale(args, baseline, &reports, &wanted);
    }
    if let Some(written) = args.write_baseline.as_ref().filter(|_| !inputs.failed)
        && let Err(message) = known::write(args, written, &mut reports)
    {
        complain(&message);
        return FAILED;
    }
    let code = if inputs.failed { FAILED } else { code(args, &reports) };
    let standard = args.fix && !inputs.texts.is_empty();
    if standard && !fixing::print_standard(&inputs) {
        return FAILED;
    }
    let output = match args.output.as_deref() {
        None if standard => Ok(Output::error()),
        path => Output::open(path),
    };
    match output {
        Ok(output) => print(args, &reports, output, code),
        Err(error) => {
            let path = args.output.as_deref().unwrap_or("-");
            complain(&format!("cannot write {path}: {}", roots::reason(&error)));
            FAILED
        }
    }
}

/// The lints that the options ask for.
///
/// # Errors
/// Options that make no sense, with what to do.
fn checked(args: &CheckArgs) -> Result<Wanted, String> {
    if args.paths.is_empty() {
        return Err("name a configuration file or a folder, for example: dovelint /etc/dovecot".to_owned());
    }
    if args.unsafe_fixes && !args.fix && !args.diff {
        return Err("--unsafe-fixes goes with --fix or --diff".to_owned());
    }
    if args.fix && args.paths.len() > 1 && args.paths.iter().any(|path| path == "-") {
        return Err("--fix takes standard input alone".to_owned());
    }
    Wanted::new(args)
}

fn lint(document: &Document, is_whole: bool, wanted: &Wanted) -> Vec<Finding> {
    let config = Config::new(document, is_whole);
    let has = |lint: &Lint| wanted.has(lint);
    let mut findings = if wanted.honours_ignores {
        crate::lints::judge(&config, has)
    } else {
        crate::lints::run(&config, has).into_sorted()
    };
    let order: rustc_hash::FxHashMap<_, _> =
        document.sources.files().map(|(id, file)| (id, file.shown.as_str())).collect();
    findings.sort_by(|a, b| {
        let place = |finding: &Finding| (order.get(&finding.span.file).copied(), finding.span.start);
        place(a).cmp(&place(b)).then(a.lint.name.cmp(b.lint.name))
    });
    findings
}

/// A file that several roots include is spoken of once.
fn forget_repeated(reports: &mut [RootReport]) {
    if reports.len() < 2 {
        return;
    }
    let mut seen = rustc_hash::FxHashSet::default();
    for report in reports {
        let sources = &report.document.sources;
        report.findings.retain(|finding| {
            let file = sources.file(finding.span.file).shown.clone();
            seen.insert((file, finding.span.start, finding.span.end, finding.lint.name))
        });
    }
}

/// From which severity on the exit code is 1.
fn least(args: &CheckArgs) -> Option<Severity> {
    match args.fail_on {
        FailOn::Error => Some(Severity::Error),
        FailOn::Warning => Some(Severity::Warning),
        FailOn::Advice => Some(Severity::Advice),
        FailOn::Never => None,
    }
}

fn code(args: &CheckArgs, reports: &[RootReport]) -> u8 {
    let Some(least) = least(args) else { return CLEAN };
    let found = reports.iter().flat_map(RootReport::counting).any(|finding| finding.severity >= least);
    if found { FOUND } else { CLEAN }
}

/// The format that was asked for, or the one that whoever reads standard output understands.
fn format(args: &CheckArgs) -> Format {
    let in_workflow = || {
        std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true")
            && args.output.is_none()
            && !std::io::stdout().is_terminal()
    };
    args.format.unwrap_or_else(|| if in_workflow() { Format::Github } else { Format::Human })
}

fn print(args: &CheckArgs, reports: &[RootReport], mut output: Output, code: u8) -> u8 {
    let style = style(args.color, args.output.is_some());
    let counts = Counts::of(reports);
    let format = format(args);
    let out = output.writer();
    let written = if args.statistics {
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
            Format::Junit => report::junit(reports, least(args), out),
        }
    };
    let summary = !args.quiet && (format == Format::Human || args.statistics);
    let written =
        written.and_then(|()| if summary { writeln!(out, "{}", report::summary(counts)) } else { Ok(()) });
    output.finish(written, code)
}
