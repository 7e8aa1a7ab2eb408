use std::io;

use super::{Answer, Entry, Host, Links, NoAnswer, Portion, Status};

/// A machine is looked at on Linux only: the units, the limits and the kernel that lints know are Linux's.
#[derive(Debug)]
pub struct Rooted(());

fn refused() -> io::Error {
    io::Error::new(io::ErrorKind::Unsupported, "machines are looked at on Linux only")
}

impl Rooted {
    /// This machine.
    ///
    /// # Errors
    /// Always.
    pub fn here() -> io::Result<Rooted> {
        Err(refused())
    }

    /// The machine whose files are in a folder.
    ///
    /// # Errors
    /// Always.
    pub fn below(_: &str) -> io::Result<Rooted> {
        Err(refused())
    }
}

impl Host for Rooted {
    fn root(&self) -> &str {
        "/"
    }
    fn status(&self, _: &str, _: Links) -> Answer<Status> {
        Err(NoAnswer::Unknown)
    }
    fn target(&self, _: &str) -> Answer<String> {
        Err(NoAnswer::Unknown)
    }
    fn real(&self, _: &str) -> Answer<String> {
        Err(NoAnswer::Unknown)
    }
    fn entries(&self, _: &str, _: Links, _: usize) -> Answer<Vec<Entry>> {
        Err(NoAnswer::Unknown)
    }
    fn read(&self, _: &str, _: Portion, _: Links) -> Answer<Vec<u8>> {
        Err(NoAnswer::Unknown)
    }
    fn filesystem(&self, _: &str) -> Answer<String> {
        Err(NoAnswer::Unknown)
    }
    fn label(&self, _: &str) -> Answer<String> {
        Err(NoAnswer::Unknown)
    }
    fn now(&self) -> i64 {
        0
    }
}
