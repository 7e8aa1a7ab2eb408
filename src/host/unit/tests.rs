use super::*;
use crate::source::FileId;

fn unit(texts: &[&str]) -> Unit {
    let files = texts.iter().enumerate();
    let files = files.map(|(at, text)| UnitFile::read(FileId(at as u32), text.as_bytes())).collect();
    Unit { files, is_whole: true }
}

fn limit(texts: &[&str]) -> Option<u64> {
    unit(texts).last("Service", "LimitNOFILE", Limit::read).map(|set| set.value.0)
}

#[test]
fn lines_are_read_as_systemd_reads_them() {
    assert_eq!(limit(&["[Service]\nLimitNOFILE = 512 \n"]), Some(512));
    assert_eq!(limit(&["\u{feff}[Service]\r\nLimitNOFILE=512\r\n"]), Some(512));
    assert_eq!(limit(&["LimitNOFILE=512\n[Service]\n[Unit]\nLimitNOFILE=1\n"]), None);
    assert_eq!(limit(&["[Service]\nlimitnofile=512\n"]), None);
    assert_eq!(limit(&["[Service]\nLimitNOFILE=7\nLimitNOFILE=512 # text\n"]), Some(7));
    assert_eq!(limit(&["[Service]\n#LimitNOFILE=512\n;LimitNOFILE=5\n"]), None);
    assert_eq!(limit(&["[Service]\nLimitNOFILE=\\\n# why\n512\n"]), Some(512));
    for (text, expected) in [
        ("900:8192", Some(900)),
        ("infinity", Some(u64::MAX)),
        ("64K", None),
        ("", None),
        ("-1", None),
        ("unlimited", None),
        ("9:8", None),
        ("1024:infinity", Some(1024)),
    ] {
        assert_eq!(limit(&[&format!("[Service]\nLimitNOFILE={text}\n")]), expected, "{text}");
    }
    assert_eq!(limit(&["[Service]\nLimitNOFILE=9\n", "[Service]\nLimitNOFILE=64K\n"]), Some(9));
    assert_eq!(limit(&["[Service]\nLimitNOFILE=9\n", "[Service]\nLimitNOFILE=8\n"]), Some(8));
}

#[test]
fn order_adds_up() {
    let words =
        |texts: &[&str]| -> Vec<String> { unit(texts).after().into_iter().map(|set| set.value).collect() };
    assert_eq!(words(&["[Unit]\nAfter=a.target b.target\nAfter=\n"]), ["a.target", "b.target"]);
    assert_eq!(words(&["[Unit]\nAfter=a.target \\\n  b.target\n"]), ["a.target", "b.target"]);
    assert_eq!(words(&["[Unit]\nAfter=a\n", "[Unit]\nAfter=b\n"]), ["a", "b"]);
    assert_eq!(words(&["[Service]\nAfter=a\n"]), [""; 0]);
}

#[test]
fn sizes_and_shares() {
    for (text, expected) in [
        ("100", Some(Size::Amount(100))),
        ("15%", Some(Size::Share(1500))),
        ("infinity", Some(Size::Infinity)),
        ("2K", None),
        ("0", None),
        ("", None),
    ] {
        assert_eq!(Size::tasks(text), expected, "{text}");
    }
    for (text, expected) in [
        ("256M", Some(Size::Amount(256 << 20))),
        ("1.5G", Some(Size::Amount(3 << 29))),
        ("1024", Some(Size::Amount(1024))),
        ("12.5%", Some(Size::Share(1250))),
        ("infinity", Some(Size::Infinity)),
        ("2E", Some(Size::Amount(2 << 60))),
        ("", Some(Size::Infinity)),
        ("1X", None),
        ("lots", None),
    ] {
        assert_eq!(Size::memory(text), expected, "{text}");
    }
    assert_eq!(Size::Share(1500).of(Some(32768)), Some(4915));
    assert_eq!(Size::Share(1500).of(None), None);
}

#[test]
fn paths_of_lists() {
    let read = |word: &str| UnitPath::read(word).map(|path| (path.path, path.is_optional));
    assert_eq!(read("/srv//vmail/"), Some(("/srv/vmail".to_owned(), false)));
    assert_eq!(read("-+/srv"), Some(("/srv".to_owned(), true)));
    assert_eq!(read("/a:/b"), Some(("/b".to_owned(), false)));
    assert_eq!(read("/tmp:size=1M"), Some(("/tmp".to_owned(), false)));
    assert_eq!(read("%h/x"), Some(("/root/x".to_owned(), false)));
    assert_eq!(read("-%S/%p"), Some(("/var/lib/dovecot".to_owned(), true)));
    assert_eq!(read("/srv/100%%/%%u"), Some(("/srv/100%/%u".to_owned(), false)));
    for word in ["srv", "~/x", "/a/../b", "/srv/%H", ""] {
        assert_eq!(read(word), None, "{word}");
    }
    let unit = unit(&["[Service]\nReadWritePaths=\"/a b\" /c\nReadWritePaths=\nReadWriteDirectories=/d\n"]);
    let paths = unit.paths(&["ReadWritePaths", "ReadWriteDirectories"]);
    assert_eq!(paths.iter().map(|set| set.value.path.as_str()).collect::<Vec<_>>(), ["/d"]);
}

