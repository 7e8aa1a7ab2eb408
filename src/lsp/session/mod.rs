//! The state of the server: texts, configurations, settings, what was published.

mod publish;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::document::roots::Texts;
use crate::hash::HashMap;
use crate::lsp::client::Client;
use crate::lsp::pass::{self, Given, Pass};
use crate::lsp::place::{real, tidy, uri_of};
use crate::lsp::protocol::{Diagnostic, DidChange, OpenedDocument};
use crate::lsp::text::OpenText;
use crate::lsp::watch::Stamps;
use crate::lsp::wire;
use crate::source::FileId;

/// A pass that takes longer than this waits until no edit has come for a while.
const QUICK: Duration = Duration::from_millis(30);

/// Of how many passes it is remembered how long they took.
const REMEMBERED: usize = 8;

/// The files that a client is asked to watch.
const WATCHED: [&str; 5] =
    ["**/*.conf", "**/*.conf.ext", "**/*.ext", "**/dovelint.toml", "**/.dovelint.toml"];

/// The state of the server.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is due by itself, in any combination")]
pub struct Session {
    /// What the client can do.
    pub client: Client,
    given: Given,
    open: BTreeMap<String, OpenText>,
    texts: Texts,
    edits: u64,
    /// Whether something has changed since the last pass.
    is_dirty: bool,
    /// Whether the last pass was not published yet.
    is_unpublished: bool,
    last_edit: Option<Instant>,
    /// How long the last passes took. On a busy machine a single one says little, so the quickest counts.
    took: [Duration; REMEMBERED],
    pass: Pass,
    stamps: Stamps,
    /// What was sent last, by URI.
    published: BTreeMap<String, Vec<Diagnostic>>,
    /// The URI by which a file was published, by its real path.
    spelled: HashMap<String, String>,
    /// What was said of each settings file that cannot be used.
    said: HashMap<String, String>,
    logged: String,
    watched: Vec<PathBuf>,
    requests: u64,
    /// Whether the client is still to be asked to watch files, and for its settings.
    is_to_ask: bool,
    /// Whether small hints are wanted.
    pub has_hints: bool,
    /// Messages to send.
    pub outbox: Vec<Value>,
}

impl Session {
    /// A session with the options of the command line.
    pub fn new(client: Client, given: Given) -> Session {
        Session {
            client,
            given,
            open: BTreeMap::new(),
            texts: Texts::default(),
            edits: 0,
            is_dirty: false,
            is_unpublished: false,
            last_edit: None,
            took: [Duration::ZERO; REMEMBERED],
            pass: Pass::default(),
            stamps: Stamps::default(),
            published: BTreeMap::new(),
            spelled: HashMap::default(),
            said: HashMap::default(),
            logged: String::new(),
            watched: Vec::new(),
            requests: 0,
            is_to_ask: false,
            has_hints: true,
            outbox: Vec::new(),
        }
    }

    /// Says something in the client's log.
    pub fn log(&mut self, message: impl Into<String>) {
        self.outbox
            .push(wire::notification("window/logMessage", json!({"type": 3, "message": message.into()})));
    }

    /// Shows an error to the person.
    pub fn show(&mut self, message: &str) {
        self.outbox.push(wire::notification("window/showMessage", json!({"type": 1, "message": message})));
    }

    /// Asks the client for something.
    pub fn ask(&mut self, what: &str, method: &str, params: &Value) {
        self.requests += 1;
        let id = format!("{what}-{}", self.requests);
        self.outbox.push(wire::request(&id, method, params));
    }

    /// The client is ready. What the server wants from it waits for a text or for a quiet moment: until then nothing
    /// needs it, and a client that is still busy with its own first messages is left alone.
    pub fn initialized(&mut self) {
        self.log(format!("dovelint {}", env!("CARGO_PKG_VERSION")));
        self.is_to_ask = true;
    }

    /// Asks the client once to watch files, and for its settings.
    pub fn ask_once(&mut self) {
        if std::mem::take(&mut self.is_to_ask) {
            self.watch(None);
            self.ask_for_settings();
        }
    }

