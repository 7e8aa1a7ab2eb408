//! `dovelint capacity`: the numbers of running servers, what to write, and what a person sees.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

mod runs;

use std::fs;
use std::path::Path;

use runs::{code, dovelint, err, out, tree};
use serde_json::Value;

const HEAD_23: &str = "protocols = imap pop3 lmtp\nlisten = 127.0.0.1\nssl = yes\nssl_cert = </etc/dovecot/tls.crt\n\
    ssl_key = </etc/dovecot/tls.key\nmail_location = maildir:~/Maildir\n\
    passdb {\n  driver = static\n  args = password=x\n}\nuserdb {\n  driver = static\n  args = uid=5000 gid=5000 home=/srv/%u\n}\n";
const HEAD_24: &str = "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.0\nprotocols = imap pop3 lmtp\n\
    listen = 127.0.0.1\nssl = yes\nssl_server_cert_file = /etc/dovecot/tls.crt\nssl_server_key_file = /etc/dovecot/tls.key\n\
    mail_driver = maildir\nmail_path = ~/Maildir\nmail_home = /srv/%{user}\nmail_uid = 5000\nmail_gid = 5000\n\
    passdb static {\n  password = x\n}\nuserdb static {\n}\n";
const VERSIONS: [&str; 3] = ["2.3.19", "2.4.1", "2.4.5"];

/// A configuration of a version. `COUNT` in it is the name of the request count, `ENDLESS` its value without end.
fn configuration(version: &str, services: &str) -> String {
    let (head, count, endless) = if version.starts_with("2.3") {
        (HEAD_23, "service_count", "0")
    } else {
        (HEAD_24, "restart_request_count", "unlimited")
    };
    format!("{head}{}", services.replace("COUNT", count).replace("ENDLESS", endless))
}

/// The answer as JSON.
#[track_caller]
fn ask(version: &str, services: &str, args: &[&str]) -> Value {
    let folder = tree(&[("dovecot.conf", &configuration(version, services))]);
    let command = [&["capacity", "--format", "json", "--dovecot", version], args, &["dovecot.conf"]].concat();
    let output = dovelint(folder.path(), &command);
    serde_json::from_str(&out(&output)).unwrap_or_else(|error| panic!("{error}: {}", err(&output)))
}

#[track_caller]
fn limit<'v>(answer: &'v Value, name: &str) -> &'v Value {
    let limits = answer["limits"].as_array().expect("limits");
    limits.iter().find(|limit| limit["limit"] == name).unwrap_or_else(|| panic!("no {name} in {answer}"))
}

/// Driven to the limit on running servers, by `tests/capacity/servers.py`.
#[test]
fn exact_limits_are_those_of_running_servers() {
    let tls: &[&str] = &["--per-user", "imap=1"];
    let plain: &[&str] = &["--per-user", "imap=1", "--tls", "0"];
    for (services, args, first, users) in [
        ("service imap-login {\n  process_limit = 12\n}\n", tls, "service imap-login process_limit", 12),
        ("service imap {\n  process_limit = 9\n}\n", plain, "service imap process_limit", 9),
        (
            "service imap-login {\n  COUNT = ENDLESS\n  process_limit = 2\n  client_limit = 7\n}\n",
            tls,
            "service imap-login client_limit * process_limit",
            14,
        ),
        (
            "service imap {\n  client_limit = 3\n  process_limit = 4\n  COUNT = ENDLESS\n}\n",
            plain,
            "service imap process_limit",
            12,
        ),
        ("service stats {\n  client_limit = 21\n}\n", tls, "service stats client_limit", 10),
        ("service stats {\n  client_limit = 24\n}\n", tls, "service stats client_limit", 11),
        ("service imap-login {\n  process_limit = 700\n}\n", tls, "service stats client_limit", 499),
        (
            "service imap {\n  COUNT = 100\n}\nservice auth {\n  client_limit = 14\n}\n",
            plain,
            "service auth client_limit",
            13,
        ),
        (
            "service pop3-login {\n  process_limit = 8\n}\n",
            &["--per-user", "pop3=1"],
            "service pop3-login process_limit",
            8,
        ),
    ] {
        for version in VERSIONS {
            let answer = ask(version, services, args);
            assert_eq!(answer["first"], first, "{version}: {services}");
            assert_eq!(answer["users"], users, "{version}: {services}");
            assert_eq!(limit(&answer, first)["certainty"], "exact", "{version}: {services}");
        }
    }
}

