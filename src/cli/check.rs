use std::io::{self, Read};

use super::output::{Output, style};
use super::{CLEAN, CheckArgs, FAILED, FOUND, FailOn, Format, complain};
use crate::config::Config;
use crate::document::Document;
use crate::finding::{Finding, Lint, Profile, Severity};
use crate::report::{self, Counts, RootReport};
use crate::roots::{self, Root};
use crate::schema;

/// Which lints to run.
struct Wanted {
    profile: Profile,
    select: Vec<String>,
    ignore: Vec<String>,
}

impl Wanted {
    fn new(args: &CheckArgs) -> Result<Wanted, String> {
        for name in args.select.iter().chain(&args.ignore) {
            if !crate::lints::all().any(|lint| lint.name == name || lint.group == name) {
                let known = crate::lints::all().flat_map(|lint| [lint.name, lint.group]);
                let hint = schema::nearest(name, known)
                    .map_or("`dovelint lints` lists what there is".to_owned(), |near| {
                        format!("did you mean `{near}`?")
                    });
                return Err(format!("no lint and no group is called `{name}`; {hint}"));
            }
        }
        Ok(Wanted { profile: args.profile.into(), select: args.select.clone(), ignore: args.ignore.clone() })
    }

    fn has(&self, lint: &Lint) -> bool {
        let named = |names: &[String]| names.iter().any(|name| *name == lint.name || *name == lint.group);
        let chosen = if self.select.is_empty() { lint.profile <= self.profile } else { named(&self.select) };
        chosen && !named(&self.ignore)
    }
}

pub(super) fn run(args: &CheckArgs) -> u8 {
    if args.paths.is_empty() {
        complain("name a configuration file or a folder, for example: dovelint /etc/dovecot");
        return FAILED;
    }
    let wanted = match Wanted::new(args) {
        Ok(wanted) => wanted,
        Err(message) => {
            complain(&message);
            return FAILED;
        }
    };
    let mut failed = false;
    let mut reports = Vec::new();
    for document in documents(args, &mut failed) {
        for file in &document.unreadable {
            complain(&format!("{}: {}", file.path, file.reason));
            failed = true;
        }
        let findings = lint(&document, &wanted);
        reports.push(RootReport { document: document.inner, findings });
    }
    forget_repeated(&mut reports);
    if reports.is_empty() && failed {
        return FAILED;
    }
    let code = if failed { FAILED } else { code(args, &reports) };
    match Output::open(args.output.as_deref()) {
        Ok(output) => print(args, &reports, output, code),
        Err(error) => {
            let path = args.output.as_deref().unwrap_or("-");
            complain(&format!("cannot write {path}: {}", roots::reason(&error)));
            FAILED
        }
    }
}

/// A document and whether it is whole.
struct Input {
    inner: Document,
    is_whole: bool,
}

impl std::ops::Deref for Input {
    type Target = Document;

    fn deref(&self) -> &Document {
        &self.inner
    }
}

fn documents(args: &CheckArgs, failed: &mut bool) -> Vec<Input> {
    let options = args.reading.options();
    let mut roots: Vec<Root> = Vec::new();
    let mut documents = Vec::new();
    for path in &args.paths {
        if path == "-" {
            match standard_input(args) {
                Ok(document) => documents.push(document),
                Err(message) => {
                    complain(&message);
                    *failed = true;
                }
            }
            continue;
        }
        match roots::find(path, &options) {
            Ok(found) => roots.extend(found),
            Err(trouble) => {
                complain(&format!("{}: {}", trouble.path, trouble.message));
                *failed = true;
            }
        }
    }
    roots.sort();
    roots.dedup();
    for root in roots {
        match roots::read(&root, &options) {
            Ok(inner) => documents.push(Input { inner, is_whole: root.is_whole }),
            Err(trouble) => {
                complain(&format!("{}: {}", trouble.path, trouble.message));
                *failed = true;
            }
        }
    }
    documents
}

fn standard_input(args: &CheckArgs) -> Result<Input, String> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).map_err(|e| format!("cannot read standard input: {e}"))?;
    let name = args.stdin_filename.clone().unwrap_or_else(|| "<stdin>".to_owned());
    let inner = roots::read_text(&name, bytes, &args.reading.options())
        .map_err(|trouble| format!("{}: {}", trouble.path, trouble.message))?;
    Ok(Input { inner, is_whole: true })
}

fn lint(document: &Input, wanted: &Wanted) -> Vec<Finding> {
    let config = Config::new(document, document.is_whole);
    let mut findings = crate::lints::run(&config, |lint| wanted.has(lint)).into_sorted();
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

fn code(args: &CheckArgs, reports: &[RootReport]) -> u8 {
    let least = match args.fail_on {
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
        FailOn::Advice => Severity::Advice,
        FailOn::Never => return CLEAN,
    };
    let found = reports.iter().flat_map(|report| &report.findings).any(|finding| finding.severity >= least);
    if found { FOUND } else { CLEAN }
}

fn print(args: &CheckArgs, reports: &[RootReport], mut output: Output, code: u8) -> u8 {
    let style = style(args.color, args.output.is_some());
    let counts = Counts::of(reports);
    let out = output.writer();
    let written = if args.statistics {
        report::statistics(reports, out)
    } else {
        match args.format {
            Format::Human => report::human(reports, style, out),
            Format::Concise => report::concise(reports, out),
            Format::Json => report::json(reports, out),
        }
    };
    let summary = !args.quiet && (args.format == Format::Human || args.statistics);
    let written =
        written.and_then(|()| if summary { writeln!(out, "{}", report::summary(counts)) } else { Ok(()) });
    output.finish(written, code)
}
