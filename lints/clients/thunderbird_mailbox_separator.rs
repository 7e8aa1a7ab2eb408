use crate::config::{Config, Facts, MailLocation, ROOT};
use crate::edit::{Edit, lines};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;
use crate::syntax::Form;

lint! {
    name: "thunderbird-mailbox-separator",
    severity: Advice, stage: Never, profile: Pedantic, series: [V23, V24],
    fix: Unsafe, needs: Whole, silent: Incomplete,
}

const WORD: &[u8] = b"tb-extra-mailbox-sep";
const LIST: &str = "imap_client_workarounds";

fn check(config: &Facts<'_>, findings: &mut Findings) {
    if !config.root().expected_protocols().0.iter().any(|name| name.as_ref() == b"imap") {
        return;
    }
    // A user database may give each user another place and format.
    if config
        .userdbs()
        .iter()
        .any(|userdb| userdb.gives(&["mail", "mail_driver", "mail_location"]) || userdb.is_elsewhere())
    {
        return;
    }
    let view = config.protocol_view(b"imap");
    let words = view.words(LIST);
    if words.iter().any(|word| word.text.eq_ignore_ascii_case(WORD)) {
        return;
    }
    let has_folders = |place: &MailLocation<'_>| {
        place.layout == "fs"
            && matches!(place.driver.as_str(), "mbox" | "sdbox" | "dbox" | "mdbox" | "maildir")
    };
    let Some(place) = view.mail_locations().into_iter().find(has_folders) else { return };
    let Some(span) = place.span else { return };
    let finding = findings.add(
        &LINT,
        span,
        format!("Thunderbird appends `/` to folder names with this mail format ({})", place.driver),
    );
    finding
        .label("the workaround `tb-extra-mailbox-sep` is not set")
        .help("Set `imap_client_workarounds = tb-extra-mailbox-sep` if anyone uses Thunderbird.");
    let old = view.get(LIST);
    match old.assign {
        Some(assign) if old.form == Form::Plain && !old.text.is_empty() => {
            let edit = Edit::insert_after(config.value_span(assign), " tb-extra-mailbox-sep");
            finding.fix_unsafe("add `tb-extra-mailbox-sep`", [edit]);
        }
        None if words.is_empty() => {
            let at_top = config.root().get(location(config)).assign.filter(|a| a.scope == ROOT);
            if let Some(assign) = at_top {
                let section = "protocol imap {\n  imap_client_workarounds = tb-extra-mailbox-sep\n}";
                finding
                    .fix_unsafe("add `tb-extra-mailbox-sep`", lines::section_below(config, assign, section));
            }
        }
        _ => {}
    }
}

fn location(config: &Config<'_>) -> &'static str {
    match config.version().series {
        Series::V23 => "mail_location",
        Series::V24 => "mail_driver",
    }
}
