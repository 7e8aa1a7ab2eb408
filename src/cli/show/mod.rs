mod missing;

use std::collections::BTreeSet;

use crate::cli::printing::output::{Output, is_terminal, style};
use crate::cli::reading::revision;
use crate::cli::reading::settled::roots_at;
use crate::cli::{ConnectionArgs, Exit, ListFormat, ShowArgs, complain};
use crate::config::effective::{Called, Entry, Keys, Leaf, Node, Question};
use crate::config::{Config, Filter, Net};
use crate::document::Document;
use crate::document::roots::{self, Root, Total, Trouble};
use crate::engine::refusal;
use crate::hash::HashSet;
use crate::report::{self, ShowStyle, Showing, Why};
use crate::schema::{self, Series, Version};
use crate::settings::Finder;
use crate::text;
use missing::{Missing, missing};

pub(super) fn run(args: &ShowArgs) -> Exit {
    let mut code = Exit::Clean;
    let mut documents = match documents(&args.path, &mut args.reading.finder(), &mut code) {
        Ok(documents) => documents,
        Err(trouble) => {
            complain(&trouble.to_string());
            return Exit::Failed;
        }
    };
    for file in documents.iter().flat_map(|(_, document)| document.unreadable()) {
        complain(&format!("{}: {}", file.path, file.reason));
        if file.is_failure {
            code = Exit::Failed;
        }
    }
    for (_, document) in &mut documents {
        document.shows_secrets = args.secrets.secrets;
    }
    // What lints look up fills tables of the configuration, which are of no use after this.
    documents.retain(|document| is_bounded(&whole(document), &mut code));
    for document in &documents {
        if let Some(place) = refusal(&whole(document)) {
            complain(&format!("doveconf rejects this configuration at {place}"));
            code = code.max(Exit::Found);
        }
    }
    let configs: Vec<Config<'_>> = documents.iter().map(whole).collect();
    if configs.is_empty() {
        return Exit::Failed;
    }
    if let Some(message) =
        args.connection.protocol.as_deref().and_then(|name| unknown_protocol(name, &configs))
    {
        return failed(&message);
    }
    match args.why.as_deref() {
        Some(name) => why(args, name, &configs, code),
        None => show(args, &configs, code),
    }
}

/// What to say of a name that no protocol has: not in Dovecot, and not in these configurations.
fn unknown_protocol(name: &str, configs: &[Config<'_>]) -> Option<String> {
    let is_named = |config: &Config<'_>| {
        let series = config.version().series;
        let is_filtered = |filter: &[u8]| filter.strip_prefix(b"!").unwrap_or(filter) == name.as_bytes();
        schema::protocols(series).chain(schema::OTHER_PROTOCOLS).any(|known| known == name)
            || config.filters().any(|(_, filter)| filter.protocol.as_deref().is_some_and(is_filtered))
            || config.services().iter().any(|service| *service.protocol().text == *name.as_bytes())
    };
    if !name.is_empty() && configs.iter().any(is_named) {
        return None;
    }
    let known: BTreeSet<&str> =
        configs.iter().flat_map(|config| schema::protocols(config.version().series)).collect();
    let hint = schema::nearest(name, known.iter().copied()).map_or_else(
        || format!("Dovecot has {}", text::listed(&known.iter().collect::<Vec<_>>())),
        |near| format!("did you mean `{near}`?"),
    );
    Some(format!("no protocol is called `{name}`; {hint}"))
}

/// What a path stands for, on the disk or at a revision; what of it cannot be read is said.
pub(super) fn documents(
    path: &str,
    finder: &mut Finder,
    code: &mut Exit,
) -> Result<Vec<(Root, Document)>, Trouble> {
    if let Some(read) = revision::read(path, finder) {
        return read;
    }
    let mut documents = Vec::new();
    let mut troubles = Vec::new();
    let found = roots_at(path, finder, &mut troubles)?;
    for trouble in troubles {
        complain(&trouble.to_string());
        *code = Exit::Failed;
    }
    let mut total = Total::default();
    for (root, options) in found {
        match roots::read(&root, &options) {
            Ok(document) => {
                total.add_root(&root, &document)?;
                documents.push((root, document));
            }
            Err(trouble) => {
                complain(&trouble.to_string());
                *code = Exit::Failed;
            }
        }
    }
    Ok(documents)
}

