//! Lints of the group *schema*.

mod attachment_option_invalid;
mod cache_field_name_invalid;
mod database_name_twice;
mod event_exporter_invalid;
mod event_filter_invalid;
mod execute_tcp_port_missing;
mod external_file_invalid_value;
mod external_file_line_malformed;
mod external_file_missing;
mod external_file_required_key_missing;
mod external_file_unknown_key;
mod http_backoff_reversed;
mod invalid_boolean;
mod invalid_enum_value;
mod invalid_number;
mod invalid_port;
mod invalid_size;
mod invalid_time;
mod invalid_variable_expression;
mod invalid_word_list;
mod list_written_as_setting;
mod listen_empty;
mod listener_without_path;
mod metric_section_invalid;
mod metric_unknown_exporter;
mod obsolete_setting_2_2;
mod octal_mode_without_leading_zero;
mod pop3_uidl_format_invalid;
mod protocol_filter_never_matches;
mod redis_host_not_an_ip;
mod required_setting_missing;
mod reserved_section_name;
mod section_in_plugin;
mod section_name_unwanted;
mod section_type_as_setting;
mod section_written_as_setting;
mod service_without_name;
mod setting_in_wrong_scope;
mod setting_must_not_be_empty;
mod setting_of_2_4;
mod setting_of_another_version;
mod settings_zero_value;
mod syslog_facility_unknown;
mod time_without_unit;
mod unknown_feature_word;
mod unknown_protocol;
mod unknown_section;
mod unknown_service;
mod unknown_service_type;
mod unknown_setting;
mod url_invalid;
mod value_out_of_range;
mod variable_read_too_early;
mod zero_means_error_in_2_4;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[
    &attachment_option_invalid::LINT,
    &cache_field_name_invalid::LINT,
    &database_name_twice::LINT,
    &event_exporter_invalid::LINT,
    &event_filter_invalid::LINT,
    &execute_tcp_port_missing::LINT,
    &external_file_invalid_value::LINT,
    &external_file_line_malformed::LINT,
    &external_file_missing::LINT,
    &external_file_required_key_missing::LINT,
    &external_file_unknown_key::LINT,
    &http_backoff_reversed::LINT,
    &invalid_boolean::LINT,
    &invalid_enum_value::LINT,
    &invalid_number::LINT,
    &invalid_port::LINT,
    &invalid_size::LINT,
    &invalid_time::LINT,
    &invalid_variable_expression::LINT,
    &invalid_word_list::LINT,
    &list_written_as_setting::LINT,
    &listen_empty::LINT,
    &listener_without_path::LINT,
    &metric_section_invalid::LINT,
    &metric_unknown_exporter::LINT,
    &obsolete_setting_2_2::LINT,
    &octal_mode_without_leading_zero::LINT,
    &pop3_uidl_format_invalid::LINT,
    &protocol_filter_never_matches::LINT,
    &redis_host_not_an_ip::LINT,
    &required_setting_missing::LINT,
    &reserved_section_name::LINT,
    &section_in_plugin::LINT,
    &section_name_unwanted::LINT,
    &section_type_as_setting::LINT,
    &section_written_as_setting::LINT,
    &service_without_name::LINT,
    &setting_in_wrong_scope::LINT,
    &setting_must_not_be_empty::LINT,
    &setting_of_2_4::LINT,
    &setting_of_another_version::LINT,
    &settings_zero_value::LINT,
    &syslog_facility_unknown::LINT,
    &time_without_unit::LINT,
    &unknown_feature_word::LINT,
    &unknown_protocol::LINT,
    &unknown_section::LINT,
    &unknown_service::LINT,
    &unknown_service_type::LINT,
    &unknown_setting::LINT,
    &url_invalid::LINT,
    &value_out_of_range::LINT,
    &variable_read_too_early::LINT,
    &zero_means_error_in_2_4::LINT,
];
