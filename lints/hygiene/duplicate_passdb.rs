use crate::config::{Config, Database, DatabaseKind, Facts};
use crate::edit::lines;
use crate::finding::Findings;
use crate::hash::HashMap;
use crate::lints::lint;
use crate::source::Span;

lint! {
    name: "duplicate-passdb",
    severity: Warning, stage: Never, profile: Default, series: [V23],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let root = config.root();
    for kind in [DatabaseKind::Passdb, DatabaseKind::Userdb] {
        // Filters that say the same are for different clients.
        let databases = root.databases(kind);
        let mut seen: HashMap<Settings, &Database<'_>> = HashMap::default();
        for database in databases.iter().filter(|database| !database.driver.text.is_empty()) {
            let first = *seen.entry(settings(config, database)).or_insert(database);
            if std::ptr::eq(first, database) {
                continue;
            }
            let (Some(span), Some(other)) = (database.section.span(), first.section.span()) else { continue };
            // The file is included twice, which is another mistake.
            if span == other {
                continue;
            }
            let (kind, driver) = (kind.name(), database.driver.shown());
            let finding =
                findings.add(&LINT, span, format!("this {kind} with the driver `{driver}` is defined twice"));
            finding
                .label("queried again with the same result")
                .also(other, "the first one")
                .help("Delete one of them; often an example file is included along with your own.");
            if let Some(block) = block(config, database) {
                finding.fix_unsafe("remove this one", lines::remove(config, block));
            }
        }
    }
}

/// The keys and values of a section.
type Settings = Vec<(String, Vec<u8>)>;

/// What a section sets, sorted.
fn settings(config: &Config<'_>, database: &Database<'_>) -> Settings {
    let scopes = database.section.scopes.iter();
    let mut all: Settings = scopes
        .flat_map(|scope| config.assigns_in(*scope))
        .map(|assign| {
            let value = config.value_of(assign).text.into_owned();
            (crate::text::printable(&config.key_name(assign.key)), value)
        })
        .collect();
    all.sort_unstable();
    all
}

/// From the head to the closing brace, when both are in one file.
fn block(config: &Config<'_>, database: &Database<'_>) -> Option<Span> {
    let [scope] = database.section.scopes.as_slice() else { return None };
    let head = config.scope(*scope).opened?;
    let end = config.document.statements.get(config.document.closing(head)?)?.span;
    let start = config.document.statements.get(head)?.span;
    (start.file == end.file && start.end <= end.start).then(|| start.to(end))
}
