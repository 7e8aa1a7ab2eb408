//! Lints of the group *syntax*.

mod ambiguous_hash;
mod auth_setting_in_ip_filter;
mod backslash_lost_in_quotes;
mod block_on_plain_setting;
mod comment_kept_by_quote;
mod conflicting_filters;
mod continuation_at_eof;
mod equals_in_section_head;
mod expected_open_brace;
mod file_not_read;
mod file_value_unreadable;
mod filter_network_invalid;
mod filter_shadowed_by_wider;
mod garbage_after_open_brace;
mod group_inside_group;
mod group_name_with_variable;
mod group_not_at_top_level;
mod group_undefined;
mod here_document_not_allowed;
mod here_document_not_closed;
mod include_not_found;
mod include_of_folder;
mod include_try_literal_missing;
mod interrupted_continuation;
mod invalid_filter_nesting;
mod missing_key_name;
mod network_name_in_filter;
mod nul_byte_in_line;
mod recursive_include;
mod set_variable_loop;
mod setting_not_allowed_in_group;
mod setting_without_equals;
mod smart_quotes_or_nbsp;
mod statement_before_version;
mod unclosed_section;
mod undefined_variable;
mod unexpected_closing_brace;
mod unknown_escape_sequence;
mod unterminated_quote;
mod value_ends_in_brace;
mod variable_in_file_setting;
mod variable_of_list;
mod variable_reads_default;

pub use file_value_unreadable::helper_speaks_first;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[
    &ambiguous_hash::LINT,
    &auth_setting_in_ip_filter::LINT,
    &backslash_lost_in_quotes::LINT,
    &block_on_plain_setting::LINT,
    &comment_kept_by_quote::LINT,
    &conflicting_filters::LINT,
    &continuation_at_eof::LINT,
    &equals_in_section_head::LINT,
    &expected_open_brace::LINT,
    &file_value_unreadable::LINT,
    &filter_network_invalid::LINT,
    &filter_shadowed_by_wider::LINT,
    &garbage_after_open_brace::LINT,
    &group_inside_group::LINT,
    &group_name_with_variable::LINT,
    &group_not_at_top_level::LINT,
    &group_undefined::LINT,
    &here_document_not_allowed::LINT,
    &here_document_not_closed::LINT,
    &include_not_found::LINT,
    &file_not_read::LINT,
    &include_of_folder::LINT,
    &include_try_literal_missing::LINT,
    &interrupted_continuation::LINT,
    &invalid_filter_nesting::LINT,
    &missing_key_name::LINT,
    &network_name_in_filter::LINT,
    &nul_byte_in_line::LINT,
    &recursive_include::LINT,
    &set_variable_loop::LINT,
    &setting_not_allowed_in_group::LINT,
    &setting_without_equals::LINT,
    &smart_quotes_or_nbsp::LINT,
    &statement_before_version::LINT,
    &unclosed_section::LINT,
    &undefined_variable::LINT,
    &unexpected_closing_brace::LINT,
    &unknown_escape_sequence::LINT,
    &unterminated_quote::LINT,
    &value_ends_in_brace::LINT,
    &variable_in_file_setting::LINT,
    &variable_of_list::LINT,
    &variable_reads_default::LINT,
];
