//! Why a value is effective: every place that sets it, the one that wins marked, and the reason in words.

use std::io::{self, Write};

use serde::Serialize;

use crate::config::effective::{GroupUse, Leaf, Place, Question, Reason};
use crate::config::{Assign, Config, Filter, ScopeId, ScopeKind};
use crate::document::Document;
use crate::report::color::{ADDED, BOLD, DIM};
use crate::report::{ShowStyle, place};
use crate::schema::Series;

/// One value and the places that set it.
#[derive(Debug)]
pub struct Why<'n, 'c> {
    /// The configuration.
    pub config: &'c Config<'c>,
    /// The value.
    pub leaf: Leaf<'n, 'c>,
    /// The places in reading order.
    pub places: Vec<Place<'c>>,
}

/// The values one after the other.
///
/// # Errors
/// When `out` cannot be written.
pub fn why(whys: &[Why<'_, '_>], how: ShowStyle, out: &mut dyn Write) -> io::Result<()> {
    crate::report::veiled(documents(whys), out, |out| write_all(whys, how, out))
}

/// The documents, each once.
fn documents<'w>(whys: &'w [Why<'_, '_>]) -> impl Iterator<Item = &'w Document> {
    let mut last: Option<&Document> = None;
    whys.iter()
        .map(|why| why.config.document)
        .filter(move |document| !last.replace(*document).is_some_and(|last| std::ptr::eq(last, *document)))
}

fn write_all(whys: &[Why<'_, '_>], how: ShowStyle, out: &mut dyn Write) -> io::Result<()> {
    let paint = |color, text: &str| how.style.paint(color, text);
    let mut root = None;
    let mut was_short = true;
    for why in whys {
        let Some(entry) = why.leaf.entry else { continue };
        let document = why.config.document;
        let path = &document.sources.file(document.root).shown;
        if root.replace(path) != Some(path) {
            let header =
                format!("# {}, Dovecot {}", crate::text::printable(path.as_bytes()), document.version);
            writeln!(out, "{}", paint(DIM, &header))?;
            was_short = true;
        }
        let own = format!("{} = {}", paint(BOLD, &why.leaf.name()), place::one_line(why.config, entry));
        let is_short = why.places.is_empty();
        if !(was_short && is_short) {
            writeln!(out)?;
        }
        was_short = is_short;
        if !is_short {
            writeln!(out, "{own}")?;
        }
        if !why.places.iter().any(|place| place.wins) {
            let reason = match place::span(why.config, entry) {
                Some(span) => {
                    let text = place::source(document, span);
                    format!("follows from `{text}` in {}", place::short(document, span))
                }
                None if is_short => "not set: this is the default".to_owned(),
                None => "not set for this connection: this is the default".to_owned(),
            };
            if is_short {
                writeln!(out, "{own}  {}", paint(DIM, &format!("# {reason}")))?;
            } else {
                writeln!(out, "  {} {reason}", paint(ADDED, ">"))?;
            }
        }
        for place in &why.places {
            let span = why.config.span(place.assign);
            let mark = if place.wins { paint(ADDED, ">") } else { " ".to_owned() };
            writeln!(out, "  {mark} {}  {}", place::short(document, span), written(why, place))?;
            writeln!(out, "      {}", paint(DIM, &reason(why.config, place)))?;
        }
    }
    Ok(())
}

/// The setting within the sections around it, as one could write it.
fn written(why: &Why<'_, '_>, place: &Place<'_>) -> String {
    let mut text = value(why, place);
    let mut scope = scope(why.config, place.assign.scope);
    if place.assign.key.is_free() {
        let name = why.config.key_name(place.assign.key);
        let list = crate::text::printable(name.split(|byte| *byte == b'/').next().unwrap_or(&name));
        scope = if scope.is_empty() { list } else { format!("{scope} {{ {list}") };
    }
    for head in scope.split(" { ").collect::<Vec<_>>().into_iter().rev().filter(|head| !head.is_empty()) {
        text = format!("{head} {{ {text} }}");
    }
    text
}

