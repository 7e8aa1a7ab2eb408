use rustc_hash::FxHashSet;

use super::output::{Output, is_terminal, style};
use super::settled::roots_at;
use super::{CLEAN, ConnectionArgs, FAILED, FOUND, ListFormat, ShowArgs, complain, revision};
use crate::config::effective::{Called, Connection, Entry, Leaf, Node, Question};
use crate::config::{Config, Net};
use crate::document::Document;
use crate::finding::{Finding, Severity, Stage};
use crate::report::{self, ShowStyle, Showing, Why};
use crate::roots::{self, Root, Trouble};
use crate::schema::{self, Line, Version};
use crate::settings::Finder;

pub(super) fn run(args: &ShowArgs) -> u8 {
    let mut code = CLEAN;
    let mut documents = match documents(&args.path, &mut args.reading.finder(), &mut code) {
        Ok(documents) => documents,
        Err(trouble) => {
            complain(&format!("{}: {}", trouble.path, trouble.message));
            return FAILED;
        }
    };
    for file in documents.iter().flat_map(|(_, document)| &document.unreadable) {
        complain(&format!("{}: {}", file.path, file.reason));
        code = FAILED;
    }
    for (_, document) in &mut documents {
        document.shows_secrets = args.secrets.secrets;
    }
    let configs: Vec<Config<'_>> = documents.iter().map(whole).collect();
    for config in &configs {
        if let Some(place) = refusal(config) {
            complain(&format!("doveconf refuses this configuration at {place}"));
            code = code.max(FOUND);
        }
    }
    if configs.is_empty() {
        return FAILED;
    }
    match args.why.as_deref() {
        Some(name) => why(args, name, &configs, code),
        None => show(args, &configs, code),
    }
}

/// What a path stands for, on the disk or at a revision; what of it cannot be read is said.
fn documents(path: &str, finder: &mut Finder, code: &mut u8) -> Result<Vec<(Root, Document)>, Trouble> {
    if let Some(read) = revision::read(path, finder) {
        return read;
    }
    let mut documents = Vec::new();
    for (root, options) in roots_at(path, finder)? {
        match roots::read(&root, &options) {
            Ok(document) => documents.push((root, document)),
            Err(trouble) => {
                complain(&format!("{}: {}", trouble.path, trouble.message));
                *code = FAILED;
            }
        }
    }
    Ok(documents)
}

fn whole((root, document): &(Root, Document)) -> Config<'_> {
    Config::new(document, root.is_whole)
}

/// The first place at which `doveconf` stops, and what is wrong there.
pub(super) fn refusal(config: &Config<'_>) -> Option<String> {
    let findings = crate::lints::run(config, |_| true);
    let document = config.document;
    let order = |finding: &&Finding| {
        let statements = document.statements.iter();
        let is_here = |span: crate::source::Span| {
            span.file == finding.span.file && (span.start..=span.end).contains(&finding.span.start)
        };
        statements.map(|statement| statement.span).position(is_here).unwrap_or(usize::MAX)
    };
    let is_refused = |f: &&Finding| f.severity == Severity::Error && f.stage == Stage::Parse;
    let first = findings.iter().filter(is_refused).min_by_key(order)?;
    Some(format!("{}: {}", document.place(first.span), first.message))
}

fn how(args: &ShowArgs) -> ShowStyle {
    ShowStyle { style: style(args.color, false), raw: !is_terminal() }
}