#[test]
fn a_finite_count_strands_clients_until_2_4_4() {
    let services = "service imap-login {\n  COUNT = 5\n  process_limit = 2\n  client_limit = 10\n}\n";
    let stranded = "service imap-login process_limit (processes that had their last client)";
    for version in ["2.3.19", "2.4.1"] {
        let answer = ask(version, services, &["--per-user", "imap=1"]);
        assert_eq!(answer["users"], 10);
        assert_eq!(limit(&answer, stranded)["users"], 2);
        assert_eq!(limit(&answer, stranded)["hard"], false);
    }
    let answer = ask("2.4.5", services, &["--per-user", "imap=1"]);
    assert_eq!(answer["first"], "service stats client_limit");
    assert!(answer["notes"].to_string().contains("no longer counts"));
}

/// Each estimate has a range, and what was measured is in it.
#[test]
fn measured_numbers_are_in_the_range_of_estimates() {
    #[track_caller]
    fn is_in_range(limit: &Value, measured: u64, what: &str) {
        assert_eq!(limit["certainty"], "estimate", "{what}");
        let range = &limit["range"];
        let (least, most) = (range[0].as_u64().expect("a number"), range[1].as_u64().unwrap_or(u64::MAX));
        assert!((least..=most).contains(&measured), "{what}: {measured} is not in {range}");
    }
    // Sessions with TLS after which a login process reached its `vsz_limit`, in MB.
    let sessions: [(&str, u64, u64); 13] = [
        ("2.3.19", 16, 57),
        ("2.3.19", 20, 99),
        ("2.3.19", 25, 151),
        ("2.3.19", 26, 162),
        ("2.3.19", 32, 225),
        ("2.4.1", 20, 56),
        ("2.4.1", 24, 100),
        ("2.4.1", 25, 110),
        ("2.4.1", 26, 122),
        ("2.4.5", 20, 0),
        ("2.4.5", 24, 44),
        ("2.4.5", 26, 64),
        ("2.4.5", 40, 212),
    ];
    for (version, megabytes, measured) in sessions {
        let services = format!(
            "service imap-login {{\n  COUNT = ENDLESS\n  process_limit = 1\n  vsz_limit = {megabytes} M\n}}\n"
        );
        let answer = ask(version, &services, &["--per-user", "imap=1"]);
        let limit = limit(&answer, "service imap-login vsz_limit");
        is_in_range(limit, measured, &format!("{version} with {megabytes} MB"));
    }
    // Two login processes that the kernel does not fill evenly.
    let two = "default_client_limit = 240\nservice imap-login {\n  COUNT = ENDLESS\n  process_limit = 2\n  process_min_avail = 2\n}\n";
    for (version, measured) in [("2.3.19", 170), ("2.4.1", 218), ("2.4.5", 213)] {
        let answer = ask(version, two, &["--per-user", "imap=1", "--machine", "nofile=240"]);
        is_in_range(limit(&answer, "LimitNOFILE in imap-login"), measured, version);
    }
    // One process: exact, and half of what Dovecot checks.
    for (nofile, carried) in [(300, 140), (240, 110)] {
        let one = format!(
            "default_client_limit = {nofile}\nservice imap-login {{\n  COUNT = ENDLESS\n  process_limit = 1\n}}\n"
        );
        for version in VERSIONS {
            let machine = format!("nofile={nofile}");
            let answer = ask(version, &one, &["--per-user", "imap=1", "--machine", &machine]);
            let limit = limit(&answer, "LimitNOFILE in imap-login");
            assert_eq!(limit["users"], carried, "{version} with {nofile}");
            assert_eq!(limit["certainty"], "exact");
            assert_eq!(limit["warns_at_start"], false);
        }
    }
    // Login processes that came in before anvil was full, with room for 16.
    for version in VERSIONS {
        let answer = ask(version, "service anvil {\n  client_limit = 16\n}\n", &["--per-user", "imap=1"]);
        is_in_range(limit(&answer, "service anvil client_limit"), 15, version);
    }
    let answer = ask(
        "2.3.19",
        "service config {\n  client_limit = 10\n  process_limit = 1\n}\n",
        &["--per-user", "imap=1"],
    );
    is_in_range(limit(&answer, "service config client_limit * process_limit"), 9, "config");
}

