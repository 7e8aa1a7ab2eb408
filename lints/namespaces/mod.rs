//! Lints of the group *namespaces*.

mod alias_for_invalid;
mod duplicate_namespace_prefix;
mod mailbox_name_repeats_prefix;
mod multiple_inbox_namespaces;
mod no_inbox_namespace;
mod no_listed_or_visible_namespace;
mod prefix_starts_with_separator;
mod prefix_without_trailing_separator;
mod separator_not_single_char;
mod separators_differ;
mod shared_namespace_variables;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[
    &alias_for_invalid::LINT,
    &duplicate_namespace_prefix::LINT,
    &mailbox_name_repeats_prefix::LINT,
    &multiple_inbox_namespaces::LINT,
    &no_inbox_namespace::LINT,
    &no_listed_or_visible_namespace::LINT,
    &prefix_starts_with_separator::LINT,
    &prefix_without_trailing_separator::LINT,
    &separator_not_single_char::LINT,
    &separators_differ::LINT,
    &shared_namespace_variables::LINT,
];