/// What is at the place; a whole list where the value is one of its elements.
fn value(why: &Why<'_, '_>, place: &Place<'_>) -> String {
    let document = why.config.document;
    let statement = why.config.statement(place.assign);
    let written = document.key(statement);
    // What is in front, as in `service/imap/client_limit`, is shown as the sections around it.
    let name = why.config.key_name(place.assign.key);
    let slash = |text: &[u8]| memchr::memchr(b'/', text);
    let key = match slash(&name).filter(|_| place.assign.key.is_free()) {
        Some(slash) => &name[slash + 1..],
        None => written.rsplit(|byte| *byte == b'/').next().unwrap_or(&written),
    };
    let shown = document.secrets().text(document, statement, statement.value);
    format!("{} = {}", crate::text::short(key, 60), crate::text::short(&shown, 60))
}

/// The sections and filters around a place as a person writes their heads.
fn scope(config: &Config<'_>, scope: ScopeId) -> String {
    config.scope_name(scope)
}

fn reason(config: &Config<'_>, place: &Place<'_>) -> String {
    let judgement = judgement(config, place);
    let Some(group_use) = place.group_use else { return judgement };
    let by = format!("by {}", used(config, group_use));
    if matches!(place.reason, Reason::Group) {
        format!("{judgement}, {by}")
    } else {
        format!("{by}, {judgement}")
    }
}

/// The use of a group, and where it is.
fn used(config: &Config<'_>, used: GroupUse) -> String {
    let document = config.document;
    let span = document.statements[used.statement].span;
    let text = place::source(document, span);
    format!("`{text}` in {}", place::short(document, span))
}

fn judgement(config: &Config<'_>, place: &Place<'_>) -> String {
    let at = |assign: &Assign| place::short(config.document, config.span(assign));
    let is_23 = config.version().series == Series::V23;
    let key = |assign: &Assign| crate::text::short(&config.document.key(config.statement(assign)), 60);
    let filter = |place: &Place<'_>| {
        let scope = place.group_use.map_or(place.assign.scope, |group_use| group_use.scope);
        let around = std::iter::successors(Some(scope), |scope| config.scope(*scope).parent);
        let filters = around.filter(|scope| matches!(config.scope(*scope).kind, ScopeKind::Filter(_)));
        filters.map(|scope| config.scope_name(scope)).next().unwrap_or_default()
    };
    match &place.reason {
        Reason::Only => "the only place that sets it".to_owned(),
        Reason::Last => "wins: the last matching line".to_owned(),
        Reason::Filter => "wins: a matching filter overrides settings outside it".to_owned(),
        Reason::BestFilter if is_23 => "wins: the most specific matching filter".to_owned(),
        Reason::BestFilter => "wins: the last matching filter".to_owned(),
        Reason::Group => "wins".to_owned(),
        Reason::Read(by) if is_23 => format!("part of {}, which includes it as `${}`", at(by), key(by)),
        Reason::Read(by) => format!("part of {}, which includes it as `$SET:{}`", at(by), key(by)),
        Reason::Replaced(last) => format!("replaced by {}: the last one in the same section wins", at(last)),
        Reason::OtherConnection => format!("only for connections that match `{}`", filter(place)),
        Reason::BehindFilter(winner) => {
            format!("loses to {}: a matching filter overrides settings outside it", at(winner))
        }
        Reason::WorseFilter(winner) if is_23 => {
            format!("loses to {}: the more specific filter wins", at(winner))
        }
        Reason::WorseFilter(winner) => format!("loses to {}: the last matching filter wins", at(winner)),
        Reason::GroupLoses(winner) => {
            format!("loses to {}: settings outside the group win", at(winner))
        }
        Reason::LaterGroup(winner) => {
            format!("loses to {}: the group used first wins", at(winner))
        }
        Reason::OtherGroup(last) => {
            format!("loses to {}: for one group label, the last use in a section wins", used(config, *last))
        }
        Reason::Begins => "wins: the list begins here".to_owned(),
        Reason::Adds => "adds to the list".to_owned(),
        Reason::Removes => "removes it from the list".to_owned(),
        Reason::Anew(by) => format!("discarded by {}, which starts the list again", at(by)),
        Reason::Unused => "overridden".to_owned(),
    }
}

#[derive(Serialize)]
struct Report {
    schema: u32,
    dovelint: &'static str,
    settings: Vec<JsonWhy>,
}