/// 530 sessions with TLS, logged in, with nothing open: 900 MiB with 2.3.19, 1612 MiB with 2.4.1.
#[test]
fn measured_memory_is_in_the_range() {
    for (version, measured) in [("2.3.19", 900), ("2.4.1", 1612)] {
        let answer = ask(version, "", &["--per-user", "imap=1", "--users", "530", "--machine", "memory=8G"]);
        let memory = &answer["at"][0]["memory_mib"];
        let base = if version == "2.3.19" { 15 } else { 25 };
        let (small, large) = (memory[0].as_u64().expect("MiB"), memory[2].as_u64().expect("MiB"));
        // Nothing was open: less than an idle session with a small folder open, by a part of it.
        assert!(measured <= large, "{version}: {memory}");
        assert!(measured + base >= small * 3 / 4, "{version}: {memory}");
        assert_eq!(limit(&answer, "memory")["certainty"], "estimate");
    }
}

#[test]
fn the_master_and_the_queues_are_those_of_running_servers() {
    let services = "service imap-login {\n  COUNT = ENDLESS\n  process_limit = 3\n}\nservice pop3-login {\n  process_limit = 7\n}\n";
    let two = "listen = 127.0.0.1, 127.0.0.2\n";
    for (version, one_address, two_addresses) in
        [("2.3.19", 231, 235), ("2.4.1", 193, 197), ("2.4.5", 196, 200)]
    {
        let args = ["--per-user", "imap=1", "--machine", "somaxconn=128"];
        let checks = ask(version, services, &args)["checks"].clone();
        assert_eq!(checks["master_fds"], one_address, "{version}");
        assert_eq!(checks["backlog"]["imap-login"], 128);
        assert_eq!(checks["backlog"]["pop3-login"], 7);
        let checks = ask(version, &format!("{two}{services}"), &args)["checks"].clone();
        assert_eq!(checks["master_fds"], two_addresses, "{version}");
        // Without TLS nothing listens on the ports that begin with it.
        let checks = ask(version, "ssl = no\n", &args)["checks"].clone();
        assert_eq!(checks["master_fds"], one_address - 2, "{version}");
    }
}

/// What the check at the start compares with `ulimit -n`.
#[test]
fn the_check_of_descriptors_at_the_start() {
    let login = |limit: u64| format!("service imap-login {{\n  client_limit = {limit}\n}}\n");
    let off = "service submission-login {\n  client_limit = 2000\n}\n";
    for (version, services, figure) in [
        ("2.3.19", String::new(), 1000),
        ("2.4.1", String::new(), 1000),
        ("2.3.19", login(2000), 2000),
        ("2.4.1", login(2000), 2000),
        ("2.3.19", "default_client_limit = 500\n".to_owned(), 500),
        ("2.3.19", login(800), 1000),
        ("2.4.1", format!("default_client_limit = 500\n{}", login(950)), 950),
        ("2.3.19", off.to_owned(), 1000),
        ("2.4.1", off.to_owned(), 1000),
    ] {
        let answer = ask(version, &services, &[]);
        assert_eq!(answer["checks"]["fd_warning"], figure, "{version}: {services}");
    }
}

/// What is advised carries what was asked for, when it is written.
#[test]
fn the_advice_carries_what_was_asked_for() {
    let changed = "service imap-login {\n  COUNT = ENDLESS\n  client_limit = 200\n  vsz_limit = 64 M\n}\n\
        service imap {\n  COUNT = 50\n}\n";
    for services in ["", changed, "service imap-login {\n  COUNT = 7\n}\n"] {
        for version in VERSIONS {
            for login in ["keep", "security", "performance"] {
                for users in ["10", "500", "20000"] {
                    let args = [
                        "--users",
                        users,
                        "--login",
                        login,
                        "--per-user",
                        "imap=3",
                        "--per-user",
                        "pop3=0.5",
                    ];
                    let answer = ask(version, services, &args);
                    let write = &answer["write"];
                    let after = ask(
                        version,
                        &format!("{services}{}", write["config"].as_str().expect("text")),
                        &args,
                    );
                    let what = format!("{version} {login} {users} {services}\n{write}");
                    assert_eq!(after["users"], write["after"]["users"], "{what}");
                    let wanted: u64 = users.parse().expect("a number");
                    assert!(after["users"].as_u64().expect("a number") >= wanted, "{what}");
                    assert_eq!(after["write"]["config"], "", "it asks for more: {what}");
                }
            }
        }
    }
}

