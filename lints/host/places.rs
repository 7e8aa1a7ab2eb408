//! Where findings about a system stand, and what several lints ask of it.

use crate::capacity::{self, Server};
use crate::config::Facts;
use crate::host::unit::Unit;
use crate::host::{Machine, System};
use crate::source::Span;

/// The unit of Dovecot, when one is known.
pub(super) fn unit<'c>(config: &Facts<'c>) -> Option<&'c Unit> {
    system(config)?.unit()
}

/// What starts, limits and disturbs the server.
pub(super) fn system<'c>(config: &Facts<'c>) -> Option<&'c System> {
    config.document.system.as_ref()
}

/// The machine.
pub(super) fn machine<'c>(config: &Facts<'c>) -> Option<&'c Machine> {
    config.document.machine()
}

/// Whether it is certain that the clock is not this system's.
pub(super) fn is_container(config: &Facts<'_>) -> bool {
    machine(config).is_some_and(Machine::is_container)
}

/// The services as numbers; none when one of them is not known before Dovecot starts.
pub(super) fn server(config: &Facts<'_>) -> Option<Server> {
    capacity::read(config, &capacity::Machine::default()).ok()
}

/// The first line of the main file, for what has no line of its own.
pub(super) fn first_line(config: &Facts<'_>) -> Span {
    let file = config.document.root;
    Span::new(file, config.document.sources.file(file).line_range(1))
}

/// Names for a sentence: `` `a`, `b` and `c` ``, and how many more.
pub(super) fn and_more(first: &str, count: usize) -> String {
    match count {
        0 | 1 => format!("`{first}`"),
        2 => format!("`{first}` and one more"),
        _ => format!("`{first}` and {} more", count - 1),
    }
}