#[derive(Serialize)]
struct JsonWhy {
    root: String,
    path: Vec<String>,
    name: String,
    value: Option<String>,
    hidden: bool,
    default: bool,
    places: Vec<JsonSource>,
}

#[derive(Serialize)]
struct JsonSource {
    #[serde(flatten)]
    place: place::JsonPlace,
    scope: String,
    /// The use of the group that brings it.
    #[serde(skip_serializing_if = "Option::is_none")]
    group_use: Option<place::JsonPlace>,
    wins: bool,
    reason: String,
}

/// The same as one JSON object.
///
/// # Errors
/// When `out` cannot be written.
pub fn why_json(whys: &[Why<'_, '_>], out: &mut dyn Write) -> io::Result<()> {
    let settings = whys.iter().filter_map(|why| {
        let (config, entry) = (why.config, why.leaf.entry?);
        let document = config.document;
        let (value, hidden) = place::value(config, entry);
        let places = why.places.iter().map(|place| JsonSource {
            place: place::json(document, config.span(place.assign)),
            scope: scope(config, place.assign.scope),
            group_use: place
                .group_use
                .map(|group_use| place::json(document, document.statements[group_use.statement].span)),
            wins: place.wins,
            reason: reason(config, place),
        });
        Some(JsonWhy {
            root: document.sources.file(document.root).shown.clone(),
            path: why.leaf.path(),
            name: why.leaf.name(),
            value,
            hidden,
            default: place::span(config, entry).is_none(),
            places: places.collect(),
        })
    });
    let report = Report {
        schema: crate::report::SCHEMA,
        dovelint: env!("CARGO_PKG_VERSION"),
        settings: settings.collect(),
    };
    crate::report::veiled(documents(whys), out, |out| {
        serde_json::to_writer_pretty(&mut *out, &report)?;
        writeln!(out)
    })
}

/// A value that is in force, for someone who points at a place that sets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The value, without secrets.
    pub value: String,
    /// Every place that sets it, the one that wins first.
    pub places: Vec<StandingPlace>,
}

/// A place that sets a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingPlace {
    /// `conf.d/10-mail.conf:30`, from the folder of the main file.
    pub place: String,
    /// Where.
    pub span: crate::source::Span,
    /// Whether it is what counts.
    pub wins: bool,
    /// Whether it is a part of what counts, which reads it.
    pub is_part: bool,
    /// Why, or why not.
    pub reason: String,
}

/// What is in force where a place sets a value: for a connection that matches the filters around it, in the section
/// around it. None where the place is in the definition of a group, or is not understood.
pub fn standing(config: &Config<'_>, assign: &Assign) -> Option<Standing> {
    let around = std::iter::successors(Some(assign.scope), |scope| config.scope(*scope).parent);
    let filters = around.filter_map(|scope| match &config.scope(scope).kind {
        ScopeKind::Filter(filter) => Some(filter),
        _ => None,
    });
    let connection = filters.fold(Filter::default(), |inner, outer| inner.within(outer));
    let question =
        Question { connection: Some(connection.clone()), all: true, resolved: true, ..Question::default() };
    let mut tree = config.effective(&question);
    tree.nodes.retain(|node| !node.is_filter());
    let wanted = |leaf: &Leaf<'_, '_>| leaf.entry.is_some() && leaf.key(config) == Some(assign.key);
    let leaves = tree.leaves_that(config.version(), wanted);
    let document = config.document;
    let secrets = document.secrets();
    leaves.into_iter().find_map(|leaf| {
        let entry = leaf.entry?;
        let found = config.places(&leaf, &connection);
        if !found.iter().any(|place| place.assign.statement == assign.statement) {
            return None;
        }
        let mut places: Vec<StandingPlace> = found
            .iter()
            .map(|place| {
                let span = config.span(place.assign);
                let reason = secrets.veiled(&reason(config, place));
                let is_part = matches!(place.reason, Reason::Read(_));
                StandingPlace { place: place::short(document, span), span, wins: place.wins, is_part, reason }
            })
            .collect();
        places.sort_by_key(|place| !place.wins);
        Some(Standing { value: secrets.veiled(&place::one_line(config, entry)), places })
    })
}
