//! Lints of the group *schema*.

mod invalid_boolean;
mod invalid_enum_value;
mod invalid_number;
mod invalid_port;
mod invalid_size;
mod invalid_time;
mod invalid_variable_expression;
mod invalid_word_list;
mod time_without_unit;
mod unknown_section;
mod unknown_setting;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[
    &invalid_boolean::LINT,
    &invalid_enum_value::LINT,
    &invalid_number::LINT,
    &invalid_port::LINT,
    &invalid_size::LINT,
    &invalid_time::LINT,
    &invalid_variable_expression::LINT,
    &invalid_word_list::LINT,
    &time_without_unit::LINT,
    &unknown_section::LINT,
    &unknown_setting::LINT,
];
