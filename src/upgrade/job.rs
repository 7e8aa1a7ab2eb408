//! One upgrade at work: the old configuration, the tree that is changed, and what is to become of each statement.

use std::borrow::Cow;

use super::apply::fate;
use super::item::Item;
use super::note::{Note, NoteCode};
use super::said::{Conversion, Decision, Detail, Fate};
use super::value::percent::{Who, unknown};
use super::{Code, Wanted};
use crate::config::{Assign, Config, Found, ROOT, ScopeId, ScopeKind};
use crate::document::Document;
use crate::edit::{Given, NodeId, Place, Tree};
use crate::hash::{HashMap, HashSet};
use crate::schema::{Series, Version};
use crate::source::Span;
use crate::syntax::Kind;

/// What becomes of a statement or a section.
#[derive(Debug, Clone)]
pub(super) enum Plan {
    /// It stays.
    Keep,
    /// These are in its place.
    Write(Vec<Item>),
    /// It goes; the note says why.
    Drop,
    /// Its meaning is in a block elsewhere, and its comments too.
    Absorbed,
    /// It becomes a comment.
    Comment,
    /// Of a section: another head.
    Head {
        /// The type.
        kind: Vec<u8>,
        /// The name.
        name: Option<Vec<u8>>,
    },
    /// Of a section: what is in it stays, without the braces.
    Unwrap,
    /// Of a section: one for each of these names.
    Heads(Vec<Vec<u8>>),
    /// Of a section: it goes when nothing is left in it.
    Inner,
}

/// One place that sets something, with its node.
#[derive(Debug, Clone)]
pub(super) struct Unit<'c> {
    pub assign: &'c Assign,
    pub node: NodeId,
    /// The section type in which 2.3 has the setting; `plugin` and `dict` for their keys.
    pub table: &'static str,
    /// The name without the section.
    pub name: String,
    /// Whether a later place in the same scope sets it again.
    pub is_replaced: bool,
}

/// Something to put at a place that is no old statement.
#[derive(Debug)]
pub(super) struct Insertion {
    pub place: Place,
    pub items: Vec<Item>,
}

