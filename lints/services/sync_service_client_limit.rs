use crate::config::{Config, Facts};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{Series, service_groups};

lint! {
    name: "sync-service-client-limit",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let synchronous = service_groups(config.version().series).waits_for_answer;
    for service in config.services().iter().filter(|s| s.is_one_of(synchronous)) {
        let (Some(effective), Some(assign)) =
            (service.effective_client_limit(), service.get("client_limit").assign)
        else {
            continue;
        };
        if effective <= 1 || !service.owns(assign) {
            continue;
        }
        let name = service.name();
        if name == "dict" && answers_out_of_order(config) {
            continue;
        }
        let finding = findings.add(
            &LINT,
            config.value_span(assign),
            format!(
                "`service {name}` answers one request at a time, but each process accepts {} clients",
                crate::text::count(effective)
            ),
        );
        finding.label("clients wait for the slowest request");
        if name == "dict" {
            finding.help("Set `client_limit = 1` and raise `process_limit`; asynchronous databases belong in `service dict-async`.");
        } else {
            finding.help("Set `client_limit = 1`; raise `process_limit` to answer more at once.");
        }
        if service.holds(assign) {
            finding.fix_unsafe("write `1`", [Edit::replace(config.value_span(assign), "1")]);
        }
    }
}

/// Whether every dictionary has a backend that answers other requests while it waits for one.
fn answers_out_of_order(config: &Config<'_>) -> bool {
    const BACKENDS: [&[u8]; 3] = [b"pgsql", b"cassandra", b"redis"];
    match config.version().series {
        Series::V23 => {
            let targets = config.root().list("dict");
            let backend =
                |text: &[u8]| text.split(|b| *b == b':').next().is_some_and(|b| BACKENDS.contains(&b));
            !targets.is_empty() && targets.iter().all(|field| backend(field.text()))
        }
        Series::V24 => BACKENDS.contains(&config.root().get("sql_driver").text.as_ref()),
    }
}