    /// Asks the client to watch files, in its folders or below another one.
    pub fn watch(&mut self, folder: Option<&Path>) {
        if !self.client.watches {
            return;
        }
        let base = folder.map(|folder| uri_of(&folder.to_string_lossy()));
        let watchers: Vec<Value> = WATCHED
            .iter()
            .map(|pattern| match &base {
                None => json!({"globPattern": pattern}),
                Some(base) => json!({"globPattern": {"baseUri": base, "pattern": pattern}}),
            })
            .collect();
        let id = format!("dovelint-files-{}", self.watched.len());
        let registration = json!({
            "id": id,
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": {"watchers": watchers},
        });
        self.ask("watch", "client/registerCapability", &json!({"registrations": [registration]}));
    }

    /// Asks for the settings of the client that are not those of linting.
    pub fn ask_for_settings(&mut self) {
        if self.client.configuration {
            let items = json!({"items": [{"section": "dovelint"}]});
            self.ask("settings", "workspace/configuration", &items);
        }
    }

    /// The client has answered a request.
    pub fn answered(&mut self, id: &Value, result: &Value) {
        let is_settings = id.as_str().is_some_and(|id| id.starts_with("settings-"));
        if let Some(settings) = result.get(0).filter(|_| is_settings) {
            self.settings(settings);
        }
    }

    /// Takes the client's settings.
    pub fn settings(&mut self, settings: &Value) {
        if let Some(hints) = settings.get("hints").and_then(Value::as_bool) {
            self.has_hints = hints;
        }
    }

    /// Something has happened after which the findings may be others.
    pub fn touch(&mut self) {
        self.is_dirty = true;
    }

    /// A text was opened.
    pub fn opened(&mut self, opened: OpenedDocument) {
        self.ask_once();
        if self.open.contains_key(&opened.uri) {
            self.log(format!("{} was opened while it was open", opened.uri));
        }
        let text = OpenText::new(opened);
        self.keep(text);
    }

    /// A text was changed.
    pub fn changed(&mut self, changed: DidChange) {
        let uri = changed.text_document.uri;
        let Some(mut text) = self.open.remove(&uri) else {
            self.log(format!("{uri} was changed while it was not open"));
            return;
        };
        text.change(changed.content_changes, self.client.encoding);
        text.version = changed.text_document.version.or(text.version);
        self.keep(text);
        self.last_edit = Some(Instant::now());
    }

    fn keep(&mut self, mut text: OpenText) {
        self.edits += 1;
        text.order = self.edits;
        self.is_dirty = true;
        if let Some(path) = &text.path {
            self.texts.remove(path);
        }
        self.open.insert(text.uri.clone(), text);
    }

    /// A text was closed.
    pub fn closed(&mut self, uri: &str) {
        let Some(text) = self.open.remove(uri) else {
            self.log(format!("{uri} was closed while it was not open"));
            return;
        };
        if let Some(path) = &text.path {
            self.texts.remove(path);
        }
        self.is_dirty = true;
    }

    /// An open text.
    pub fn text(&self, uri: &str) -> Option<&OpenText> {
        self.open.get(uri)
    }

    /// The files of the last pass that are an open text: where the report is, and which file it is there.
    pub fn files_of(&self, text: &OpenText) -> Vec<(usize, FileId)> {
        let mut found = Vec::new();
        for (at, report) in self.pass.reports.iter().enumerate() {
            let mut files = report.document.sources.files();
            let file = files.find(|(_, file)| !file.is_folder && self.is_text(&file.shown, text));
            found.extend(file.map(|(id, _)| (at, id)));
        }
        found
    }

    /// Whether a path as it is shown is that of an open text.
    pub fn is_text(&self, shown: &str, text: &OpenText) -> bool {
        text.path.as_deref() == Some(shown)
            || text.real == shown
            || (!shown.starts_with('<') && real(shown) == text.real)
    }

    /// What the last pass has found.
    pub fn pass(&self) -> &Pass {
        &self.pass
    }

    /// The open texts, as they are used in place of files.
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// Runs a pass when something has changed, so that requests see the present texts.
    pub fn refresh(&mut self) -> &Pass {
        if self.is_dirty {
            let began = Instant::now();
            self.put_texts();
            let open: Vec<&OpenText> = self.open.values().collect();
            self.pass = pass::run(&mut self.given, &open, &mut self.texts, &self.client.folders);
            self.is_dirty = false;
            self.is_unpublished = true;
            self.took.rotate_left(1);
            self.took[REMEMBERED - 1] = began.elapsed();
        }
        &self.pass
    }

