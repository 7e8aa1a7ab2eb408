use crate::config::{Config, Facts, Listener, Reach};
use crate::edit::{Edit, lines};
use crate::finding::{Finding, Findings};
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "unauthenticated-listener-exposed",
    severity: Warning, stage: Never, profile: Pedantic, series: [V23, V24],
    fix: Unsafe, needs: Whole, silent: Incomplete,
}

/// Services that ask for no password, and what anyone who reaches them can do.
const OPEN: [(&str, &str); 12] = [
    ("lmtp", "can put mail into every mailbox, past the spam filter"),
    ("auth", "can try passwords without a limit"),
    ("auth-worker", "can have passwords verified"),
    ("dict", "can read and change the contents of the dictionaries"),
    ("dict-async", "can read and change the contents of the dictionaries"),
    ("anvil", "can ask who is logged in"),
    ("stats", "can read the statistics"),
    ("old-stats", "can read the statistics"),
    ("director", "can move users to other servers"),
    ("quota-status", "can ask which mailboxes exist"),
    ("indexer", "can have mailboxes indexed"),
    ("replicator", "can start and stop replication"),
];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for service in config.enabled_services() {
        let name = service.name();
        let Some((_, harm)) = OPEN.iter().find(|(open, _)| *open == name) else { continue };
        for (listener, reach) in service.inet_listeners() {
            let port = listener.get("port");
            // The address is to blame where one is written.
            let address = listener.get("address");
            let place = config.place(&address).filter(|_| !address.text.is_empty());
            let place = place.or_else(|| config.place(&port)).or_else(|| listener.span());
            let (Reach::World, Some(span)) = (reach, place) else { continue };
            let number = port.shown();
            let finding = findings.add(
                &LINT,
                span,
                format!("service `{name}` requires no password, but port {number} is open to every network"),
            );
            finding.label(format!("anyone who reaches it {harm}"));
            bind(config, &listener, finding);
        }
    }
}

/// Says how to let this listener be reached from the machine alone.
fn bind(config: &Config<'_>, listener: &Listener<'_>, finding: &mut Finding) {
    let key = match config.version().series {
        Series::V23 => "address",
        Series::V24 => "listen",
    };
    finding.help(format!("Add `{key} = 127.0.0.1`, or the private address of this machine, to the `inet_listener`; a program on the same machine can use a `unix_listener`."));
    let title = format!("listen only on 127.0.0.1: `{key} = 127.0.0.1`");
    let own = listener.get("address");
    if let (Series::V23, Some(place)) =
        (config.version().series, config.place(&own).filter(|_| !own.text.is_empty()))
    {
        finding.fix_unsafe(title, [Edit::replace(place, "127.0.0.1")]);
        return;
    }
    let Some(assign) = listener.get("port").assign.filter(|assign| !config.sets_list([assign.scope], key))
    else {
        return;
    };
    finding.fix_unsafe(title, lines::below(config, config.span(assign), &format!("{key} = 127.0.0.1")));
}
