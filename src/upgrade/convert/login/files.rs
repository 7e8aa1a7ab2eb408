//! Files of settings that a section uses: into the section, or into a file that it includes.

use crate::edit::NodeId;
use crate::upgrade::Placement;
use crate::upgrade::external::External;
use crate::upgrade::item::Item;
use crate::upgrade::job::Job;

/// Where the connection of a file goes: the items themselves, or an include of the file that holds them now.
pub(in crate::upgrade) fn placed(
    job: &mut Job<'_>,
    node: NodeId,
    file: &External,
    path: &str,
    items: Vec<Item>,
) -> Vec<Item> {
    let including = job.tree.file_of(node);
    let own_mode = job.mode_of(job.tree.path(including));
    let (own, around) = (file.mode & 0o077, own_mode & 0o077);
    let is_stricter = own != around && own | around == around;
    let keeps = match job.wanted.placement {
        Placement::Inline => false,
        Placement::KeepFiles => true,
        Placement::Auto => is_stricter || job.users_of(path) > 2,
    };
    if !keeps || !file.is_named {
        if is_stricter {
            job.todo(format!(
                "{} was readable by fewer users than the file that now contains its settings; check the modes.",
                file.shown
            ));
        } else {
            job.todo(format!(
                "{} is no longer read but may still contain a password; remove it.",
                file.shown
            ));
        }
        return items;
    }
    job.rewrite(&file.shown, &items);
    let folder = job.tree.path(including).rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let relative = file.shown.strip_prefix(&format!("{folder}/")).map_or(path, |inner| inner);
    vec![Item::Include(relative.as_bytes().to_vec())]
}
