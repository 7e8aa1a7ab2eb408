//! What an upgrade gives.

use super::apply::{self, Applied, MARK};
use super::item::Item;
use super::job::Job;
use super::note::Note;
use super::proof::{Expected, expected};
use super::said::{Conversion, Decision, Fate};
use super::{Code, Wanted};
use super::{convert, versions};
use crate::config::Config;
use crate::edit::{FileIndex, NodeId, Place, Tree, What, Within};
use crate::hash::{HashMap, HashSet};

/// A file and its new text.
#[derive(Debug, Clone)]
pub struct Changed {
    /// The path as it is shown.
    pub path: String,
    /// What it held; empty for a new file.
    pub before: Vec<u8>,
    /// What it holds now.
    pub after: Vec<u8>,
    /// Whether it is new.
    pub is_new: bool,
}

impl Changed {
    /// Whether anything changed in it.
    pub fn is_changed(&self) -> bool {
        self.is_new || self.before != self.after
    }
}

/// How many statements became what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of the old tree.
    pub statements: usize,
    /// Those for which others are.
    pub converted: usize,
    /// Those that stay.
    pub unchanged: usize,
    /// Those that are comments now.
    pub commented: usize,
    /// Those that are gone.
    pub dropped: usize,
}

/// The new tree of one configuration, and what there is to say.
#[derive(Debug)]
pub struct Upgrade {
    /// Its files, the main file first.
    pub files: Vec<Changed>,
    /// Decisions that are open, the most dangerous first.
    pub decisions: Vec<Decision>,
    /// What changes or was left out without a decision.
    pub notes: Vec<Note>,
    /// What became of each statement.
    pub conversions: Vec<Conversion>,
    /// What is to do besides the tree.
    pub todo: Vec<String>,
    /// How many statements became what.
    pub counts: Counts,
    /// What must be effective in the new tree.
    pub expected: Vec<Expected>,
    /// What could not be written, which is a mistake of dovelint.
    pub failures: Vec<String>,
}

/// Makes a tree of 2.4 of a configuration of 2.3.
pub fn upgrade(config: &Config<'_>, wanted: &Wanted) -> Upgrade {
    let mut job = Job::new(config, wanted);
    convert::all(&mut job);
    job.account();
    let expected = expected(&job, &job.plans);
    let around = around(&job);
    let defaults = std::mem::take(&mut job.defaults);
    let Applied { mut tree, marks, anchors, carried, refused } = apply::apply(&mut job);
    let mut failures: Vec<String> = refused
        .into_iter()
        .map(|(node, refused)| {
            let text = node.map(|node| String::from_utf8_lossy(tree.text(node)).into_owned());
            format!("{}: {refused}", text.unwrap_or_default().trim())
        })
        .collect();
    failures.extend(convert::filters::order(&mut job, &mut tree));
    if let Err(refused) = versions::write(&mut tree, wanted, &defaults) {
        failures.push(format!("the version lines: {refused}"));
    }
    // Most comments are no one's place, and there may be hundreds of thousands.
    let named: HashSet<NodeId> =
        marks.iter().map(|(_, node)| node).chain(anchors.values()).copied().collect();
    let is_place = |node: &NodeId| !is_text_alone(&tree, *node) || named.contains(node);
    let lines: HashMap<NodeId, (FileIndex, u32)> = tree
        .files()
        .flat_map(|file| tree.numbered(file).into_iter().map(move |(node, line)| (node, (file, line))))
        .filter(|(node, _)| is_place(node))
        .collect();
    place_marks(&mut job, &tree, &marks, &lines);
    for (conversion, node) in job.conversions.iter_mut().zip(&job.converted) {
        let own = anchors.get(node).unwrap_or(node);
        let mut place = lines.get(own).or_else(|| carried.get(node).and_then(|node| lines.get(node)));
        let mut section = around.get(node);
        // What became part of another block is at least in the section that it was in.
        while place.is_none() && conversion.fate == Fate::Converted {
            let Some(node) = section else { break };
            place = lines.get(node);
            section = around.get(node);
        }
        conversion.new = place.map(|(file, line)| (tree.path(*file).to_owned(), *line));
    }
    let mut counts = Counts { statements: job.conversions.len(), ..Counts::default() };
    for conversion in &job.conversions {
        match conversion.fate {
            Fate::Unchanged => counts.unchanged += 1,
            Fate::Converted => counts.converted += 1,
            Fate::Commented => counts.commented += 1,
            Fate::Dropped => counts.dropped += 1,
        }
    }
    let mut files: Vec<Changed> = Vec::new();
    for file in tree.files() {
        let old = tree.original(file);
        let (path, before) = (tree.path(file).to_owned(), old.unwrap_or_default().to_vec());
        files.push(Changed { path, before, after: tree.text_of(file), is_new: old.is_none() });
    }
    for (path, before, items) in std::mem::take(&mut job.rewritten) {
        let mut own = Tree::new(tree.version());
        let file = own.add_file(path.clone());
        let news = Item::news(&items, &mut |_| Vec::new());
        if let Err(refused) = own.insert_all(Place::End(Within::File(file)), &news) {
            failures.push(format!("{path}: {refused}"));
        }
        files.push(Changed { path, before, after: own.text_of(file), is_new: false });
    }
    let mut decisions = std::mem::take(&mut job.decisions);
    decisions.sort_by_key(|decision| decision.code.severity());
    let mut seen = HashSet::default();
    job.notes.retain(|note| seen.insert((note.code, note.span, note.text.clone())));
    Upgrade {
        files,
        decisions,
        notes: std::mem::take(&mut job.notes),
        conversions: std::mem::take(&mut job.conversions),
        todo: std::mem::take(&mut job.todo),
        counts,
        expected,
        failures,
    }
}

