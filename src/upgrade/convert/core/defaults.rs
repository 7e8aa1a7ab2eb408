//! Defaults of 2.3 that differ in 2.4 and matter, each when its feature is in use.

use super::environment::features_off;
use super::lists;
use crate::config::ROOT;
use crate::config::location::usual_layout;
use crate::schema::{Series, Version};
use crate::upgrade::NoteCode;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Job, Unit};
use crate::upgrade::value::location::Location;
use crate::upgrade::{Code, Defaults};

/// Plans those that are written.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>) {
    protocols(job);
    if job.wanted.defaults == Defaults::New {
        return;
    }
    if !locations(job).any(|(is_outside, _)| is_outside) {
        undecided(job);
    }
    let places: Vec<Location> = locations(job).map(|(_, place)| place).collect();
    let is_local =
        |place: &&Location| matches!(place.driver.as_str(), "maildir" | "mbox" | "sdbox" | "mdbox");
    let has_local = places.iter().any(|place| is_local(&place));
    let has_imapc = places.iter().any(|place| place.driver == "imapc");
    let drops = |place: &Location| {
        place.layout() != "maildir++" && !place.options.iter().any(|(key, _)| key == "NO-NOSELECT")
    };
    if places.iter().filter(is_local).any(drops) {
        keep(job, "mailbox_list_drop_noselect", "no", "folders that cannot be selected stay");
    }
    if serves(job, "submission") {
        keep(job, "submission_max_mail_size", "unlimited", "2.4 rejects mail of more than 40 MB");
    }
    if uses_sieve(job) && !is_set(job, "plugin", "sieve_vacation_max_period") {
        keep_new(job, "sieve_vacation_max_period", "unlimited", "2.4 limits it to 60 days");
    }
    if has_local {
        for name in ["mail_cache_max_headers_count", "mail_cache_max_header_name_length"] {
            keep_new(job, name, "unlimited", "2.4 limits the cache to 100");
        }
    }
    if has_imapc && !is_set(job, "root", "imapc_features") {
        let off = features_off(&[]).join(&b' ');
        keep(job, "imapc_features", &String::from_utf8_lossy(&off), "2.4 switches these on");
    }
    if job.to() == Version::newest(Series::V24) {
        newest(job, has_local);
    }
}

/// What changed after 2.4.0; an older `dovecot_config_version` keeps it by itself.
fn newest(job: &mut Job<'_>, has_local: bool) {
    if has_local {
        keep(job, "mail_cache_fields", "flags", "2.4.1 caches more");
        keep(job, "mail_attachment_detection_options", "", "2.4.2 looks for attachments");
    }
    if serves(job, "lmtp") {
        keep(job, "lmtp_user_concurrency_limit", "unlimited", "2.4.1 limits it");
    }
    if lists::has_plugin(job, "lazy_expunge") && !is_set(job, "plugin", "lazy_expunge_only_last_instance") {
        keep_new(job, "lazy_expunge_only_last_instance", "no", "2.4.3 moves only the last copy");
    }
    if serves(job, "imap") {
        keep_new(job, "imap_compress_on_proxy", "no", "2.4.5 compresses");
    }
}

/// 2.4 serves no protocol by itself.
fn protocols(job: &mut Job<'_>) {
    if is_set(job, "root", "protocols") || job.document.protocol_files().is_some() {
        return;
    }
    job.note(NoteCode::KeptDefault, None, "2.4 serves no protocol by default, so those of 2.3 are written");
    job.defaults.push(Item::set("protocols", "imap pop3 lmtp"));
}

/// Without any location 2.3 looks at the disk; 2.4 does not.
fn undecided(job: &mut Job<'_>) {
    let (outside, inside): (Vec<&Unit<'_>>, Vec<&Unit<'_>>) = job
        .units
        .iter()
        .filter(|unit| unit.name == "mail_location")
        .partition(|unit| job.outer(unit.assign.scope) == ROOT);
    let is_set = !outside.is_empty();
    let detail = if inside.is_empty() {
        "no location of mail is set, and 2.4 does not detect the format from the files as 2.3 did"
    } else {
        "the location of mail is set in filters only; elsewhere 2.4 does not detect the format as 2.3 did"
    };
    let userdbs = job.config.userdbs();
    let gives_mail = userdbs.iter().any(|userdb| {
        let names_it = |text: &[u8]| {
            ["maildir:", "mdbox:", "sdbox:", "mbox:", "mail"]
                .iter()
                .any(|sign| memchr::memmem::find(text, sign.as_bytes()).is_some())
        };
        let file =
            userdb.external().map(|external| external.entries.iter().any(|entry| names_it(&entry.text)));
        userdb.fields().iter().any(|field| field.is("mail")) || file == Some(true)
    });
    let Some(node) = crate::upgrade::versions::first_statement(&job.tree)
        .filter(|_| !is_set && !userdbs.is_empty() && !gives_mail)
    else {
        return;
    };
    if let Some(driver) = job.decide(node, Code::MailLocationAutodetect, None, detail) {
        job.defaults.push(Item::set("mail_driver", driver));
    }
}

/// The locations that are written: of everyone and of namespaces, and those in filters.
fn locations<'j>(job: &'j Job<'_>) -> impl Iterator<Item = (bool, Location)> + 'j {
    let is_one = |unit: &&Unit<'_>| {
        let is_location = match unit.table {
            "root" => matches!(unit.name.as_str(), "mail_location" | "mail"),
            "namespace" => matches!(unit.name.as_str(), "location" | "mail" | "mail_location"),
            _ => false,
        };
        is_location && !unit.is_replaced
    };
    let read = job.units.iter().filter(is_one).map(move |unit| {
        let is_outside = job.outer(unit.assign.scope) == ROOT;
        (is_outside, Location::read(&job.text(unit)))
    });
    read.filter(|(_, place)| !place.driver.is_empty() && !usual_layout(&place.driver).is_empty())
}

fn is_set(job: &Job<'_>, table: &'static str, name: &str) -> bool {
    job.own(ROOT, table, name).is_some()
}

fn serves(job: &Job<'_>, protocol: &str) -> bool {
    job.config.root().words("protocols").iter().any(|word| word.is(protocol))
}

fn uses_sieve(job: &Job<'_>) -> bool {
    lists::has_plugin(job, "sieve") || lists::has_plugin(job, "imap_sieve")
}

/// Keeps the default of a setting that 2.3 has as well.
fn keep(job: &mut Job<'_>, name: &'static str, value: &str, why: &str) {
    if !is_set(job, "root", name) {
        keep_new(job, name, value, why);
    }
}

fn keep_new(job: &mut Job<'_>, name: &'static str, value: &str, why: &str) {
    job.note(NoteCode::KeptDefault, None, format!("{name} keeps its 2.3 default: {why}"));
    job.defaults.push(Item::set(name, value));
}
