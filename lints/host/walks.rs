//! The walks through folders of mail.

use std::rc::Rc;

use super::places;
use crate::config::{Facts, Folder, Purpose};
use crate::host::{Walked, is_below};

/// A folder of mail with what a walk has found in it.
pub(super) struct Walk {
    /// The folder as the configuration has it.
    pub folder: Folder,
    /// What is in it.
    pub walked: Rc<Walked>,
}

/// Walks the folders of mail, indexes and control files, each part of the disk once.
pub(super) fn of_mail(config: &Facts<'_>) -> Vec<Walk> {
    let Some(machine) = places::machine(config) else { return Vec::new() };
    let mut starts: Vec<Folder> = Vec::new();
    let wanted = [Purpose::Mail, Purpose::Inbox, Purpose::Index, Purpose::Control];
    for folder in config.mail_folders() {
        let is_known = starts.iter().any(|known| is_below(&folder.path, &known.path));
        if wanted.contains(&folder.purpose) && !is_known {
            starts.retain(|known| !is_below(&known.path, &folder.path));
            starts.push(folder);
        }
    }
    starts.into_iter().map(|folder| Walk { walked: machine.walk(&folder.path), folder }).collect()
}

/// The spools in which each file is the INBOX of a user, in the format of mbox.
pub(super) fn of_spools(config: &Facts<'_>) -> Vec<Walk> {
    let Some(machine) = places::machine(config) else { return Vec::new() };
    let folders = config.mail_folders().into_iter();
    let spools = folders.filter(|folder| folder.purpose == Purpose::Inbox && folder.driver == "mbox");
    spools.map(|folder| Walk { walked: machine.walk(&folder.path), folder }).collect()
}
