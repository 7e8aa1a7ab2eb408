use super::places;
use crate::config::Facts;
use crate::finding::{Findings, Stage};
use crate::host::unit::{Set, Unit, boolean, words};
use crate::lints::lint;
use crate::source::Span;

lint! {
    name: "unit-sandbox-breaks-dovecot",
    severity: Error, stage: Start, profile: Default, series: [V23, V24],
    fix: None, needs: System,
}

const NO_LOGIN: &str = "no one can log in";
const NO_START: &str = "Dovecot does not start";

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(unit) = places::unit(config) else { return };
    let checks = config.top_check();
    let has_chroot = checks.enabled().any(|(service, _)| !service.get("chroot").text.is_empty());
    let listeners = checks.enabled().flat_map(|(service, _)| {
        let listeners = service.listeners().into_iter().filter(|listener| listener.kind == "inet_listener");
        listeners.map(|listener| service.bound(&listener)).collect::<Vec<_>>()
    });
    let bound: Vec<_> = listeners.flatten().collect();
    let mut needed = vec![("CAP_CHOWN", NO_START), ("CAP_SETUID", NO_LOGIN), ("CAP_SETGID", NO_LOGIN)];
    if has_chroot {
        needed.push(("CAP_SYS_CHROOT", NO_LOGIN));
    }
    if bound.iter().any(|bound| bound.port < 1024) {
        needed.push(("CAP_NET_BIND_SERVICE", NO_START));
    }
    lacks(unit, "CapabilityBoundingSet", &needed, findings);
    let mut families = vec![("AF_UNIX", NO_START)];
    if bound.iter().any(|bound| bound.address.is_ipv4()) {
        families.push(("AF_INET", NO_START));
    }
    if bound.iter().any(|bound| bound.address.is_ipv6()) {
        families.push(("AF_INET6", NO_START));
    }
    lacks(unit, "RestrictAddressFamilies", &families, findings);
    calls(unit, has_chroot, findings);
    others(unit, findings);
}

/// What a list admits: only some, or all but some. systemd takes the names in any case.
fn lacks(unit: &Unit, key: &str, needed: &[(&str, &str)], findings: &mut Findings) {
    let (mut names, mut is_allowed, mut span): (Vec<String>, bool, Option<Span>) = (Vec::new(), false, None);
    for line in unit.lines("Service", key) {
        let (is_inverted, list) = match line.value.strip_prefix('~') {
            Some(rest) => (true, rest),
            None => (false, line.value.as_str()),
        };
        let list: Vec<String> = words(list).into_iter().filter(|word| word != "none").collect();
        // For families an empty value takes every limit away; for capabilities it takes every capability away.
        if list.is_empty() && !is_inverted && key == "RestrictAddressFamilies" && line.value != "none" {
            (names, span) = (Vec::new(), None);
        } else if list.is_empty() || span.is_none() {
            (names, is_allowed, span) = (list, !is_inverted, Some(line.span));
        } else {
            if is_inverted == is_allowed {
                names.retain(|name| !list.contains(name));
            } else {
                names.extend(list);
            }
            span = Some(line.span);
        }
    }
    let Some(span) = span else { return };
    let is_named = |name: &str| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    let missing: Vec<&(&str, &str)> =
        needed.iter().filter(|(name, _)| is_named(name) != is_allowed).collect();
    let Some((_, worst)) = missing.iter().find(|(_, then)| *then == NO_START).or(missing.first()) else {
        return;
    };
    let shown: Vec<&str> = missing.iter().map(|(name, _)| *name).collect();
    let help = format!(
        "Add {} to `{key}=`, then run `systemctl daemon-reload` and restart Dovecot.",
        shown.join(" ")
    );
    report(findings, span, &format!("without {} {worst}", shown.join(", ")), worst).help(help);
}

fn report<'f>(
    findings: &'f mut Findings,
    span: Span,
    message: &str,
    then: &str,
) -> &'f mut crate::finding::Finding {
    let finding = findings.add(&LINT, span, message);
    finding.stage(if then == NO_START { Stage::Start } else { Stage::Run })
}

/// The filter of system calls. An allow list is judged only when it has the group that services usually have.
fn calls(unit: &Unit, has_chroot: bool, findings: &mut Findings) {
    let mut first: Option<bool> = None;
    let (mut is_service, mut chroot, mut denied): (bool, bool, Option<Set<String>>) = (false, false, None);
    let mut span = None;
    for line in unit.lines("Service", "SystemCallFilter") {
        if line.value.is_empty() {
            (first, is_service, chroot, denied, span) = (None, false, false, None, None);
            continue;
        }
        let (is_inverted, list) = match line.value.strip_prefix('~') {
            Some(rest) => (true, rest),
            None => (false, line.value.as_str()),
        };
        let allows = !*first.get_or_insert(is_inverted);
        span = span.or(Some(line.span));
        for word in words(list) {
            let call = word.split(':').next().unwrap_or_default();
            match (is_inverted, call) {
                (false, "@system-service" | "@known") => is_service |= allows,
                (false, "chroot" | "@mount") => {
                    chroot = true;
                    denied = denied.filter(|set| !matches!(set.value.as_str(), "chroot" | "@mount"));
                }
                (true, "chroot" | "@mount" | "@privileged" | "@setuid" | "@chown") => {
                    chroot &= !matches!(call, "chroot" | "@mount" | "@privileged");
                    denied = Some(Set { value: call.to_owned(), span: line.span });
                }
                _ => {}
            }
        }
    }
    let chroot_only = |name: &str| matches!(name, "chroot" | "@mount");
    if let Some(set) = denied.filter(|set| has_chroot || !chroot_only(&set.value)) {
        let then = if matches!(set.value.as_str(), "@privileged" | "@chown") { NO_START } else { NO_LOGIN };
        let help = format!(
            "Remove `{}` from the line, then run `systemctl daemon-reload` and restart Dovecot.",
            set.value
        );
        report(findings, set.span, &format!("without the system calls of `{}` {then}", set.value), then)
            .help(help);
    } else if let Some(span) = span.filter(|_| first == Some(false) && is_service && !chroot && has_chroot) {
        report(findings, span, &format!("`@system-service` has no `chroot`, and without it {NO_LOGIN}"), NO_LOGIN)
            .help("Write `SystemCallFilter=@system-service chroot`, then run `systemctl daemon-reload` and restart Dovecot.");
    }
}

fn others(unit: &Unit, findings: &mut Findings) {
    let is_on = |text: &str| boolean(text).or((!text.is_empty()).then_some(true));
    for key in ["DynamicUser", "PrivateUsers", "PrivateNetwork", "User", "RootDirectory", "RootImage"] {
        let Some(set) = unit.last("Service", key, |text| Some(text.to_owned())) else { continue };
        let breaks = match key {
            "User" => !matches!(set.value.as_str(), "" | "root" | "0"),
            "RootDirectory" | "RootImage" => !matches!(set.value.as_str(), "" | "/"),
            _ => is_on(&set.value) == Some(true),
        };
        if breaks {
            report(findings, set.span, &format!("with `{key}={}` {NO_START}", set.value), NO_START)
                .help("Remove the line: the master runs as root and gives up rights itself.");
        }
    }
}
