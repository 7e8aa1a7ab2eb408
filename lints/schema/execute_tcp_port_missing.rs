use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "execute-tcp-port-missing",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for checked in config.checks("execute") {
        let driver = checked.get("execute_driver");
        let port = checked.get("execute_tcp_port");
        let lacks_port = driver.text.as_ref() == b"tcp" && port.number() == Some(0);
        let (true, Some(place)) = (lacks_port, config.place(&port).or_else(|| config.place(&driver))) else {
            continue;
        };
        findings
            .add(&LINT, place, "a program is called over TCP, but `execute_tcp_port` is not set")
            .label("no port given")
            .help("Add `execute_tcp_port = ` and the port in the same scope.")
            .stage(checked.judged);
    }
}
