//! What four doveconfs said of values that are easily misread: variables, files, emptied names, odd places.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use dovelint::schema::Version;
use dovelint::source::Memory;

mod common;

/// The lints with which `doveconf -n` of this version refuses a text, as dovelint has it.
fn refused(version: &str, text: &str) -> Vec<&'static str> {
    let version: Version = version.parse().expect("a version");
    let head = if text.contains("dovecot_config_version") || version.series.as_str() == "2.3" {
        String::new()
    } else {
        format!("dovecot_config_version = {version}\ndovecot_storage_version = {version}\n")
    };
    let text = head + text;
    let reader = Memory::new([("/d/dovecot.conf", text.as_str())]);
    let report = common::check(&reader, "/d/dovecot.conf", version, None, |_| true);
    report.counting().filter(|finding| finding.is_refused()).map(|finding| finding.lint.name).collect()
}

/// The versions, the text, the lint; none where doveconf takes it.
type Case = (&'static [&'static str], &'static str, Option<&'static str>);

const OLD: &[&str] = &["2.3.13", "2.3.19"];
const NEW: &[&str] = &["2.4.1", "2.4.5"];

const CASES: [Case; 36] = [
    (
        &["2.4.1"],
        "protocols = imap nosuch\nservice auth-worker {\n  user = $SET:default_internal_user\n}\n",
        Some("unknown-protocol"),
    ),
    (
        &["2.4.1"],
        "protocols = imap nosuch\nservice auth-worker {\n  client_limit = $SET:default_client_limit\n}\n",
        None,
    ),
    (&["2.4.1"], "protocols = imap nosuch\nservice auth-worker {\n  user = %{x}\n}\n", None),
    (&["2.4.5"], "protocols = imap nosuch\n", None),
    (NEW, "sieve_max_cpu_time = $ENV:X\n", Some("variable-read-too-early")),
    (NEW, "sieve_max_cpu_time = $SET:base_dir\n", Some("variable-read-too-early")),
    (NEW, "sieve_max_cpu_time = %{nosuch}\n", Some("variable-read-too-early")),
    (&["2.4.1"], "sieve_user_log_path = %{user}\n", Some("variable-read-too-early")),
    (&["2.4.5"], "sieve_user_log_path = %{user}\n", None),
    (NEW, "protocol imap {\n  sieve_max_cpu_time = $ENV:X\n}\n", None),
    (NEW, "passdb_skip = $ENV:X\n", None),
    (NEW, "passdb_skip = $ENV:X\npassdb a {\n}\n", Some("variable-read-too-early")),
    (NEW, "passdb x {\n  driver = %{env:HOME}\n}\n", None),
    (&["2.4.1"], "first_valid_uid = $ENV:X\n", Some("variable-read-too-early")),
    (&["2.4.5"], "first_valid_uid = $ENV:X\n", None),
    (&["2.4.1"], "libexec_dir = %{if;1;2}\n", Some("variable-read-too-early")),
    (OLD, "pop3_client_workarounds = $nosuch\n", Some("unknown-client-workaround")),
    (OLD, "namespace x {\n  alias_for = $nosuch\n}\n", Some("alias-for-invalid")),
    (OLD, "namespace x {\n  alias_for = <nosuch\n}\n", Some("alias-for-invalid")),
    (OLD, "default_internal_user = $nosuch\n", Some("undefined-variable")),
    (OLD, "protocols = <\n", Some("unknown-protocol")),
    (OLD, "service x {\n  type = <\n}\n", Some("unknown-service-type")),
    (OLD, "passdb {\n  driver = <\n}\n", None),
    (OLD, "service x {\n  name = <\n}\n", None),
    (OLD, "log_debug = \"a\n", None),
    (OLD, "log_debug = event=\"a\n", Some("event-filter-invalid")),
    (&["2.4.5"], "acl_sharing_map = $SET:nosuch\n", None),
    (&["2.4.5"], "acl_sharing_map = $ENV:X\n", Some("section-written-as-setting")),
    (&["2.4.1"], "acl_sharing_map = $SET:nosuch\n", Some("section-written-as-setting")),
    (NEW, "metric m {\n  metric_name =\n  filter = \"{\"\n}\n", None),
    (NEW, "acl b {\n  acl_id =\n  acl_rights = l\n}\n", None),
    (NEW, "acl owner {\n  acl_id = b\n  acl_rights = l\n}\n", Some("acl-rights-invalid")),
    (NEW, "acl_id = x\n", Some("acl-rights-invalid")),
    (NEW, "event_exporter_name = x\n", Some("event-exporter-invalid")),
    (NEW, "imap_compress_on_proxy = x\n", Some("invalid-boolean")),
    (
        &["2.4.5"],
        "service imap {\n  language en {\n    default = yes\n  }\n}\n",
        Some("fts-language-default-missing"),
    ),
];

#[test]
fn doveconf_and_dovelint_agree() {
    let mut wrong = Vec::new();
    for (versions, text, lint) in CASES {
        for version in versions {
            let found = refused(version, text);
            let agrees = match lint {
                Some(lint) => found.contains(&lint),
                None => found.is_empty(),
            };
            if !agrees {
                wrong.push(format!("{version}: {text}  {found:?} instead of {lint:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A `}` that became `%}` leaves its section open; doveconf stops at the line of the `%}`.
#[test]
fn a_template_is_reported_where_doveconf_stops() {
    let text = "plugin {\n  a = b\n%}\n";
    let reader = Memory::new([("/d/dovecot.conf", text)]);
    let version = "2.3.19".parse().expect("a version");
    let report = common::check(&reader, "/d/dovecot.conf", version, None, |_| true);
    let places: Vec<_> = report.findings.iter().map(|f| (f.lint.name, f.span.start as usize)).collect();
    assert_eq!(places, [("unrendered-template", text.find("%}").expect("it is there"))]);
}
