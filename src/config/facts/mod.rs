//! What a configuration means for a server, in the words of a mail admin.

pub(in crate::config) mod login;
pub(in crate::config) mod mail;
pub(in crate::config) mod server;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::rc::Rc;

use crate::config::{Config, MailLocation, MasterCheck, Namespace, Service};

/// A configuration, and what many lints ask of it: each is worked out once, on the first question.
#[derive(Debug)]
pub struct Facts<'c> {
    config: &'c Config<'c>,
    namespace_sets: OnceCell<Vec<Vec<Namespace<'c>>>>,
    top_check: OnceCell<MasterCheck<'c>>,
    enabled_services: OnceCell<Vec<Service<'c>>>,
}

impl<'c> Facts<'c> {
    /// The facts of a configuration, none of them worked out yet.
    pub fn new(config: &'c Config<'c>) -> Facts<'c> {
        Facts {
            config,
            namespace_sets: OnceCell::new(),
            top_check: OnceCell::new(),
            enabled_services: OnceCell::new(),
        }
    }

    /// The sets of configured namespaces that are not switched off: those of everyone, then those of each
    /// filter that has some of its own. Sets that a variable or a user database can change are left out.
    pub fn namespace_sets(&self) -> &[Vec<Namespace<'c>>] {
        self.namespace_sets.get_or_init(|| mail::namespace_set::sets(self.config))
    }

    /// The check of all services at the top level.
    pub fn top_check(&self) -> &MasterCheck<'c> {
        self.top_check.get_or_init(|| self.config.top_check())
    }

    /// The checks of all services: at the top level, and where a filter has other ones. Those of filters are not kept,
    /// as there may be thousands.
    pub fn master_checks(&self) -> impl Iterator<Item = Cow<'_, MasterCheck<'c>>> {
        let top = std::iter::once_with(|| Cow::Borrowed(self.top_check()));
        top.chain(self.config.checks_of_filters().map(Cow::Owned))
    }

    /// The enabled services.
    pub fn enabled_services(&self) -> &[Service<'c>] {
        self.enabled_services.get_or_init(|| self.config.enabled_services())
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
