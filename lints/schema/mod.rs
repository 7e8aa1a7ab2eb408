//! Lints of the group *schema*.

mod listen_empty;
mod listener_without_path;
mod service_without_name;
mod unknown_protocol;
mod unknown_service_type;
mod unknown_setting;
mod zero_means_error_in_2_4;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[
    &listen_empty::LINT,
    &listener_without_path::LINT,
    &service_without_name::LINT,
    &unknown_protocol::LINT,
    &unknown_service_type::LINT,
    &unknown_setting::LINT,
    &zero_means_error_in_2_4::LINT,
];