#[test]
fn the_advice_is_written_for_the_machine_as_well() {
    let machine = ["nofile=1024", "tasks-max=1500", "somaxconn=128", "inotify-instances=128", "cpus=4"];
    let mut args = vec!["--users", "500", "--login", "performance"];
    args.extend(machine.iter().flat_map(|value| ["--machine", value]));
    let write = ask("2.4.5", "", &args)["write"].clone();
    assert_eq!(write["machine"]["LimitNOFILE"], 2048);
    assert_eq!(write["machine"]["TasksMax"], 2048);
    assert_eq!(write["machine"]["net.core.somaxconn"], 4096);
    assert_eq!(write["machine"]["fs.inotify.max_user_instances"], 2048);
    assert!(
        write["systemd"].as_str().expect("text").contains("[Service]\nLimitNOFILE=2048\nTasksMax=2048\n")
    );
    assert!(write["sysctl"].as_str().expect("text").contains("net.core.somaxconn = 4096\n"));
    assert!(write["config"].as_str().expect("text").contains("restart_request_count = unlimited"));
}

#[test]
fn a_proxy_keeps_every_session_in_its_login_process() {
    let proxy = "passdb {\n  driver = static\n  args = nopassword=y proxy=y host=192.0.2.1\n}\n";
    let config = HEAD_23.replace("passdb {\n  driver = static\n  args = password=x\n}\n", proxy);
    let folder = tree(&[("dovecot.conf", &config)]);
    let output = dovelint(
        folder.path(),
        &["capacity", "--format", "json", "--dovecot", "2.3.19", "--per-user", "imap=1", "--tls", "0", "."],
    );
    let answer: Value = serde_json::from_str(&out(&output)).expect("JSON");
    assert_eq!(answer["first"], "service imap-login process_limit");
    assert_eq!(answer["users"], 100);
    assert_eq!(answer["sessions"]["imap"]["mail"], Value::Null);
    // 1 and a login process for each session.
    assert_eq!(limit(&answer, "service stats client_limit")["users"], 999);
}

#[test]
fn processes_with_sockets_of_their_own() {
    let services = "service imap-login {\n  COUNT = ENDLESS\n  reuse_port = yes\n  process_min_avail = 4\n  process_limit = 4\n  client_limit = 20\n}\n";
    let answer = ask("2.4.5", services, &["--per-user", "imap=1"]);
    assert_eq!(answer["users"], 80);
    // Three processes more listen on two ports each.
    assert_eq!(answer["checks"]["master_fds"], 196 + 3 * 2);
    assert!(answer["notes"].to_string().contains("reuse_port"));
}

#[test]
fn limits_that_there_are_not_are_left_out() {
    let services = "service imap-login {\n  COUNT = ENDLESS\n  process_limit = 1\n  vsz_limit = 0\n}\n";
    let endless = services.replace("vsz_limit = 0", "vsz_limit = unlimited");
    for (version, services) in [("2.3.19", services), ("2.4.5", endless.as_str())] {
        let answer =
            ask(version, services, &["--machine", "nofile=infinity", "--machine", "tasks-max=infinity"]);
        let names = answer["limits"].to_string();
        assert!(
            !names.contains("vsz_limit") && !names.contains("LimitNOFILE") && !names.contains("TasksMax")
        );
    }
}

#[test]
fn large_numbers_do_not_overflow() {
    let services = "service imap-login {\n  COUNT = ENDLESS\n  process_limit = 4294967295\n  client_limit = 4294967295\n}\n\
        service imap {\n  process_limit = 4294967295\n}\nservice stats {\n  client_limit = 4294967295\n}\n";
    for version in VERSIONS {
        let answer = ask(version, services, &["--users", "100000000", "--machine", "memory=1000000G"]);
        assert!(answer["first"].is_string());
    }
}

#[test]
fn sessions_instead_of_users() {
    let answer = ask("2.4.1", "", &["--sessions", "imap=90", "--sessions", "pop3=45"]);
    assert_eq!(answer["at"][0]["users"], 90);
    assert_eq!(answer["at"][0]["mail_processes"], 135);
    assert_eq!(limit(&answer, "service pop3-login process_limit")["users"], 200);
}