fn show(args: &ShowArgs, configs: &[Config<'_>], code: u8) -> u8 {
    let connection = match connection(&args.connection) {
        Ok(connection) => connection,
        Err(message) => return failed(&message),
    };
    // A setting that is asked for by its name is shown with its default, too.
    let all = args.all || !args.settings.is_empty();
    let question =
        Question { connection, all, resolved: args.settings.iter().any(|name| !is_in_group(name)) };
    let trees: Vec<Node<'_>> = configs.iter().map(|config| resolved(config, &question)).collect();
    let shows_protocols = |config: &&Config<'_>| {
        let is_listed = || args.all || config.root().get("protocols").assign.is_some();
        args.settings.iter().any(|name| name == "protocols") || (args.settings.is_empty() && is_listed())
    };
    configs.iter().filter(shows_protocols).for_each(note_lack);
    for name in &args.settings {
        match missing(name, args.all, configs, &trees) {
            Missing::Unknown(message) => return failed(&message),
            Missing::Unset(message) => complain(&message),
            Missing::No => {}
        }
    }
    let showings: Vec<Showing<'_>> = configs
        .iter()
        .zip(trees)
        .map(|(config, tree)| {
            if args.settings.is_empty() {
                return Showing { config, tree };
            }
            let set = resolved(config, &Question { all: false, ..question.clone() });
            Showing { config, tree: chosen(args, config, &tree, &set) }
        })
        .collect();
    print(code, |out| match args.format {
        ListFormat::Human => report::show(&showings, how(args), out),
        ListFormat::Json => report::show_json(&showings, out),
    })
}

/// Whether a name is the path to what stands in the definition of a group, `group @label/name`.
fn is_in_group(name: &str) -> bool {
    name.starts_with("group @")
}

/// Says that what packages add to `protocols` lies on another machine.
fn note_lack(config: &Config<'_>) {
    if let Some(include) = config.root().lacks_protocols() {
        let place = config.document.place(config.document.statements[include.statement].span);
        complain(&format!(
            "{place}: nothing matches `{}` here, so that `protocols` lacks what the packages of Dovecot add; \
             `--remap` reads it from elsewhere",
            include.pattern
        ));
    }
}

/// What is in force; for a connection without the filters, which are resolved then.
fn resolved<'c>(config: &'c Config<'_>, question: &Question) -> Node<'c> {
    let mut tree = config.effective(question);
    if question.connection.is_some() {
        tree.nodes.retain(|node| !node.is_filter());
    }
    tree
}

/// What was asked for by name: a setting in any case, a section with what is set in it.
fn chosen<'c>(args: &ShowArgs, config: &Config<'_>, tree: &Node<'c>, set: &Node<'_>) -> Node<'c> {
    let version = config.version();
    let set: FxHashSet<String> = set.leaves(version).iter().map(Leaf::name).collect();
    let leaves = tree.leaves(version);
    let is_top = |name: &str| leaves.iter().any(|leaf| leaf.nodes.is_empty() && leaf.name() == name);
    tree.with_only(version, |leaf| {
        args.settings.iter().any(|name| match leaf.is_called(name, version) {
            // `ssl` is also a setting of every listener, which is of no interest until somebody sets it.
            Called::Exactly => {
                args.all || leaf.name() == *name || !is_top(name) || set.contains(&leaf.name())
            }
            Called::Around => args.all || set.contains(&leaf.name()),
            Called::No => false,
        })
    })
}

/// Whether there is nothing to show for a name, and what to say then.
enum Missing {
    No,
    /// It is known, or is a section in which nothing is set.
    Unset(String),
    Unknown(String),
}

fn missing(name: &str, all: bool, configs: &[Config<'_>], trees: &[Node<'_>]) -> Missing {
    let mut names = Vec::new();
    let mut has_defaults = false;
    for (config, tree) in configs.iter().zip(trees) {
        let version = config.version();
        for leaf in tree.leaves(version) {
            match leaf.is_called(name, version) {
                Called::Exactly => return Missing::No,
                Called::Around if leaf.entry.is_none_or(|entry| !entry.is_default()) => return Missing::No,
                Called::Around => has_defaults = true,
                Called::No => {}
            }
            names.extend(leaf.path.last().cloned());
            names.push(leaf.name());
        }
        names.extend(known(version).map(str::to_owned));
    }
    if has_defaults && all {
        return Missing::No;
    }
    if has_defaults {
        return Missing::Unset(format!("nothing is set in `{name}`; `--all` shows its defaults"));
    }
    let Some(version) = configs.first().map(Config::version) else { return Missing::No };
    if names.iter().any(|known| known == name) || is_of_service(name, version) {
        return Missing::Unset(format!("nothing sets `{name}`, and it has no default of its own"));
    }
    let other = schema::in_other_line(version.line, "root", name.as_bytes());
    let here = other.map(|other| if other.replaces.is_empty() { other.replaced_by } else { other.replaces });
    let hint = match (schema::nearest(name, names.iter().map(String::as_str)), here) {
        (_, Some(here)) if !here.is_empty() => {
            let theirs = if version.line == Line::V24 { Line::V23 } else { Line::V24 };
            format!("it belongs to {theirs}; {} has `{}`", version.line, here.join("`, `"))
        }
        (Some(near), _) => format!("did you mean `{near}`?"),
        _ => "`--all` shows everything there is".to_owned(),
    };
    Missing::Unknown(format!("no setting and no section is called `{name}`; {hint}"))
}

