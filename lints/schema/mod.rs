//! Lints of the group *schema*.

mod attachment_option_invalid;
mod cache_field_name_invalid;
mod event_filter_invalid;
mod pop3_uidl_format_invalid;
mod settings_zero_value;
mod syslog_facility_unknown;
mod unknown_feature_word;
mod unknown_setting;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[
    &attachment_option_invalid::LINT,
    &cache_field_name_invalid::LINT,
    &event_filter_invalid::LINT,
    &pop3_uidl_format_invalid::LINT,
    &settings_zero_value::LINT,
    &syslog_facility_unknown::LINT,
    &unknown_feature_word::LINT,
    &unknown_setting::LINT,
];
