//! Files that the kernel makes up: `/proc/self/environ` holds the secrets of a build, and `/proc/self/pagemap`
//! has no end.

use std::path::Path;

use super::tree::without_parents;

/// Whether a path is one of the kernel's by its name alone. `/dev/shm` holds ordinary files.
pub(super) fn is_named(path: &str) -> bool {
    if !path.starts_with('/') {
        return false;
    }
    let plain = without_parents(Path::new(path));
    !plain.starts_with("/dev/shm") && ["/proc", "/sys", "/dev"].iter().any(|own| plain.starts_with(own))
}

/// Whether a path leads into a file system of the kernel, by a link or wherever it is mounted.
#[cfg(target_os = "linux")]
pub(super) fn is_mounted(path: &str) -> bool {
    /// `linux/magic.h`.
    const KINDS: [u32; 18] = [
        0x0000_9fa0, // proc
        0x6265_6572, // sysfs
        0x0000_1cd1, // devpts
        0x6462_6720, // debugfs
        0x7472_6163, // tracefs
        0x7363_6673, // securityfs
        0x0027_e0eb, // cgroup
        0x6367_7270, // cgroup2
        0xcafe_4a11, // bpf
        0x6265_6570, // configfs
        0x6165_676c, // pstore
        0xde5e_81e4, // efivarfs
        0x1980_0202, // mqueue
        0x9584_58f6, // hugetlbfs
        0x4249_4e4d, // binfmt_misc
        0xf97c_ff8c, // selinuxfs
        0x4341_5d53, // smackfs
        0x6e73_6673, // nsfs
    ];
    #[allow(clippy::cast_sign_loss, reason = "a magic number, whose type differs from machine to machine")]
    rustix::fs::statfs(path).is_ok_and(|mount| KINDS.contains(&(mount.f_type as u32)))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn is_mounted(_path: &str) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_kernel() {
        for path in ["/proc/self/environ", "//sys/x", "/dev", "/etc/../proc/1/maps", "/./dev/zero"] {
            assert!(is_named(path), "{path}");
        }
        for path in ["proc/x", "/etc/proc/x", "/dev/shm/x", "/proc/../etc/x", "/devel/x", "/"] {
            assert!(!is_named(path), "{path}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn file_systems_of_the_kernel() {
        assert!(is_mounted("/proc/self/environ"));
        assert!(!is_mounted("/etc"));
    }
}
