use super::places;
use crate::config::Facts;
use crate::finding::{Findings, Severity, Stage};
use crate::host::{FileKind, Machine, NoAnswer, join};
use crate::lints::lint;

lint! {
    name: "service-executable-missing",
    severity: Error, stage: Start, profile: Default, series: [V23, V24],
    fix: None, needs: Machine,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(machine) = places::machine(config) else { return };
    let programs = programs(config, machine);
    for (service, _) in config.top_check().enabled() {
        let found = service.get("executable");
        let text = String::from_utf8_lossy(&found.text).into_owned();
        if found.is_open() || text.contains(['$', '%']) {
            continue;
        }
        let mut words = text.split_whitespace();
        let Some(program) = words.next() else { continue };
        let path = match &programs {
            _ if program.starts_with('/') => program.to_owned(),
            Some(folder) => join(folder, program),
            None => continue,
        };
        let span =
            config.place(&found).or_else(|| service.span()).unwrap_or_else(|| places::first_line(config));
        let name = service.name();
        if let Some(flaw) = flaw(machine, &path) {
            findings
                .add(&LINT, span, format!("`service {name}` cannot start: `{path}` {flaw}"))
                .label("Dovecot does not start")
                .help("Name a program that is installed, or install the package that has it.");
            continue;
        }
        let is_script = matches!(crate::text::file_name(program), "script" | "script-login");
        let script = words.find(|word| word.starts_with('/')).filter(|_| is_script);
        if let Some((script, flaw)) = script.and_then(|script| Some((script, flaw(machine, script)?))) {
            findings
                .add(&LINT, span, format!("`service {name}` starts, and each call fails: `{script}` {flaw}"))
                .severity(Severity::Warning)
                .stage(Stage::Never)
                .label("Dovecot does not look for it")
                .help("Name a script that is there.");
        }
    }
}

/// Where the programs of services are; none when that folder is not there, or not known.
fn programs(config: &Facts<'_>, machine: &Machine) -> Option<String> {
    let found = config.root().get("libexec_dir");
    let own = String::from_utf8_lossy(&found.text).into_owned();
    let usual = ["/usr/lib/dovecot", "/usr/libexec/dovecot"].map(str::to_owned);
    let places = if found.assign.is_some() { vec![own] } else { [own].into_iter().chain(usual).collect() };
    let is_folder =
        |place: &String| machine.status(place).is_ok_and(|status| status.kind == FileKind::Folder);
    places.into_iter().filter(|place| place.starts_with('/')).find(is_folder)
}

fn flaw(machine: &Machine, path: &str) -> Option<&'static str> {
    match machine.status(path) {
        Ok(status) if status.kind != FileKind::File => Some("is no file"),
        Ok(status) if status.mode & 0o111 == 0 => Some("is not executable"),
        Err(NoAnswer::Absent) => Some("does not exist"),
        _ => None,
    }
}
