//! The layers of the code point one way: each knows only those before it.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The layers from the lowest to the highest; those of one line do not know each other.
const LAYERS: [&[&str]; 21] = [
    &["hash", "limits", "write"],
    &["text"],
    &["source"],
    &["host"],
    &["schema"],
    &["log"],
    &["syntax"],
    &["secret"],
    &["document"],
    &["config"],
    &["capacity"],
    &["edit"],
    &["finding"],
    &["lints"],
    &["engine"],
    &["upgrade"],
    &["report"],
    &["settings"],
    &["fmt"],
    &["lsp"],
    &["cli"],
];

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

fn files() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src", "lints"] {
        let mut found = Vec::new();
        rust_files(&root.join(folder), &mut found);
        files.extend(found.into_iter().map(|path| {
            let inner = path.strip_prefix(root.join("src")).ok().and_then(|inner| inner.iter().next());
            let top = inner.map_or("lints".into(), |top| top.to_string_lossy().into_owned());
            (top.trim_end_matches(".rs").to_owned(), path)
        }));
    }
    files
}

/// The code of a file without its comments and without its tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("a file");
    let own = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    own.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// What is named after `crate::`, as paths of modules.
fn named(code: &str) -> BTreeSet<Vec<String>> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let end =
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == ':')).unwrap_or(rest.len());
        let path: Vec<String> =
            rest[..end].split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect();
        assert!(!path.is_empty(), "write one `use crate::…` for each module, so that this test sees it");
        found.insert(path);
    }
    found
}