    /// Puts the open texts in the place of their files. Of two for one file the one that was changed last counts.
    fn put_texts(&mut self) {
        let mut open: Vec<&OpenText> = self.open.values().filter(|text| text.path.is_some()).collect();
        open.sort_by_key(|text| text.order);
        let last: HashMap<&str, &OpenText> = open.iter().map(|text| (text.real.as_str(), *text)).collect();
        for text in open {
            let Some(path) = &text.path else { continue };
            let counts = last.get(text.real.as_str()).map_or(&text.text, |last| &last.text);
            if self.texts.get(path).is_none_or(|known| known != counts.as_bytes()) {
                self.texts.insert(path.clone(), counts.clone().into_bytes());
            }
        }
    }

    /// How long to wait before the next pass: none when there is nothing to do.
    pub fn due(&self) -> Option<Duration> {
        if !self.is_dirty {
            return self.is_unpublished.then_some(Duration::ZERO);
        }
        let took = self.took.into_iter().min().unwrap_or_default();
        if took <= QUICK {
            return Some(Duration::ZERO);
        }
        let waited = self.last_edit.map_or(took * 3, |edit| edit.elapsed());
        Some((took * 3).saturating_sub(waited))
    }

    /// Runs a pass when one is due, and sends what it has found.
    pub fn publish(&mut self) {
        self.refresh();
        self.is_unpublished = false;
        self.watch_more();
        self.say();
        let lists = self.lists();
        self.send(lists);
    }

    /// Whether a file on the disk has changed silently of the client.
    pub fn look(&mut self) {
        if !self.open.is_empty() && self.has_to_look() && self.stamps.have_changed() {
            self.is_dirty = true;
        }
    }

    fn has_to_look(&self) -> bool {
        !self.client.watches || (!self.client.watches_elsewhere && self.folders_elsewhere().next().is_some())
    }

    /// The folders of main files that are outside the client's folders.
    fn folders_elsewhere(&self) -> impl Iterator<Item = PathBuf> + '_ {
        let folders = self.pass.reports.iter().filter_map(|report| {
            let path = Path::new(&report.root.path);
            Some(PathBuf::from(real(&path.is_absolute().then(|| path.parent())??.to_string_lossy())))
        });
        let own: Vec<PathBuf> =
            self.client.folders.iter().map(|folder| PathBuf::from(real(&folder.to_string_lossy()))).collect();
        folders.filter(move |folder| !own.iter().any(|own| folder.starts_with(own)))
    }

    fn watch_more(&mut self) {
        if self.has_to_look() {
            self.stamps = Stamps::of(&self.pass);
        } else if self.client.watches {
            let new: Vec<PathBuf> = self
                .folders_elsewhere()
                .filter(|folder| !self.watched.iter().any(|known| folder.starts_with(known)))
                .collect();
            for folder in new {
                self.watched.push(folder.clone());
                self.watch(Some(&folder));
            }
        }
    }

    /// Tells the log which configurations are judged, when that has changed, and shows settings files that cannot be used.
    fn say(&mut self) {
        let mut lines: Vec<String> = Vec::new();
        for (report, rules) in self.pass.reports.iter().zip(&self.pass.rules) {
            let version = report.document.version;
            let settings = rules.settings.file().map_or("no settings file", |file| &file.shown);
            lines.push(format!("{} as {version}, settings: {settings}", report.root.path));
        }
        lines.extend(self.pass.troubles.iter().cloned());
        let lines = lines.join("\n");
        if lines != self.logged {
            self.logged.clone_from(&lines);
            if !lines.is_empty() {
                self.log(lines);
            }
        }
        let wrong: HashMap<String, String> =
            self.pass.wrong.iter().map(|wrong| (wrong.path().to_owned(), wrong.to_string())).collect();
        for (path, message) in &wrong {
            if self.said.get(path) != Some(message) {
                let is_kept = self.given.last_good.contains_key(path);
                let then = if is_kept { "the last valid settings stay" } else { "it is ignored" };
                self.show(&format!("{message}; {then}"));
            }
        }
        self.said = wrong;
    }

    /// The URI of a file by its path as it is shown, and by what it is known.
    pub fn uri(&self, shown: &str) -> String {
        let known = if shown.starts_with('<') { shown.to_owned() } else { real(shown) };
        self.uri_of_real(&known, shown)
    }

    fn uri_of_real(&self, known: &str, shown: &str) -> String {
        let open = self.open.values().find(|text| text.real == known).map(|text| &text.uri);
        let spelled = open.or_else(|| self.spelled.get(known));
        spelled.cloned().unwrap_or_else(|| uri_of(&tidy(shown)))
    }
}