/// Whether a name is a setting of a built-in service, `service/auth/client_limit`.
fn is_of_service(name: &str, version: Version) -> bool {
    let mut parts = name.split('/');
    let (Some("service"), Some(service), Some(key), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let full = format!("service_{key}");
    schema::service(version, service).is_some() && known(version).any(|known| known == full)
}

fn known(version: Version) -> impl Iterator<Item = &'static str> {
    schema::all(version.line).iter().filter(move |s| s.known_to(version)).map(|s| s.name)
}

fn why(args: &ShowArgs, name: &str, configs: &[Config<'_>], code: u8) -> u8 {
    let connection = match connection(&args.connection) {
        Ok(connection) => connection.unwrap_or_default(),
        Err(message) => return failed(&message),
    };
    let question = Question { connection: Some(connection.clone()), all: true, resolved: !is_in_group(name) };
    let trees: Vec<Node<'_>> = configs.iter().map(|config| resolved(config, &question)).collect();
    match missing(name, false, configs, &trees) {
        Missing::Unknown(message) => return failed(&message),
        Missing::Unset(message) => complain(&message),
        Missing::No => {}
    }
    if name == "protocols" {
        configs.iter().for_each(note_lack);
    }
    let mut whys = Vec::new();
    for (config, tree) in configs.iter().zip(&trees) {
        let leaves = tree.leaves(config.version());
        for leaf in leaves.into_iter().filter(|leaf| leaf.entry.is_some()) {
            let is_default = leaf.entry.is_some_and(Entry::is_default);
            let places = match leaf.is_called(name, config.version()) {
                Called::No => continue,
                Called::Around if is_default => continue,
                _ => config.places(&leaf, &connection),
            };
            whys.push(Why { config, leaf, places });
        }
    }
    // Of many sections with the same setting, those that somebody set are what is asked about.
    let is_set =
        |why: &Why<'_, '_>| !why.places.is_empty() || why.leaf.entry.is_some_and(|entry| !entry.is_default());
    if whys.iter().any(is_set) {
        whys.retain(is_set);
    }
    print(code, |out| match args.format {
        ListFormat::Human => report::why(&whys, how(args), out),
        ListFormat::Json => report::why_json(&whys, out),
    })
}

fn connection(args: &ConnectionArgs) -> Result<Option<Connection>, String> {
    let net = |option: &str, text: &Option<String>| {
        let parse = |text: &String| {
            Net::parse(text.as_bytes()).map_err(|_| format!("{option} takes an IP address, not `{text}`"))
        };
        text.as_ref().map(parse).transpose()
    };
    let connection = Connection {
        protocol: args.protocol.as_ref().map(|name| name.as_bytes().into()),
        local_name: args.local_name.as_ref().map(|name| name.to_ascii_lowercase().as_bytes().into()),
        local: net("--local", &args.local)?,
        remote: net("--remote", &args.remote)?,
    };
    Ok((connection != Connection::default()).then_some(connection))
}

fn failed(message: &str) -> u8 {
    complain(message);
    FAILED
}

pub(super) fn print(code: u8, write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>) -> u8 {
    match Output::open(None) {
        Ok(mut output) => {
            let written = write(output.writer());
            output.finish(written, code)
        }
        Err(error) => failed(&format!("cannot write the output: {error}")),
    }
}
