//! The version lines, and the defaults below them.

use crate::edit::{FileIndex, New, Place, Refused, Tree, What, Within};
use crate::schema::{Series, Version};
use crate::upgrade::apply::MARK;
use crate::upgrade::item::Item;
use crate::upgrade::{Defaults, Wanted};

/// Puts the two version lines, and the defaults of 2.3 that are kept, above the first statement of the main file.
pub(in crate::upgrade) fn write(tree: &mut Tree, wanted: &Wanted, defaults: &[Item]) -> Result<(), Refused> {
    // Every 2.4 takes this one, and its defaults are the nearest to those of 2.3; the newest has a name of its own.
    let patch = if wanted.to == Version::newest(Series::V24) { wanted.to.patch } else { 0 };
    let version = format!("2.4.{patch}");
    let mut items = vec![
        Item::set("dovecot_config_version", version),
        Item::set("dovecot_storage_version", wanted.storage_version.clone()),
    ];
    if !defaults.is_empty() {
        if wanted.defaults == Defaults::Keep {
            items.push(Item::Comment(
                b"2.3 defaults that differ in 2.4; remove a line to use the new one".to_vec(),
            ));
        }
        items.extend(defaults.iter().cloned());
    }
    let place = above_marks(tree).map_or(Place::End(Within::File(FileIndex::FIRST)), Place::Before);
    let news: Vec<New> = Item::news(&items, &mut |_| Vec::new());
    tree.insert_all(place, &news).map(|_| ())
}

/// The first statement of the main file, or the first of the marks that are about it.
fn above_marks(tree: &Tree) -> Option<crate::edit::NodeId> {
    let mut place = first_statement(tree)?;
    let before: Vec<_> =
        tree.children(Within::File(FileIndex::FIRST)).take_while(|node| *node != place).collect();
    for node in before.into_iter().rev() {
        if memchr::memmem::find(tree.text(node), MARK.as_bytes()).is_none() {
            break;
        }
        place = node;
    }
    Some(place)
}

/// The first statement of the main file.
pub(in crate::upgrade) fn first_statement(tree: &Tree) -> Option<crate::edit::NodeId> {
    tree.children(Within::File(FileIndex::FIRST))
        .find(|id| !matches!(tree.what(*id), What::Comment | What::Blank))
}