/// See the module.
pub(super) struct Job<'c> {
    pub config: &'c Config<'c>,
    pub document: &'c Document,
    pub wanted: &'c Wanted,
    pub tree: Tree,
    pub units: Vec<Unit<'c>>,
    /// The units of each scope and table, by their place in `units`.
    by_scope: HashMap<(ScopeId, &'static str), Vec<usize>>,
    pub plans: HashMap<NodeId, Plan>,
    /// Marks of decisions by the node above which they are, with their place in `decisions`.
    pub marks: Vec<(NodeId, usize)>,
    /// The nodes that have a mark.
    marked: HashSet<NodeId>,
    pub insertions: Vec<Insertion>,
    pub decisions: Vec<Decision>,
    /// Which decisions are open already.
    asked: HashSet<(Code, Option<Span>, Detail)>,
    pub notes: Vec<Note>,
    pub todo: Vec<String>,
    pub conversions: Vec<Conversion>,
    /// The node of each conversion.
    pub converted: Vec<NodeId>,
    /// Defaults of 2.3 to write below the version lines.
    pub defaults: Vec<Item>,
    /// Names of namespaces by their scope.
    pub namespaces: HashMap<ScopeId, Vec<u8>>,
    /// Blocks of filters that must be below others, each of them in the same list as its first block.
    pub filter_moves: Vec<(Vec<NodeId>, HashSet<NodeId>)>,
    /// New texts of files that only 2.3 names: the path, what it held, what it holds.
    pub rewritten: Vec<(String, Vec<u8>, Vec<Item>)>,
    /// Comments of external files that are somewhere: the file and the number of the line.
    pub taken: HashSet<(String, usize)>,
    /// What `log_debug` has to say besides its own value, by scope.
    pub debug: Vec<(ScopeId, &'static str)>,
}

impl<'c> Job<'c> {
    pub fn new(config: &'c Config<'c>, wanted: &'c Wanted) -> Job<'c> {
        let document = config.document;
        let mut tree = Tree::of(document);
        let units = units(config, &tree);
        let mut by_scope: HashMap<(ScopeId, &'static str), Vec<usize>> = HashMap::default();
        for (at, unit) in units.iter().enumerate() {
            by_scope.entry((unit.assign.scope, unit.table)).or_default().push(at);
        }
        // What every 2.4 reads alike.
        tree.write_for(Version { series: Series::V24, patch: 0 });
        Job {
            config,
            document,
            wanted,
            tree,
            units,
            by_scope,
            plans: HashMap::default(),
            marks: Vec::new(),
            marked: HashSet::default(),
            insertions: Vec::new(),
            decisions: Vec::new(),
            asked: HashSet::default(),
            notes: Vec::new(),
            todo: Vec::new(),
            conversions: Vec::new(),
            converted: Vec::new(),
            defaults: Vec::new(),
            namespaces: HashMap::default(),
            filter_moves: Vec::new(),
            rewritten: Vec::new(),
            taken: HashSet::default(),
            debug: Vec::new(),
        }
    }

    /// The value of an assignment with its form.
    pub fn found(&self, assign: &'c Assign) -> Found<'c> {
        let value = self.config.value_of(assign);
        Found { form: value.form, text: value.text, assign: Some(assign) }
    }

    /// The text of an assignment.
    pub fn text(&self, unit: &Unit<'c>) -> Cow<'c, [u8]> {
        self.found(unit.assign).text
    }

    /// Whether nothing was planned for a node yet.
    pub fn is_free(&self, node: NodeId) -> bool {
        !self.plans.contains_key(&node)
    }

    /// Says what becomes of a node. What was said first counts: a file that is read twice has one text.
    pub fn plan(&mut self, node: NodeId, plan: Plan) {
        self.plans.entry(node).or_insert(plan);
    }

    /// Puts items in the place of a node.
    pub fn write(&mut self, node: NodeId, items: Vec<Item>) {
        self.plan(node, if items.is_empty() { Plan::Drop } else { Plan::Write(items) });
    }

    /// Takes a statement away and says why.
    pub fn drop(&mut self, unit: &Unit<'_>, code: NoteCode, text: impl Into<String>) {
        self.note(code, Some(self.config.span(unit.assign)), text);
        self.plan(unit.node, Plan::Drop);
    }

    /// Adds a note.
    pub fn note(&mut self, code: NoteCode, span: Option<Span>, text: impl Into<String>) {
        self.notes.push(Note { code, span, text: text.into() });
    }

    /// Notes a variable that 2.3 did not know.
    pub fn note_unknown(&mut self, unit: &Unit<'_>, who: Who, text: &[u8]) {
        if let Some(variable) = unknown(who, text) {
            let said = format!("{variable} is no variable: 2.3 reported an error, 2.4 takes it as text");
            self.note(NoteCode::UnknownVariable, Some(self.config.span(unit.assign)), said);
        }
    }

    /// Adds something to do besides the tree.
    pub fn todo(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !self.todo.contains(&text) {
            self.todo.push(text);
        }
    }

    /// Opens a decision at a node unless there is an answer, which is given back then.
    pub fn decide(
        &mut self,
        node: NodeId,
        code: Code,
        span: Option<Span>,
        detail: impl Into<Detail>,
    ) -> Option<String> {
        let place = span.map(|span| {
            let file = self.document.sources.file(span.file);
            (file.shown.clone(), file.line(span.start))
        });
        let (file, line) = place.unwrap_or_default();
        if let Some(answer) = self.wanted.answer(code, &file, line) {
            return Some(answer.to_owned());
        }
        self.ask_again(node, code, span, detail.into());
        None
    }

    /// Opens a decision whether or not there is an answer, because the answer does not settle it.
    pub fn ask_again(&mut self, node: NodeId, code: Code, span: Option<Span>, detail: Detail) {
        if !self.asked.insert((code, span, detail.clone())) {
            return;
        }
        let text = span.map(|span| self.shown(span)).unwrap_or_default();
        self.marks.push((node, self.decisions.len()));
        self.marked.insert(node);
        let written = String::new();
        self.decisions.push(Decision { code, span, text, detail, written, new: None });
    }

    /// Whether a decision about a node is open.
    pub fn is_open(&self, node: NodeId) -> bool {
        self.marked.contains(&node)
    }

    /// Opens a decision about a setting.
    pub fn decide_at(&mut self, unit: &Unit<'_>, code: Code, detail: impl Into<Detail>) -> Option<String> {
        self.decide(unit.node, code, Some(self.config.span(unit.assign)), detail)
    }

    /// Makes a comment of a setting, with a mark above, unless an answer says that it may go.
    pub fn comment_out(&mut self, unit: &Unit<'_>, code: Code, detail: impl Into<Detail>) {
        match self.decide_at(unit, code, detail) {
            None => self.plan(unit.node, Plan::Comment),
            Some(answer) => {
                let text = format!("{} was dropped, as answered: {answer}", unit.name);
                self.drop(unit, NoteCode::Answered, text);
            }
        }
    }

    /// Makes a comment of a setting, with a mark above, unless an answer is the new value.
    pub fn ask_value(&mut self, unit: &Unit<'_>, code: Code, detail: &str, key: &str) {
        match self.decide_at(unit, code, detail) {
            None => self.plan(unit.node, Plan::Comment),
            Some(answer) => self.write(unit.node, vec![Item::at(key, Given::text(answer))]),
        }
    }

    /// What is at a place, without secrets.
    pub fn shown(&self, span: Span) -> String {
        let masked = self.document.hidden_secrets().masked(self.document, span);
        crate::text::short(&masked, 200)
    }

    fn in_scope(&self, scope: ScopeId, table: &'static str) -> impl Iterator<Item = &Unit<'c>> {
        let places = self.by_scope.get(&(scope, table)).map_or(&[][..], Vec::as_slice);
        places.iter().map(|at| &self.units[*at]).filter(|unit| !unit.is_replaced)
    }

    /// The settings of a table in a scope that count, in reading order.
    pub fn units_in(&self, scope: ScopeId, table: &'static str) -> Vec<Unit<'c>> {
        self.in_scope(scope, table).cloned().collect()
    }

    /// The scopes in which keys of `plugin {}` are, the top level first.
    pub fn plugin_scopes(&self) -> Vec<ScopeId> {
        let mut scopes: Vec<ScopeId> =
            self.units.iter().filter(|unit| unit.table == "plugin").map(|unit| unit.assign.scope).collect();
        scopes.sort_unstable();
        scopes.dedup();
        scopes
    }

    /// A setting of the top level in a scope, if the scope itself sets it.
    pub fn own(&self, scope: ScopeId, table: &'static str, name: &str) -> Option<Unit<'c>> {
        self.in_scope(scope, table).find(|unit| unit.name == name).cloned()
    }

    /// The filter or the top level around a scope.
    pub fn outer(&self, scope: ScopeId) -> ScopeId {
        let mut at = scope;
        while !matches!(self.config.scope(at).kind, ScopeKind::Root | ScopeKind::Filter(_)) {
            match self.config.scope(at).parent {
                Some(parent) => at = parent,
                None => return ROOT,
            }
        }
        at
    }

    /// The node of a statement by its index.
    pub fn node_of(&self, statement: usize) -> Option<NodeId> {
        self.tree.at(self.document.statements.get(statement)?.span)
    }

    /// How many places name an external file.
    pub fn users_of(&self, path: &str) -> usize {
        let named = self.document.externals.iter().filter(|external| external.path == path);
        named.map(|external| external.named_by.len()).sum()
    }

    /// Whether no later place names an external file.
    pub fn is_last_user(&self, path: &str, unit: &Unit<'_>) -> bool {
        let named = self.document.externals.iter().filter(|external| external.path == path);
        let last = named.flat_map(|external| &external.named_by).map(|by| by.statement).max();
        // A file that is included twice has one text for both.
        let is_same = |last: usize| self.node_of(last) == Some(unit.node);
        last.is_none_or(|last| last <= unit.assign.statement as usize || is_same(last))
    }

    /// Whether the comments of a line of an external file still need a place; they have one then.
    pub fn take_comments(&mut self, path: &str, line: usize) -> bool {
        self.taken.insert((path.to_owned(), line))
    }

    /// The mode of a file of the configuration.
    pub fn mode_of(&self, path: &str) -> u32 {
        let found = self.document.sources.files().find(|(_, file)| file.shown == path);
        found.and_then(|(_, file)| file.mode).unwrap_or(0o644)
    }

    /// Gives an external file another text.
    pub fn rewrite(&mut self, path: &str, items: &[Item]) {
        if self.rewritten.iter().any(|(known, ..)| known == path) {
            return;
        }
        let found = self.document.sources.files().find(|(_, file)| file.shown == path);
        let before = found.map(|(_, file)| file.bytes.clone()).unwrap_or_default();
        self.rewritten.push((path.to_owned(), before, items.to_vec()));
    }

    /// The version that is written for.
    pub fn to(&self) -> Version {
        self.wanted.to
    }

    /// Notes what became of each statement, once all is planned.
    pub fn account(&mut self) {
        let names: HashMap<NodeId, String> = self
            .units
            .iter()
            .map(|unit| {
                let is_top = unit.table == "root";
                (unit.node, if is_top { unit.name.clone() } else { format!("{}/{}", unit.table, unit.name) })
            })
            .collect();
        let mut seen = HashSet::default();
        let mut open: Vec<Option<Fate>> = Vec::new();
        for statement in &self.document.statements {
            if statement.kind == Kind::Close {
                open.pop();
                continue;
            }
            let outer = open.last().copied().flatten();
            let node = self.tree.at(statement.span);
            let fate = outer.unwrap_or_else(|| node.map_or(Fate::Unchanged, |node| fate(&self.plans, node)));
            if matches!(statement.kind, Kind::Open | Kind::Group) {
                open.push(Some(fate).filter(|fate| matches!(fate, Fate::Commented | Fate::Dropped)));
            }
            let Some(node) = node.filter(|node| seen.insert(*node)) else { continue };
            let key = || String::from_utf8_lossy(&self.document.key(statement)).into_owned();
            let id = names.get(&node).cloned().unwrap_or_else(key);
            self.conversions.push(Conversion { span: statement.span, id, fate, new: None });
            self.converted.push(node);
        }
    }
}

/// Every place that sets something and has a node of its own.
fn units<'c>(config: &'c Config<'c>, tree: &Tree) -> Vec<Unit<'c>> {
    let unit = |assign: &'c Assign| {
        let node = tree.at(config.span(assign))?;
        let (table, name) = match config.setting(assign.key) {
            Some(setting) => (setting.scope(), setting.name.to_owned()),
            None => {
                let name = String::from_utf8_lossy(&config.key_name(assign.key)).into_owned();
                let (list, key) = name.split_once('/')?;
                (if list == "dict" { "dict" } else { "plugin" }, key.to_owned())
            }
        };
        Some(Unit { assign, node, table, name, is_replaced: config.is_replaced(assign) })
    };
    config.assigns().iter().filter_map(unit).collect()
}
