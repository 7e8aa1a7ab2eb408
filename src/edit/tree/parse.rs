//! From the text of a file to its nodes.

use std::ops::Range;

use super::node::{Lines, NodeId, Origin, What, Within};
use super::{FileIndex, Tree};
use crate::schema::Version;
use crate::source::SourceMap;
use crate::syntax::{Carry, Cursor, Form, Kind, Value, lines};

/// The nodes of a text, before they are put together.
struct Run<'t> {
    tree: &'t mut Tree,
    file: FileIndex,
    bytes: &'t [u8],
    /// The sections that are open.
    open: Vec<NodeId>,
}

/// Cuts a text into nodes of a file of the tree.
pub(super) fn parse(tree: &mut Tree, file: FileIndex, bytes: &[u8]) {
    let version = tree.version();
    let mut run = Run { tree, file, bytes, open: Vec::new() };
    for (what, range) in groups(version, bytes) {
        run.add(what, range);
    }
}

impl Run<'_> {
    fn add(&mut self, what: Group, range: Range<usize>) {
        let origin = Origin::new(self.file, &range);
        let lines = Lines::of(&self.bytes[range], Some(origin));
        if what == Group::Close
            && let Some(head) = self.open.pop()
        {
            self.tree.node_mut(head).close = Some(Box::new(lines));
            return;
        }
        let parent = self.open.last().map_or(Within::File(self.file), |head| Within::Section(*head));
        let kind = match what {
            Group::Close => What::Close,
            Group::Other(what) => what,
        };
        let id = self.tree.add_new(kind, lines, parent);
        self.tree.list_mut(parent).push(id);
        if kind == What::Section {
            self.open.push(id);
        }
    }
}

/// What some lines are, with `}` still to be put to its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Close,
    Other(What),
}

/// The lines that belong together, in order; all of the text is in one of the ranges.
fn groups(version: Version, bytes: &[u8]) -> Vec<(Group, Range<usize>)> {
    let mut sources = SourceMap::default();
    let file = sources.add(String::new(), String::new(), bytes.to_vec(), false);
    let mut cursor = Cursor::new(file, version, &sources);
    let (mut joined, mut notes, mut carry) = (Vec::new(), Vec::new(), Carry::default());
    let mut groups = Vec::new();
    let mut at = 0;
    // Where the lines begin that go on in the next one.
    let mut open: Option<usize> = None;
    while at < bytes.len() {
        let feed = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |n| at + n);
        let mut end = (feed + 1).min(bytes.len());
        let cut = lines::cut(version.series, &bytes[at..feed]);
        if cut.continues {
            open.get_or_insert(at);
            at = end;
            continue;
        }
        let was_open = open.is_some();
        let start = open.take().unwrap_or(at);
        let what = match (cut.skipped, was_open, cut.comment) {
            (true, true, _) => Group::Other(What::Lost),
            (true, false, Some(_)) => Group::Other(What::Comment),
            (true, false, None) => Group::Other(What::Blank),
            (false, ..) => match cursor.next(&sources, &mut joined, &mut notes, &mut carry) {
                Some(statement) if statement.kind == Kind::Setting => {
                    let value = Value::read(version, statement.bytes(statement.value, &sources, &joined));
                    if value.form == Form::Heredoc {
                        let heredoc = cursor.heredoc(&value.text, &sources);
                        let last = heredoc.end.end as usize;
                        let feed =
                            memchr::memchr(b'\n', &bytes[last.min(bytes.len())..]).map(|n| last + n + 1);
                        end = if heredoc.closed { feed.unwrap_or(bytes.len()) } else { bytes.len() };
                    }
                    Group::Other(What::Setting)
                }
                Some(statement) => match statement.kind {
                    Kind::Close => Group::Close,
                    Kind::Open | Kind::Group => Group::Other(What::Section),
                    Kind::Include | Kind::IncludeTry => Group::Other(What::Include),
                    _ => Group::Other(What::Malformed),
                },
                None => Group::Other(What::Malformed),
            },
        };
        groups.push((what, start..end));
        at = end;
    }
    groups.extend(open.map(|start| (Group::Other(What::Unfinished), start..bytes.len())));
    groups
}
