//! Statements whose conversion 2.4 rejected when the result was read again.

use crate::edit::Within;
use crate::upgrade::NoteCode;
use crate::upgrade::job::{Job, Plan};
use crate::upgrade::{Code, Detail};

/// Makes comments of them before anything else is planned.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>) {
    for (span, reason) in job.wanted.rejected.clone() {
        // What is in a section that is rejected goes with it.
        let Some(node) = job.tree.at(span).filter(|node| job.is_free(*node)) else { continue };
        let answer = job.decide(node, Code::ValueRejected, Some(span), Detail::More(reason));
        let mut inside = vec![node];
        while let Some(section) = inside.pop() {
            let children: Vec<_> = job.tree.children(Within::Section(section)).collect();
            for child in children {
                job.plan(child, Plan::Keep);
                inside.push(child);
            }
        }
        if answer.is_some() {
            job.note(NoteCode::Answered, Some(span), "the line was dropped, as answered");
            job.plan(node, Plan::Drop);
        } else {
            job.plan(node, Plan::Comment);
        }
    }
}
