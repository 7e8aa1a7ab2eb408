//! What the lints of sockets for Postfix say.

use crate::config::{Config, Listener, Service};
use crate::edit::{Edit, lines};
use crate::finding::{Finding, Findings, Lint};
use crate::source::Span;

/// Where Postfix has its sockets, and the user as which its daemons open them.
pub const SPOOL: &[u8] = b"/var/spool/postfix/";
const POSTFIX: &str = "postfix";

/// The same user in OpenBSD and macOS.
const POSTFIX_OF_BSD: &str = "_postfix";

/// Sockets of a service that are meant for Postfix, and that it may not open.
pub fn shut_out(
    config: &Config<'_>,
    findings: &mut Findings,
    lint: &'static Lint,
    name: &str,
    consequence: &str,
) {
    let is_it = |service: &&Service<'_>| service.is(name);
    let services = config.enabled_services();
    let Some(service) = services.iter().find(is_it) else { return };
    for listener in service.listeners().iter().filter(|listener| listener.kind == "unix_listener") {
        let path = listener.path();
        if !path.starts_with(SPOOL) || listener.mode() == Some(0) || listener.admits(POSTFIX) != Some(false) {
            continue;
        }
        if listener.admits(POSTFIX_OF_BSD) != Some(false) {
            continue;
        }
        // In Alpine Postfix is in the group of the mail; elsewhere it may have been put there.
        if listener.get("group").text.as_ref() == b"mail" {
            continue;
        }
        let user = listener.get("user");
        let Some(head) = listener.span() else { continue };
        let owner = if user.text.is_empty() { "root".to_owned() } else { user.shown().to_string() };
        let group = listener.get("group");
        let group = if group.text.is_empty() { "root".to_owned() } else { group.shown().to_string() };
        let mode = listener.mode().unwrap_or_default();
        let place = config.place(&user).unwrap_or(head);
        let path = crate::text::clipped(&path, 80);
        let finding = findings.add(
            lint,
            place,
            format!("Postfix cannot open `{path}`: it belongs to {owner}:{group} with mode {mode:04o}"),
        );
        finding.label(consequence);
        if place != head {
            finding.also(head, "this socket");
        }
        if service.has_own(listener) {
            mend(config, finding, listener, mode);
        } else {
            finding.help(format!(
                "Move this listener into `service {name}`; here it also applies to other services."
            ));
        }
    }
}

/// What to type, and the edits that do it.
fn mend(config: &Config<'_>, finding: &mut Finding, listener: &Listener<'_>, mode: u64) {
    let mut help = vec![format!("`user = {POSTFIX}`"), format!("`group = {POSTFIX}`")];
    let mut edits = Vec::new();
    let own = |key: &'static str| {
        let assign = listener.get(key).assign?;
        listener.sections.contains(&assign.scope).then(|| config.value_span(assign))
    };
    let mut missing = Vec::new();
    for key in ["user", "group"] {
        match own(key) {
            Some(span) if span.start < span.end && key == "user" => edits.push(Edit::replace(span, POSTFIX)),
            // A group that is there already may let others in.
            Some(_) if key == "group" => {
                help.pop();
            }
            Some(_) => return,
            None => missing.push(format!("{key} = {POSTFIX}")),
        }
    }
    if mode & 0o200 == 0 {
        help.push("`mode = 0660`".to_owned());
        match own("mode") {
            Some(span) => edits.push(Edit::replace(span, "0660")),
            None => missing.push("mode = 0660".to_owned()),
        }
    }
    finding.help(format!("Set {} in this listener.", join(&help)));
    if let Some(place) = place_for_lines(config, listener)
        && !missing.is_empty()
    {
        edits.extend(lines::below(config, place, &missing.join("\n")));
    }
    finding.fix_unsafe(format!("make `{POSTFIX}` the socket's owner"), edits);
}

fn join(parts: &[String]) -> String {
    match parts {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        parts => parts.concat(),
    }
}

/// After what further lines of a listener can be.
fn place_for_lines(config: &Config<'_>, listener: &Listener<'_>) -> Option<Span> {
    let section = *listener.sections.first()?;
    let opened = config.scope(section).opened?;
    let head = config.document.statements.get(opened)?;
    let written = config.assigns_in(section).last();
    Some(written.map_or(head.span, |assign| config.span(assign)))
}
