use crate::config::{Facts, ProblemKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "network-name-in-filter",
    severity: Warning, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for problem in config.problems() {
        let (ProblemKind::NetworkName, Some(index)) = (&problem.kind, problem.statement) else { continue };
        let Some(statement) = document.statements.get(index) else { continue };
        let name = document.text(statement, statement.value);
        let kind = document.text(statement, statement.key);
        let finding = findings.at(
            &LINT,
            problem,
            format!("`{name}` is looked up in the DNS at every start and reload"),
        );
        finding.span = document.locate(statement, statement.value);
        finding.label("a name instead of an address");
        finding.help(if kind == "local" {
            format!("Write the address, or `local_name {name} {{` for the name that TLS clients ask for.")
        } else {
            "Write the address or the network.".to_owned()
        });
    }
}
