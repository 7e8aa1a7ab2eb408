//! Lints of the group *namespaces*.

use super::lints;

lints! {
    "namespaces":
    alias_for_invalid,
    duplicate_namespace_prefix,
    inbox_prefix_case,
    mailbox_name_repeats_prefix,
    mailbox_of_another_namespace,
    multiple_inbox_namespaces,
    no_inbox_namespace,
    no_listed_or_visible_namespace,
    prefix_starts_with_separator,
    prefix_without_trailing_separator,
    separator_not_single_char,
    separators_differ,
    shared_location_differs,
    shared_namespace_variables,
    special_use_duplicated,
}