/// Each was tried with Dovecot 2.4.5 under systemd 262: the lines, the folder, whether it can be written.
#[test]
fn what_can_be_written() {
    for (lines, path, is_writable) in [
        ("ProtectSystem=full", "/srv/vmail", true),
        ("ProtectSystem=full", "/etc/vmail", false),
        ("ProtectSystem=yes", "/etc/vmail", true),
        ("ProtectSystem=yes", "/usr/local/mail", false),
        ("ProtectSystem=full\nReadWritePaths=/etc/vmail", "/etc/vmail", true),
        ("ProtectSystem=full\nReadWritePaths=/etc", "/etc/vmail", false),
        ("ProtectSystem=Strict", "/srv/vmail", true),
        ("ProtectSystem=strict", "/srv/vmail", false),
        ("ProtectSystem=strict", "/home/vmail", true),
        ("ProtectSystem=strict", "/root/mail", true),
        ("ProtectSystem=strict\nReadWritePaths=/srv", "/srv/vmail", true),
        ("ProtectSystem=strict\nReadWritePaths=/", "/srv/vmail", false),
        ("ProtectSystem=strict\nRuntimeDirectory=dovecot", "/run/dovecot", true),
        ("ProtectSystem=strict\nLogsDirectory=dovecot", "/var/log/dovecot", true),
        ("ProtectSystem=strict", "/tmp", false),
        ("ProtectSystem=strict\nPrivateTmp=yes", "/tmp", true),
        ("ProtectHome=yes", "/home/vmail", false),
        ("ProtectHome=yes\nReadWritePaths=/home/vmail", "/home/vmail", false),
        ("ProtectHome=yes\nBindPaths=/home/vmail", "/home/vmail", false),
        ("ProtectHome=read-only", "/home/vmail", false),
        ("ProtectHome=readonly", "/home/vmail", true),
        ("ProtectHome=read-only\nReadWritePaths=/home/vmail", "/home/vmail", true),
        ("ProtectHome=read-only\nBindPaths=/home/vmail", "/home/vmail", true),
        ("ProtectHome=read-only\nReadWritePaths=/home", "/home/vmail", false),
        ("ProtectHome=tmpfs", "/home/vmail", false),
        ("ProtectHome=tmpfs\nBindPaths=/home/vmail", "/home/vmail", true),
        ("ProtectHome=tmpfs\nReadWritePaths=/home/vmail", "/home/vmail", false),
        ("ReadOnlyPaths=/srv", "/srv/vmail", false),
        ("ReadOnlyPaths=/srv\nReadWritePaths=/srv/vmail", "/srv/vmail", true),
        ("ReadOnlyPaths=/srv/vmail\nReadWritePaths=/srv/vmail", "/srv/vmail", false),
        ("InaccessiblePaths=/srv\nReadWritePaths=/srv/vmail", "/srv/vmail", false),
        ("InaccessiblePaths=/srv\nBindPaths=/srv/vmail", "/srv/vmail", false),
        ("TemporaryFileSystem=/srv", "/srv/vmail", false),
        ("TemporaryFileSystem=/srv\nBindPaths=/srv/vmail", "/srv/vmail", true),
        ("TemporaryFileSystem=/srv\nBindReadOnlyPaths=/srv/vmail", "/srv/vmail", false),
        ("BindReadOnlyPaths=/srv/vmail", "/srv/vmail", false),
        ("ProtectSystem=strict\nReadWritePaths=%S/dovecot", "/var/lib/dovecot", true),
        ("ProtectSystem=strict\nReadWritePaths=%S/dovecot", "/srv/vmail", false),
        ("ProtectSystem=strict\nRuntimeDirectory=%p", "/run/dovecot", true),
        // Only the machine knows its name.
        ("ProtectSystem=strict\nReadWritePaths=/srv/%H", "/srv/vmail", true),
        ("ProtectSystem=strict\nReadWritePaths=/srv/%H", "/var/lib/dovecot", false),
        ("ProtectHome=yes\nReadWritePaths=/home/%H", "/home/vmail", false),
    ] {
        let sandbox = Sandbox::of(&unit(&[&format!("[Service]\n{lines}\n")]));
        assert_eq!(sandbox.hides(path).is_none(), is_writable, "{lines}: {path}");
    }
}

#[test]
fn a_container_is_not_dovecot() {
    let runs = |command: &str| unit(&[&format!("[Service]\nExecStart={command}\n")]).runs_dovecot();
    assert!(runs("/usr/sbin/dovecot -F"));
    assert!(runs("-/opt/dovecot/sbin/dovecot -F"));
    assert!(!runs("/usr/bin/podman run --name mail dovecot/dovecot:2.3"));
    assert!(!runs("/usr/bin/docker compose up"));
    assert!(!runs("/usr/bin/podman run --name dovecot docker.io/dovecot/dovecot"));
    assert!(unit(&["[Service]\nLimitNOFILE=1\n"]).runs_dovecot());
}
