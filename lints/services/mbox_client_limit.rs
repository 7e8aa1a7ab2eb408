use crate::config::{Config, MailLocation, Service};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::service_groups;

lint! {
    "mbox-client-limit", "services", Error, Run, Default,
    [V23, V24], fix: unsafe_only, whole: true, page: "mbox_client_limit.md"
}

/// The place that makes the mail of this service mbox.
pub fn mbox_of<'c>(config: &'c Config<'_>, service: &Service<'_>) -> Option<MailLocation<'c>> {
    if !service.is_one_of(service_groups(config.version().line).opens_mail) {
        return None;
    }
    let protocol = service.protocol().text;
    let places = config.protocol_view(&protocol).mail_locations();
    let mbox = places.into_iter().find(|place| place.driver == "mbox");
    mbox.or_else(|| {
        config.filters_serving(&protocol).filter(|scope| config.sets_mail_place(*scope)).find_map(|scope| {
            let is_own = |place: &MailLocation<'_>| {
                let assign = place.found.assign;
                assign.is_some_and(|a| a.scope == scope || config.scope(a.scope).parent == Some(scope))
            };
            let mut places = config.view(scope).mail_locations().into_iter();
            places.find(|place| place.driver == "mbox" && is_own(place))
        })
    })
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    for service in config.services() {
        let (Some(effective), Some(assign)) =
            (service.effective_client_limit(), service.get("client_limit").assign)
        else {
            continue;
        };
        if effective <= 1 {
            continue;
        }
        let Some(place) = mbox_of(config, &service) else { continue };
        let (name, clients) = (service.name(), crate::text::count(effective));
        let finding = findings.add(
            &LINT,
            config.value_span(assign),
            format!("mbox needs `client_limit = 1`, and each {name} process may serve {clients} clients"),
        );
        finding
            .label("every login fails with this")
            .help(format!("Set `client_limit = 1` in `service {name}`."));
        if service.holds(assign) {
            finding.fix_unsafe("write `1`", [Edit::replace(config.value_span(assign), "1")]);
        }
        if let Some(span) = place.span {
            finding.also(span, "the mail is mbox");
        }
    }
}
