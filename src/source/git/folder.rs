//! A folder of a commit: what git calls a tree.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;

/// What is in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A file, by its object.
    File(String),
    /// A folder, by its object.
    Folder(String),
    /// A symbolic link, by the object that says where it leads.
    Link(String),
    /// Another repository, of which the commit knows no more than its name.
    Submodule,
}

/// A folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Folder {
    pub items: BTreeMap<OsString, Item>,
}

impl Folder {
    /// Reads the object: `100644 name`, a NUL and the object's name as bytes, one after the other. `digits` is how
    /// many hexadecimal digits names have in this repository. None when it is damaged.
    pub fn read(mut bytes: &[u8], digits: usize) -> Option<Folder> {
        let mut items = BTreeMap::new();
        while !bytes.is_empty() {
            let (head, rest) = bytes.split_at(memchr::memchr(0, bytes)?);
            let (object, rest) = rest.get(1..)?.split_at_checked(digits / 2)?;
            bytes = rest;
            let (mode, name) = head.split_at(memchr::memchr(b' ', head)?);
            let item = item(mode, hexadecimal(object));
            if let Some(name) = name.get(1..).filter(|name| is_name(name)) {
                items.insert(OsStr::from_bytes(name).to_owned(), item);
            }
        }
        Some(Folder { items })
    }
}

fn item(mode: &[u8], object: String) -> Item {
    match mode {
        b"40000" | b"040000" => Item::Folder(object),
        b"120000" => Item::Link(object),
        b"160000" => Item::Submodule,
        _ => Item::File(object),
    }
}

/// Whether it is a name that a file can have: git itself writes no other, but a tree may be made by hand.
fn is_name(name: &[u8]) -> bool {
    !matches!(name, b"" | b"." | b"..") && !name.contains(&b'/')
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(entries: &[(&str, &str)]) -> Vec<u8> {
        let entry = |(mode, name): &(&str, &str)| {
            [mode.as_bytes(), b" ", name.as_bytes(), b"\0", &[0xab; 20]].concat()
        };
        entries.iter().flat_map(entry).collect()
    }

    #[test]
    fn what_lies_in_a_folder() {
        let bytes =
            object(&[("100644", "a b"), ("40000", "conf.d"), ("120000", "link"), ("160000", "other")]);
        let name = "ab".repeat(20);
        let items: Vec<(OsString, Item)> =
            Folder::read(&bytes, 40).unwrap_or_default().items.into_iter().collect();
        let expected = [
            ("a b", Item::File(name.clone())),
            ("conf.d", Item::Folder(name.clone())),
            ("link", Item::Link(name)),
            ("other", Item::Submodule),
        ];
        assert_eq!(items, expected.map(|(name, item)| (OsString::from(name), item)));
    }

    #[test]
    fn names_that_lead_elsewhere_are_none() {
        let bytes = object(&[("100644", "../a"), ("40000", ".."), ("40000", "."), ("100644", "")]);
        assert_eq!(Folder::read(&bytes, 40), Some(Folder::default()));
    }

    #[test]
    fn damage_is_noticed() {
        let whole = object(&[("100644", "a")]);
        for end in 1..whole.len() {
            assert_eq!(Folder::read(&whole[..end], 40), None, "{end}");
        }
        assert_eq!(Folder::read(b"", 40), Some(Folder::default()));
    }
}
