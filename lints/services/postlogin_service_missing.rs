use crate::config::{Facts, Found, Service};
use crate::finding::Findings;
use crate::hash::HashSet;
use crate::lints::lint;
use crate::text::words::{SPACES, words};

lint! {
    name: "postlogin-service-missing",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Server,
}

/// The services whose program takes the socket of a post-login service as its argument.
const SERVICES: [&str; 4] = ["imap", "managesieve", "pop3", "submission"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let mut sockets: Option<HashSet<Vec<u8>>> = None;
    for service in config.services().iter().filter(|service| service.is_one_of(&SERVICES)) {
        let executable = service.get("executable");
        let Some(socket) = socket(service, &executable) else { continue };
        let sockets = sockets.get_or_insert_with(|| config.unix_sockets());
        if sockets.contains(config.socket_name(socket)) {
            continue;
        }
        let Some(place) = config.place(&executable) else { continue };
        let shown = crate::text::clipped(socket, 60);
        findings
            .add(&LINT, place, format!("no service listens on `{shown}`, so every login fails"))
            .label("needs this post-login service")
            .help(format!(
                "Configure `service {shown} {{` at the top level, with `executable = script-login /path/to/script` and a `unix_listener {shown} {{` section; or remove `{shown}` here."
            ));
    }
}

/// The first argument of the program that is no option; none when a variable decides. A socket in another folder may
/// be of another server.
fn socket<'e>(service: &Service<'_>, executable: &'e Found<'_>) -> Option<&'e [u8]> {
    let mut arguments = words(&executable.text, SPACES);
    let program = arguments.next()?;
    let is_own = crate::text::last_part(program) == service.name().as_bytes();
    let socket = arguments.next().filter(|word| !word.starts_with(b"-"))?;
    let is_plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    (is_own && !executable.is_open() && socket.iter().all(is_plain)).then_some(socket)
}
