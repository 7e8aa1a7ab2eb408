//! What to write, in the syntax of the series and of the machine's own files.

use crate::capacity::{Change, Kernel, Key};
use crate::schema::Series;

/// The settings of services.
pub(super) fn config(changes: &[Change], series: Series) -> String {
    let mut text = String::new();
    let mut service = None;
    for change in changes {
        if service != Some(&change.service) {
            if service.is_some() {
                text.push_str("}\n");
            }
            text.push_str(&format!("service {} {{\n", change.service));
            service = Some(&change.service);
        }
        text.push_str(&format!("  {}\n", setting(change, series)));
    }
    if service.is_some() {
        text.push_str("}\n");
    }
    text
}

fn setting(change: &Change, series: Series) -> String {
    let value = change.value;
    match (change.key, series) {
        (Key::ProcessLimit, _) => format!("process_limit = {value}"),
        (Key::ClientLimit, _) => format!("client_limit = {value}"),
        (Key::Count, Series::V23) => format!("service_count = {value}"),
        (Key::Count, Series::V24) if value == 0 => "restart_request_count = unlimited".to_owned(),
        (Key::Count, Series::V24) => format!("restart_request_count = {value}"),
        (Key::MinAvail, _) => format!("process_min_avail = {value}"),
        (Key::AddressSpace, _) => format!("vsz_limit = {}M", value >> 20),
    }
}

/// The drop-in of the unit; empty when nothing must change.
pub(super) fn systemd(kernel: &Kernel) -> String {
    let lines = [("LimitNOFILE", kernel.nofile), ("TasksMax", kernel.tasks_max)];
    let text = assignments(&lines, "=");
    if text.is_empty() {
        return text;
    }
    format!("# /etc/systemd/system/dovecot.service.d/limits.conf\n[Service]\n{text}")
}

/// The file for sysctl; empty when nothing must change.
pub(super) fn sysctl(kernel: &Kernel) -> String {
    let lines = [
        ("net.core.somaxconn", kernel.somaxconn),
        ("fs.inotify.max_user_instances", kernel.inotify_instances),
    ];
    let text = assignments(&lines, " = ");
    if text.is_empty() {
        return text;
    }
    format!("# /etc/sysctl.d/dovecot.conf; then restart Dovecot\n{text}")
}

fn assignments(lines: &[(&str, Option<u64>)], sign: &str) -> String {
    let written = lines.iter().filter_map(|(name, value)| Some(format!("{name}{sign}{}\n", (*value)?)));
    written.collect()
}
