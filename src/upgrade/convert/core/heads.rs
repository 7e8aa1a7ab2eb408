//! The section headers.

use crate::schema::upgrade_word;
use crate::syntax::Kind;
use crate::upgrade::job::{Job, Plan};
use crate::upgrade::{Code, NoteCode};

/// A section that is open while the statements go by.
struct Open {
    kind: Vec<u8>,
    name: Vec<u8>,
    /// It, or one around it, is a comment now.
    is_gone: bool,
}

/// Plans the heads that no structure changes, and what is in sections that are gone.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>) {
    let document = job.document;
    let mut open: Vec<Open> = Vec::new();
    for (index, statement) in document.statements.iter().enumerate() {
        let is_gone = open.last().is_some_and(|outer| outer.is_gone);
        match statement.kind {
            Kind::Close => {
                open.pop();
            }
            Kind::Open | Kind::Group => {
                let kind = document.bytes(statement, statement.key).to_vec();
                let name = name_of(job, index);
                let node = job.node_of(index);
                let mut own = Open { kind, name, is_gone };
                if let Some(node) = node {
                    if is_gone {
                        job.plan(node, Plan::Keep);
                    } else {
                        own.is_gone = head(job, index, node, &own, open.last());
                    }
                }
                open.push(own);
            }
            _ if is_gone => {
                if let Some(node) = job.node_of(index) {
                    job.plan(node, Plan::Keep);
                }
            }
            _ => {}
        }
    }
}

/// The name in a head.
pub(in crate::upgrade) fn name_of(job: &Job<'_>, index: usize) -> Vec<u8> {
    job.document.name(&job.document.statements[index]).into_owned()
}

/// Whether a section has a setting in it, in a listener perhaps; the sections of the packages have none.
fn sets_something(job: &Job<'_>, index: usize) -> bool {
    let end = job.document.closing(index).unwrap_or(index);
    job.document.statements[index..end].iter().any(|statement| statement.kind == Kind::Setting)
}

/// Plans one head; whether the section is gone.
fn head(
    job: &mut Job<'_>,
    index: usize,
    node: crate::edit::NodeId,
    own: &Open,
    outer: Option<&Open>,
) -> bool {
    let span = job.document.statements[index].span;
    match own.kind.as_slice() {
        b"plugin" => job.plan(node, Plan::Unwrap),
        b"service" => {
            let name = own.name.to_ascii_lowercase();
            if let Some(word) = upgrade_word("services", &name) {
                if let Some(new) = word.to {
                    job.plan(node, Plan::Head { kind: b"service".to_vec(), name: Some(new.into()) });
                } else if !sets_something(job, index) {
                    job.note(
                        NoteCode::DroppedDefault,
                        Some(span),
                        "the service was removed in 2.4, and nothing was set in it",
                    );
                    job.plan(node, Plan::Drop);
                    return true;
                } else if let Some(code) = Code::of(word.decision) {
                    match job.decide(node, code, Some(span), "") {
                        None => job.plan(node, Plan::Comment),
                        Some(_) => {
                            job.note(NoteCode::Answered, Some(span), "the service was dropped, as answered");
                            job.plan(node, Plan::Drop);
                        }
                    }
                    return true;
                }
            }
        }
        b"inet_listener" if own.name.is_empty() => {
            let name = outer.map(|outer| outer.name.clone()).filter(|name| !name.is_empty());
            let name = name.unwrap_or_else(|| b"listener".to_vec());
            job.plan(node, Plan::Head { kind: own.kind.clone(), name: Some(name) });
        }
        b"local_name" => {
            let names: Vec<Vec<u8>> =
                own.name.split(|b| *b == b' ').filter(|name| !name.is_empty()).map(<[u8]>::to_vec).collect();
            job.plan(node, if names.len() > 1 { Plan::Heads(names) } else { Plan::Inner });
        }
        b"protocol" | b"local" | b"remote" => job.plan(node, Plan::Inner),
        _ => {}
    }
    false
}
