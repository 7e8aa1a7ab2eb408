//! How long each stage takes: `cargo bench`. The configuration is a generated one of 100,000 dense lines.

#![allow(clippy::expect_used, reason = "a benchmark that cannot go on says why by panicking")]

use divan::counter::BytesCount;
use dovelint::config::Config;
use dovelint::document::{self, Document};
use dovelint::engine;
use dovelint::schema::Version;
use dovelint::source::Memory;

const LINES: usize = 100_000;

fn main() {
    divan::main();
}

/// Settings, services, namespaces and filters, again and again, without comments or blank lines.
fn text(line: &str) -> String {
    let version =
        if line == "2.4" { "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\n" } else { "" };
    let block = "login_greeting = ready\nmail_max_userip_connections = 20\nmail_fsync = optimized\nmmap_disable = yes\n\
        service imap {\n  client_limit = 1\n  unix_listener extra {\n    mode = 0600\n  }\n}\n\
        namespace inbox {\n  mailbox Sent {\n    auto = subscribe\n    special_use = \\Sent\n  }\n}\n\
        protocol imap {\n  imap_idle_notify_interval = 2 mins\n}\n";
    version.to_owned() + &block.repeat(LINES / block.lines().count())
}

fn read(line: &str, text: &str) -> Document {
    let version: Version = line.parse().expect("a version");
    document::read(&Memory::new([("/d.conf", text)]), "/d.conf", version).expect("a document")
}

#[divan::bench(args = ["2.3", "2.4"])]
fn reading(bencher: divan::Bencher<'_, '_>, line: &str) {
    let text = text(line);
    bencher.counter(BytesCount::of_str(&text)).bench(|| read(line, &text));
}

#[divan::bench(args = ["2.3", "2.4"])]
fn what_is_in_force(bencher: divan::Bencher<'_, '_>, line: &str) {
    let text = text(line);
    let document = read(line, &text);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| Config::new(&document, true).assigns().len());
}

#[divan::bench(args = ["2.3", "2.4"])]
fn all_lints(bencher: divan::Bencher<'_, '_>, line: &str) {
    let text = text(line);
    let document = read(line, &text);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        let config = Config::new(&document, true);
        engine::run(&config, |_| true).len()
    });
}