/// Whether a node is a comment or a blank line.
fn is_text_alone(tree: &Tree, node: NodeId) -> bool {
    matches!(tree.what(node), What::Comment | What::Blank)
}

/// The section around each statement that has one.
fn around(job: &Job<'_>) -> HashMap<NodeId, NodeId> {
    let files: Vec<FileIndex> = job.tree.files().collect();
    let nodes = files.into_iter().flat_map(|file| job.tree.walk(file));
    let nodes = nodes.filter(|node| !is_text_alone(&job.tree, *node));
    let section = |node| match job.tree.parent(node) {
        Within::Section(section) => Some((node, section)),
        Within::File(_) => None,
    };
    nodes.filter_map(section).collect()
}

/// Notes where the marks are, and what is written below each.
fn place_marks(
    job: &mut Job<'_>,
    tree: &Tree,
    marks: &[(usize, NodeId)],
    lines: &HashMap<NodeId, (FileIndex, u32)>,
) {
    let mut written: HashMap<NodeId, String> = HashMap::default();
    for (decision, node) in marks {
        if tree.is_gone(*node) {
            continue;
        }
        let place = lines.get(node);
        job.decisions[*decision].new = place.map(|(file, line)| (tree.path(*file).to_owned(), *line));
        // A location that is set nowhere is in no line.
        let is_nowhere =
            |decision: &Decision| decision.code == Code::MailLocationAutodetect && decision.span.is_none();
        if !is_nowhere(&job.decisions[*decision]) {
            if !written.contains_key(node) {
                note_below(tree, *node, &mut written);
            }
            job.decisions[*decision].written = written.get(node).cloned().unwrap_or_default();
        }
    }
}

fn is_mark(text: &[u8]) -> bool {
    memchr::memmem::find(text, MARK.as_bytes()).is_some()
}

/// Notes what is below a mark, which is below those too that are between: there may be thousands.
fn note_below(tree: &Tree, mark: NodeId, written: &mut HashMap<NodeId, String>) {
    let mut marks = vec![mark];
    let mut text = String::new();
    for id in tree.siblings_below(mark) {
        if !is_mark(tree.text(id)) {
            text = crate::text::short(tree.text(id).trim_ascii(), 200);
            break;
        }
        marks.push(id);
    }
    written.extend(marks.into_iter().map(|mark| (mark, text.clone())));
}
