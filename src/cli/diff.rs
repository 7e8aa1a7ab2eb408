use super::output::{is_terminal, style};
use super::settled::roots_at;
use super::show::{print, refusal};
use super::{CLEAN, DiffArgs, FAILED, FOUND, ListFormat, complain, revision};
use crate::config::Config;
use crate::config::effective::{Change, Node, Question, Side, differences, one_sided};
use crate::document::Document;
use crate::report::{self, Pair, ShowStyle};
use crate::roots::{self, Root, Trouble};
use crate::settings::Finder;

/// The configurations that one of the two paths stands for.
struct Tree {
    /// As the person named it.
    path: String,
    roots: Vec<(Root, Document)>,
}

pub(super) fn run(args: &DiffArgs) -> u8 {
    let mut finder = args.reading.finder();
    let (mut a, mut b) = match (tree(&args.a, &mut finder), tree(&args.b, &mut finder)) {
        (Ok(a), Ok(b)) => (a, b),
        (Err(trouble), _) | (_, Err(trouble)) => {
            let path = if trouble.path.is_empty() { String::new() } else { format!("{}: ", trouble.path) };
            complain(&format!("{path}{}", trouble.message));
            return FAILED;
        }
    };
    for (_, document) in a.roots.iter_mut().chain(&mut b.roots) {
        document.shows_secrets = args.secrets.secrets;
    }
    let documents = a.roots.iter().chain(&b.roots).map(|(_, document)| document);
    let mut has_all = true;
    for file in documents.flat_map(|document| &document.unreadable) {
        complain(&format!("{}: {}", file.path, file.reason));
        has_all = false;
    }
    let (configs_a, configs_b) = (configs(&a), configs(&b));
    let pairs = pair(&a, &b);
    let set = Question::default();
    let all = Question { all: true, ..Question::default() };
    let set_a: Vec<Node<'_>> = configs_a.iter().map(|config| config.effective(&set)).collect();
    let all_a: Vec<Node<'_>> = configs_a.iter().map(|config| config.effective(&all)).collect();
    let set_b: Vec<Node<'_>> = configs_b.iter().map(|config| config.effective(&set)).collect();
    let all_b: Vec<Node<'_>> = configs_b.iter().map(|config| config.effective(&all)).collect();
    let side = |config: &Config<'_>, set, all| Side::new(config.version(), set, all);
    let sides: Vec<_> = pairs
        .iter()
        .map(|(a, b)| {
            let a = a.map(|at| side(&configs_a[at], &set_a[at], &all_a[at]));
            let b = b.map(|at| side(&configs_b[at], &set_b[at], &all_b[at]));
            (a, b)
        })
        .collect();
    let pairs: Vec<Pair<'_, '_, '_>> = pairs
        .iter()
        .zip(&sides)
        .map(|((at_a, at_b), sides)| Pair {
            a: at_a.map(|at| (shown(&a, at), &configs_a[at])),
            b: at_b.map(|at| (shown(&b, at), &configs_b[at])),
            differences: match sides {
                (Some(a), Some(b)) => differences(a, b),
                (Some(a), None) => one_sided(a, Change::Removed),
                (None, Some(b)) => one_sided(b, Change::Added),
                (None, None) => Vec::new(),
            },
        })
        .collect();
    let is_same =
        pairs.iter().all(|pair| pair.a.is_some() && pair.b.is_some() && pair.differences.is_empty());
    let code = if !has_all {
        FAILED
    } else if is_same {
        CLEAN
    } else {
        FOUND
    };
    let how = ShowStyle { style: style(args.color, false), raw: !is_terminal() };
    print(code, |out| match args.format {
        ListFormat::Human => report::difference(&pairs, how, out),
        ListFormat::Json => report::difference_json(&pairs, out),
    })
}

/// Reads `PATH` from the disk or `PATH@REV` from its git repository, by the settings of today.
fn tree(text: &str, finder: &mut Finder) -> Result<Tree, Trouble> {
    let path = text.to_owned();
    if let Some(roots) = revision::read(text, finder) {
        return Ok(Tree { path, roots: roots? });
    }
    let read = |(root, options)| roots::read(&root, &options).map(|document| (root, document));
    let roots = roots_at(text, finder)?.into_iter().map(read);
    Ok(Tree { path, roots: roots.collect::<Result<_, _>>()? })
}

fn configs(tree: &Tree) -> Vec<Config<'_>> {
    let configs: Vec<Config<'_>> =
        tree.roots.iter().map(|(root, document)| Config::new(document, root.is_whole)).collect();
    for config in &configs {
        if let Some(place) = refusal(config) {
            complain(&format!("doveconf refuses {}: {place}", tree.path));
        }
    }
    configs
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
    let of_b: Vec<String> = (0..b.roots.len()).map(|at| inner(b, at)).collect();
    let mut pairs: Vec<_> =
        (0..a.roots.len()).map(|at| (Some(at), of_b.iter().position(|path| *path == inner(a, at)))).collect();
    let taken: Vec<Option<usize>> = pairs.iter().map(|(_, b)| *b).collect();
    pairs.extend((0..b.roots.len()).filter(|at| !taken.contains(&Some(*at))).map(|at| (None, Some(at))));
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
