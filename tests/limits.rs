//! The demands on `auth` and `anvil`, as `doveconf` of 2.3.13, 2.3.19, 2.4.1 and 2.4.5 (with `-x`) warn of them.

#![allow(clippy::expect_used, reason = "a test may stop")]

use dovelint::config::Config;
use dovelint::engine;
use dovelint::schema::Version;
use dovelint::source::Memory;

/// A configuration, and the client limit and the demand in the warnings for `auth` and `anvil`.
struct Case {
    text: &'static str,
    auth: Option<(u64, u64)>,
    anvil: Option<(u64, u64)>,
}

const fn case(text: &'static str, auth: Option<(u64, u64)>, anvil: Option<(u64, u64)>) -> Case {
    Case { text, auth, anvil }
}

const V23: [Case; 16] = [
    case(
        "protocols = imap pop3 lmtp submission\nservice imap {\n  service_count = 100\n}\n",
        Some((1000, 1524)),
        None,
    ),
    case(
        "protocols = imap\nservice imap-login {\n  process_limit = 2000\n}\n",
        Some((1000, 2100)),
        Some((1000, 2103)),
    ),
    case(
        "protocols = imap pop3\nservice imap {\n  service_count = 100\n}\nservice pop3 {\n  service_count = 100\n}\n",
        Some((1000, 2348)),
        None,
    ),
    case(
        "protocols = imap pop3 lmtp submission\nservice imap-login {\n  process_limit = 1500\n}\nservice pop3-login {\n  process_limit = 1500\n}\n",
        Some((1000, 3300)),
        Some((1000, 3203)),
    ),
    case("default_process_limit = 500\nprotocols = imap pop3 lmtp\n", Some((1000, 2000)), Some((1000, 1503))),
    case("default_client_limit = 100\nprotocols = imap\n", Some((100, 200)), Some((100, 203))),
    case(
        "default_client_limit = 100\nprotocols = imap lmtp\nservice lmtp {\n  service_count = 0\n  process_limit = 37\n}\n",
        Some((100, 237)),
        Some((100, 203)),
    ),
    case(
        "protocols = imap pop3 lmtp submission\nservice submission {\n  service_count = 5\n  process_limit = 1234\n}\n",
        Some((1000, 1734)),
        None,
    ),
    case("protocols = imap\nservice imap-urlauth {\n  service_count = 2\n}\n", Some((1000, 1224)), None),
    case(
        "protocols = imap sieve\nservice managesieve {\n  service_count = 0\n}\nservice managesieve-login {\n  process_limit = 1111\n}\n",
        Some((1000, 1411)),
        Some((1000, 1314)),
    ),
    case(
        "protocols = imap\nservice imap-hibernate {\n  process_limit = 5000\n}\nservice auth {\n  client_limit = 10\n}\nservice anvil {\n  client_limit = 7\n}\n",
        Some((10, 200)),
        Some((7, 203)),
    ),
    case("protocols = lmtp\nservice lmtp {\n  process_limit = 1001\n}\n", Some((1000, 1001)), None),
    case(
        "protocols = pop3\nservice my-login {\n  type = login\n  executable = imap-login\n  process_limit = 3000\n}\n",
        None,
        Some((1000, 3103)),
    ),
    case(
        "protocols = pop3\nservice my-imap {\n  protocol = pop3\n  executable = imap\n  process_limit = 2222\n}\n",
        Some((1000, 2322)),
        None,
    ),
    case(
        "protocols = imap\nprotocol imap {\n  service imap {\n    service_count = 3\n  }\n}\n",
        Some((1000, 1224)),
        None,
    ),
    case(
        "protocols = none\nservice auth {\n  client_limit = 1\n}\nservice anvil {\n  client_limit = 2\n}\n",
        None,
        Some((2, 3)),
    ),
];

