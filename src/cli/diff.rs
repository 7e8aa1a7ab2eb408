use clap::Args;

use super::printing::output::{is_terminal, style};
use super::reading::revision;
use super::reading::settled::roots_at;
use super::show::{is_bounded, print};
use super::{Color, Exit, ListFormat, ReadingArgs, SecretsArgs, complain, place};
use crate::config::Config;
use crate::config::effective::{Change, Side, Trees, differences, one_sided};
use crate::document::Document;
use crate::document::roots::{self, Root, Total, Trouble};
use crate::engine::refusal;
use crate::hash::{HashMap, HashSet};
use crate::report::{self, JsonPair, Pair, ShowStyle};
use crate::settings::Finder;

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// A configuration file or a folder, or `PATH@REV` for a revision of its git repository
    #[arg(value_parser = place)]
    a: String,
    /// The configuration to compare with, in the same form
    #[arg(value_parser = place)]
    b: String,
    #[command(flatten)]
    secrets: SecretsArgs,
    /// For a person or as JSON
    #[arg(long, value_enum, default_value_t = ListFormat::Human)]
    format: ListFormat,
    #[command(flatten)]
    reading: ReadingArgs,
    /// When to use colours
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    color: Color,
}

/// The configurations that one of the two paths stands for.
struct Tree {
    /// As the person named it.
    path: String,
    roots: Vec<(Root, Document)>,
    /// Where doveconf rejects them: what is effective is a guess then.
    refusals: Vec<String>,
}

pub(super) fn run(args: &DiffArgs) -> Exit {
    let mut finder = args.reading.finder();
    let mut read = |path: &str| tree(path, &mut finder, args.secrets.secrets);
    let (a, b) = match (read(&args.a), read(&args.b)) {
        (Ok(a), Ok(b)) => (a, b),
        (Err(trouble), _) | (_, Err(trouble)) => {
            let path = if trouble.path.is_empty() { String::new() } else { format!("{}: ", trouble.path) };
            complain(&format!("{path}{}", trouble.message));
            return Exit::Failed;
        }
    };
    let documents = a.roots.iter().chain(&b.roots).map(|(_, document)| document);
    let mut is_sound = true;
    for file in documents.flat_map(Document::unreadable) {
        complain(&format!("{}: {}", file.path, file.reason));
        is_sound &= !file.is_failure;
    }
    for (tree, place) in
        [&a, &b].into_iter().flat_map(|tree| tree.refusals.iter().map(move |place| (tree, place)))
    {
        complain(&format!("doveconf rejects {}: {place}", tree.path));
        is_sound = false;
    }
    let how = ShowStyle { style: style(args.color, false), raw: !is_terminal() };
    let (mut is_same, mut text, mut json) = (true, Vec::new(), Vec::new());
    let mut code = Exit::Clean;
    // There may be thousands of pairs, so that only what differs is kept of each.
    let pairs = pair(&a, &b);
    for (number, (at_a, at_b)) in pairs.iter().copied().enumerate() {
        let config_a = at_a.map(|at| config(&a.roots[at]));
        let config_b = at_b.map(|at| config(&b.roots[at]));
        let trees_a = config_a.as_ref().map(Trees::new);
        let trees_b = config_b.as_ref().map(Trees::new);
        let (side_a, side_b) = (trees_a.as_ref().map(Side::new), trees_b.as_ref().map(Side::new));
        let pair = Pair {
            a: at_a.zip(config_a.as_ref()).map(|(at, config)| (shown(&a, at), config)),
            b: at_b.zip(config_b.as_ref()).map(|(at, config)| (shown(&b, at), config)),
            differences: match (&side_a, &side_b) {
                (Some(a), Some(b)) => differences(a, b),
                (Some(a), None) => one_sided(a, Change::Removed),
                (None, Some(b)) => one_sided(b, Change::Added),
                (None, None) => Vec::new(),
            },
        };
        for config in [&config_a, &config_b].into_iter().flatten() {
            is_bounded(config, &mut code);
        }
        if code == Exit::Failed {
            return Exit::Failed;
        }
        is_same &= pair.is_same();
        match args.format {
            // What comes last, which is mostly all there is, need not wait for anything.
            ListFormat::Human if number + 1 == pairs.len() => {
                let is_next = !text.is_empty() && !pair.is_same();
                return print(exit_code(is_sound, is_same), |out| {
                    out.write_all(&text)?;
                    out.write_all(if is_next { b"\n" } else { b"" })?;
                    report::difference(std::slice::from_ref(&pair), how, out)
                });
            }
            ListFormat::Human => {
                let mut own = Vec::new();
                if report::difference(std::slice::from_ref(&pair), how, &mut own).is_ok() {
                    if text.is_empty() {
                        text = own;
                    } else if !own.is_empty() {
                        text.push(b'\n');
                        text.append(&mut own);
                    }
                }
            }
            ListFormat::Json => json.push(JsonPair::new(&pair)),
        }
    }
    print(exit_code(is_sound, is_same), |out| match args.format {
        ListFormat::Human => out.write_all(&text),
        ListFormat::Json => report::difference_json(&json, out),
    })
}

