//! A machine and the capacity of a server: any bytes as a configuration, as its unit, as the files of the system, as
//! files of mail and as a file of facts.
#![no_main]

mod input;

use std::rc::Rc;

use dovelint::capacity::{self, LoginWish, Mix, Protocol, Question, Share};
use dovelint::config::Config;
use dovelint::host::{Fake, Host, HostFacts, Machine, System, WithFacts};
use dovelint::report::{self, Answered, CapacityPart, Style};
use input::Input;
use libfuzzer_sys::fuzz_target;

/// Where the bytes after the configuration are; a line `---` begins the next file.
const PLACES: [&str; 12] = [
    "/usr/lib/systemd/system/dovecot.service",
    "/etc/systemd/system/dovecot.service.d/a.conf",
    "/srv/vmail/a/dovecot-uidlist",
    "/srv/vmail/a/cur/1.mail",
    "/etc/sysctl.d/a.conf",
    "/etc/crontab",
    "/etc/cron.d/a",
    "/etc/passwd",
    "/etc/group",
    "/etc/chrony.conf",
    "/run/dovecot/master.pid",
    "/etc/dovecot/tls.pem",
];

/// So that the machine is asked about mail and certificates.
const END: &[u8] = b"\nmail_location = maildir:/srv/vmail/%u\nssl_cert = </etc/dovecot/tls.pem\nssl_key = </etc/dovecot/tls.pem\n";

fuzz_target!(|data: &[u8]| {
    let Some(input) = Input::new(data) else { return };
    let root = [input.root, END].concat();
    let input = Input { root: &root, ..input };
    let Some(mut document) = input.document() else { return };
    let pieces: Vec<&[u8]> = split(input.included);
    let files = PLACES.iter().enumerate().map(|(at, place)| {
        // Without as many files, all of them get the same.
        (*place, pieces.get(at).or(pieces.last()).map_or_else(Vec::new, |piece| piece.to_vec()))
    });
    let mut host: Box<dyn Host> = Box::new(Fake::new(files));
    if let Ok(facts) = HostFacts::parse(&String::from_utf8_lossy(input.included)) {
        let again = HostFacts::parse(&facts.to_text());
        assert!(
            again.is_ok_and(|again| again.to_text() == facts.to_text()),
            "facts are written as they are read"
        );
        host = Box::new(WithFacts::new(host, facts));
    }
    let machine = Rc::new(Machine::new(host));
    document.system = Some(System::of_machine(machine, &mut document.sources));
    let config = Config::new(&document, true);
    if config.too_much().is_some() {
        return;
    }
    for finding in dovelint::engine::judge(&config, |_| true) {
        for span in finding.labels.iter().map(|label| label.span).chain([finding.span]) {
            let size = document.sources.file(span.file).bytes.len() as u32;
            assert!(span.start <= span.end && span.end <= size);
        }
    }
    let machine = capacity::Machine::default();
    let Ok(server) = capacity::read(&config, &machine) else { return };
    let share =
        |protocol| Share { protocol, per_user: f64::from(input.first), tls: 0.5, hibernated: 0.5, idle: 0.5 };
    let mix = Mix { shares: Protocol::ALL.map(share).to_vec() };
    let question = Question { mix, machine, auth_clients: u64::from(input.first) };
    let users = 10u64.pow(u32::from(input.first) % 9);
    let answers = [Answered {
        document: &document,
        server: &server,
        question: &question,
        capacity: capacity::capacity(&server, &question),
        users: vec![users],
        counts_sessions: input.first % 2 == 0,
        login: LoginWish::Keep,
        spare: 1.25,
        advice: Some(capacity::advise(&server, &question, users, LoginWish::Security, 1.25)),
        notes: Vec::new(),
    }];
    let style = Style { color: false, unicode: true, width: 80 };
    let mut out = Vec::new();
    for part in [CapacityPart::Whole, CapacityPart::Config, CapacityPart::Systemd, CapacityPart::Sysctl] {
        report::capacity_human(&answers, part, true, style, &mut out).expect("memory takes it");
    }
    report::capacity_json(&answers, &mut out).expect("memory takes it");
    let _ = report::capacity_svg(&answers[0]);
});

fn split(mut text: &[u8]) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    while let Some(at) = text.windows(4).position(|window| window == b"---\n") {
        pieces.push(&text[..at]);
        text = &text[at + 4..];
    }
    pieces.push(text);
    pieces
}
