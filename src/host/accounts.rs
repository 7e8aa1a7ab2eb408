//! `/etc/passwd` and `/etc/group`, and whether other places may know more.

/// A user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The name.
    pub name: String,
    /// The number.
    pub uid: u32,
    /// The number of the primary group.
    pub gid: u32,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The name.
    pub name: String,
    /// The number.
    pub gid: u32,
    /// The users that are in it by name.
    pub users: Vec<String>,
}

/// The users and groups of a machine.
#[derive(Debug, Clone, Default)]
pub struct Accounts {
    /// The users; none when the file was not read.
    pub users: Option<Vec<Account>>,
    /// The groups; none when the file was not read.
    pub groups: Option<Vec<Member>>,
    /// Whether a directory service may know more users.
    pub more_users: bool,
    /// Whether a directory service may know more groups.
    pub more_groups: bool,
}

/// Sources of `nsswitch.conf` whose answers are in the two files, or are of accounts that systemd makes up.
const LOCAL: [&str; 3] = ["files", "compat", "systemd"];

impl Accounts {
    /// Reads the files, of which some may be missing.
    pub fn parse(passwd: Option<&[u8]>, group: Option<&[u8]>, switch: Option<&[u8]>) -> Accounts {
        let fields = |line: &str| line.split(':').map(str::to_owned).collect::<Vec<_>>();
        let lines = |bytes: &[u8]| String::from_utf8_lossy(bytes).lines().map(fields).collect::<Vec<_>>();
        let user = |fields: &Vec<String>| {
            let number = |at: usize| fields.get(at)?.parse().ok();
            Some(Account { name: fields.first()?.clone(), uid: number(2)?, gid: number(3)? })
        };
        let member = |fields: &Vec<String>| {
            let users = fields.get(3).map(String::as_str).unwrap_or_default();
            let users = users.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
            Some(Member { name: fields.first()?.clone(), gid: fields.get(2)?.parse().ok()?, users })
        };
        let users: Option<Vec<Account>> = passwd.map(|bytes| lines(bytes).iter().filter_map(user).collect());
        let groups: Option<Vec<Member>> = group.map(|bytes| lines(bytes).iter().filter_map(member).collect());
        // `+` asks the directory service of old.
        let asks = |bytes: Option<&[u8]>| {
            bytes.is_some_and(|bytes| bytes.split(|b| *b == b'\n').any(|line| line.starts_with(b"+")))
        };
        let switch = switch.map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let more = |database: &str| switch.as_deref().is_some_and(|text| asks_others(text, database));
        Accounts {
            more_users: more("passwd") || asks(passwd),
            more_groups: more("group") || asks(group),
            users,
            groups,
        }
    }

    /// Whether there is no user of this name; none when that is not known.
    pub fn lacks_user(&self, name: &str) -> Option<bool> {
        let has = self.users.as_ref()?.iter().any(|user| user.name == name);
        if has { Some(false) } else { (!self.more_users).then_some(true) }
    }

    /// Whether there is no group of this name; none when that is not known.
    pub fn lacks_group(&self, name: &str) -> Option<bool> {
        let has = self.groups.as_ref()?.iter().any(|group| group.name == name);
        if has { Some(false) } else { (!self.more_groups).then_some(true) }
    }

    /// A user by number.
    pub fn user(&self, uid: u32) -> Option<&Account> {
        self.users.as_ref()?.iter().find(|user| user.uid == uid)
    }

    /// A user by name.
    pub fn user_named(&self, name: &str) -> Option<&Account> {
        self.users.as_ref()?.iter().find(|user| user.name == name)
    }

    /// A group by number.
    pub fn group(&self, gid: u32) -> Option<&Member> {
        self.groups.as_ref()?.iter().find(|group| group.gid == gid)
    }

    /// A group by name.
    pub fn group_named(&self, name: &str) -> Option<&Member> {
        self.groups.as_ref()?.iter().find(|group| group.name == name)
    }

    /// Whether somebody is in a group, by name or as the primary one; none when that is not known.
    pub fn is_used(&self, gid: u32) -> Option<bool> {
        let users = self.users.as_ref()?;
        let named = self.group(gid).is_some_and(|group| !group.users.is_empty());
        let is_used = named || users.iter().any(|user| user.gid == gid);
        if is_used { Some(true) } else { (!self.more_users && !self.more_groups).then_some(false) }
    }
}

/// Whether `nsswitch.conf` names other sources for a database.
fn asks_others(text: &str, database: &str) -> bool {
    let of = |line: &str| {
        let line = line.split('#').next().unwrap_or_default();
        let (name, sources) = line.split_once(':')?;
        (name.trim() == database).then(|| sources.to_owned())
    };
    let Some(sources) = text.lines().find_map(of) else { return false };
    let words = sources.split_whitespace().filter(|word| !word.starts_with('[') && !word.ends_with(']'));
    words.into_iter().any(|word| !LOCAL.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_sources_make_a_name_unknown() {
        let passwd = Some(&b"root:x:0:0:root:/root:/bin/sh\nanna:x:1000:1000::/home/anna:/bin/sh\n"[..]);
        let of = |switch: &[u8]| Accounts::parse(passwd, Some(b"mail:x:8:anna,bob\n"), Some(switch));
        let local = of(b"passwd: files systemd\ngroup: files [SUCCESS=merge] systemd # sss\n");
        assert_eq!(local.lacks_user("anna"), Some(false));
        assert_eq!(local.lacks_user("bob"), Some(true));
        assert_eq!(local.lacks_group("vmail"), Some(true));
        assert_eq!(local.is_used(8), Some(true));
        assert_eq!(local.is_used(9), Some(false));
        let other = of(b"passwd: files sss\ngroup: files\n");
        assert_eq!((other.lacks_user("anna"), other.lacks_user("bob")), (Some(false), None));
        assert_eq!(other.lacks_group("vmail"), Some(true));
        let none = Accounts::parse(None, None, None);
        assert_eq!((none.lacks_user("root"), none.lacks_group("mail")), (None, None));
    }
}
