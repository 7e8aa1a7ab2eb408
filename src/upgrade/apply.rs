//! From what is planned to the new tree.

use super::Code;
use super::item::Item;
use super::job::{Job, Plan};
use super::said::Fate;
use crate::edit::{Comments, FileIndex, New, NodeId, Place, Refused, Tree, What, Within};
use crate::hash::{HashMap, HashSet};

pub use crate::document::DECISION_MARK as MARK;

/// The tree with everything done, and where the marks are.
pub(super) struct Applied {
    pub tree: Tree,
    /// The marks by their place in the list of decisions.
    pub marks: Vec<(usize, NodeId)>,
    /// Comments in the place of statements.
    pub anchors: HashMap<NodeId, NodeId>,
    /// The new node in which a statement is that has none of its own.
    pub carried: HashMap<NodeId, NodeId>,
    /// What could not be done, with the place in the old tree.
    pub refused: Vec<(Option<NodeId>, Refused)>,
}

struct Run {
    tree: Tree,
    plans: HashMap<NodeId, Plan>,
    /// Nodes whose comments are elsewhere now.
    taken: HashSet<NodeId>,
    /// Where a mark for a node is.
    anchors: HashMap<NodeId, NodeId>,
    /// See [`Applied`].
    carried: HashMap<NodeId, NodeId>,
    refused: Vec<(Option<NodeId>, Refused)>,
}

/// Does what is planned.
pub(super) fn apply(job: &mut Job<'_>) -> Applied {
    let tree = std::mem::replace(&mut job.tree, Tree::new(crate::schema::Version::NEWEST_24));
    let plans = std::mem::take(&mut job.plans);
    let mut run = Run {
        tree,
        plans,
        taken: HashSet::default(),
        anchors: HashMap::default(),
        carried: HashMap::default(),
        refused: Vec::new(),
    };
    let files: Vec<FileIndex> = run.tree.files().collect();
    let nodes: Vec<NodeId> = files.iter().flat_map(|file| run.tree.walk(*file).collect::<Vec<_>>()).collect();
    let sections: HashSet<NodeId> =
        nodes.iter().copied().filter(|id| run.tree.what(*id) == What::Section).collect();
    for insertion in std::mem::take(&mut job.insertions) {
        run.insert(insertion.place, &insertion.items);
    }
    for node in nodes.iter().filter(|node| !sections.contains(node)) {
        run.statement(*node);
    }
    for node in nodes.iter().rev().filter(|node| sections.contains(node)) {
        run.section(*node);
    }
    let mut marks = Vec::new();
    for (node, decision) in std::mem::take(&mut job.marks) {
        let elsewhere = run.carried.get(&node).filter(|_| run.tree.is_gone(node));
        let anchor = run.anchors.get(&node).or(elsewhere).copied().unwrap_or(node);
        let text = mark(job.decisions[decision].code, job.decisions[decision].detail.text());
        match run.tree.insert(Place::Before(anchor), &New::Comment(text.into_bytes())) {
            Ok(made) => marks.extend(made.first().map(|made| (decision, *made))),
            Err(refused) => run.refused.push((Some(node), refused)),
        }
    }
    Applied { tree: run.tree, marks, anchors: run.anchors, carried: run.carried, refused: run.refused }
}

/// The text of a mark.
fn mark(code: Code, detail: &str) -> String {
    let detail = if detail.is_empty() { code.why() } else { detail };
    let line: String = detail.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("{MARK}{code}] {line}")
}

impl Run {
    fn try_or_keep(&mut self, node: NodeId, done: Result<(), Refused>) {
        if let Err(refused) = done {
            self.refused.push((Some(node), refused));
        }
    }

    fn statement(&mut self, node: NodeId) {
        let Some(plan) = self.plans.get_mut(&node) else { return };
        // What is written may be long, and is needed once.
        let plan = match plan {
            Plan::Write(items) => Plan::Write(std::mem::take(items)),
            other => other.clone(),
        };
        if self.tree.is_gone(node) {
            return;
        }
        let done = match plan {
            Plan::Write(items) => self.write(node, &items),
            Plan::Drop => self.tree.remove(node, Comments::Keep),
            Plan::Absorbed => {
                let comments = if self.taken.contains(&node) { Comments::TakeInside } else { Comments::Keep };
                self.tree.remove(node, comments)
            }
            Plan::Comment => self.comment_out(node),
            Plan::Keep | Plan::Head { .. } | Plan::Unwrap | Plan::Heads(_) | Plan::Inner => Ok(()),
        };
        self.try_or_keep(node, done);
    }

    /// Makes comments of a node; comments in its lines are above on lines of their own, so that none is hidden in
    /// another one.
    fn comment_out(&mut self, node: NodeId) -> Result<(), Refused> {
        let mut inside = Vec::new();
        let mut stack = vec![node];
        while let Some(id) = stack.pop() {
            if self.tree.what(id) != What::Comment {
                inside.extend(self.tree.read(id).map(|read| read.comments).unwrap_or_default());
            }
            stack.extend(self.tree.children(Within::Section(id)).rev());
        }
        let made = self.tree.comment_out(node)?;
        let Some(first) = made.first().copied() else { return Ok(()) };
        self.anchors.insert(node, first);
        let news: Vec<New> =
            inside.into_iter().map(|text| New::Comment(text.trim_ascii_end().to_vec())).collect();
        let above = self.tree.insert_all(Place::Before(first), &news)?;
        self.anchors.extend(above.first().map(|first| (node, *first)));
        Ok(())
    }

