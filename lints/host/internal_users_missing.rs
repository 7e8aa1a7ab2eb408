use super::places;
use crate::config::{Facts, Found};
use crate::finding::{Findings, Stage};
use crate::hash::HashMap;
use crate::host::Accounts;
use crate::lints::lint;
use crate::schema::Series;
use crate::source::Span;

lint! {
    name: "internal-users-missing",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Machine,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    User,
    Group,
}

struct Names<'f> {
    accounts: &'f Accounts,
    findings: &'f mut Findings,
    first: Span,
    /// By name: one account that is missing is one cause.
    said: HashMap<String, usize>,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(machine) = places::machine(config) else { return };
    let first = places::first_line(config);
    let mut names = Names { accounts: machine.accounts(), findings, first, said: HashMap::default() };
    let root = config.root();
    let version = config.version();
    let is_later = version.series == Series::V24 && version.patch >= 4;
    let first_stage = if is_later { Stage::Start } else { Stage::Parse };
    for (name, sort) in [
        ("default_internal_user", Sort::User),
        ("default_login_user", Sort::User),
        ("default_internal_group", Sort::Group),
    ] {
        names.found(config, &root.get(name), sort, name, first_stage);
    }
    for (service, _) in config.top_check().enabled().filter(|(service, _)| service.has_program()) {
        let own = service.name();
        for (key, sort) in [("user", Sort::User), ("group", Sort::Group), ("privileged_group", Sort::Group)] {
            names.found(config, &service.get(key), sort, &format!("service {own} {{ {key} }}"), Stage::Start);
        }
        names.found(
            config,
            &service.get("extra_groups"),
            Sort::Group,
            &format!("service {own} {{ extra_groups }}"),
            Stage::Start,
        );
        for listener in service.listeners() {
            if listener.kind == "inet_listener" || listener.mode() == Some(0) {
                continue;
            }
            let path = crate::text::short(&listener.path(), 80);
            for (key, sort) in [("user", Sort::User), ("group", Sort::Group)] {
                let place = format!("service {own} {{ {} {path} {{ {key} }} }}", listener.kind);
                names.found(config, &listener.get(key), sort, &place, Stage::Start);
            }
        }
    }
    let userdbs = config.userdbs();
    let is_asked = |key: &str| {
        !userdbs.is_empty()
            && !userdbs.iter().any(|userdb| userdb.driver.is("passwd") || userdb.field(key).is_some())
    };
    for (name, key, sort) in [("mail_uid", "uid", Sort::User), ("mail_gid", "gid", Sort::Group)] {
        if is_asked(key) {
            names.found(config, &root.get(name), sort, name, Stage::Run);
        }
    }
    names.found(config, &root.get("mail_privileged_group"), Sort::Group, "mail_privileged_group", Stage::Run);
    for word in root.words("mail_access_groups") {
        let text = String::from_utf8_lossy(&word.text).into_owned();
        names.name(&text, word.span, Sort::Group, "mail_access_groups", Stage::Run);
    }
}

impl Names<'_> {
    /// The names in a value; a variable of 2.3 or 2.4 stands for another setting.
    fn found(&mut self, config: &Facts<'_>, found: &Found<'_>, sort: Sort, what: &str, stage: Stage) {
        let span = config.place(found);
        let text = String::from_utf8_lossy(&found.text).into_owned();
        for word in text.split([' ', ',', '\t']).filter(|word| !word.is_empty()) {
            match word.strip_prefix('$') {
                Some(variable) => {
                    let name = variable.strip_prefix("SET:").unwrap_or(variable);
                    let value = config.root().get(name);
                    let text = String::from_utf8_lossy(&value.text).into_owned();
                    self.name(&text, span.or_else(|| config.place(&value)), sort, what, stage);
                }
                None => self.name(word, span, sort, what, stage),
            }
        }
    }

    fn name(&mut self, name: &str, span: Option<Span>, sort: Sort, what: &str, stage: Stage) {
        let is_number = name.bytes().all(|b| b.is_ascii_digit());
        if name.is_empty() || is_number || name.contains(['$', '%', '{']) {
            return;
        }
        let (lacks, kind) = match sort {
            Sort::User => (self.accounts.lacks_user(name), "user"),
            Sort::Group => (self.accounts.lacks_group(name), "group"),
        };
        if lacks != Some(true) {
            return;
        }
        if let Some(index) = self.said.get(name) {
            if let (Some(span), Some(finding)) = (span, self.findings.iter_mut().nth(*index)) {
                let is_new = finding.span != span && !finding.labels.iter().any(|label| label.span == span);
                if is_new {
                    finding.also(span, "named here, too");
                }
            }
            return;
        }
        self.said.insert(name.to_owned(), self.findings.len());
        let finding = self.findings.add(
            &LINT,
            span.unwrap_or(self.first),
            format!("{kind} `{}` of `{what}` does not exist", crate::text::printable(name.as_bytes())),
        );
        let then = if stage == Stage::Run { "every session fails" } else { "Dovecot does not start" };
        finding.stage(stage).label(then).help(format!(
            "Add the {kind} to /etc/{}, or name another one.",
            match sort {
                Sort::User => "passwd",
                Sort::Group => "group",
            }
        ));
    }
}
