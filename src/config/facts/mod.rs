//! What a configuration means for a server, in the words of a mail admin.

pub(in crate::config) mod login;
pub(in crate::config) mod mail;
pub(in crate::config) mod server;

use std::cell::OnceCell;
use std::rc::Rc;

use crate::config::{Config, MailLocation, Namespace};

/// A configuration, and what many lints ask of it: each is worked out once, on the first question.
#[derive(Debug)]
pub struct Facts<'c> {
    config: &'c Config<'c>,
    namespace_sets: OnceCell<Vec<Vec<Namespace<'c>>>>,
}

impl<'c> Facts<'c> {
    /// The facts of a configuration, none of them worked out yet.
    pub fn new(config: &'c Config<'c>) -> Facts<'c> {
        Facts { config, namespace_sets: OnceCell::new() }
    }

    /// The sets of configured namespaces that are not switched off: those of everyone, then those of each
    /// filter that has some of its own. Sets that a variable or a user database can change are left out.
    pub fn namespace_sets(&self) -> &[Vec<Namespace<'c>>] {
        self.namespace_sets.get_or_init(|| mail::namespace_set::sets(self.config))
    }

    /// Where mail is for anyone: in general, and in each namespace. Not kept: it is as large as the namespaces.
    pub fn every_mail_location(&self) -> Vec<Rc<MailLocation<'c>>> {
        mail::namespace_set::locations(self.config)
    }
}

impl<'c> std::ops::Deref for Facts<'c> {
    type Target = Config<'c>;

    fn deref(&self) -> &Config<'c> {
        self.config
    }
}
