//! The parts of the upgrade, one for each area. Each plans what becomes of the statements that it knows; what is left
//! goes by the map alone.

mod afterwards;
mod commented;
mod contexts;
mod core;
mod login;
mod mail;
mod plugins;
mod rejected;

use super::job::Job;

pub(super) use self::core::{defaults, filters};

/// Plans everything.
pub(super) fn all(job: &mut Job<'_>) {
    rejected::plan(job);
    core::heads::plan(job);
    core::obsolete::plan(job);
    core::lists::plan(job);
    core::tls::plan(job);
    core::services::plan(job);
    core::environment::plan(job);
    core::metrics::plan(job);
    mail::namespaces::plan(job);
    mail::location::plan(job);
    mail::dict::plan(job);
    mail::attachments::plan(job);
    login::plan(job);
    plugins::plan(job);
    core::debug::plan(job);
    core::generic::plan(job);
    filters::plan(job);
    defaults::plan(job);
    contexts::plan(job);
    commented::plan(job);
    afterwards::plan(job);
}
