//! Defaults of 2.3 that differ in 2.4.

use crate::upgrade::item::Item;
use crate::upgrade::job::Job;

/// Plans those that are written.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>) {
    protocols(job);
}

/// 2.4 serves no protocol by itself.
fn protocols(job: &mut Job<'_>) {
    let is_set = job.own(crate::config::ROOT, "root", "protocols").is_some();
    if is_set || job.document.protocol_files().is_some() {
        return;
    }
    job.note("kept-default", None, "2.4 serves no protocol by itself, so those of 2.3 are written");
    job.defaults.push(Item::set("protocols", "imap pop3 lmtp"));
}