const V24: [Case; 16] = [
    case(
        "protocols = imap pop3 lmtp submission\nservice imap {\n  restart_request_count = 100\n}\n",
        Some((1000, 1524)),
        None,
    ),
    case(
        "protocols = imap\nservice imap-login {\n  process_limit = 2000\n}\n",
        Some((1000, 2100)),
        Some((1000, 2103)),
    ),
    case(
        "protocols = imap pop3\nservice imap {\n  restart_request_count = 100\n}\nservice pop3 {\n  restart_request_count = 100\n}\n",
        Some((1000, 2348)),
        None,
    ),
    case(
        "protocols = imap pop3 lmtp submission\nservice imap-login {\n  process_limit = 1500\n}\nservice pop3-login {\n  process_limit = 1500\n}\n",
        Some((1000, 3300)),
        Some((1000, 3203)),
    ),
    case("default_process_limit = 500\nprotocols = imap pop3 lmtp\n", Some((1000, 2000)), Some((1000, 1503))),
    case("default_client_limit = 100\nprotocols = imap\n", Some((100, 200)), Some((100, 203))),
    case(
        "default_client_limit = 100\nprotocols = imap lmtp\nservice lmtp {\n  restart_request_count = unlimited\n  process_limit = 37\n}\n",
        Some((100, 237)),
        Some((100, 203)),
    ),
    case(
        "protocols = imap pop3 lmtp submission\nservice submission {\n  restart_request_count = 5\n  process_limit = 1234\n}\n",
        Some((1000, 1734)),
        None,
    ),
    case(
        "protocols = imap\nservice imap-urlauth {\n  restart_request_count = 2\n}\n",
        Some((1000, 1224)),
        None,
    ),
    case(
        "protocols = imap sieve\nservice managesieve {\n  restart_request_count = unlimited\n}\nservice managesieve-login {\n  process_limit = 1111\n}\n",
        Some((1000, 1411)),
        Some((1000, 1314)),
    ),
    case(
        "protocols = imap\nservice imap-hibernate {\n  process_limit = 5000\n}\nservice auth {\n  client_limit = 10\n}\nservice anvil {\n  client_limit = 7\n}\n",
        Some((10, 200)),
        Some((7, 203)),
    ),
    case("protocols = lmtp\nservice lmtp {\n  process_limit = 1001\n}\n", Some((1000, 1001)), None),
    case(
        "protocols = pop3\nservice my-login {\n  type = login\n  executable = imap-login\n  process_limit = 3000\n}\n",
        None,
        Some((1000, 3103)),
    ),
    case(
        "protocols = pop3\nservice my-imap {\n  protocol = pop3\n  executable = imap\n  process_limit = 2222\n}\n",
        Some((1000, 2322)),
        None,
    ),
    case("protocols = imap lmtp\nservice_client_limit = 50\n", Some((50, 300)), Some((50, 203))),
    case("protocols = imap\nservice_restart_request_count = 7\n", Some((1000, 3272)), None),
];

fn check(version: &str, head: &str, cases: &[Case]) {
    let version: Version = version.parse().expect("a version");
    let mut wrong = Vec::new();
    for case in cases {
        let text = format!("{head}{}", case.text);
        let reader = Memory::new([("/etc/dovecot/dovecot.conf", text)]);
        let document =
            dovelint::document::read(&reader, "/etc/dovecot/dovecot.conf", version).expect("a document");
        let config = Config::new(&document, true);
        let findings = engine::run(&config, |_| true);
        for (name, expected) in [("auth", case.auth), ("anvil", case.anvil)] {
            let message = findings
                .iter()
                .find(|finding| finding.lint.name == format!("{name}-client-limit-too-low"))
                .map(|finding| finding.message.to_string());
            let wanted = expected.map(|(limit, load)| {
                format!(
                    "`service {name} {{ client_limit={limit} }}` needs at least {load} under maximum load"
                )
            });
            if message != wanted {
                wrong.push(format!("{version} {name}: {message:?}, not {wanted:?}\n{}", case.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn demands_of_2_3() {
    check("2.3.13", "", &V23);
    check("2.3.19", "", &V23);
}

#[test]
fn demands_of_2_4() {
    let head = "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\n";
    check("2.4.1", head, &V24);
    check("2.4.5", head, &V24);
}
