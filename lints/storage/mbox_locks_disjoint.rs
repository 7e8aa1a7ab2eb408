use crate::config::{Assign, Facts, Found, Word};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "mbox-locks-disjoint",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let root = config.root();
    let readers = root.words("mbox_read_locks");
    let writers = root.words("mbox_write_locks");
    let (read, write) =
        (place_of(&root.get("mbox_read_locks"), &readers), place_of(&root.get("mbox_write_locks"), &writers));
    // What a block removes leaves no word after.
    let is_of_block = |assign: &&Assign| {
        assign.key.is_free()
            && ["mbox_read_locks", "mbox_write_locks"].iter().any(|list| config.is_in_list(assign.key, list))
    };
    let block = || config.assigns().iter().find(is_of_block);
    let Some(assign) = read.or(write).or_else(block) else { return };
    if readers.iter().any(|a| writers.iter().any(|b| method(a) == method(b))) {
        return;
    }
    let Some(place) = root.mail_locations().into_iter().find(|place| place.driver == "mbox") else { return };
    let (readers, writers) = (shown(&readers), shown(&writers));
    let finding = findings.add(
        &LINT,
        config.span(assign),
        format!("readers lock with {readers} and writers with {writers}, so neither blocks the other"),
    );
    finding.label("no method in common").help(
        "Use one method in both, such as `fcntl`, and keep the others that your mail server (MTA) uses.",
    );
    if let Some(other) = write.filter(|write| write.statement != assign.statement) {
        finding.also(config.span(other), "how writers lock");
    }
    if let Some(span) = place.span {
        finding.also(span, "the mail is mbox");
    }
}

/// Where a list is written; none for a built-in default.
fn place_of<'c>(found: &Found<'c>, words: &[Word<'c>]) -> Option<&'c Assign> {
    found.assign.or_else(|| words.iter().find_map(|word| word.assign))
}

/// `dotlock_try` is a dotlock that may fail.
fn method(word: &Word<'_>) -> Vec<u8> {
    let name = word.text.to_ascii_lowercase();
    name.strip_suffix(b"_try").map(<[u8]>::to_vec).unwrap_or(name)
}

fn shown(words: &[Word<'_>]) -> String {
    let names: Vec<String> =
        words.iter().map(|word| format!("`{}`", crate::text::clipped(&word.text, 20))).collect();
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}
