use crate::config::{Config, Database, Facts, MailLocation};
use crate::finding::Findings;
use crate::hash::HashMap;
use crate::lints::lint;
use crate::source::Span;

lint! {
    name: "home-equals-mail-dir",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

/// Formats that keep each folder as a file or a folder that other files are mistaken for.
const DRIVERS: [&str; 2] = ["maildir", "mbox"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let is_unseen = |userdb: &Database<'_>| {
        userdb.gives(&["mail", "mail_location", "mail_path"]) || userdb.is_elsewhere()
    };
    // A path that begins at the home is the home, whatever home a database returns.
    let says_nothing = |userdb: &Database<'_>| {
        !is_unseen(userdb) || userdb.lacks_field(&["mail", "mail_location", "mail_path"])
    };
    let only_home = config.userdbs().iter().any(is_unseen);
    if only_home && !config.userdbs().iter().all(says_nothing) {
        return;
    }
    let root = config.root();
    let mut known: Option<Homes> = None;
    let mut told: Vec<(Vec<u8>, usize)> = Vec::new();
    for location in root.mail_locations() {
        if !DRIVERS.contains(&location.driver.as_str()) {
            continue;
        }
        let Some((path, span)) =
            location.path.as_ref().and_then(|path| Some((path.text.clone(), path.span?)))
        else {
            continue;
        };
        let same = known.get_or_insert_with(|| homes(config)).get(&squeezed(&path));
        let is_home = config.below_home(trimmed(&path)).is_some_and(<[u8]>::is_empty);
        if !is_home && (same.is_none() || only_home) {
            continue;
        }
        let place = squeezed(&path);
        if let Some(first) = told.iter().find(|(other, _)| *other == place) {
            if let Some(finding) = findings.iter_mut().nth(first.1) {
                finding.also(span, "here as well");
            }
            continue;
        }
        told.push((place, findings.len()));
        let shown = crate::text::clipped(&path, 60);
        let finding = findings.add(
            &LINT,
            span,
            format!("mail is stored in `{shown}`, which is the home directory itself"),
        );
        finding.label("the user's other files show up as mail folders").help(format!(
            "Put the mail below the home, for example into `~/{}`, and move the existing mail.",
            folder(&location)
        ));
        if let Some(place) = same.copied().flatten().filter(|place| *place != span) {
            finding.also(place, "the home");
        }
    }
}

/// The homes that the configuration gives, and where each is given first.
type Homes = HashMap<Vec<u8>, Option<Span>>;

fn homes(config: &Config<'_>) -> Homes {
    let set = config
        .places_that_set("mail_home")
        .map(|assign| (config.value_of(assign).text.into_owned(), Some(config.value_span(assign))));
    let given = config
        .userdbs()
        .into_iter()
        .filter_map(|userdb| userdb.field("home")?.value)
        .map(|value| (value.text.into_owned(), value.span));
    let mut homes = Homes::default();
    for (home, place) in set.chain(given).filter(|(home, _)| !home.is_empty()) {
        homes.entry(squeezed(&home)).or_insert(place);
    }
    homes
}

fn folder(location: &MailLocation<'_>) -> &'static str {
    if location.driver == "maildir" { "Maildir" } else { "mail" }
}

/// Without the spaces that may be around the `|` of a variable.
fn squeezed(path: &[u8]) -> Vec<u8> {
    let mut inside = false;
    let mut keeps = |byte: &u8| {
        inside = *byte == b'{' || (inside && *byte != b'}');
        !inside || *byte != b' '
    };
    trimmed(path).iter().copied().filter(|byte| keeps(byte)).collect()
}

fn trimmed(path: &[u8]) -> &[u8] {
    let mut path = path;
    while let [rest @ .., b'/'] = path {
        path = rest;
    }
    path
}