#[test]
fn what_cannot_be_answered_ends_with_2_and_says_why() {
    for (config, args, says) in [
        ("protocols = none\n", &[][..], "does not enable imap"),
        ("protocols = pop3\n", &[], "does not enable imap"),
        ("protocols = imap\n", &["--per-user", "sieve=1"], "does not enable sieve"),
        ("protocols = imap\nnonsense = 1\n", &[], "`dovelint check"),
        ("protocols = imap\n", &["--per-user", "imap=0"], "no one connects"),
        ("protocols = imap\n", &["--print", "config"], "give --users"),
        ("protocols = imap\n", &["--machine", "colour=red"], "no value is called `colour`"),
        ("protocols = imap\n", &["--per-user", "http=1"], "no protocol is called `http`"),
        ("protocols = imap\n", &["--tls", "120"], "from 0 to 100"),
        ("protocols = imap\n", &["--sessions", "imap=5", "--users", "5"], "cannot be used with"),
        ("protocols = imap\n", &["--users", "0"], "0"),
    ] {
        let folder = tree(&[("dovecot.conf", config)]);
        let output = dovelint(folder.path(), &[&["capacity", "--dovecot", "2.3"], args, &["."]].concat());
        assert_eq!(code(&output), 2, "{config} {args:?}: {}", out(&output));
        assert!(err(&output).contains(says), "{config} {args:?}: {}", err(&output));
        assert_eq!(out(&output), "", "{config} {args:?}");
    }
    let output = dovelint(&std::env::temp_dir(), &["capacity", "no/such/folder"]);
    assert_eq!(code(&output), 2);
}

#[test]
fn exit_codes() {
    let folder = tree(&[("dovecot.conf", &configuration("2.4.1", ""))]);
    for (args, expected) in [
        (&[][..], 0),
        (&["--users", "33"], 0),
        (&["--users", "34"], 1),
        (&["--users", "20", "--users", "34"], 1),
    ] {
        let output = dovelint(folder.path(), &[&["capacity"], args, &["."]].concat());
        assert_eq!(code(&output), expected, "{args:?}: {}", err(&output));
    }
}

#[test]
fn parts_and_files() {
    let folder = tree(&[("dovecot.conf", &configuration("2.4.1", ""))]);
    let run = |args: &[&str]| out(&dovelint(folder.path(), &[&["capacity", "."], args].concat()));
    assert_eq!(
        run(&["--users", "70", "--print", "config"]),
        "service imap-login {\n  process_limit = 280\n}\n"
    );
    assert_eq!(run(&["--users", "70", "--print", "systemd"]), "");
    assert!(!run(&["--users", "70", "--print", "text"]).contains("process_limit = 280"));
    assert_eq!(run(&["--output", "answer", "--svg", "picture.svg"]), "");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect("a file");
    assert!(read("answer").contains("33 users  service imap-login process_limit = 100"));
    let svg = read("picture.svg");
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n") && !svg.contains("<script"));
    let output = dovelint(folder.path(), &["capacity", ".", "--svg", "no/such/folder/x.svg"]);
    assert_eq!(code(&output), 2);
}

/// Names and values of a tree are text in a picture, and secrets are not in it.
#[test]
fn a_hostile_tree_stays_text() {
    let config = configuration("2.4.1", "service imap-login {\n  process_limit = 7\n}\n");
    let folder = tree(&[("<b>&\"/dovecot.conf", &config)]);
    let output = dovelint(folder.path(), &["capacity", "<b>&\"", "--svg", "p.svg", "--users", "9"]);
    assert_eq!(code(&output), 1, "{}", err(&output));
    let svg = fs::read_to_string(folder.path().join("p.svg")).expect("a file");
    assert!(svg.contains("&lt;b&gt;&amp;&quot;/dovecot.conf") && !svg.contains("<b>"));
}