#[test]
fn each_layer_knows_only_those_before_it() {
    let place: BTreeMap<&str, usize> =
        LAYERS.iter().enumerate().flat_map(|(at, names)| names.iter().map(move |name| (*name, at))).collect();
    let mut wrong = Vec::new();
    for (top, path) in files() {
        if top == "lib" || top == "main" {
            continue;
        }
        let own = place.get(top.as_str()).unwrap_or_else(|| panic!("{top} is in no layer"));
        for used in named(&code(&path)) {
            let known = place.get(used[0].as_str());
            if used[0] != top && known.is_none_or(|known| known >= own) {
                wrong.push(format!("{} uses crate::{}", path.display(), used.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a module passes on of the modules below it: the path by which others name it, and the one where it is.
fn reexports(module: &[String], code: &str) -> Vec<(Vec<String>, Vec<String>)> {
    let mut found = Vec::new();
    for (at, sign) in code.match_indices("pub use ").chain(code.match_indices("pub(super) use ")) {
        let text = &code[at + sign.len()..];
        let text = &text[..text.find(';').unwrap_or(text.len())];
        let (below, items) =
            text.split_once("::{").unwrap_or_else(|| text.rsplit_once("::").unwrap_or(("", text)));
        let path = |name: &str| [module, &[name.to_owned()]].concat();
        for item in items.trim_end_matches('}').split(',').map(str::trim).filter(|item| !item.is_empty()) {
            let name = item.rsplit(" as ").next().unwrap_or(item);
            let place = below.split("::").chain(item.split(" as ").next());
            found.push((path(name), module.iter().cloned().chain(place.map(str::to_owned)).collect()));
        }
    }
    found
}

/// The modules of `src` as paths, each with the modules that it names.
fn modules() -> BTreeMap<Vec<String>, BTreeSet<Vec<String>>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    rust_files(&root, &mut found);
    let module = |path: &Path| -> Vec<String> {
        let inner = path.strip_prefix(&root).expect("a file of src").with_extension("");
        let parts = inner.iter().map(|part| part.to_string_lossy().into_owned());
        parts.filter(|part| part != "mod").collect()
    };
    let all: BTreeSet<Vec<String>> = found.iter().map(|path| module(path)).collect();
    let passed_on: BTreeMap<Vec<String>, Vec<String>> =
        found.iter().flat_map(|path| reexports(&module(path), &code(path))).collect();
    let longest = |path: &[String]| {
        let named = (1..=path.len()).rev().find_map(|end| passed_on.get(&path[..end]));
        let path = named.map_or(path, Vec::as_slice);
        (1..=path.len()).rev().map(|end| path[..end].to_vec()).find(|path| all.contains(path))
    };
    let mut modules = BTreeMap::new();
    for path in &found {
        let (own, code) = (module(path), code(path));
        let mut used: BTreeSet<Vec<String>> = named(&code).iter().filter_map(|path| longest(path)).collect();
        for (at, _) in code.match_indices("super::") {
            // Of `super::super::x` the last `super` is enough: it is met with those before it.
            let before = code[..at].rsplit(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == ':'));
            let up = before.into_iter().next().unwrap_or_default().matches("super::").count() + 1;
            let rest = &code[at + "super::".len()..];
            let end = rest
                .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == ':'))
                .unwrap_or(rest.len());
            let above = own.len().saturating_sub(up);
            let parts = rest[..end].split("::").filter(|part| !part.is_empty()).map(str::to_owned);
            let path: Vec<String> = own[..above].iter().cloned().chain(parts).collect();
            used.extend(longest(&path));
        }
        used.remove(&own);
        modules.insert(own, used);
    }
    modules
}

/// Files that need each other are one thing in several parts, and so in one folder.
#[test]
fn no_circle_leaves_its_folder() {
    let modules = modules();
    let reach = |from: &Vec<String>| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
        while let Some(next) = open.pop() {
            for used in modules.get(next).into_iter().flatten() {
                if seen.insert(used) {
                    open.push(used);
                }
            }
        }
        seen
    };
    let reached: BTreeMap<&Vec<String>, BTreeSet<&Vec<String>>> =
        modules.keys().map(|module| (module, reach(module))).collect();
    assert!(reached.values().map(BTreeSet::len).sum::<usize>() > 1000, "the modules are not read");
    let folder = |module: &Vec<String>| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(module.join("/"));
        if path.join("mod.rs").is_file() { path } else { path.parent().expect("a folder").to_owned() }
    };
    let mut wrong = Vec::new();
    for (module, reaches) in &reached {
        let others = reaches.iter().filter(|other| module < other && folder(module) != folder(other));
        for other in others.filter(|other| reached[**other].contains(*module)) {
            wrong.push(format!("{} and {} need each other", module.join("::"), other.join("::")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the lists of the groups pass on of a lint, as a group and a name.
fn passed_on() -> BTreeSet<Vec<String>> {
    let mut found = BTreeSet::new();
    for (_, path) in files().iter().filter(|(top, path)| top == "lints" && path.ends_with("mod.rs")) {
        let code = code(path);
        let group = path.parent().and_then(Path::file_name).expect("a group").to_string_lossy().into_owned();
        for use_of in code.lines().filter_map(|line| line.split_once("use ")?.1.strip_suffix(';')) {
            if let Some((module, item)) = use_of.split_once("::")
                && path.with_file_name(module).with_extension("md").is_file()
            {
                found.insert(vec![group.clone(), item.to_owned()]);
            }
        }
    }
    assert!(!found.is_empty(), "the lists of the groups are not read");
    found
}

/// What two lints need belongs to `config` or to the schema.
#[test]
fn no_lint_knows_another() {
    let mut wrong = Vec::new();
    let passed_on = passed_on();
    for (top, path) in files() {
        if top != "lints" || path.file_name().is_some_and(|name| name == "mod.rs") {
            continue;
        }
        let code = code(&path);
        let is_lint = |module: &Path| module.with_extension("md").is_file();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("lints");
        let knows_one = named(&code).iter().any(|used| {
            used[0] == "lints"
                && used.len() > 2
                && (is_lint(&folder.join(&used[1]).join(&used[2])) || passed_on.contains(&used[1..3]))
        });
        let beside = code.match_indices("super::").map(|(at, sign)| &code[at + sign.len()..]);
        let mut modules = beside.filter_map(|rest| rest.split("::").next());
        if knows_one || modules.any(|module| is_lint(&path.with_file_name(module))) {
            wrong.push(path.display().to_string());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_and_no_folder_is_too_big() {
    let mut wrong = Vec::new();
    let mut folders: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for (top, path) in files() {
        let lines = fs::read_to_string(&path).expect("a file").lines().count();
        let most = if top == "lints" && !path.ends_with("mod.rs") { 140 } else { 400 };
        if lines > most {
            wrong.push(format!("{}: {lines} lines", path.display()));
        }
        if top != "lints" {
            *folders.entry(path.parent().expect("a folder").to_owned()).or_default() += 1;
        }
    }
    for (folder, count) in folders.into_iter().filter(|(_, count)| *count > 12) {
        wrong.push(format!("{}: {count} files", folder.display()));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
