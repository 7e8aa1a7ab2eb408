use super::places;
use crate::config::Facts;
use crate::finding::Findings;
use crate::host::unit::Size;
use crate::lints::lint;

lint! {
    name: "unit-tasks-limit",
    severity: Advice, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: System,
}

/// What systemd gives a service of which nothing else is said: 15 % of what the machine can have.
const BUILT_IN: Size = Size::Share(1500);

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let (Some(system), Some(unit)) = (places::system(config), places::unit(config)) else { return };
    let written = unit.last("Service", "TasksMax", Size::tasks);
    let (size, span) = match (&written, unit.head().filter(|_| unit.is_whole)) {
        (Some(set), _) => (set.value, set.span),
        (None, Some(head)) => (BUILT_IN, head),
        (None, None) => return,
    };
    let Some(tasks) = size.of(system.kernel.most_tasks()) else { return };
    let Some(server) = places::server(config) else { return };
    let processes = server.of_clients().map(|service| service.process_limit).fold(0, u64::saturating_add);
    if tasks >= processes {
        return;
    }
    let sum = crate::text::count(processes);
    let finding = findings.add(
        &LINT,
        span,
        format!("at {tasks} processes fork() fails; the log then blames `ulimit -u`"),
    );
    finding.label(format!("the process limits of the services add up to {sum}"));
    finding.help(format!(
        "Write `TasksMax={}` in a drop-in, or lower the process limits.",
        processes.div_ceil(1024).saturating_mul(1024)
    ));
}
