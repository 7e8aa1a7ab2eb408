use std::fs::File;

use rustix::fs::{Gid, Mode, Stat, Uid};

use super::Refusal;

/// What a file has besides its text, for the one that takes its place: owner, group, mode and extended
/// attributes, among which are ACLs and the labels of `SELinux`.
#[derive(Debug)]
pub(super) struct Attributes {
    owner: (u32, u32),
    mode: Mode,
    extended: extended::List,
}

impl Attributes {
    pub(super) fn of(file: &File) -> Result<Attributes, Refusal> {
        let stat = rustix::fs::fstat(file)?;
        Ok(Attributes { owner: owner(&stat), mode: mode(&stat), extended: extended::of(file)? })
    }

    /// Gives them to another file.
    ///
    /// # Errors
    /// When one of them cannot be kept.
    pub(super) fn give(&self, file: &File) -> Result<(), Refusal> {
        if owner(&rustix::fs::fstat(file)?) != self.owner {
            let (user, group) = (Uid::from_raw(self.owner.0), Gid::from_raw(self.owner.1));
            rustix::fs::fchown(file, Some(user), Some(group)).map_err(|_| Refusal::Owner)?;
        }
        extended::give(&self.extended, file)?;
        // Last, since a change of the owner takes set-user-ID away, and an ACL changes the bits of the group.
        rustix::fs::fchmod(file, self.mode)?;
        // The system leaves set-group-ID away without a word when the user is not of the group.
        if mode(&rustix::fs::fstat(file)?) == self.mode { Ok(()) } else { Err(Refusal::Mode) }
    }
}

fn owner(stat: &Stat) -> (u32, u32) {
    (stat.st_uid, stat.st_gid)
}

fn mode(stat: &Stat) -> Mode {
    Mode::from_raw_mode(stat.st_mode)
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
mod extended {
    use std::fs::File;

    use rustix::buffer::spare_capacity;
    use rustix::fs::{XattrFlags, fgetxattr, flistxattr, fremovexattr, fsetxattr};
    use rustix::io::Errno;

    use super::Refusal;

    pub(super) type List = Vec<(Vec<u8>, Vec<u8>)>;

    /// Signatures of the contents: the kernel writes new ones, the old ones would be wrong.
    const OF_CONTENTS: [&[u8]; 2] = [b"security.ima", b"security.evm"];

    pub(super) fn of(file: &File) -> Result<List, Refusal> {
        let mut list = Vec::new();
        for name in names(file)? {
            let value = grown(|buffer| fgetxattr(file, &name[..], spare_capacity(buffer)));
            list.push((name.clone(), value.map_err(|_| refused(&name))?));
        }
        Ok(list)
    }

    pub(super) fn give(list: &List, file: &File) -> Result<(), Refusal> {
        // What a new file inherits from its folder, as a default ACL, the old one need not have.
        for name in names(file)? {
            if !list.iter().any(|(kept, _)| *kept == name) {
                fremovexattr(file, &name[..]).map_err(|_| refused(&name))?;
            }
        }
        let own = of(file)?;
        for (name, value) in list.iter().filter(|attribute| !own.contains(attribute)) {
            fsetxattr(file, &name[..], value, XattrFlags::empty()).map_err(|_| refused(name))?;
        }
        Ok(())
    }

    fn names(file: &File) -> Result<Vec<Vec<u8>>, Refusal> {
        let names = match grown(|buffer| flistxattr(file, spare_capacity(buffer))) {
            Ok(names) => names,
            // A file system without them.
            Err(Errno::NOTSUP) => Vec::new(),
            Err(errno) => return Err(errno.into()),
        };
        let names = names.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        Ok(names.filter(|name| !OF_CONTENTS.contains(name)).map(<[u8]>::to_vec).collect())
    }

    /// What a call gives when it is asked with larger and larger buffers, up to the largest that Linux fills.
    fn grown(mut call: impl FnMut(&mut Vec<u8>) -> rustix::io::Result<usize>) -> rustix::io::Result<Vec<u8>> {
        let mut size = 1 << 10;
        loop {
            let mut buffer = Vec::with_capacity(size);
            match call(&mut buffer) {
                Err(Errno::RANGE) if size < 1 << 16 => size <<= 2,
                other => return other.map(|_| buffer),
            }
        }
    }

    fn refused(name: &[u8]) -> Refusal {
        Refusal::Attribute(String::from_utf8_lossy(name).into_owned())
    }
}

/// Elsewhere there is no call for them without unsafe code.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
mod extended {
    use std::fs::File;

    use super::Refusal;

    pub(super) type List = ();

    pub(super) fn of(_: &File) -> Result<List, Refusal> {
        Ok(())
    }

    pub(super) fn give(_: &List, _: &File) -> Result<(), Refusal> {
        Ok(())
    }
}
