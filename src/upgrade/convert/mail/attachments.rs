//! Attachments in files of their own, and chains of file systems.

use crate::config::ROOT;
use crate::upgrade::Code;
use crate::upgrade::item::Item;
use crate::upgrade::job::Job;
use crate::upgrade::value::percent::{Who, converted};
use crate::upgrade::value::plain::split;

/// Plans `mail_attachment_dir` and `mail_attachment_fs`.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>) {
    for unit in job.units.clone() {
        if unit.table != "root" || !job.is_free(unit.node) {
            continue;
        }
        let text = job.text(&unit).into_owned();
        match unit.name.as_str() {
            "mail_attachment_dir" => {
                let Ok(path) = converted(Who::Mail, &text) else {
                    job.comment_out(&unit, Code::LocationVariable, "");
                    continue;
                };
                let mut items = vec![Item::set("mail_ext_attachment_path", path)];
                let scopes = [unit.assign.scope, ROOT];
                let is_set =
                    scopes.iter().any(|scope| job.own(*scope, "root", "mail_attachment_fs").is_some());
                if !text.is_empty() && !is_set {
                    // What 2.3 does by itself.
                    let chain = if job.decide_at(&unit, Code::AttachmentSis, "").as_deref() == Some("posix") {
                        chain(b"posix")
                    } else {
                        words_chain(b"sis posix")
                    };
                    items.push(Item::block("mail_ext_attachment", chain.unwrap_or_default()));
                }
                job.write(unit.node, items);
            }
            "mail_attachment_fs" => {
                let answer = if text.starts_with(b"sis") {
                    job.decide_at(&unit, Code::AttachmentSis, "")
                } else {
                    None
                };
                let chain =
                    if answer.as_deref() == Some("posix") { chain(b"posix") } else { words_chain(&text) };
                match chain {
                    Some(chain) => job.write(unit.node, vec![Item::block("mail_ext_attachment", chain)]),
                    None => job.comment_out(
                        &unit,
                        Code::PluginUnknown,
                        "2.4 needs the settings of this file system in a block",
                    ),
                }
            }
            _ => {}
        }
    }
}

/// `sis posix`, or `sis-queue DIR:posix`, one block for each.
fn words_chain(text: &[u8]) -> Option<Vec<Item>> {
    let (name, rest) = split(text, b' ').unwrap_or((text, b""));
    match name {
        b"sis" => {
            let mut items = vec![Item::named("fs", "sis", Vec::new())];
            items.extend(words_chain(rest)?);
            Some(items)
        }
        b"sis-queue" => None,
        _ => chain(text),
    }
}

/// `driver:args:driver:args`, the outermost first.
pub(in crate::upgrade) fn chain(text: &[u8]) -> Option<Vec<Item>> {
    let (driver, rest) = split(text, b':').unwrap_or((text, b""));
    match driver {
        b"posix" => {
            let mut inner = Vec::new();
            for part in rest.split(|b| *b == b':').filter(|part| !part.is_empty()) {
                match split(part, b'=') {
                    Some((b"prefix", value)) => {
                        inner.push(Item::set("prefix", converted(Who::Mail, value).ok()?));
                    }
                    Some((b"mode", value)) => inner.push(Item::set("mode", value)),
                    _ => return None,
                }
            }
            Some(vec![Item::named("fs", "posix", inner)])
        }
        _ => None,
    }
}
