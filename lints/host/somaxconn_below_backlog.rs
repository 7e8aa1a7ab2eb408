use super::places;
use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "somaxconn-below-backlog",
    severity: Advice, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: System,
}

/// More is not asked for: no client waits so long.
const ENOUGH: u64 = 4096;

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let kernel = places::system(config).and_then(|system| system.kernel().get("net.core.somaxconn"));
    let Some(kernel) = kernel else { return };
    let Some(server) = places::server(config) else { return };
    let queues = server.of_clients().map(|service| (service.backlog(), service));
    // Of several the first in the order of Dovecot.
    let longest = queues.fold(None, |most: Option<(u64, _)>, next| match most {
        Some(most) if most.0 >= next.0 => Some(most),
        _ => Some(next),
    });
    let Some((queue, service)) = longest.filter(|(queue, _)| kernel.value < ENOUGH.min(*queue)) else {
        return;
    };
    let own = service.places.process_limit.or(service.places.section);
    let span = kernel.span.or(own).unwrap_or_else(|| places::first_line(config));
    let finding = findings.add(
        &LINT,
        span,
        format!("the kernel cuts the queue of `{}` from {queue} to {}", service.name, kernel.value),
    );
    if kernel.span.is_none() {
        finding.label(format!("`net.core.somaxconn` is {}", kernel.value));
    }
    finding.help(
        "Write `net.core.somaxconn = 4096` in a file of /etc/sysctl.d and run `sysctl --system`, then restart Dovecot: \
         a reload keeps the old queue.",
    );
}
