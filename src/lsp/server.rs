//! The loop: takes what waits, answers one message after the other, judges when none waits.

use std::collections::VecDeque;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::Ending;
use super::client::Client;
use super::notice;
use super::pass::Given;
use super::protocol::Failure;
use super::session::Session;
use super::wire::{self, Incoming, Message};
use crate::settings::{Layer, Source};

/// How often to look after the client's process and after files.
const TICK: Duration = Duration::from_secs(2);

/// A message that waits.
enum Waiting {
    Message(Message),
    /// A request that was cancelled, by its id.
    Cancelled(Value),
    End,
    Broken(String),
}

/// The server.
pub struct Server {
    /// What the options settle; none once a session has it.
    given: Option<(Layer, Source)>,
    session: Option<Session>,
    is_shut_down: bool,
    queue: VecDeque<Waiting>,
    ticked: Instant,
    outbox: Vec<Value>,
}

impl Server {
    /// A server with the options of the command line.
    pub fn new(command: Layer, source: Source) -> Server {
        Server {
            given: Some((command, source)),
            session: None,
            is_shut_down: false,
            queue: VecDeque::new(),
            ticked: Instant::now(),
            outbox: Vec::new(),
        }
    }

    /// Serves until the client ends.
    pub fn run(mut self, messages: &Receiver<Incoming>, out: &mut dyn Write) -> Ending {
        loop {
            while let Ok(incoming) = messages.try_recv() {
                self.take(incoming);
            }
            let ending = match self.queue.pop_front() {
                Some(waiting) => self.handle(waiting),
                None => self.rest(messages),
            };
            if self.flush(out).is_err() {
                return Ending::Gone;
            }
            if let Some(ending) = ending {
                return ending;
            }
        }
    }

    fn take(&mut self, incoming: Incoming) {
        let waiting = match incoming {
            Incoming::Body(body) => Waiting::Message(Message::read(&body)),
            Incoming::End => Waiting::End,
            Incoming::Broken(message) => Waiting::Broken(message),
        };
        if let Waiting::Message(Message::Notification { method, params }) = &waiting
            && method == "$/cancelRequest"
        {
            self.cancel(params.get("id").unwrap_or(&Value::Null));
            return;
        }
        self.queue.push_back(waiting);
    }

    /// Strikes a request that waits.
    fn cancel(&mut self, cancelled: &Value) {
        for waiting in &mut self.queue {
            if let Waiting::Message(Message::Request { id, .. }) = waiting
                && id == cancelled
            {
                *waiting = Waiting::Cancelled(cancelled.clone());
                return;
            }
        }
    }

    /// Nothing waits: judges when that is due, then waits for the next message.
    fn rest(&mut self, messages: &Receiver<Incoming>) -> Option<Ending> {
        let due = self.session.as_ref().filter(|_| !self.is_shut_down).and_then(Session::due);
        if due == Some(Duration::ZERO) {
            if let Some(session) = &mut self.session {
                session.publish();
            }
            return None;
        }
        let tick = TICK.saturating_sub(self.ticked.elapsed());
        match messages.recv_timeout(due.map_or(tick, |due| due.min(tick))) {
            Ok(incoming) => self.take(incoming),
            Err(RecvTimeoutError::Disconnected) => return Some(self.gone()),
            Err(RecvTimeoutError::Timeout) => {}
        }
        if self.ticked.elapsed() >= TICK {
            self.ticked = Instant::now();
            return self.tick();
        }
        None
    }

    fn tick(&mut self) -> Option<Ending> {
        let session = self.session.as_mut()?;
        if session.client.process.is_some_and(is_gone) {
            return Some(Ending::Gone);
        }
        session.ask_once();
        session.look();
        None
    }

    fn gone(&self) -> Ending {
        if self.is_shut_down { Ending::Told } else { Ending::Gone }
    }

    fn handle(&mut self, waiting: Waiting) -> Option<Ending> {
        match waiting {
            Waiting::End => return Some(self.gone()),
            Waiting::Broken(message) => return Some(Ending::Broken(message)),
            Waiting::Cancelled(id) => {
                let failure = Failure::new(Failure::CANCELLED, "cancelled");
                self.outbox.push(wire::answer(&id, Err(failure)));
            }
            Waiting::Message(Message::Wrong(id, failure)) => {
                self.outbox.push(wire::answer(&id, Err(failure)));
            }
            Waiting::Message(Message::Response { id, result }) => {
                if let (Some(session), Some(result)) = (&mut self.session, result) {
                    session.answered(&id, &result);
                }
            }
            Waiting::Message(Message::Notification { method, .. }) if method == "exit" => {
                return Some(self.gone());
            }
            Waiting::Message(Message::Notification { method, params }) => self.notified(&method, params),
            Waiting::Message(Message::Request { id, method, params }) => {
                let result = self.requested(&method, params);
                self.outbox.push(wire::answer(&id, result));
            }
        }
        None
    }

    fn requested(&mut self, method: &str, params: Value) -> Result<Value, Failure> {
        if self.is_shut_down {
            return Err(Failure::new(Failure::INVALID, "the server was shut down"));
        }
        match (&mut self.session, method) {
            (None, "initialize") => self.initialize(&params),
            (None, _) => Err(Failure::new(Failure::EARLY, "`initialize` has to come first")),
            (Some(_), "initialize") => Err(Failure::new(Failure::INVALID, "initialized already")),
            (Some(_), "shutdown") => {
                self.is_shut_down = true;
                Ok(Value::Null)
            }
            (Some(session), method) => super::feature::request(session, method, params),
        }
    }

    fn initialize(&mut self, params: &Value) -> Result<Value, Failure> {
        if !params.is_object() {
            return Err(Failure::new(Failure::PARAMETERS, "`initialize` needs parameters"));
        }
        let client = Client::read(params);
        let Some((mut command, source)) = self.given.take() else {
            return Err(Failure::new(Failure::INVALID, "initialized already"));
        };
        let folder = client.folders.first().map_or_else(|| PathBuf::from("/"), Clone::clone);
        let mut complaint = None;
        let mut has_hints = true;
        if let Some(Value::Object(keys)) = params.get("initializationOptions") {
            let mut keys = keys.clone();
            has_hints = keys.remove("hints").and_then(|hints| hints.as_bool()).unwrap_or(true);
            match Layer::from_json(&keys, &folder) {
                Ok(layer) => command.fill_with(layer),
                Err(wrong) => complaint = Some(wrong.to_string()),
            }
        }
        let result = json!({
            "serverInfo": {"name": "dovelint", "version": env!("CARGO_PKG_VERSION")},
            "capabilities": super::feature::capabilities(&client),
        });
        let mut session = Session::new(client, Given::new(command, source));
        session.has_hints = has_hints;
        if let Some(complaint) = complaint {
            session.show(&format!("{complaint}; the initializationOptions are ignored"));
        }
        self.session = Some(session);
        Ok(result)
    }

    fn notified(&mut self, method: &str, params: Value) {
        if let Some(session) = self.session.as_mut().filter(|_| !self.is_shut_down) {
            notice::notified(session, method, params);
        }
    }

    fn flush(&mut self, out: &mut dyn Write) -> std::io::Result<()> {
        for message in self.outbox.drain(..) {
            wire::write(out, &message)?;
        }
        if let Some(session) = &mut self.session {
            for message in session.outbox.drain(..) {
                wire::write(out, &message)?;
            }
        }
        Ok(())
    }
}

/// Whether a process has ended, where that can be seen.
fn is_gone(process: u32) -> bool {
    cfg!(target_os = "linux") && !Path::new(&format!("/proc/{process}")).exists()
}