fn exit_code(is_sound: bool, is_same: bool) -> Exit {
    match (is_sound, is_same) {
        (false, _) => Exit::Failed,
        (true, true) => Exit::Clean,
        (true, false) => Exit::Found,
    }
}

/// Reads `PATH` from the disk or `PATH@REV` from its git repository, by the settings of today.
fn tree(text: &str, finder: &mut Finder, shows_secrets: bool) -> Result<Tree, Trouble> {
    let mut roots = match revision::read(text, finder) {
        Some(roots) => roots?,
        None => on_disk(text, finder)?,
    };
    for (_, document) in &mut roots {
        document.shows_secrets = shows_secrets;
    }
    // Looked for while the other side is not yet there.
    let refusals = roots.iter().filter_map(|root| refusal(&config(root))).collect();
    Ok(Tree { path: text.to_owned(), roots, refusals })
}

fn on_disk(text: &str, finder: &mut Finder) -> Result<Vec<(Root, Document)>, Trouble> {
    let mut total = Total::default();
    let read = |(root, options): (Root, _)| {
        let document = roots::read(&root, &options)?;
        total.add_root(&root, &document)?;
        Ok((root, document))
    };
    let mut troubles = Vec::new();
    let roots = roots_at(text, finder, &mut troubles)?.into_iter().map(read);
    if let Some(trouble) = troubles.into_iter().next() {
        return Err(trouble);
    }
    roots.collect()
}

fn config((root, document): &(Root, Document)) -> Config<'_> {
    Config::new(document, root.is_whole)
}

/// Which configuration belongs to which: one to one, or by the path within the folder.
fn pair(a: &Tree, b: &Tree) -> Vec<(Option<usize>, Option<usize>)> {
    if let ([_], [_]) = (&a.roots[..], &b.roots[..]) {
        return vec![(Some(0), Some(0))];
    }
    let inner = |tree: &Tree, at: usize| {
        let path = roots::split(&tree.path).map_or(tree.path.as_str(), |(path, _)| path);
        let root = &tree.roots[at].0.path;
        root.strip_prefix(path).unwrap_or(root).trim_start_matches('/').to_owned()
    };
    let mut of_b: HashMap<String, usize> = HashMap::default();
    for at in (0..b.roots.len()).rev() {
        of_b.insert(inner(b, at), at);
    }
    let mut pairs: Vec<_> =
        (0..a.roots.len()).map(|at| (Some(at), of_b.get(&inner(a, at)).copied())).collect();
    let taken: HashSet<usize> = pairs.iter().filter_map(|(_, b)| *b).collect();
    pairs.extend((0..b.roots.len()).filter(|at| !taken.contains(at)).map(|at| (None, Some(at))));
    pairs
}

/// The main file, with the revision that it was read at.
fn shown(tree: &Tree, at: usize) -> String {
    let root = &tree.roots[at].0.path;
    match roots::split(&tree.path) {
        Some((_, revision)) => format!("{root}@{revision}"),
        None => root.clone(),
    }
}