fn whole((root, document): &(Root, Document)) -> Config<'_> {
    Config::new(document, root.is_whole)
}

/// Whether a configuration asks for no more than a server has; what it asks for is said.
pub(super) fn is_bounded(config: &Config<'_>, code: &mut Exit) -> bool {
    let Some(exceeded) = config.too_much() else { return true };
    let root = config.document.sources.file(config.document.root);
    complain(&format!("{}: {exceeded}", root.shown));
    *code = Exit::Failed;
    false
}

fn how(args: &ShowArgs) -> ShowStyle {
    ShowStyle { style: style(args.color, false), raw: !is_terminal() }
}

fn show(args: &ShowArgs, configs: &[Config<'_>], mut code: Exit) -> Exit {
    let connection = match connection(&args.connection) {
        Ok(connection) => connection,
        Err(message) => return failed(&message),
    };
    // A setting that is asked for by its name is shown with its default as well.
    let all = args.all || !args.settings.is_empty();
    let only = if args.all { None } else { only(&args.settings) };
    let resolved_for = args.settings.iter().any(|name| !is_in_group(name));
    let question = Question { connection, all, only, resolved: resolved_for, bare: false };
    let trees: Vec<Node<'_>> = configs.iter().map(|config| resolved(config, &question)).collect();
    let shows_protocols = |config: &&Config<'_>| {
        let is_listed = || args.all || config.root().get("protocols").assign.is_some();
        args.settings.iter().any(|name| name == "protocols") || (args.settings.is_empty() && is_listed())
    };
    if !configs.iter().all(|config| is_bounded(config, &mut code)) {
        return code;
    }
    configs.iter().filter(shows_protocols).for_each(note_lack);
    for name in &args.settings {
        match missing(name, args.all, configs, &trees, &question) {
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
                return Showing { config, tree, by_path: false };
            }
            let set = resolved(config, &Question { all: false, only: None, ..question.clone() });
            let tree = chosen(args, config, tree, &set);
            let by_path = is_in_many(&args.settings, config, &tree);
            Showing { config, tree, by_path }
        })
        .collect();
    print(code, |out| match args.format {
        ListFormat::Human => report::show(&showings, how(args), out),
        ListFormat::Json => report::show_json(&showings, out),
    })
}

/// Whether a name is the path to what is in the definition of a group, `group @label/name`.
fn is_in_group(name: &str) -> bool {
    name.starts_with("group @")
}

/// Says that what packages add to `protocols` is on another machine.
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

/// The defaults that names ask for, when each of them is that of a setting: all of them would be made for nothing.
fn only(names: &[impl AsRef<str>]) -> Option<Keys> {
    let ends = names.iter().map(|name| crate::text::file_name(name.as_ref()));
    // What is a section in either series is asked for with all that is in it.
    let is_setting = |end: &str| {
        let lines = [Series::V23, Series::V24].into_iter();
        let called = lines.flat_map(|line| schema::all(line).iter().map(move |setting| (line, setting)));
        let is_it = |(_, setting): &(Series, &schema::Setting)| setting.name == end;
        let kinds: Vec<_> =
            called.filter(is_it).map(|(line, setting)| setting.kind(Version::newest(line))).collect();
        !kinds.is_empty() && kinds.iter().all(|kind| !kind.is_section())
    };
    let ends: Vec<&str> = ends.collect();
    (!ends.is_empty() && ends.iter().all(|end| is_setting(end))).then(|| ends.into_iter().collect())
}

/// The effective values; for a connection without the filters, which are resolved then.
fn resolved<'c>(config: &'c Config<'_>, question: &Question) -> Node<'c> {
    let mut tree = config.effective(question);
    if question.connection.is_some() {
        tree.nodes.retain(|node| !node.is_filter());
    }
    tree
}

