//! Statements whose conversion 2.4 rejected when the result was read again.

use crate::edit::Within;
use crate::upgrade::Code;
use crate::upgrade::job::{Job, Plan};

/// Makes comments of them before anything else is planned.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>) {
    for (span, reason) in job.wanted.rejected.clone() {
        let Some(node) = job.tree.at(span) else { continue };
        let answer = job.decide(node, Code::ValueRejected, Some(span), reason);
        let mut inside = vec![node];
        while let Some(section) = inside.pop() {
            let children: Vec<_> = job.tree.children(Within::Section(section)).collect();
            for child in children {
                job.plan(child, Plan::Keep);
                inside.push(child);
            }
        }
        if answer.is_some() {
            job.note("answered", Some(span), "the line was dropped, as answered");
            job.plan(node, Plan::Drop);
        } else {
            job.plan(node, Plan::Comment);
        }
    }
}
