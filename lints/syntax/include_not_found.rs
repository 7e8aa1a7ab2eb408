use crate::config::Facts;
use crate::document::{Document, Include, Outcome, is_packaged_in_conf_d};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::Span;
use crate::syntax::Kind;

lint! {
    name: "include-not-found",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
    yields_to: ["equals-in-include" here],
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    let mut told: Vec<(&str, usize)> = Vec::new();
    for include in &document.includes {
        let Some(statement) = document.statements.get(include.statement) else { continue };
        if statement.kind != Kind::Include {
            continue;
        }
        let pattern = crate::text::clipped(include.pattern.as_bytes(), 120);
        let message = match &include.outcome {
            Outcome::NoMatch if is_packaged(document, &include.pattern) => continue,
            Outcome::NoMatch => format!("no file matches `{pattern}`"),
            Outcome::Missing(path) => format!("`{path}` cannot be opened: broken link"),
            _ => continue,
        };
        let path = document.locate(statement, statement.value);
        let span = if path.start == path.end { statement.span } else { path };
        // A folder that is not there is one cause.
        if let Some(folder) = folder(&include.pattern).filter(|folder| !is_known(document, folder)) {
            if let Some((_, first)) = told.iter().find(|(other, _)| *other == folder) {
                if let Some(finding) = findings.iter_mut().nth(*first) {
                    finding.also(span, "nor does this");
                }
                continue;
            }
            told.push((folder, findings.len()));
        }
        let finding = findings.add(&LINT, span, message);
        finding.label("`!include` needs at least one file");
        // In a checkout, an absolute path names a place of the server.
        finding.help(if include.pattern.starts_with('/') && !document.is_installed {
            "Correct the path, create the file, or write `!include_try` if the file is optional. If it is elsewhere in this tree, map it with `--remap FROM=TO`."
        } else {
            "Correct the path, create the file, or write `!include_try` if the file is optional."
        });
        let directive = Span { end: statement.span.start + 8, ..statement.span };
        if document.sources.bytes(directive) == b"!include" {
            finding.fix_unsafe("write `!include_try`", [Edit::replace(directive, "!include_try")]);
        }
    }
}

/// The folder that a pattern names.
fn folder(pattern: &str) -> Option<&str> {
    Some(pattern.rsplit_once('/')?.0)
}

/// Whether an include found something in a folder.
fn is_known(document: &Document, wanted: &str) -> bool {
    let is_found = |include: &Include| !matches!(include.outcome, Outcome::NoMatch | Outcome::Missing(_));
    document.includes.iter().any(|include| folder(&include.pattern) == Some(wanted) && is_found(include))
}

/// Where packages put their configuration.
const PLACES: [&str; 4] =
    ["/etc/dovecot/", "/usr/local/etc/dovecot/", "/usr/pkg/etc/dovecot/", "/opt/homebrew/etc/dovecot/"];

/// The folders in which everything is a package's: Nix and Guix.
const STORES: [&str; 2] = ["/nix/store/", "/gnu/store/"];

/// Whether packages have a file that such a pattern matches, such as `conf.d/*.conf` or `auth-system.conf.ext`, so that
/// it may well be there where this tree is copied to.
fn is_packaged(document: &Document, pattern: &str) -> bool {
    if STORES.iter().any(|store| pattern.starts_with(store)) {
        return true;
    }
    // Who names the place of the server's files has said that all of them are here.
    if document.is_installed || document.is_mapped {
        return false;
    }
    if pattern.starts_with('/') && !PLACES.iter().any(|place| pattern.starts_with(place)) {
        return false;
    }
    let name = crate::text::file_name(pattern);
    let is_auth = name.strip_prefix("auth-").is_some_and(|rest| rest.ends_with(".conf.ext"));
    let is_of_conf_d = pattern.ends_with(&format!("conf.d/{name}")) && is_packaged_in_conf_d(name);
    is_auth || is_of_conf_d || pattern.ends_with("conf.d/*.conf")
}
