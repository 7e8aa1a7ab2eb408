//! The language server: what `dovelint check` says, while the files are typed.
//!
//! One thread reads messages, the other one owns all state. There are no incremental structures: after an edit, the
//! configurations of the open files are read and judged again, with the engine of the command line.

mod client;
mod diagnostic;
mod feature;
mod notice;
mod pass;
mod place;
mod protocol;
mod server;
mod session;
mod text;
mod watch;
mod wire;

use std::io::{self, BufReader, Write};
use std::sync::mpsc::channel;

pub use client::Client;
pub use feature::request;
pub use notice::notified;
pub use pass::Given;
pub use protocol::Failure;
pub use server::Server;
pub use session::Session;
pub use wire::{Incoming, read_all};

use crate::settings::{Layer, Source};

/// How the server ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// The client said goodbye in the right order.
    Told,
    /// The client is gone, or said goodbye without a warning.
    Gone,
    /// What it sent makes no sense; in a sentence.
    Broken(String),
}

/// Serves the client on standard input and output until it ends.
pub fn serve(command: Layer, source: Source) -> Ending {
    let (sender, receiver) = channel();
    // It ends with the process: it may wait for input that never comes.
    let reader = std::thread::Builder::new().name("input".to_owned());
    let reader = reader.spawn(move || wire::read_all(BufReader::new(io::stdin()), &sender));
    if let Err(error) = reader {
        return Ending::Broken(format!("cannot start a thread: {error}"));
    }
    let mut out = io::stdout().lock();
    let ending = Server::new(command, source).run(&receiver, &mut out);
    let _ = out.flush();
    ending
}