    fn write(&mut self, node: NodeId, items: &[Item]) -> Result<(), Refused> {
        match items {
            [Item::Renamed(key)] => return self.tree.rename(node, key),
            [Item::Set { key, value, .. }] => {
                let replaced = self.tree.replace(node, key, value);
                if replaced.is_ok() {
                    return replaced;
                }
            }
            _ => {}
        }
        for item in items {
            self.carry(item, node);
        }
        let gap = gap(self.tree.text(node));
        let news = self.news(node, items);
        let news: Vec<New> = news.into_iter().map(|new| spaced(new, &gap)).collect();
        self.tree.split(node, &news).map(|_| ())
    }

    /// The new statements; comments of old ones that they stand for go with them.
    fn news(&mut self, at: NodeId, items: &[Item]) -> Vec<New> {
        Item::news(items, &mut |from| if from == at { Vec::new() } else { self.comments_of(from) })
    }

    /// Takes the comments of a statement away, each once.
    fn comments_of(&mut self, node: NodeId) -> Vec<Vec<u8>> {
        if self.tree.is_gone(node)
            || !matches!(self.plans.get(&node), Some(Plan::Absorbed))
            || !self.taken.insert(node)
        {
            return Vec::new();
        }
        let above = self.tree.comments_above(node);
        let mut texts: Vec<Vec<u8>> =
            above.iter().map(|comment| self.tree.text(*comment).trim_ascii().to_vec()).collect();
        let inside = self.tree.read(node).map(|read| read.comments).unwrap_or_default();
        texts.extend(inside.into_iter().map(|comment| comment.trim_ascii_end().to_vec()));
        for comment in above {
            let done = self.tree.remove(comment, Comments::TakeInside);
            self.try_or_keep(node, done);
        }
        texts
    }

    fn insert(&mut self, place: Place, items: &[Item]) {
        let news = Item::news(items, &mut |from| self.comments_of(from));
        match self.tree.insert_all(place, &news) {
            Ok(made) => {
                if let Some(first) = made.first() {
                    for item in items {
                        self.carry(item, *first);
                    }
                }
            }
            Err(refused) => self.refused.push((None, refused)),
        }
    }

    /// Notes in which node the statements are now that an item stands for.
    fn carry(&mut self, item: &Item, node: NodeId) {
        if let Item::Set { from: Some(from), .. } | Item::Block { from: Some(from), .. } = item {
            self.carried.entry(*from).or_insert(node);
        }
        if let Item::Block { inner, .. } = item {
            for item in inner {
                self.carry(item, node);
            }
        }
    }

    fn section(&mut self, node: NodeId) {
        let Some(plan) = self.plans.get(&node).cloned() else { return };
        if self.tree.is_gone(node) {
            return;
        }
        let done = match plan {
            Plan::Head { kind, name } => self.tree.rename_section(node, &kind, name.as_deref()),
            Plan::Unwrap => self.tree.unwrap(node),
            Plan::Heads(names) => self.copies(node, &names),
            Plan::Drop | Plan::Absorbed => self.tree.remove(node, Comments::Keep),
            Plan::Comment => self.comment_out(node),
            Plan::Inner => {
                let is_empty =
                    self.tree.children(Within::Section(node)).all(|id| self.tree.what(id) == What::Blank);
                if is_empty { self.tree.remove(node, Comments::Keep) } else { Ok(()) }
            }
            Plan::Keep | Plan::Write(_) => Ok(()),
        };
        self.try_or_keep(node, done);
    }

    /// One section for each name, the first one in the place of the old one.
    fn copies(&mut self, node: NodeId, names: &[Vec<u8>]) -> Result<(), Refused> {
        let Some((first, others)) = names.split_first() else { return Ok(()) };
        let kind = self.tree.read(node).map(|read| read.key).unwrap_or_default();
        self.tree.rename_section(node, &kind, Some(first))?;
        for other in others {
            let text = self.tree.whole_text(node);
            let made = self.tree.insert(Place::After(node), &New::lines(text))?;
            if let Some(copy) = made.first() {
                self.tree.rename_section(*copy, &kind, Some(other))?;
            }
        }
        Ok(())
    }
}

/// What is around the `=` of a setting.
fn gap(text: &[u8]) -> Vec<u8> {
    let Some(at) = memchr::memchr(b'=', text) else { return b" = ".to_vec() };
    let is_blank = |b: &&u8| matches!(b, b' ' | b'\t');
    let before = text[..at].iter().rev().take_while(is_blank).count();
    let after = text[at + 1..].iter().take_while(is_blank).count();
    text[at - before..=at + after].to_vec()
}

/// A setting with the spaces around its `=` that the old one had.
fn spaced(new: New, gap: &[u8]) -> New {
    if gap == b" = " || gap.len() > 3 {
        return new;
    }
    match new {
        New::Setting { key, value } => New::Spaced { key, value, gap: gap.to_vec() },
        other => other,
    }
}

/// What became of a node.
pub(super) fn fate(plans: &HashMap<NodeId, Plan>, node: NodeId) -> Fate {
    match plans.get(&node) {
        None | Some(Plan::Keep | Plan::Inner) => Fate::Unchanged,
        Some(Plan::Drop) => Fate::Dropped,
        Some(Plan::Comment) => Fate::Commented,
        Some(_) => Fate::Converted,
    }
}
