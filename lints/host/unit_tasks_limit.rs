use super::places;
use crate::config::Facts;
use crate::finding::Findings;
use crate::host::System;
use crate::lints::lint;

lint! {
    name: "unit-tasks-limit",
    severity: Advice, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: System,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(limit) = places::system(config).and_then(System::tasks) else { return };
    let tasks = limit.value;
    let Some(server) = places::server(config) else { return };
    let processes = server.of_clients().map(|service| service.process_limit).fold(0, u64::saturating_add);
    if tasks >= processes {
        return;
    }
    let sum = crate::text::count(processes);
    let finding = findings.add(
        &LINT,
        limit.span,
        format!("at {tasks} processes fork() fails; the log then blames `ulimit -u`"),
    );
    finding.label(format!("the process limits of the services add up to {sum}"));
    finding.help(format!(
        "Write `TasksMax={}` in a drop-in, or lower the process limits.",
        processes.div_ceil(1024).saturating_mul(1024)
    ));
}
