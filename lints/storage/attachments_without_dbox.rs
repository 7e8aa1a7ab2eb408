use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "attachments-without-dbox",
    severity: Advice, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let key = match config.version().series {
        Series::V23 => "mail_attachment_dir",
        Series::V24 => "mail_ext_attachment_path",
    };
    let found = config.root().get(key);
    let Some(place) = config.place(&found).filter(|_| !found.text.is_empty()) else { return };
    let of_userdb = match config.version().series {
        Series::V23 => "mail",
        Series::V24 => "mail_driver",
    };
    let locations = config.every_mail_location();
    let is_other = |driver: &str| matches!(driver, "maildir" | "mbox");
    let known = locations.first().map(|location| location.driver.clone()).unwrap_or_default();
    if config.userdbs_return(of_userdb) != Some(false)
        || locations.iter().any(|location| !is_other(&location.driver))
    {
        return;
    }
    findings
        .add(&LINT, place, format!("`{key}` has no effect with {known}: only dbox keeps attachments apart"))
        .label("nothing is written there")
        .help("Remove the line, or store mail as sdbox or mdbox.");
}