/// Whether one setting was asked for, and several sections have it.
fn is_in_many(names: &[String], config: &Config<'_>, tree: &Node<'_>) -> bool {
    let [name] = names else { return false };
    let leaves = tree.leaves(config.version());
    let is_it = |leaf: &Leaf<'_, '_>| leaf.last().is_some_and(|last| last == *name);
    leaves.len() > 1 && leaves.iter().all(is_it)
}

/// What was asked for by name: a setting in any case, a section with what is set in it.
fn chosen<'c>(args: &ShowArgs, config: &Config<'_>, tree: Node<'c>, set: &Node<'_>) -> Node<'c> {
    let version = config.version();
    let set: HashSet<String> = set.leaves(version).iter().map(Leaf::name).collect();
    let top: HashSet<String> = tree.entries.iter().map(|e| crate::text::printable(&e.key)).collect();
    let is_top = |name: &str| top.contains(name);
    tree.with_only(version, |leaf| {
        args.settings.iter().any(|name| match leaf.is_called(name, version) {
            // `ssl` is also a setting of every listener, which is of no interest until someone sets it.
            Called::Exactly => {
                args.all || leaf.name() == *name || !is_top(name) || set.contains(&leaf.name())
            }
            Called::Around => args.all || set.contains(&leaf.name()),
            Called::No => false,
        })
    })
}

fn why(args: &ShowArgs, name: &str, configs: &[Config<'_>], mut code: Exit) -> Exit {
    let connection = match connection(&args.connection) {
        Ok(connection) => connection.unwrap_or_default(),
        Err(message) => return failed(&message),
    };
    let only = only(&[name]);
    let question = Question {
        connection: Some(connection.clone()),
        all: true,
        only,
        resolved: !is_in_group(name),
        bare: false,
    };
    let trees: Vec<Node<'_>> = configs.iter().map(|config| resolved(config, &question)).collect();
    if !configs.iter().all(|config| is_bounded(config, &mut code)) {
        return code;
    }
    match missing(name, false, configs, &trees, &question) {
        Missing::Unknown(message) => return failed(&message),
        Missing::Unset(message) => complain(&message),
        Missing::No => {}
    }
    if name == "protocols" {
        configs.iter().for_each(note_lack);
    }
    let mut whys = Vec::new();
    for (config, tree) in configs.iter().zip(&trees) {
        let version = config.version();
        let is_asked =
            |leaf: &Leaf<'_, '_>| leaf.entry.is_some() && leaf.is_called(name, version) != Called::No;
        for leaf in tree.leaves_that(version, is_asked) {
            let is_default = leaf.entry.is_some_and(Entry::is_default);
            let places = match leaf.is_called(name, version) {
                Called::Around if is_default => continue,
                _ => config.places(&leaf, &connection),
            };
            whys.push(Why { config, leaf, places });
        }
    }
    // Of many sections with the same setting, those that someone set are what is asked about.
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

fn connection(args: &ConnectionArgs) -> Result<Option<Filter>, String> {
    let net = |option: &str, text: &Option<String>| {
        let parse = |text: &String| {
            Net::parse(text.as_bytes()).map_err(|_| format!("{option} must be an IP address, not `{text}`"))
        };
        text.as_ref().map(parse).transpose()
    };
    let connection = Filter {
        protocol: args.protocol.as_ref().map(|name| name.as_bytes().into()),
        local_name: args.local_name.as_ref().map(|name| name.to_ascii_lowercase().as_bytes().into()),
        local: net("--local", &args.local)?,
        remote: net("--remote", &args.remote)?,
    };
    Ok((connection != Filter::default()).then_some(connection))
}

fn failed(message: &str) -> Exit {
    complain(message);
    Exit::Failed
}

pub(super) fn print(code: Exit, write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>) -> Exit {
    let mut output = Output::standard();
    let written = write(output.writer());
    output.finish(written, code)
}
