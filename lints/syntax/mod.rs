//! Lints of the group *syntax*.

mod conflict;

pub use file_value_unreadable::helper_reports_first;
pub use unrendered_template::placeholder;

use super::lints;

lints! {
    "syntax":
    ambiguous_hash,
    auth_setting_in_ip_filter,
    backslash_lost_in_quotes,
    block_on_plain_setting,
    brace_after_variable,
    comment_kept_by_quote,
    conflicting_filters,
    encrypted_file,
    continuation_at_eof,
    equals_in_include,
    equals_in_section_head,
    expected_open_brace,
    file_value_unreadable,
    filter_network_invalid,
    filter_shadowed_by_wider,
    garbage_after_open_brace,
    group_inside_group,
    group_name_with_variable,
    group_not_at_top_level,
    group_undefined,
    here_document_not_allowed,
    here_document_not_closed,
    include_not_found,
    file_not_read,
    include_of_folder,
    include_try_literal_missing,
    interrupted_continuation,
    invalid_filter_nesting,
    missing_key_name,
    network_name_in_filter,
    nul_byte_in_line,
    placeholder_read_as_file,
    recursive_include,
    set_variable_loop,
    setting_not_allowed_in_group,
    setting_without_equals,
    smart_quotes_or_nbsp,
    statement_before_version,
    typographic_quote_in_query,
    unclosed_section,
    unrendered_template,
    undefined_variable,
    unexpected_closing_brace,
    unknown_escape_sequence,
    unterminated_quote,
    value_ends_in_brace,
    variable_in_file_setting,
    variable_of_list,
    variable_reads_default,
}
