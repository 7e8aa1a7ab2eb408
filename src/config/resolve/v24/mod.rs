//! The effective values in 2.4, as its `doveconf` prints it.
//!
//! `doveconf` keeps one value table for each filter (`protocol imap`, `service imap`, `ssl_server`, …), reads
//! every statement into one of them, and prints them one below the other. `tree` is that table of tables,
//! `fill` reads the configuration into it, `merge` joins the filters of a connection and the groups in the order of
//! `join`, `print` gives what is left as sections, `services` adds the built-in ones. `chain` answers for single
//! settings, in the same order. Source: `config-parser.c`, `config-request.c` and `doveconf.c`
//! of 2.4.1, 2.4.4 and the main branch of August 2026, which 2.4.5 follows.

mod chain;
mod expand;
mod fill;
mod groups;
mod join;
mod merge;
mod print;
mod services;
mod tree;

use crate::config::Config;
use crate::config::resolve::effective::{Node, Question};

impl Config<'_> {
    pub(in crate::config) fn effective24(&self, question: &Question) -> Node<'_> {
        let mut tree = fill::tree(self, question.resolved);
        if let Some(connection) = &question.connection {
            tree.connect(connection);
        }
        let mut root = print::Printer::new(self, &tree, question).root();
        if question.resolved && question.all {
            services::add(&mut root, self.version(), question.only.as_ref());
        }
        root
    }

    /// The patch number of `dovecot_config_version`; where it is missing, that of Dovecot itself.
    fn defaults_of(&self) -> u8 {
        self.config_patch.unwrap_or(self.version().patch)
    }
}