#[test]
fn several_configurations_one_after_the_other() {
    let config = configuration("2.4.1", "");
    let folder = tree(&[("a/dovecot.conf", &config), ("b/dovecot.conf", &config)]);
    let output = dovelint(folder.path(), &["capacity", "."]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert_eq!(out(&output).matches("Dovecot 2.4").count(), 2);
    let output = dovelint(folder.path(), &["capacity", ".", "--format", "json"]);
    let answers: Value = serde_json::from_str(&out(&output)).expect("JSON");
    assert_eq!(answers.as_array().map(Vec::len), Some(2));
    assert_eq!(code(&dovelint(folder.path(), &["capacity", ".", "--svg", "x.svg"])), 2);
}

#[test]
fn what_a_person_sees() {
    let of = |version: &str, services: &str, args: &[&str]| {
        let folder = tree(&[("dovecot.conf", &configuration(version, services))]);
        let output = dovelint(folder.path(), &[&["capacity", "--dovecot", version, "."], args].concat());
        let text = out(&output);
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        text
    };
    let machine = ["--machine", "nofile=65535", "--machine", "tasks-max=9450", "--machine", "memory=8G"];
    let users = [&["--users", "500"], &machine[..]].concat();
    let odd = "service managesieve-login {\n  COUNT = 5\n}\nservice imap-login {\n  COUNT = 5\n  client_limit = 10\n  process_limit = 20\n}\n";
    let args = [
        "--users",
        "90",
        "--machine",
        "inotify-instances=128",
        "--machine",
        "nofile=240",
        "--color",
        "always",
    ];
    insta::with_settings!({snapshot_path => "../snapshots/command", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("capacity-500-users", of("2.3.19", "", &users));
        insta::assert_snapshot!("capacity-limits", of("2.4.1", "", &[]));
        insta::assert_snapshot!("capacity-fits", of("2.4.5", "", &["--users", "20"]));
        let several = ["--users", "500", "--users", "1000", "--login", "performance"];
        insta::assert_snapshot!("capacity-several", of("2.4.5", "", &several));
        insta::assert_snapshot!("capacity-soft", of("2.3.19", odd, &args[..6]));
    });
    let folder = tree(&[("dovecot.conf", &configuration("2.3.19", odd))]);
    let output = dovelint(folder.path(), &[&["capacity", "."], &args[..]].concat());
    assert!(out(&output).contains("\x1b["), "colours are there when they are asked for");
    let mut plain = runs::command(folder.path(), &["capacity", ".", "--users", "90"]);
    let output = plain.env("LC_ALL", "C").output().expect("it runs");
    assert!(!out(&output).contains('█') && out(&output).contains('#'));
}

const PICTURE: &str = "docs/capacity.svg";

/// `DOVELINT_UPDATE=1 cargo test --test capacity` draws it again.
#[test]
fn the_picture_is_current() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("capacity.svg").to_string_lossy().into_owned();
    let machine = ["--machine", "nofile=65535", "--machine", "tasks-max=4915", "--machine", "memory=8G"];
    let args = [
        &["capacity", "tests/capacity/server", "--dovecot", "2.4.1", "--users", "300", "--svg", &file],
        &machine[..],
    ];
    let output = dovelint(Path::new("."), &args.concat());
    assert_eq!(code(&output), 1, "{}", err(&output));
    let drawn = fs::read_to_string(&file).expect("a picture");
    if std::env::var_os("DOVELINT_UPDATE").is_some() {
        fs::write(PICTURE, &drawn).expect("a file");
    }
    let written = fs::read_to_string(PICTURE).unwrap_or_default();
    assert!(written == drawn, "{PICTURE} is out of date: DOVELINT_UPDATE=1 cargo test --test capacity");
}

#[test]
fn a_unit_beside_the_configuration_limits() {
    let unit = "[Service]\nLimitNOFILE=1500\nTasksMax=700\nMemoryMax=1G\n";
    let folder = tree(&[
        ("dovecot/dovecot.conf", &configuration("2.3.19", "")),
        ("systemd/dovecot.service.d/limits.conf", unit),
    ]);
    let machine = |more: &[&str]| -> Value {
        let args = [&["capacity", "--format", "json", "--confine=false", "dovecot"], more].concat();
        let output = dovelint(folder.path(), &args);
        let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        json["machine"].clone()
    };
    let found = machine(&[]);
    assert_eq!(found["nofile"], serde_json::json!({ "value": 1500, "from": "unit" }), "{found}");
    assert_eq!(found["tasks-max"]["value"], 700, "{found}");
    // What the command line says counts first.
    let found = machine(&["--machine", "nofile=4096"]);
    assert_eq!(found["nofile"], serde_json::json!({ "value": 4096, "from": "option" }), "{found}");
}
