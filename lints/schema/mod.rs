//! Lints of the group *schema*.

mod attachment_option_invalid;
mod cache_field_name_invalid;
mod event_exporter_invalid;
mod event_filter_invalid;
mod http_backoff_reversed;
mod metric_section_invalid;
mod metric_unknown_exporter;
mod pop3_uidl_format_invalid;
mod setting_must_not_be_empty;
mod settings_zero_value;
mod syslog_facility_unknown;
mod unknown_feature_word;
mod unknown_setting;
mod url_invalid;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[
    &attachment_option_invalid::LINT,
    &cache_field_name_invalid::LINT,
    &event_exporter_invalid::LINT,
    &event_filter_invalid::LINT,
    &http_backoff_reversed::LINT,
    &metric_section_invalid::LINT,
    &metric_unknown_exporter::LINT,
    &pop3_uidl_format_invalid::LINT,
    &setting_must_not_be_empty::LINT,
    &settings_zero_value::LINT,
    &syslog_facility_unknown::LINT,
    &unknown_feature_word::LINT,
    &unknown_setting::LINT,
    &url_invalid::LINT,
];
