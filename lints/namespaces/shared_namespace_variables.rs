use crate::config::{Config, Facts, Namespace, Variable, Word};
use crate::edit::Edit;
use crate::finding::{Finding, Findings};
use crate::lints::lint;
use crate::schema::Series;
use crate::source::Span;
use crate::syntax::{Percent, percents};

lint! {
    name: "shared-namespace-variables",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
}

/// Variables of the one who looks, as 2.3 and 2.4 write them.
const OWN: [&str; 5] = ["%u", "%n", "%{user}", "%{username}", "%{user | username}"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for namespace in config.namespace_sets().iter().flatten() {
        if namespace.kind.text.as_ref() != b"shared" {
            continue;
        }
        match config.version().series {
            Series::V23 => judge_23(config, findings, namespace),
            Series::V24 => judge_24(config, findings, namespace),
        }
    }
}

fn judge_23(config: &Config<'_>, findings: &mut Findings, namespace: &Namespace<'_>) {
    let prefix = config.place_in(namespace, "prefix").filter(|_| namespace.prefix.assign.is_some());
    let path = namespace.location.path.as_ref();
    let has_owner = |text: &[u8]| percents(text).any(|percent| matches!(percent, Percent::Sign(_)));
    let is_of_user = |variable: &Variable| ["user", "username"].contains(&variable.name.as_str());
    let is_dynamic = has_owner(&namespace.prefix.text)
        || config.variables_in(&namespace.prefix.text).iter().any(is_of_user);
    if !is_dynamic && !path.is_some_and(|path| has_owner(&path.text)) {
        return;
    }
    let mut report = |text: &[u8], span: Span, what: &str, is_wrong: &dyn Fn(&Variable) -> bool| {
        let text = String::from_utf8_lossy(text);
        let Some(fixed) = doubled(config, &text, is_wrong) else { return };
        let finding = findings.add(
            &LINT,
            span,
            format!(
                "the {what} `{text}` of a shared namespace contains the logged-in user instead of the owner"
            ),
        );
        finding
            .label("one `%` is the user who is logged in, `%%` the owner of the mailbox")
            .help(format!("Write `{fixed}`."));
        fix(finding, span, fixed);
    };
    if let Some(span) = prefix.filter(|_| !namespace.is_dynamic()) {
        report(&namespace.prefix.text, span, "prefix", &is_of_user);
    }
    // `location` is the own one of the namespace: what it inherits is judged nowhere.
    let own = namespace.get("location").is_some_and(|location| location.assign.is_some());
    if let Some(path) = path.filter(|path| own && !has_owner(&path.text))
        && let Some(span) = path.span
    {
        report(&path.text, span, "path", &|variable| is_of_user(variable) || variable.is_home());
    }
}

/// Writes the text, unless it was none.
fn fix(finding: &mut Finding, span: Span, fixed: String) {
    if !fixed.contains(char::REPLACEMENT_CHARACTER) {
        finding.fix_unsafe(format!("write `{fixed}`"), [Edit::replace(span, fixed)]);
    }
}

/// The text with some variables as those of the owner; none when there is none of them.
fn doubled(config: &Config<'_>, text: &str, is_wrong: &dyn Fn(&Variable) -> bool) -> Option<String> {
    let mut starts: Vec<usize> = config
        .variables_in(text.as_bytes())
        .iter()
        .filter(|one| is_wrong(one))
        .map(|one| one.range.start)
        .collect();
    starts.sort_unstable();
    let mut fixed = text.to_owned();
    starts.iter().rev().for_each(|start| fixed.insert(*start, '%'));
    (!starts.is_empty()).then_some(fixed)
}

/// How 2.3 names the owner, in the prefix of 2.4 and in its paths.
const OF_23: [(&str, &str, &str); 4] = [
    ("%%u", "$user", "%{owner_user}"),
    ("%%n", "$username", "%{owner_user | username}"),
    ("%%d", "$domain", "%{owner_user | domain}"),
    ("%%h", "", "%{owner_home}"),
];

fn judge_24(config: &Config<'_>, findings: &mut Findings, namespace: &Namespace<'_>) {
    let mut report = |found: Word<'_>, is_prefix: bool| {
        let text = String::from_utf8_lossy(&found.text);
        let mut fixed = text.clone().into_owned();
        for (old, in_prefix, in_path) in OF_23 {
            fixed = fixed.replace(old, if is_prefix { in_prefix } else { in_path });
        }
        if is_prefix && !text.contains('$') {
            for variable in OWN {
                fixed = fixed.replace(variable, "$user");
            }
        }
        let (Some(span), true) = (found.span, fixed != text) else { return };
        let owner = if is_prefix { "`$user`" } else { "`%{owner_user}` or `%{owner_home}`" };
        let finding = findings
            .add(&LINT, span, format!("`{text}` does not name the owner of a shared mailbox in 2.4"))
            .label("not the owner")
            .help(format!("The owner is {owner} here: write `{fixed}`."));
        fix(finding, span, fixed);
    };
    let Some(section) = namespace.section.as_ref() else { return };
    if let Some(assign) = namespace.prefix.assign {
        let span = Some(config.value_span(assign));
        report(Word { text: namespace.prefix.text.clone(), assign: Some(assign), span }, true);
    }
    let location = &namespace.location;
    let values = location.options.iter().filter_map(|field| field.value.clone());
    let mut own: Vec<Word<'_>> = location.path.clone().into_iter().chain(values).collect();
    own.retain(|word| word.assign.is_some_and(|assign| section.scopes.contains(&assign.scope)));
    own.iter().cloned().for_each(|word| report(word, false));
    for word in own.iter().filter(|_| namespace.is_dynamic()) {
        of_the_viewer(config, findings, word);
    }
}

/// A path of 2.4 that has variables of the one who looks and none of the owner.
fn of_the_viewer(config: &Config<'_>, findings: &mut Findings, word: &Word<'_>) {
    const OF_VIEWER: [&str; 4] = ["user", "username", "domain", "home"];
    let has = |text: &[u8]| memchr::memmem::find(&word.text, text).is_some();
    let variables = config.variables_in(&word.text);
    let is_own = variables.iter().any(|variable| OF_VIEWER.contains(&variable.name.as_str()));
    let Some(span) = word.span.filter(|_| is_own && !has(b"owner_") && !has(b"%%")) else { return };
    let text = String::from_utf8_lossy(&word.text);
    let fixed = text.replace("%{username}", "%{user | username}").replace("%{domain}", "%{user | domain}");
    let fixed = fixed.replace("%{home}", "%{owner_home}").replace("%{user", "%{owner_user");
    let message = format!("`{text}` does not name the owner of a shared mailbox in 2.4");
    let finding = findings.add(&LINT, span, message);
    finding
        .label("the logged-in user")
        .help(format!("The owner is `%{{owner_user}}` or `%{{owner_home}}` here: write `{fixed}`."));
    fix(finding, span, fixed);
}
