use super::places;
use crate::capacity;
use crate::config::Facts;
use crate::finding::Findings;
use crate::host::Machine;
use crate::host::unit::Size;
use crate::lints::lint;

lint! {
    name: "unit-memory-limit",
    severity: Advice, stage: Run, profile: Pedantic, series: [V23, V24],
    fix: None, needs: System,
}

/// So many sessions a small server has.
const SESSIONS: u64 = 200;

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(unit) = places::unit(config) else { return };
    let all = places::machine(config).and_then(Machine::memory);
    let limits = ["MemoryMax", "MemoryHigh"].into_iter().filter_map(|key| {
        let read = |text: &str| Some((Size::memory(text)?, text.to_owned()));
        let set = unit.last("Service", key, read)?;
        Some((set.value.0.of(all)?, key, set.value.1, set.span))
    });
    let Some((bytes, key, text, span)) = limits.min_by_key(|(bytes, ..)| *bytes) else { return };
    let Some((needed, sessions)) =
        places::server(config).and_then(|server| capacity::memory_of_sessions(&server, SESSIONS))
    else {
        return;
    };
    if bytes >= needed << 10 {
        return;
    }
    let mut help = format!("Write `{key}={}M` or more.", (needed >> 10).div_ceil(64) * 64);
    let keeps = unit.last("Service", "OOMPolicy", |text| Some(text.to_owned()));
    if unit.is_whole && keeps.is_none_or(|set| matches!(set.value.as_str(), "" | "stop")) {
        help.push_str(
            " When the kernel ends one process, systemd stops all of Dovecot; set `OOMPolicy=continue`.",
        );
    }
    findings
        .add(
            &LINT,
            span,
            format!("`{key}={text}` is less than the {} MiB that {sessions} sessions take", needed >> 10),
        )
        .help(help);
}
